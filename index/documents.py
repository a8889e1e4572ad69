"""Documents into the catalogue and out of it, each as a whole. Called inside a writing transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.catalogue import content_changed, random_key
from index.passage_text import fingerprints
from index.records import document_row, pack_vector, page_row, passage_row, tag_of, tag_row
from ingest.document import Origin

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from index.library import Vectors
    from ingest.document import Document, Tag


def key_of(connection: sqlite3.Connection, document_id: str) -> int | None:
    """The key of a document in the catalogue, None where it is not held."""
    row = connection.execute("SELECT number FROM document WHERE id = ?", (document_id,)).fetchone()
    return int(row[0]) if row else None


def add(connection: sqlite3.Connection, document: Document, vectors: Vectors, model: int) -> int:
    """Add a document, or replace it; its files stay with it, and so do the tags that a person gave. Its key."""
    _check_shape(document, vectors)
    old = key_of(connection, document.id)
    tags = with_person_tags(document.tags, _person_tags(connection, old))
    key = random_key()
    if old is not None:
        connection.execute("UPDATE document SET id = 'replaced' WHERE number = ?", (old,))
    _insert(connection, key, document, tags)
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


def retag(connection: sqlite3.Connection, key: int, tags: Iterable[Tag]) -> None:
    """Replace a document's tags; passages and vectors stay, so no cache is made anew."""
    connection.execute("DELETE FROM tag WHERE document = ?", (key,))
    _insert_tags(connection, key, tags)


def stage_vectors(connection: sqlite3.Connection, key: int, vectors: Vectors, model: int) -> None:
    """Store a document's vectors of another model beside the current ones."""
    connection.execute(
        "DELETE FROM vector WHERE model = ? AND passage IN (SELECT number FROM passage WHERE document = ?)",
        (model, key),
    )
    _insert_vectors(connection, key, vectors, model)


def with_person_tags(tags: Sequence[Tag], person: Sequence[Tag]) -> tuple[Tag, ...]:
    """``tags``, but where a person gave a field and ``tags`` has nothing from a person there, the person's."""
    new = {tag.field for tag in tags if tag.origin is Origin.PERSON}
    kept = [tag for tag in person if tag.field not in new]
    overruled = {tag.field for tag in kept}
    return (*(tag for tag in tags if tag.field not in overruled), *kept)


def _check_shape(document: Document, vectors: Vectors) -> None:
    if vectors.ndim != 2 or len(vectors) != len(document.passages):
        raise ValueError(f"{len(document.passages)} passages need as many vectors, not {vectors.shape}")
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise ValueError("Vectors must be of unit length")


def _person_tags(connection: sqlite3.Connection, key: int | None) -> tuple[Tag, ...]:
    rows = connection.execute(
        "SELECT field, value, confidence, origin FROM tag WHERE document = ? AND origin = ? ORDER BY position",
        (key, Origin.PERSON.value),
    )
    return tuple(tag_of(*row) for row in rows)


def _insert(connection: sqlite3.Connection, key: int, document: Document, tags: Sequence[Tag]) -> None:
    connection.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)", document_row(key, document))
    connection.executemany(
        "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", [page_row(key, page) for page in document.pages]
    )
    _insert_tags(connection, key, tags)


def _insert_sketch(connection: sqlite3.Connection, key: int, document: Document) -> None:
    from ingest.sketches import sketch_of  # takes 50 ms to import, which a question would pay for nothing

    sketch = sketch_of(document)
    connection.execute("INSERT INTO sketch VALUES (?, ?, ?, ?)", (key, sketch.runs, sketch.figures, sketch.front))


def _insert_tags(connection: sqlite3.Connection, key: int, tags: Iterable[Tag]) -> None:
    connection.executemany(
        "INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?)",
        [tag_row(key, position, tag) for position, tag in enumerate(tags)],
    )


def _insert_passages(connection: sqlite3.Connection, key: int, document: Document) -> None:
    rows = zip(document.passages, fingerprints(document), strict=True)
    connection.executemany(
        "INSERT INTO passage (document, ordinal, text, section, columns, spans, kind, kind_confidence,"
        " language, fingerprint, ocr) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [passage_row(key, passage, fingerprint) for passage, fingerprint in rows],
    )
    _insert_passage_tags(connection, key, document)


def _insert_passage_tags(connection: sqlite3.Connection, key: int, document: Document) -> None:
    numbers = connection.execute("SELECT number FROM passage WHERE document = ? ORDER BY number", (key,))
    rows = zip(numbers.fetchall(), document.passages, strict=True)
    connection.executemany(
        "INSERT INTO passage_tag VALUES (?, ?, ?, ?, ?, ?)",
        [
            tag_row(number, position, tag)
            for (number,), passage in rows
            for position, tag in enumerate(passage.tags)
        ],
    )


def _insert_vectors(connection: sqlite3.Connection, key: int, vectors: Vectors, model: int) -> None:
    """``vectors`` stand in the order in which the passages were inserted, which is that of their numbers."""
    numbers = connection.execute("SELECT number FROM passage WHERE document = ? ORDER BY number", (key,))
    rows = zip(numbers.fetchall(), vectors, strict=True)
    connection.executemany(
        "INSERT INTO vector VALUES (?, ?, ?)",
        [(number, model, pack_vector(vector)) for (number,), vector in rows],
    )
