"""A page's parts into blocks, each inset where it stands among the text around it."""

from __future__ import annotations

from ingest.blocks import Draft, Typography, blocks_of, mark_footnotes
from ingest.lines import Line
from ingest.page_parts import Inset, Part
from ingest.table_rows import rows_of


def drafts_of(part: Part, usual: Typography, height: float) -> list[Draft]:
    """The blocks of a page of this height, in the order in which they are read."""
    drafts = _running(part, usual)
    mark_footnotes(drafts, usual, height)
    return _with_insets(drafts, part, usual)


def _running(part: Part, usual: Typography) -> list[Draft]:
    """The blocks of the lines, with the insets that reach across."""
    drafts: list[Draft] = []
    lines: list[Line] = []
    for line in part.lines:
        if line.text:
            lines.append(line)
        else:
            drafts += blocks_of(lines, usual) + _inset_at(line, part, usual)
            lines = []
    return drafts + blocks_of(lines, usual)


def _inset_at(place: Line, part: Part, usual: Typography) -> list[Draft]:
    inset = next(
        i for i in part.insets if i.place is not None and (i.place.top, i.place.left) == (place.top, place.left)
    )
    return _inset_drafts(inset, usual)


def _inset_drafts(inset: Inset, usual: Typography) -> list[Draft]:
    if not isinstance(inset.content, Part):
        return rows_of(inset.content)
    drafts = _with_insets(_running(inset.content, usual), inset.content, usual)
    for draft in drafts:
        draft.aside = True
    return drafts


def _with_insets(drafts: list[Draft], part: Part, usual: Typography) -> list[Draft]:
    """What does not reach across stands before the first block below it, at the end where there is none."""
    placed: list[tuple[int, list[Draft]]] = []
    for inset in part.insets:
        if inset.place is None:
            at = next((i for i, draft in enumerate(drafts) if _is_below(draft, inset)), len(drafts))
            placed.append((at, _inset_drafts(inset, usual)))
    for at, inner in sorted(placed, key=lambda entry: -entry[0]):
        drafts[at:at] = inner
    return drafts


def _is_below(draft: Draft, inset: Inset) -> bool:
    line, area = draft.lines[0], inset.area
    return line.top >= area.bottom - 2 and line.left < area.right and line.right > area.left
