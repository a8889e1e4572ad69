"""Paragraphs and words that a page's end, a table or a box cuts in two."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.blocks import Draft, ends
from ingest.document import Block, Page, Role
from ingest.hyphens import mended

# What may stand between the two parts of a paragraph.
_BETWEEN = {Role.FOOTNOTE, Role.CAPTION, Role.ROW}
_RUNNING = {Role.PARAGRAPH, Role.BULLET}


def mend_broken_words(pages: Sequence[Sequence[Draft]], known: Collection[str]) -> None:
    """A word that a page's end breaks stands whole on the page where it begins."""
    for before, after in pairwise(pages):
        last = next((draft for draft in reversed(before) if not _is_between(draft)), None)
        first = next((draft for draft in after if not _is_between(draft)), None)
        if last is None or first is None or last.role not in _RUNNING or first.role is not Role.PARAGRAPH:
            continue
        ending, beginning = mended(last.lines[-1].text, first.lines[0].text, known)
        if beginning and ending != last.lines[-1].text:
            last.lines[-1] = replace(last.lines[-1], text=ending)
            first.lines[0] = replace(first.lines[0], text=beginning)
            first.goes_on = True


def _is_between(draft: Draft) -> bool:
    return draft.aside or draft.role in _BETWEEN


def continued(written: Sequence[tuple[Block, Draft]], pages: Sequence[Page]) -> tuple[Block, ...]:
    """A paragraph that is cut in two is one block with two spans. Each block comes with what it was made of."""
    joined: list[Block] = []
    open_at: int | None = None
    for block, draft in written:
        if open_at is not None and not draft.aside and _goes_on(joined, open_at, block, draft, pages):
            joined[open_at] = replace(joined[open_at], spans=joined[open_at].spans + block.spans)
            continue
        joined.append(block)
        if _is_between(draft):
            continue
        open_at = len(joined) - 1 if block.role in _RUNNING else None
    return tuple(joined)


def _goes_on(joined: Sequence[Block], at: int, after: Block, draft: Draft, pages: Sequence[Page]) -> bool:
    last, first = joined[at].spans[-1], after.spans[0]
    if after.role is not Role.PARAGRAPH or first.page not in {last.page, last.page + 1}:
        return False
    if first.page == last.page and at == len(joined) - 1:
        return False  # nothing stands between: they are two
    if draft.goes_on:
        return True
    text = pages[first.page - 1].text[first.start : first.end]
    return not ends(pages[last.page - 1].text[last.start : last.end]) and text[:1].islower()
