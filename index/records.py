"""Values to columns and back: what the catalogue stores as JSON, as packed bytes, or as a path's own bytes."""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING

import numpy as np

from index.library import PassageRecord
from ingest.document import Document, Field, Kind, LineBox, Origin, Page, Passage, Span, Tag, passage_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import DocumentRecord, Vectors

# 1/50000 of a page is 0.006 mm on A4, at 16 bytes a line instead of 40; four decimals come back as they were.
_BOX_STEPS = 50_000

Row = tuple[object, ...]
PassageRow = tuple[int, int, int, str, str, str, str, str, float, str, float | None]


def path_key(path: str) -> bytes:
    return os.fsencode(path)


def path_of(key: bytes) -> str:
    return os.fsdecode(key)


def pack_strings(strings: Sequence[str]) -> str:
    return json.dumps(list(strings), ensure_ascii=False)


def unpack_strings(packed: str) -> tuple[str, ...]:
    return tuple(json.loads(packed))


def pack_spans(spans: Sequence[Span]) -> str:
    return json.dumps([[span.page, span.start, span.end] for span in spans], separators=(",", ":"))


def unpack_spans(packed: str) -> tuple[Span, ...]:
    return tuple(Span(page, start, end) for page, start, end in json.loads(packed))


def pack_lines(lines: Sequence[LineBox]) -> bytes:
    """Line boxes as compressed integers, column by column; edges are kept to 1/50000 of the page."""
    if not lines:
        return b""
    places = np.array([(line.start, line.end) for line in lines], dtype="<u4")
    edges = np.array([(line.left, line.top, line.right, line.bottom) for line in lines])
    steps = np.rint(np.clip(edges, 0, 1) * _BOX_STEPS).astype("<u2")
    return zlib.compress(places.T.tobytes() + steps.T.tobytes())


def unpack_lines(packed: bytes) -> tuple[LineBox, ...]:
    if not packed:
        return ()
    raw = zlib.decompress(packed)
    count = len(raw) // 16
    places = np.frombuffer(raw, dtype="<u4", count=2 * count).reshape(2, count).tolist()
    steps = np.frombuffer(raw, dtype="<u2", offset=8 * count).reshape(4, count)
    edges = (steps / _BOX_STEPS).tolist()
    return tuple(LineBox(*line) for line in zip(*places, *edges, strict=True))


def pack_vector(vector: Vectors) -> bytes:
    return vector.astype("<f4", copy=False).tobytes()


def unpack_vectors(packed: Sequence[bytes], dimension: int) -> Vectors:
    """Float32 (len(packed), dimension)."""
    return np.frombuffer(b"".join(packed), dtype="<f4").reshape(len(packed), dimension)


def page_row(document: int, page: Page) -> Row:
    return document, page.number, page.label, page.text, pack_lines(page.lines), page.ocr


def page_of(number: int, label: str | None, text: str, lines: bytes, ocr: float | None) -> Page:
    return Page(number, text, label, unpack_lines(lines), ocr)


def passage_row(document: int, passage: Passage, fingerprint: str) -> Row:
    return (
        document,
        passage.ordinal,
        passage.text,
        pack_strings(passage.section),
        pack_strings(passage.columns),
        pack_spans(passage.spans),
        passage.kind.value,
        passage.kind_confidence,
        passage.language,
        fingerprint,
        passage.ocr,
    )


PASSAGE_COLUMNS = "number, document, ordinal, text, section, columns, spans, kind, kind_confidence, language, ocr"


def passage_of(row: PassageRow, tags: Sequence[Tag]) -> Passage:
    _, _, ordinal, text, section, columns, spans, kind, confidence, language, ocr = row
    return Passage(
        ordinal=ordinal,
        spans=unpack_spans(spans),
        text=text,
        section=unpack_strings(section),
        kind=Kind(kind),
        kind_confidence=confidence,
        language=language,
        columns=unpack_strings(columns),
        tags=tuple(tags),
        ocr=ocr,
    )


def passage_record_of(row: PassageRow, document: DocumentRecord, tags: Sequence[Tag]) -> PassageRecord:
    passage = passage_of(row, tags)
    return PassageRecord(
        number=row[0],
        id=passage_id(document.id, passage.ordinal),
        ordinal=passage.ordinal,
        text=passage.text,
        section=passage.section,
        columns=passage.columns,
        spans=passage.spans,
        kind=passage.kind,
        kind_confidence=passage.kind_confidence,
        language=passage.language,
        document=document,
        tags=passage.tags,
        ocr=passage.ocr,
    )


def tag_row(owner: int, position: int, tag: Tag) -> Row:
    return owner, position, tag.field.value, tag.value, tag.confidence, tag.origin.value


def tag_of(field: str, value: str, confidence: float, origin: str) -> Tag:
    return Tag(Field(field), value, confidence, Origin(origin))


def document_row(number: int, document: Document) -> Row:
    return (
        number,
        document.id,
        document.media_type,
        document.paged,
        len(document.pages),
        len(document.passages),
    )
