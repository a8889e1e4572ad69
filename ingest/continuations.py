"""Paragraphs that a page's end, a table or a box cuts in two. Pure functions of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import ends
from ingest.document import Block, Page, Role

# What may stand between the two parts of a paragraph.
_BETWEEN = {Role.FOOTNOTE, Role.CAPTION, Role.ROW}


def continued(blocks: Sequence[tuple[Block, bool]], pages: Sequence[Page]) -> tuple[Block, ...]:
    """A paragraph that is cut in two is one block with two spans. Each block comes with whether it is in a box."""
    joined: list[Block] = []
    open_at: int | None = None
    for block, aside in blocks:
        if open_at is not None and not aside and _goes_on(joined, open_at, block, pages):
            joined[open_at] = replace(joined[open_at], spans=joined[open_at].spans + block.spans)
            continue
        joined.append(block)
        if aside or block.role in _BETWEEN:
            continue
        open_at = len(joined) - 1 if block.role in {Role.PARAGRAPH, Role.BULLET} else None
    return tuple(joined)


def _goes_on(joined: Sequence[Block], at: int, after: Block, pages: Sequence[Page]) -> bool:
    last, first = joined[at].spans[-1], after.spans[0]
    if after.role is not Role.PARAGRAPH or first.page not in {last.page, last.page + 1}:
        return False
    if first.page == last.page and at == len(joined) - 1:
        return False  # nothing stands between: they are two
    text = pages[first.page - 1].text[first.start : first.end]
    return not ends(pages[last.page - 1].text[last.start : last.end]) and text[:1].islower()
