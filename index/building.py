"""Makes a snapshot from the catalogue, starting from an older one where little has changed."""

# Statements are put together from constants of this module; values are always bound.
# ruff: noqa: S608
from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import rows as row_files
from index.catalogue import Stamp, stamp_of
from index.failures import as_system_errors
from index.model_rows import current
from index.records import unpack_strings, unpack_vectors
from index.rows import KIND_CODES, Rows, joined, rows_of, taken
from index.snapshot import WORDS, Snapshot, write_manifest
from index.vector_cache import (
    VECTORS,
    VectorLimits,
    build_inverted,
    copy_rows,
    new_vectors,
    update_inverted,
)
from index.word_cache import WordBuilder
from index.word_rows import WordRow
from ingest.document import Field, Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from index.library import Vectors
    from index.rows import Mask, Numbers

# Above this share of changed passages it is quicker, and better for the inverted file, to start from nothing.
REBUILD_SHARE = 0.3
# Tags whose words count for each of a document's passages, as those of the headings above it do.
_CONTEXT = (Field.COUNTRY.value, Field.SECTOR.value)
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """From ``base`` to the catalogue.

    ``kept`` is a mask over the base's passages, ``gone`` are keys of documents that left, ``fresh`` the
    passages that came, ``result`` is all that there is then.
    """

    base: Snapshot | None
    kept: Mask
    gone: Numbers
    fresh: Rows
    result: Rows


def build(connection: sqlite3.Connection, folder: Path, base: Snapshot | None, limits: VectorLimits) -> Stamp:
    """Write the snapshot of what ``connection`` reads into the empty ``folder``; of which state it is."""
    stamp = stamp_of(connection)
    change = _change(connection, stamp.model, base)
    row_files.save(change.result, folder)
    _build_vectors(connection, stamp.model, folder, change)
    with as_system_errors():
        trained_on = _build_inverted(folder, change, limits)
        _build_words(connection, folder, change)
    write_manifest(folder, stamp, trained_on)
    return stamp


def _change(connection: sqlite3.Connection, model: int, base: Snapshot | None) -> Change:
    if base is not None and base.stamp.model == model:
        keys = np.array(connection.execute("SELECT number FROM document").fetchall(), dtype=np.int64).ravel()
        stays = np.isin(base.rows.documents, keys)
        kept = stays[base.rows.owners]
        fresh = _rows(connection, np.setdiff1d(keys, base.rows.documents))
        if len(kept) - kept.sum() + len(fresh) <= REBUILD_SHARE * len(kept):
            result = joined(taken(base.rows, kept), fresh)
            return Change(base, kept, base.rows.documents[~stays], fresh, result)
    everything = _rows(connection, None)
    nothing = np.zeros(0, dtype=np.int64)
    return Change(None, np.zeros(0, dtype=np.bool_), nothing, everything, everything)


def _rows(connection: sqlite3.Connection, documents: Numbers | None) -> Rows:
    where, values = _of(documents)
    return rows_of(connection.execute(f"SELECT number, document, kind FROM passage {where}", values).fetchall())


def _of(documents: Numbers | None) -> tuple[str, tuple[str, ...]]:
    """The condition for the passages of these documents; None: of all."""
    if documents is None:
        return "", ()
    return "WHERE document IN (SELECT value FROM json_each(?))", (json.dumps(documents.tolist()),)


def _build_vectors(connection: sqlite3.Connection, model: int, folder: Path, change: Change) -> None:
    identity = current(connection)
    vectors = new_vectors(folder / VECTORS, len(change.result), identity.dimension if identity else 1)
    if change.base:
        kept = change.base.rows.numbers[change.kept]
        copy_rows(change.base.vectors.vectors, change.kept, vectors, np.searchsorted(change.result.numbers, kept))
    for numbers, batch in _stored(connection, model, change, vectors.shape[1]):
        vectors[np.searchsorted(change.result.numbers, numbers)] = batch


def _stored(
    connection: sqlite3.Connection, model: int, change: Change, dimension: int
) -> Iterator[tuple[Numbers, Vectors]]:
    where, values = _of(change.fresh.documents if change.base else None)
    cursor = connection.execute(
        "SELECT v.passage, v.data FROM vector v"
        f" WHERE v.model = ? AND v.passage IN (SELECT number FROM passage {where}) ORDER BY v.passage",
        (model, *values),
    )
    while batch := cursor.fetchmany(_BATCH):
        yield (
            np.array([number for number, _ in batch], dtype=np.int64),
            unpack_vectors([data for _, data in batch], dimension),
        )


def _build_inverted(folder: Path, change: Change, limits: VectorLimits) -> int:
    """How many passages the inverted file was trained on: 0 where there is none."""
    count, base = len(change.result), change.base
    if count <= limits.exact_up_to:
        return 0
    trained_on = base.manifest.trained_on if base else 0
    if base is None or abs(count - trained_on) > REBUILD_SHARE * trained_on:
        build_inverted(folder, change.result.numbers, limits)
        return count
    gone = base.rows.numbers[~change.kept]
    update_inverted(base.folder, folder, gone, change.fresh.numbers, change.result.numbers)
    return trained_on


def _build_words(connection: sqlite3.Connection, folder: Path, change: Change) -> None:
    builder = WordBuilder(folder / WORDS, change.base.folder / WORDS if change.base else None)
    builder.remove(change.gone.tolist())
    where, values = _of(change.fresh.documents if change.base else None)
    contexts = _contexts(connection)
    rows = connection.execute(
        f"SELECT number, document, kind, language, section, text, columns FROM passage {where} ORDER BY number",
        values,
    )
    for number, document, kind, language, section, text, columns in rows:
        context = " \n".join((*unpack_strings(section), *contexts[document]))
        heads = " \n".join(unpack_strings(columns))
        builder.add(WordRow(number, document, KIND_CODES[Kind(kind)], language, context, text, heads))
    builder.finish()


def _contexts(connection: sqlite3.Connection) -> dict[int, list[str]]:
    """For each document what it is about: a passage on Kenya seldom says Kenya."""
    contexts: dict[int, list[str]] = defaultdict(list)
    for document, value in connection.execute("SELECT document, value FROM tag WHERE field IN (?, ?)", _CONTEXT):
        contexts[document].append(value)
    return contexts
