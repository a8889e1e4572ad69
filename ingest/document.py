"""The words of the program as types: pages, blocks, passages, tags, documents.

All are values: nothing here reads a file, a clock or a setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a passage is, most useful to a programme designer first."""

    LESSON = "lesson"
    GOOD_PRACTICE = "good_practice"
    CHALLENGE = "challenge"
    FINDING = "finding"
    CONCLUSION = "conclusion"
    RECOMMENDATION = "recommendation"
    MANAGEMENT_RESPONSE = "management_response"
    CONTEXT = "context"
    METHOD = "method"
    OTHER = "other"


class Field(StrEnum):
    """What a tag is about. Those a user filters by have the same name in every door.

    The last six say something of single passages only: a country that is named but that the document is not
    about, and what the columns of a management response say of a recommendation.
    """

    TITLE = "title"
    YEAR = "year"
    LANGUAGE = "language"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    DOCUMENT_TYPE = "document_type"
    TIMING = "timing"
    SECTOR = "sector"
    HAZARD = "hazard"
    DONOR = "donor"
    PERIOD = "period"
    CRITERION = "criterion"
    EVALUATION = "evaluation"
    MENTIONED_COUNTRY = "mentioned_country"
    RESPONSE = "response"
    ACTION = "action"
    OWNER = "owner"
    DUE = "due"
    STATUS = "status"


class Origin(StrEnum):
    """Where a tag comes from, weakest first: a later one overrides an earlier one of the same field."""

    TEXT = "text"
    FILE = "file"
    SIDECAR = "sidecar"
    PERSON = "person"


class Role(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ROW = "row"
    FOOTNOTE = "footnote"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of the text of a 1-based page."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LineBox:
    """Where the characters ``start`` to ``end`` of a page's text stand on it.

    ``left``, ``top``, ``right`` and ``bottom`` are fractions (0 to 1) of the displayed page's width and
    height, measured from its top left corner.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page's cleaned text, without running headers, footers and page numbers.

    ``number`` is 1-based and physical. ``label`` is what is printed on the page ("iv"), where the file says so.
    ``ocr`` is the mean confidence (0 to 1) of its words where they were recognised from a picture, else None.
    """

    number: int
    text: str
    label: str | None = None
    lines: tuple[LineBox, ...] = ()
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A value with its confidence (0 to 1) and origin. A field with several values has several tags."""

    field: Field
    value: str
    confidence: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of layout, in reading order: a heading, a paragraph, a bullet, a table row, a footnote, a caption.

    ``level`` is 1 for the highest heading, 0 for all that is not a heading. ``columns`` holds, for a table
    row, the header of each cell. ``tags`` are what the file itself says of just this block (the columns of a
    lesson log), ``kind`` what its place in the file makes it (a table of contents is `Kind.OTHER`), where that
    leaves no doubt.
    """

    role: Role
    spans: tuple[Span, ...]
    level: int = 0
    columns: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a file.

    ``paged`` is false where the format has no pages (Markdown): all text is then on page 1.
    ``properties`` are the file's own, lower-case keys: title, author, created (a date as the file has it).
    ``notes`` are sentences for people on what could not be read as it should ("Pages 3 and 4 ..."), ``unread`` is
    the number of pages that OCR might read.
    """

    media_type: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    paged: bool = True
    properties: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, found, shown and cited.

    ``text`` is the text of its spans, joined as `text_of` joins them. ``section`` is the path of headings
    above it. ``columns`` is the table header, where the passage is made of table rows. ``tags`` are its own,
    where they differ from the document's: in their fields they count instead of those. ``ocr`` is the least
    confidence of the pages it was recognised on, None where nothing was recognised.
    """

    ordinal: int
    spans: tuple[Span, ...]
    text: str
    section: tuple[str, ...]
    kind: Kind
    kind_confidence: float
    language: str
    columns: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    ocr: float | None = None

    @property
    def first_page(self) -> int:
        return self.spans[0].page

    @property
    def last_page(self) -> int:
        return max(span.page for span in self.spans)


@dataclass(frozen=True, slots=True)
class Document:
    """One file's content. ``id`` is made of its bytes: see `document_id`.

    ``notes`` and ``unread`` are those of its `Reading`. They are told when it is read, and not kept with it.
    ``overruled`` are tags that do not count, since a stronger origin has others in their fields.
    """

    id: str
    media_type: str
    paged: bool
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    tags: tuple[Tag, ...]
    notes: tuple[str, ...] = ()
    unread: int = 0
    overruled: tuple[Tag, ...] = ()

    @property
    def title(self) -> str:
        return next((tag.value for tag in self.tags if tag.field is Field.TITLE), "")

    def values(self, field: Field) -> tuple[str, ...]:
        return tuple(tag.value for tag in self.tags if tag.field is field)


def text_of(spans: tuple[Span, ...], pages: tuple[Page, ...]) -> str:
    """The text of ``spans``; pages are looked up by number. Spans that do not touch are joined by a blank."""
    return " ".join(pages[span.page - 1].text[span.start : span.end] for span in spans)


def part_of(spans: tuple[Span, ...], low: int, high: int) -> tuple[Span, ...]:
    """The part of ``spans`` that holds the characters ``low`` to ``high`` of their `text_of`."""
    found = []
    offset = 0
    for span in spans:
        start, end = max(low - offset, 0), min(high - offset, span.end - span.start)
        if start < end:
            found.append(Span(span.page, span.start + start, span.start + end))
        offset += span.end - span.start + 1
    return tuple(found)


def document_id(sha256: str) -> str:
    """The id of a document: the first 16 hexadecimal digits of the SHA-256 of its bytes."""
    return sha256[:16]


def passage_id(document: str, ordinal: int) -> str:
    """Stable as long as the bytes of the file are, and the way it is cut: ``<document id>-<ordinal>``."""
    return f"{document}-{ordinal:04d}"
