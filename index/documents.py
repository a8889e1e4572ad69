"""Documents into the catalogue and out of it, each as a whole. Called inside a writing transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.catalogue import content_changed, random_key
from index.fetching import said_of
from index.passage_text import fingerprints
from index.records import document_row, pack_vector, page_row, passage_row, tag_row
from ingest.document import Origin
from ingest.precedence import with_person

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from index.library import Vectors
    from index.records import Row
    from ingest.document import Document, Tag


def key_of(connection: sqlite3.Connection, document_id: str) -> int | None:
    """The key of a document in the catalogue, None where it is not held."""
    row = connection.execute("SELECT number FROM document WHERE id = ?", (document_id,)).fetchone()
    return int(row[0]) if row else None


def add(connection: sqlite3.Connection, document: Document, vectors: Vectors, model: int) -> int:
    """Add a document, or replace it; its files stay with it, and so do the tags that a person gave. Its key."""
    person = said_of(connection, document.id, Origin.PERSON)
    return put(connection, with_person(document, person), vectors, model)


def put(connection: sqlite3.Connection, document: Document, vectors: Vectors, model: int) -> int:
    """The same with just the tags that it has."""
    _check_shape(document, vectors)
    old = key_of(connection, document.id)
    key = random_key()
    if old is not None:
        connection.execute("UPDATE document SET id = 'replaced' WHERE number = ?", (old,))
    _insert(connection, key, document)
    _insert_sketch(connection, key, document)
    _insert_passages(connection, key, document)
    _insert_vectors(connection, key, vectors, model)
    if old is not None:
        connection.execute("UPDATE file SET document = ? WHERE document = ?", (key, old))
        connection.execute("DELETE FROM document WHERE number = ?", (old,))
    content_changed(connection)
    return key


def drop(connection: sqlite3.Connection, key: int) -> None:
    """Take a document out, with all that is its own. Its files must point elsewhere by then."""
    connection.execute("DELETE FROM document WHERE number = ?", (key,))
    content_changed(connection)


def stage_vectors(connection: sqlite3.Connection, key: int, vectors: Vectors, model: int) -> None:
    """Store a document's vectors of another model beside the current ones."""
    connection.execute(
        "DELETE FROM vector WHERE model = ? AND passage IN (SELECT number FROM passage WHERE document = ?)",
        (model, key),
    )
    _insert_vectors(connection, key, vectors, model)


def _check_shape(document: Document, vectors: Vectors) -> None:
    if vectors.ndim != 2 or len(vectors) != len(document.passages):
        raise ValueError(f"{len(document.passages)} passages need as many vectors, not {vectors.shape}")
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise ValueError("Vectors must be of unit length")


def _insert(connection: sqlite3.Connection, key: int, document: Document) -> None:
    connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)", document_row(key, document))
    connection.executemany(
        "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", [page_row(key, page) for page in document.pages]
    )
    connection.executemany("INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?)", _tag_rows(key, document.tags))
    connection.executemany(
        "INSERT INTO overruled_tag VALUES (?, ?, ?, ?, ?, ?)", _tag_rows(key, document.overruled)
    )


def _insert_sketch(connection: sqlite3.Connection, key: int, document: Document) -> None:
    from ingest.sketches import sketch_of  # takes 50 ms to import, which a question would pay for nothing

    sketch = sketch_of(document)
    connection.execute("INSERT INTO sketch VALUES (?, ?, ?, ?)", (key, sketch.runs, sketch.figures, sketch.front))


def _tag_rows(owner: int, tags: Iterable[Tag]) -> list[Row]:
    return [tag_row(owner, position, tag) for position, tag in enumerate(tags)]


def _insert_passages(connection: sqlite3.Connection, key: int, document: Document) -> None:
    rows = zip(document.passages, fingerprints(document), strict=True)
    connection.executemany(
        "INSERT INTO passage (document, ordinal, text, section, columns, spans, kind, kind_confidence,"
        " language, fingerprint, ocr) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [passage_row(key, passage, fingerprint) for passage, fingerprint in rows],
    )
    _insert_passage_tags(connection, key, document)


def _insert_passage_tags(connection: sqlite3.Connection, key: int, document: Document) -> None:
    owned = zip(_passage_numbers(connection, key), document.passages, strict=True)
    connection.executemany(
        "INSERT INTO passage_tag VALUES (?, ?, ?, ?, ?, ?)",
        [row for number, passage in owned for row in _tag_rows(number, passage.tags)],
    )


def _insert_vectors(connection: sqlite3.Connection, key: int, vectors: Vectors, model: int) -> None:
    rows = zip(_passage_numbers(connection, key), vectors, strict=True)
    connection.executemany(
        "INSERT INTO vector VALUES (?, ?, ?)", [(number, model, pack_vector(vector)) for number, vector in rows]
    )


def _passage_numbers(connection: sqlite3.Connection, key: int) -> list[int]:
    """In the order in which a document's passages were inserted, which is that of their ordinals."""
    rows = connection.execute("SELECT number FROM passage WHERE document = ? ORDER BY number", (key,))
    return [number for (number,) in rows]
