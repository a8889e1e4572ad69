"""Which blocks are headings, and how high: by type size and weight, numbering, and the outline where it agrees."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ingest import normalise
from ingest.blocks import Draft, Typography
from ingest.document import Role
from ingest.raw_pdf import Bookmark

LARGER = 1.1
MOST_WORDS = 26
MOST_ITEM_WORDS = 10
MOST_LINES = 4
LOWEST = 9
# An outline is trusted for levels when this share of its entries stands as text on the page it names.
OUTLINE_AGREES = 0.5
# ... and its levels where this share of its numbered entries has the level that others of their depth have.
LEVELS_AGREE = 0.9
_NUMBER = re.compile(
    r"^(?:(?:annex|annexe|anexo|chapter|chapitre|capítulo)\s+)?((?:\d{1,2}|[IVX]+)(?:\.\d{1,2})*)[.):\s]\s*\S",
    re.I,
)
_LEADER = re.compile(r"(?:[._]\s?){4,}|…{2,}")
# "Cash assistance 23" is a line of the contents where the page has so many different ones; "Annex 3" is a heading.
_PAGE_AT_END = re.compile(r"\s\d{1,3}$")
CONTENTS_LINES = 4
_SENTENCE_END = re.compile(r"[.;,]$")

Style = tuple[float, bool, bool]


def mark_headings(pages: Sequence[Sequence[Draft]], usual: Typography, bookmarks: Sequence[Bookmark]) -> None:
    """Give headings their role and level (1 is highest), in place."""
    outlined = _outlined(pages, bookmarks)
    found = [
        (number, block)
        for number, blocks in enumerate(pages, start=1)
        for block in _outside_contents(blocks)
        if block.role is not Role.CAPTION and (id(block) in outlined or _is_heading(block, usual))
    ]
    ranks = _ranks(found)
    trusted = _levels_agree((block.text, outlined[id(block)]) for _, block in found if id(block) in outlined)
    chain: dict[str | Style, int] = {}
    for _, block in found:
        block.role = Role.HEADING
        fixed = outlined.get(id(block), 0)
        level = _numbered(block, fixed or ranks.get(_style(block), 1), chain)
        block.level = fixed if trusted and fixed else level


def _outside_contents(blocks: Sequence[Draft]) -> list[Draft]:
    """The blocks of a page without the lines of a table of contents."""
    listed = {id(block) for block in blocks if _PAGE_AT_END.search(block.text.strip())}
    titles = {_PAGE_AT_END.sub("", block.text.strip()) for block in blocks if id(block) in listed}
    return [block for block in blocks if len(titles) < CONTENTS_LINES or id(block) not in listed]


def _is_heading(block: Draft, usual: Typography) -> bool:
    text = block.text.strip()
    if block.cells or block.role is Role.FOOTNOTE or not _has_title_form(block, text):
        return False
    larger = block.size >= LARGER * usual.size
    if block.role is Role.BULLET and not (_NUMBER.match(text) and (larger or block.bold)):
        return False
    if larger:
        return len(text.split()) <= MOST_WORDS
    standing_out = block.bold or (text.isupper() and len(text) > 6)
    return standing_out and block.size >= 0.97 * usual.size and len(text.split()) <= 0.6 * MOST_WORDS


def _has_title_form(block: Draft, text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    if letters < 3 or len(block.lines) > MOST_LINES or _LEADER.search(text):
        return False
    return not _SENTENCE_END.search(text) or bool(_NUMBER.match(text) and len(text.split()) <= 10)


def _style(block: Draft) -> Style:
    return round(block.size * 2) / 2, block.bold, block.text.isupper()


def _ranks(found: Iterable[tuple[int, Draft]]) -> dict[Style, int]:
    """Styles by size and weight, highest first. What only a cover has stands above all and takes no rank."""
    styles: Counter[Style] = Counter(_style(block) for number, block in found if number > 1)
    ordered = sorted(styles, reverse=True)
    return {style: min(rank, LOWEST) for rank, style in enumerate(ordered, start=1)}


def _numbered(block: Draft, usual: int, chain: dict[str | Style, int]) -> int:
    """A numbered heading stands one below the one whose number it continues (4.2 below 4), and 4 beside 3."""
    match = _NUMBER.match(block.text)
    if match is None:
        return usual
    number = match[1].upper()
    parent = number.rpartition(".")[0]
    level = chain.get(parent, usual - 1) + 1 if parent else chain.setdefault(_style(block), usual)
    chain[number] = level
    return min(level, LOWEST)


def _levels_agree(outlined: Iterable[tuple[str, int]]) -> bool:
    """Whether 3.1 and 4.2 stand on one level in the outline."""
    levels: dict[int, Counter[int]] = defaultdict(Counter)
    for text, level in outlined:
        if (match := _NUMBER.match(text)) and "." in match[1]:
            levels[match[1].count(".")][level] += 1
    usual = sum(max(found.values()) for found in levels.values())
    return usual >= LEVELS_AGREE * sum(found.total() for found in levels.values())


def _outlined(pages: Sequence[Sequence[Draft]], bookmarks: Sequence[Bookmark]) -> dict[int, int]:
    """Blocks that the outline names, with its levels; nothing where it mostly lies."""
    agreed: dict[int, tuple[Draft, int]] = {}
    for mark in bookmarks:
        block = _named(pages[mark.page - 1], mark.title) if 0 < mark.page <= len(pages) else None
        if block is not None:
            agreed[id(block)] = block, mark.level
    if len(agreed) < OUTLINE_AGREES * len(bookmarks):
        return {}
    return {key: level for key, (block, level) in agreed.items() if _may_be_title(block)}


def _named(blocks: Sequence[Draft], title: str) -> Draft | None:
    wanted = normalise.key(title)
    for block in blocks:
        if len(block.lines) <= MOST_LINES and wanted and not block.cells and normalise.key(block.text) == wanted:
            return block
    return None


def _may_be_title(block: Draft) -> bool:
    """Word processors put items and lines of the contents into outlines that were set in a heading's style."""
    marked = block.role is Role.BULLET and not _NUMBER.match(block.text)
    most = MOST_ITEM_WORDS if marked else MOST_WORDS
    return len(block.text.split()) <= most and _has_title_form(block, block.text.strip())
