"""What the catalogue holds, as records. Called inside a reading transaction."""

# Statements are put together from constants of this module; values are always bound.
# ruff: noqa: S608
from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from index.library import DocumentRecord, Location
from index.records import (
    PASSAGE_COLUMNS,
    PassageRow,
    page_of,
    passage_of,
    passage_record_of,
    path_of,
    tag_of,
    unpack_vectors,
)
from ingest.document import Document, Field

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from index.library import PassageRecord, Vectors
    from ingest.document import Origin, Page, Tag

_IN = "IN (SELECT value FROM json_each(?))"

# No document has a thousand million passages, and SQLite takes no larger number.
_TOO_MANY_DIGITS = 10


def passages(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[PassageRecord]:
    """These passages in the order asked; those that are not there are left out."""
    rows = connection.execute(
        f"SELECT {PASSAGE_COLUMNS} FROM passage WHERE number {_IN}", (_list(numbers),)
    ).fetchall()
    held = {record.number: record for record in _with_documents(connection, rows)}
    return [held[number] for number in numbers if number in held]


def passages_of(connection: sqlite3.Connection, document_id: str) -> list[PassageRecord]:
    """All passages of a document, in reading order."""
    rows = connection.execute(
        f"SELECT {PASSAGE_COLUMNS} FROM passage"
        " WHERE document = (SELECT number FROM document WHERE id = ?) ORDER BY ordinal",
        (document_id,),
    ).fetchall()
    return _with_documents(connection, rows)


def number_of(connection: sqlite3.Connection, passage: str) -> int | None:
    """The number of a passage by its id; None where there is no such passage."""
    document, _, ordinal = passage.rpartition("-")
    if not (ordinal.isascii() and ordinal.isdecimal() and len(ordinal) < _TOO_MANY_DIGITS):
        return None
    row = connection.execute(
        "SELECT p.number FROM passage p JOIN document d ON d.number = p.document WHERE d.id = ? AND p.ordinal = ?",
        (document, int(ordinal)),
    ).fetchone()
    return int(row[0]) if row else None


def documents(connection: sqlite3.Connection, keys: Sequence[int]) -> list[DocumentRecord]:
    """These documents, in the order asked; those that are not there are left out."""
    held = _documents(connection, keys)
    return [held[key] for key in keys if key in held]


def document(connection: sqlite3.Connection, document_id: str) -> DocumentRecord | None:
    """A document's record; None where it is not held."""
    keys = connection.execute("SELECT number FROM document WHERE id = ?", (document_id,))
    return next(iter(documents(connection, [key for (key,) in keys])), None)


def pages(connection: sqlite3.Connection, document_id: str, number: int | None = None) -> list[Page]:
    """A document's pages, or one of them; none where it is not held."""
    rows = connection.execute(
        "SELECT p.number, p.label, p.text, p.lines, p.ocr FROM page p JOIN document d ON d.number = p.document"
        " WHERE d.id = ? AND (? IS NULL OR p.number = ?) ORDER BY p.number",
        (document_id, number, number),
    )
    return [page_of(*row) for row in rows]


def whole_document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """A document as it was added, edges of line boxes rounded to 1/50000 of the page."""
    record = document(connection, document_id)
    if record is None:
        return None
    rows = connection.execute(
        f"SELECT {PASSAGE_COLUMNS} FROM passage"
        " WHERE document = (SELECT number FROM document WHERE id = ?) ORDER BY number",
        (document_id,),
    ).fetchall()
    tags = _passage_tags(connection, rows)
    return Document(
        id=document_id,
        media_type=record.media_type,
        paged=record.paged,
        pages=tuple(pages(connection, document_id)),
        passages=tuple(passage_of(row, tags[row[0]]) for row in rows),
        tags=record.tags,
        overruled=overruled(connection, document_id),
    )


def overruled(connection: sqlite3.Connection, document_id: str) -> tuple[Tag, ...]:
    """What was said of a document and does not count; nothing where it is not held."""
    rows = connection.execute(
        "SELECT t.field, t.value, t.confidence, t.origin FROM overruled_tag t"
        " JOIN document d ON d.number = t.document WHERE d.id = ? ORDER BY t.position",
        (document_id,),
    )
    return tuple(tag_of(*row) for row in rows)


def said_of(connection: sqlite3.Connection, document_id: str, origin: Origin) -> tuple[Tag, ...]:
    """What one origin said of a document, whether it counts or not; nothing where it is not held."""
    record = document(connection, document_id)
    said = (*record.tags, *overruled(connection, document_id)) if record else ()
    return tuple(tag for tag in said if tag.origin is origin)


def vectors(connection: sqlite3.Connection, numbers: Sequence[int], model: int) -> dict[int, bytes]:
    """The packed vectors of these passages."""
    rows = connection.execute(
        f"SELECT passage, data FROM vector WHERE model = ? AND passage {_IN}", (model, _list(numbers))
    )
    return dict(rows.fetchall())


def known_vectors(
    connection: sqlite3.Connection, prints: Sequence[str], model: int, dimension: int
) -> dict[str, Vectors]:
    """Vectors of texts that were embedded before, by the fingerprint of what was embedded."""
    rows = connection.execute(
        "SELECT p.fingerprint, v.data FROM passage p JOIN vector v ON v.passage = p.number AND v.model = ?"
        f" WHERE p.fingerprint {_IN} GROUP BY p.fingerprint",
        (model, _list(prints)),
    ).fetchall()
    packed = unpack_vectors([data for _, data in rows], dimension)
    return {fingerprint: vector for (fingerprint, _), vector in zip(rows, packed, strict=True)}


def without_vectors(connection: sqlite3.Connection, model: int) -> list[str]:
    """The ids of documents with a passage that has no vector of this model."""
    rows = connection.execute(
        "SELECT DISTINCT d.id FROM passage p JOIN document d ON d.number = p.document"
        " LEFT JOIN vector v ON v.passage = p.number AND v.model = ?"
        " WHERE v.passage IS NULL ORDER BY d.id",
        (model,),
    )
    return [document_id for (document_id,) in rows]


def _list(values: Sequence[object]) -> str:
    return json.dumps(list(values))


def _with_documents(connection: sqlite3.Connection, rows: Sequence[PassageRow]) -> list[PassageRecord]:
    held = _documents(connection, {row[1] for row in rows})
    tags = _passage_tags(connection, rows)
    return [passage_record_of(row, held[row[1]], tags[row[0]]) for row in rows]


def _passage_tags(connection: sqlite3.Connection, rows: Sequence[PassageRow]) -> defaultdict[int, list[Tag]]:
    return _tags_of(connection, "passage", _list([row[0] for row in rows]))


def _documents(connection: sqlite3.Connection, keys: Iterable[int]) -> dict[int, DocumentRecord]:
    asked = _list(list(keys))
    tags = _tags_of(connection, "document", asked)
    locations = _locations(connection, asked)
    rows = connection.execute(
        f"SELECT number, id, media_type, paged, page_count, passage_count FROM document WHERE number {_IN}",
        (asked,),
    )
    return {row[0]: _record(row, tags[row[0]], locations[row[0]]) for row in rows}


def _tags_of(connection: sqlite3.Connection, owner: str, asked: str) -> defaultdict[int, list[Tag]]:
    """The tags of each of these documents or passages (``owner``), by number."""
    table = {"document": "tag", "passage": "passage_tag"}[owner]
    held: defaultdict[int, list[Tag]] = defaultdict(list)
    for number, *columns in connection.execute(
        f"SELECT {owner}, field, value, confidence, origin FROM {table} WHERE {owner} {_IN}"
        f" ORDER BY {owner}, position",
        (asked,),
    ):
        held[number].append(tag_of(*columns))
    return held


def _locations(connection: sqlite3.Connection, asked: str) -> defaultdict[int, list[Location]]:
    held: defaultdict[int, list[Location]] = defaultdict(list)
    for document, path, size, modified_ns, container in connection.execute(
        "SELECT f.document, f.path, coalesce(c.size, f.size), coalesce(c.modified_ns, f.modified_ns), f.container"
        " FROM file f LEFT JOIN file c ON c.path = f.container"
        f" WHERE f.document {_IN} ORDER BY f.state <> 'ready', f.path",
        (asked,),
    ):
        packed_in = path_of(container) if container else None
        held[document].append(Location(path_of(path), size, modified_ns, packed_in))
    return held


def _record(
    row: tuple[int, str, str, int, int, int], tags: Sequence[Tag], locations: Sequence[Location]
) -> DocumentRecord:
    _, document_id, media_type, paged, page_count, passage_count = row
    return DocumentRecord(
        id=document_id,
        title=next((tag.value for tag in tags if tag.field is Field.TITLE), ""),
        media_type=media_type,
        paged=bool(paged),
        page_count=page_count,
        passage_count=passage_count,
        tags=tuple(tags),
        locations=tuple(locations),
    )
