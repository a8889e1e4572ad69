"""A library that lives in memory: brute force over all passages. Small, deterministic and real, for tests."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from index.library import DocumentRecord, Filter, Location, PassageRecord, Scored, Vectors, Words
from ingest.document import Document, Field, Origin, Page, passage_id
from search.answer import Answer, Hit, Reason, Situation

if TYPE_CHECKING:
    from collections.abc import Sequence

DIMENSION = 512
WORD = re.compile(r"\w{3,}")
SAID = {Origin.SIDECAR, Origin.PERSON}
FILTERED = (
    Field.COUNTRY,
    Field.SECTOR,
    Field.ORGANISATION,
    Field.LANGUAGE,
    Field.DOCUMENT_TYPE,
    Field.TIMING,
    Field.HAZARD,
    Field.DONOR,
    Field.CRITERION,
    Field.EVALUATION,
)


def words_of(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def embed(text: str) -> Vectors:
    """A unit vector of hashed words: texts that share words are near."""
    vector = np.zeros(DIMENSION, dtype=np.float32)
    for word in words_of(text):
        vector[zlib.crc32(word[:5].encode()) % DIMENSION] += 1
    return vector / max(float(np.linalg.norm(vector)), 1.0)


@dataclass
class MemoryLibrary:
    """`index.library.Library` and `service.doors.Reader` over plain lists."""

    pages: dict[str, tuple[Page, ...]] = field(default_factory=dict)
    records: dict[str, DocumentRecord] = field(default_factory=dict)
    passages: list[PassageRecord] = field(default_factory=list)
    rows: dict[int, Vectors] = field(default_factory=dict)
    places: dict[str, tuple[Location, ...]] = field(default_factory=dict)
    next_number: int = 0

    def add(self, document: Document, *locations: Location) -> None:
        """`upsert`, with the files that hold the document."""
        self.places[document.id] = locations
        vectors = [embed(passage.text) for passage in document.passages]
        self.upsert(document, np.vstack(vectors))

    def upsert(self, document: Document, vectors: Vectors) -> None:
        self.delete([document.id])
        record = DocumentRecord(
            id=document.id,
            title=document.title,
            media_type=document.media_type,
            paged=document.paged,
            page_count=len(document.pages),
            passage_count=len(document.passages),
            tags=document.tags,
            locations=self.places.get(document.id, ()),
        )
        self.records[document.id] = record
        self.pages[document.id] = document.pages
        for passage, vector in zip(document.passages, vectors, strict=True):
            self.rows[self.next_number] = vector
            self.passages.append(
                PassageRecord(
                    number=self.next_number,
                    id=passage_id(document.id, passage.ordinal),
                    ordinal=passage.ordinal,
                    text=passage.text,
                    section=passage.section,
                    columns=passage.columns,
                    spans=passage.spans,
                    kind=passage.kind,
                    kind_confidence=passage.kind_confidence,
                    language=passage.language,
                    document=record,
                    tags=passage.tags,
                    ocr=passage.ocr,
                )
            )
            self.next_number += 1

    def delete(self, document_ids: Sequence[str]) -> None:
        for gone in document_ids:
            self.records.pop(gone, None)
            self.pages.pop(gone, None)
        self.passages = [each for each in self.passages if each.document.id not in document_ids]

    def nearest(self, vector: Vectors, k: int, where: Filter) -> list[Scored]:
        scored = [Scored(each.number, float(self.rows[each.number] @ vector)) for each in self.fitting(where)]
        return sorted(scored, key=lambda each: -each.score)[:k]

    def best_words(self, words: Words, k: int, where: Filter) -> list[Scored]:
        wanted = set(words_of(words.text))
        scored = [
            Scored(each.number, float(sum(n for word, n in Counter(words_of(each.text)).items() if word in wanted)))
            for each in self.fitting(where)
            if all(phrase.lower() in each.text.lower() for phrase in words.phrases)
        ]
        return sorted((each for each in scored if each.score > 0), key=lambda each: -each.score)[:k]

    def vectors(self, numbers: Sequence[int]) -> Vectors:
        return np.vstack([self.rows[number] for number in numbers])

    def count(self, field: str, where: Filter) -> dict[str, int]:
        if field == "kind":
            return dict(Counter(each.kind.value for each in self.fitting(where)))
        _, records = self.documents(where, 0, len(self.records))
        own = {each.id: set(each.values(Field(field))) for each in records}
        for each in self.passages:
            if each.document.id in own:
                own[each.document.id] |= set(own_values(each, Field(field)))
        return dict(Counter(value for values in own.values() for value in values))

    def fetch(self, numbers: Sequence[int]) -> list[PassageRecord]:
        held = {each.number: each for each in self.passages}
        return [held[number] for number in numbers if number in held]

    def documents(self, where: Filter, offset: int, limit: int) -> tuple[int, list[DocumentRecord]]:
        found = {each.document.id: each.document for each in self.fitting(where)}
        return len(found), [found[key] for key in sorted(found)][offset : offset + limit]

    def document(self, document_id: str) -> DocumentRecord | None:
        return self.records.get(document_id)

    def passage(self, passage_id: str) -> PassageRecord | None:
        return next((each for each in self.passages if each.id == passage_id), None)

    def neighbours(self, passage_id: str, n: int) -> list[PassageRecord]:
        middle = self.passage(passage_id)
        return [
            each
            for each in self.passages
            if middle and each.document.id == middle.document.id and 0 < abs(each.ordinal - middle.ordinal) <= n
        ]

    def page(self, document_id: str, number: int) -> Page | None:
        return next((page for page in self.pages.get(document_id, ()) if page.number == number), None)

    def fitting(self, where: Filter) -> list[PassageRecord]:
        return [each for each in self.passages if fits(each, where)]


def own_values(passage: PassageRecord, field: Field) -> tuple[str, ...]:
    """What its own tags say, where nobody said something of its document that overrules a guess."""
    said = any(tag.field is field and tag.origin in SAID for tag in passage.document.tags)
    return tuple(
        tag.value for tag in passage.tags if tag.field is field and not (said and tag.origin is Origin.TEXT)
    )


def values_of(passage: PassageRecord, field: Field) -> tuple[str, ...]:
    return own_values(passage, field) or passage.document.values(field)


def fits(passage: PassageRecord, where: Filter) -> bool:
    document = passage.document
    wanted = {field: getattr(where, field.value) for field in FILTERED}
    year = int(next(iter(values_of(passage, Field.YEAR)), "0"))
    return (
        all(not values or set(values) & set(values_of(passage, field)) for field, values in wanted.items())
        and (not where.kind or passage.kind in where.kind)
        and (not where.document or document.id in where.document)
        and (where.since is None or year >= where.since)
        and (where.until is None or 0 < year <= where.until)
    )


@dataclass(frozen=True)
class MemorySearch:
    """Cosine and word counts added up; equal texts are one hit."""

    library: MemoryLibrary

    def __call__(self, situation: Situation) -> Answer:
        where, library = situation.where, self.library
        scores = {each.number: each.score for each in library.nearest(embed(situation.text), 99, where)}
        for each in library.best_words(Words(situation.text), 99, where):
            scores[each.number] = scores.get(each.number, 0) + min(each.score, 10) / 10
        ranked = sorted((number for number in scores if scores[number] > 0.05), key=lambda n: -scores[n])
        return Answer(situation, self.hits(situation, library.fetch(ranked), scores), took_ms=1.25)

    def hits(
        self, situation: Situation, passages: list[PassageRecord], scores: dict[int, float]
    ) -> tuple[Hit, ...]:
        hits: dict[str, Hit] = {}
        per_document: Counter[str] = Counter()
        for passage in passages:
            if passage.text in hits:
                twin = hits[passage.text]
                hits[passage.text] = replace(twin, elsewhere=(*twin.elsewhere, passage))
            elif len(hits) < situation.k and (
                not situation.per_document or per_document[passage.document.id] < situation.per_document
            ):
                per_document[passage.document.id] += 1
                score = min(1.0, scores[passage.number] / 2)
                hits[passage.text] = hit_of(len(hits) + 1, score, passage, situation.text)
        return tuple(hits.values())


def hit_of(rank: int, score: float, passage: PassageRecord, question: str) -> Hit:
    wanted = set(words_of(question))
    marks = tuple(m.span() for m in WORD.finditer(passage.text) if m.group().lower() in wanted)
    sentences = [m.span() for m in re.finditer(r"\S[^.!?؟]*[.!?؟]?", passage.text)]
    best = max(sentences, key=lambda s: float(embed(passage.text[slice(*s)]) @ embed(question)), default=None)
    words = tuple(dict.fromkeys(passage.text[start:end] for start, end in marks))
    return Hit(rank, score, passage, marks, best, (), Reason(words, float(embed(passage.text) @ embed(question))))
