"""Parts of a document that hold no lessons, by title, form and place: contents, lists, references, instruments.

They get their kind and stay: nothing is left out. What a case study or findings in an annex say is left alone, and
so is everything else that the classifier of passages has to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.document import Block, Kind, Reading, Role, text_of
from ingest.part_titles import Part, has_substance, is_annex, is_imprint, is_matrix, is_numbered, part_of_title

# A part of short entries ends where prose begins, whatever the levels of titles say.
PROSE_WORDS = 40
# So many entries one after the other are a list of contents, of acronyms, of questions.
FEWEST_ENTRIES = 4
FEWEST_ACRONYMS = 6
FEWEST_QUESTIONS = 6
MOST_ENTRY_WORDS = 25
# A cover has few words; the imprint is on one of the first pages or on the last.
COVER_WORDS = 120
FEWEST_PAGES = 5
IMPRINT_PAGES = 4
_LEADERS = re.compile(r"(?:[._·…] ?){4,}")
_REFERENCE = re.compile(r"\(\s*(?:19|20)\d\d[a-z]?\s*\)|https?:|www\.|\bet al\b")
_PAGE_AT_END = re.compile(r"\S.*?[\s._·…](\d{1,3})$", re.DOTALL)
_ACRONYM = re.compile(r"\W*([A-Z][A-Za-z0-9&/.-]{1,11})(?:\s*[|:–=-]\s*|\s+)([^\W\d_].*)", re.DOTALL)


def with_parts(reading: Reading) -> Reading:
    """The same reading, in which the blocks of such parts have their kind. No text is changed."""
    entries = [_Entry(block, text_of(block.spans, reading.pages)) for block in reading.blocks]
    kinds: list[Kind | None] = [entry.block.kind for entry in entries]
    pages = len(reading.pages) if reading.paged else 0
    for found in (_titled(entries), _runs(entries), _alone(entries, pages)):
        for at, kind in found:
            kinds[at] = kinds[at] or kind
    blocks = (
        replace(entry.block, kind=kind) if kind is not entry.block.kind else entry.block
        for entry, kind in zip(entries, kinds, strict=True)
    )
    return replace(reading, blocks=tuple(blocks))


@dataclass(frozen=True, slots=True)
class _Entry:
    block: Block
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def heading(self) -> bool:
        return self.block.role is Role.HEADING

    @property
    def is_prose(self) -> bool:
        """A long text that is no reference: those have a year in brackets, or say where they are found."""
        long = self.block.role is not Role.FOOTNOTE and self.words >= PROSE_WORDS
        return long and not _REFERENCE.search(self.text) and not self.has_leaders

    @property
    def has_leaders(self) -> bool:
        """Whether dots take up much of it, as between the titles of contents and their pages."""
        return sum(len(found) for found in _LEADERS.findall(self.text)) > 0.15 * len(self.text)


def _titled(entries: Sequence[_Entry]) -> Iterator[tuple[int, Kind]]:
    """What stands under a telling title, up to the next that ends it."""
    part: Part | None = None
    level = 0
    for at, entry in enumerate(entries):
        if entry.heading:
            told = part_of_title(entry.text)
            if told is not None:
                part, level = told, entry.block.level
            elif part is not None and _ends(entry, part, level):
                part = None
        elif part is Part.ENTRIES and entry.is_prose:
            part = None
        elif part is not None:
            yield at, part.kind


def _ends(heading: _Entry, part: Part, level: int) -> bool:
    title = heading.text
    if heading.block.level <= level or is_annex(title) or has_substance(title):
        return True
    return part is not Part.INSTRUMENT and is_numbered(title)


def _runs(entries: Sequence[_Entry]) -> Iterator[tuple[int, Kind]]:
    """Entries that follow each other: of contents, of acronyms; questions of an interview."""
    for fewest, kind, belongs in (
        (FEWEST_ENTRIES, Kind.OTHER, _is_listed),
        (FEWEST_ACRONYMS, Kind.OTHER, _is_acronym),
        (FEWEST_QUESTIONS, Kind.METHOD, _is_question),
    ):
        for same, group in groupby(enumerate(entries), key=lambda pair: belongs(pair[1])):
            run = list(group)
            if same and len(run) >= fewest and (belongs is not _is_listed or _pages_rise([e for _, e in run])):
                yield from ((at, kind) for at, _ in run)


def _is_listed(entry: _Entry) -> bool:
    short = entry.words <= MOST_ENTRY_WORDS and entry.block.role is not Role.ROW
    return short and _PAGE_AT_END.fullmatch(entry.text) is not None


def _pages_rise(run: Sequence[_Entry]) -> bool:
    """The numbers at the ends of contents' lines are pages: hardly one is lower than the one before."""
    pages = [int(match[1]) for entry in run if (match := _PAGE_AT_END.fullmatch(entry.text))]
    falls = sum(after < before for before, after in pairwise(pages))
    return falls <= 0.1 * len(pages) and pages[-1] > pages[0]


def _is_acronym(entry: _Entry) -> bool:
    """An acronym, and words that begin with its letters."""
    match = _ACRONYM.fullmatch(entry.text)
    if match is None or entry.words > MOST_ENTRY_WORDS or sum(map(str.isupper, match[1])) < 2:
        return False
    return match[1][0].casefold() in {word[0].casefold() for word in match[2].split()}


def _is_question(entry: _Entry) -> bool:
    return not entry.heading and entry.text.rstrip(" _.|)").endswith(("?", "؟"))


def _alone(entries: Sequence[_Entry], pages: int) -> Iterator[tuple[int, Kind]]:
    """What a block is by itself: by its columns, its dots, its place."""
    cover = _cover(entries, pages)
    for at, entry in enumerate(entries):
        if entry.heading:
            continue
        if entry.block.role is Role.ROW and is_matrix(entry.block.columns):
            yield at, Kind.METHOD
        elif entry.block.role is Role.CAPTION or at in cover or entry.has_leaders or _is_imprint(entry, pages):
            yield at, Kind.OTHER


def _cover(entries: Sequence[_Entry], pages: int) -> set[int]:
    """The blocks of a first page of few words, in a document of several."""
    if pages < FEWEST_PAGES:
        return set()
    first = {at for at, entry in enumerate(entries) if entry.block.spans[-1].page == 1}
    return first if sum(entries[at].words for at in first) <= COVER_WORDS else set()


def _is_imprint(entry: _Entry, pages: int) -> bool:
    page = entry.block.spans[0].page
    at_the_edge = page <= IMPRINT_PAGES or page == pages
    return pages >= FEWEST_PAGES and at_the_edge and is_imprint(entry.text)
