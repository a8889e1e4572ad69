"""Blocks into passages: 60 to 120 words, whole sentences, never across sections, a bullet never cut in two.

A long bullet is a passage of its own, since most lessons are bullets (median 28 words, 90 % under 65).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Block, Kind, Page, Role, Span, Tag, part_of, text_of
from ingest.sentences import sentences

FEWEST_WORDS = 60
MOST_WORDS = 120
# A bullet or a table row from this size on stands alone; up to the second size it is never cut.
OWN_PASSAGE = 25
NEVER_CUT = 150
# Less than this is joined to its neighbour, and dropped where there is none.
FRAGMENT = 12
DROPPED = 3
# What is never in one passage with running text.
_APART = frozenset({Role.ROW, Role.CAPTION})
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_TOUCHING = re.compile(r"[\s|]*")


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage before it is tagged. ``role`` is that of most of its words; ``tags`` and ``kind`` as in `Block`."""

    spans: tuple[Span, ...]
    text: str
    section: tuple[str, ...]
    role: Role
    columns: tuple[str, ...]
    tags: tuple[Tag, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is not cut: a sentence, a bullet, a row. ``last`` where its block ends with it."""

    spans: tuple[Span, ...]
    words: int
    block: Block
    last: bool = True

    @property
    def role(self) -> Role:
        return self.block.role

    @property
    def alone(self) -> bool:
        return self.role in {Role.BULLET, Role.ROW} and self.last and self.words >= OWN_PASSAGE

    @property
    def make(self) -> tuple[object, ...]:
        """What must be the same in all units of a passage: a row that is an entry of its own is joined to none."""
        block = self.block
        own = block.spans if block.role is Role.ROW and block.columns and block.kind else ()
        return block.columns, block.tags, block.kind, self.role if self.role in _APART else None, own


@dataclass(slots=True)
class _Section:
    path: tuple[str, ...]
    body: list[_Unit] = field(default_factory=list)
    notes: list[_Unit] = field(default_factory=list)


def cut(blocks: Sequence[Block], pages: Sequence[Page]) -> list[Cut]:
    """All passages of a document, section by section, footnotes after the text they belong to."""
    numbered = tuple(pages)
    found: list[Cut] = []
    for section in _sections(blocks, numbered):
        for units in (section.body, section.notes):
            found += [_finished(group, section.path, numbered) for group in _grouped(units)]
    return found


def _sections(blocks: Sequence[Block], pages: tuple[Page, ...]) -> Iterator[_Section]:
    stack: list[tuple[int, str]] = []
    section = _Section(())
    for block in blocks:
        if block.role is Role.HEADING:
            yield section
            stack = [entry for entry in stack if entry[0] < block.level]
            stack.append((block.level, text_of(block.spans, pages).replace("\n", " ")))
            section = _Section(tuple(title for _, title in stack))
        else:
            kept = section.notes if block.role is Role.FOOTNOTE else section.body
            kept += _units(block, pages)
    yield section


def _units(block: Block, pages: tuple[Page, ...]) -> list[_Unit]:
    text = text_of(block.spans, pages)
    words = count_words(text)
    if block.role in {Role.BULLET, Role.ROW} and words <= NEVER_CUT:
        return [_Unit(block.spans, words, block)]
    pieces = [piece for low, high in sentences(text) for piece in _no_longer(text, low, high)]
    return [
        _Unit(
            part_of(block.spans, low, high),
            count_words(text[low:high]),
            block,
            last=(low, high) == pieces[-1],
        )
        for low, high in pieces
    ]


def count_words(text: str) -> int:
    """Words between blanks; in Chinese and Japanese, which have none, two characters count as one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _no_longer(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """A 'sentence' of hundreds of words is a list without full stops: cut at word ends."""
    starts = [low + match.start() for match in re.finditer(r"\S+", text[low:high])]
    for index in range(0, len(starts), MOST_WORDS):
        end = starts[index + MOST_WORDS] if index + MOST_WORDS < len(starts) else high
        yield starts[index], starts[index] + len(text[starts[index] : end].rstrip())


def _grouped(units: Iterable[_Unit]) -> list[list[_Unit]]:
    groups: list[list[_Unit]] = []
    current: list[_Unit] = []
    for unit in units:
        if current and _closes(current, unit):
            groups.append(current)
            current = []
        current.append(unit)
        if unit.last and (_words(current) >= FEWEST_WORDS or unit.alone):
            groups.append(current)
            current = []
    if current:
        groups.append(current)
    return _without_fragments(groups)


def _closes(current: Sequence[_Unit], unit: _Unit) -> bool:
    words = _words(current)
    if current[-1].make != unit.make:
        return True
    if unit.role is Role.FOOTNOTE and not _on_one_page(current, unit):
        return True
    if unit.alone:
        return words >= OWN_PASSAGE or words + unit.words > NEVER_CUT
    return words + unit.words > MOST_WORDS and (words >= OWN_PASSAGE or words + unit.words > NEVER_CUT)


def _on_one_page(before: Sequence[_Unit], after: _Unit) -> bool:
    return before[-1].spans[-1].page == after.spans[0].page


def _words(units: Iterable[_Unit]) -> int:
    return sum(unit.words for unit in units)


def _without_fragments(groups: list[list[_Unit]]) -> list[list[_Unit]]:
    """Fragments go to the group before, if it is of the same make; else to the one after; the rest is dropped."""
    kept: list[list[_Unit]] = []
    for group in groups:
        before = kept[-1] if kept else None
        if (before and _words(group) < FRAGMENT and _fits(before, group)) or (
            before and _words(before) < FRAGMENT and _fits(before, group)
        ):
            before += group
        else:
            kept.append(group)
    return [group for group in kept if _words(group) >= DROPPED]


def _fits(before: Sequence[_Unit], group: Sequence[_Unit]) -> bool:
    if group[0].role is Role.FOOTNOTE and not _on_one_page(before, group[0]):
        return False
    return before[-1].make == group[0].make and _words(before) + _words(group) <= NEVER_CUT


def _finished(units: Sequence[_Unit], path: tuple[str, ...], pages: tuple[Page, ...]) -> Cut:
    spans: list[Span] = []
    for span in (span for unit in units for span in unit.spans):
        if spans and _touch(spans[-1], span, pages):
            spans[-1] = Span(span.page, spans[-1].start, span.end)
        else:
            spans.append(span)
    roles = {role: sum(unit.words for unit in units if unit.role is role) for role in Role}
    whole = tuple(spans)
    block = units[0].block
    return Cut(
        spans=whole,
        text=text_of(whole, pages),
        section=path,
        role=max(roles, key=lambda r: roles[r]),
        columns=block.columns,
        tags=block.tags,
        kind=block.kind,
    )


def _touch(before: Span, after: Span, pages: tuple[Page, ...]) -> bool:
    if before.page != after.page or before.end > after.start:
        return False
    return _TOUCHING.fullmatch(pages[before.page - 1].text, before.end, after.start) is not None
