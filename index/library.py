"""What `search` asks of a library: the seam behind which the embedded library, or a larger engine, stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ingest.document import Document, Field, Kind, Origin, Span, Tag

Vectors = npt.NDArray[np.float32]
# Of a document's tags: they overrule what is guessed of its passages.
_SAID = frozenset({Origin.SIDECAR, Origin.PERSON})


@dataclass(frozen=True, slots=True)
class Filter:
    """What a passage must be to count at all; applied before the nearest are taken.

    Within a field any of the values fits; fields narrow each other. ``since`` and ``until`` are years of
    publication, both inclusive. ``document`` holds document ids. Empty means: no restriction. Where a passage
    has tags of its own in a field, they count instead of its document's, unless these are a person's or a
    sidecar's and those are inferred from the text. A passage without a value for a field that is filtered on
    does not fit.
    """

    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    document_type: tuple[str, ...] = ()
    timing: tuple[str, ...] = ()
    hazard: tuple[str, ...] = ()
    donor: tuple[str, ...] = ()
    criterion: tuple[str, ...] = ()
    evaluation: tuple[str, ...] = ()
    kind: tuple[Kind, ...] = ()
    document: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage's number in the library and its score: cosine (-1 to 1) or BM25 (0 and up)."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Words:
    """What to look for by words.

    ``text`` is free text, analysed as the passages were; ``phrases`` must each stand word for word in the
    passage.
    """

    text: str
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """A file that holds a document: its absolute path, and its state when it was last read.

    Where it is packed in other files, its path leads through them, and ``container`` is the one of them that lies
    in a folder: ``size`` and ``modified_ns`` are that one's.
    """

    path: str
    size: int
    modified_ns: int
    container: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as the library holds it, without its pages and passages."""

    id: str
    title: str
    media_type: str
    paged: bool
    page_count: int
    passage_count: int
    tags: tuple[Tag, ...]
    locations: tuple[Location, ...]

    def values(self, field: Field) -> tuple[str, ...]:
        return tuple(tag.value for tag in self.tags if tag.field is field)

    @property
    def evaluation(self) -> str | None:
        """The name of the evaluation it belongs to with other documents; None where it is the only one."""
        return next(iter(self.values(Field.EVALUATION)), None)

    @property
    def source(self) -> str:
        """What is one source, however many documents tell of it: the evaluation's name, else the document's id."""
        return self.evaluation or self.id


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage as the library holds it, with its document. ``tags`` and ``ocr`` are as in `Passage`."""

    number: int
    id: str
    ordinal: int
    text: str
    section: tuple[str, ...]
    columns: tuple[str, ...]
    spans: tuple[Span, ...]
    kind: Kind
    kind_confidence: float
    language: str
    document: DocumentRecord
    tags: tuple[Tag, ...] = ()
    ocr: float | None = None

    def values(self, field: Field) -> tuple[str, ...]:
        """What counts for it in a field, as for `Filter`: its own tags, else its document's."""
        said = any(tag.field is field and tag.origin in _SAID for tag in self.document.tags)
        own = (tag for tag in self.tags if tag.field is field and not (said and tag.origin is Origin.TEXT))
        return tuple(tag.value for tag in own) or self.document.values(field)

    @property
    def pages(self) -> tuple[int, int]:
        """First and last page, 1-based."""
        return self.spans[0].page, max(span.page for span in self.spans)


class Library(Protocol):
    """Readers may call everything but `upsert` and `delete` from any thread; they see whole documents only."""

    def upsert(self, document: Document, vectors: Vectors) -> None:
        """Add or replace a document as a whole. ``vectors`` is float32 (passages, dimension), of unit length."""

    def delete(self, document_ids: Sequence[str]) -> None:
        """Drop documents: gone from every answer when this returns. Unknown ids are ignored."""

    def nearest(self, vector: Vectors, k: int, where: Filter) -> list[Scored]:
        """The k passages that fit ``where`` with the highest cosine to ``vector`` (dimension,), best first."""

    def best_words(self, words: Words, k: int, where: Filter) -> list[Scored]:
        """The k passages that fit ``where`` with the highest BM25 score, best first; none without a match."""

    def vectors(self, numbers: Sequence[int]) -> Vectors:
        """The vectors of these passages, float32 (len(numbers), dimension)."""

    def count(self, field: str, where: Filter) -> dict[str, int]:
        """How many documents fit ``where``, by value of ``field``; for "kind", how many passages.

        A document fits when one of its passages does, and counts for each value of its own and its passages' tags.
        """

    def fetch(self, numbers: Sequence[int]) -> list[PassageRecord]:
        """These passages, in the order asked; those that are gone meanwhile are left out."""
