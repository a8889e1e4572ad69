"""The writing side of an embedded library: what an ingestion run does with files and documents.

Each call is one transaction: when it returns, what it did survives a kill.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from index import documents, fetching, files, model_rows
from index.embedding import ModelIdentity
from ingest.outcome import Outcome, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    from index.caches import Caches
    from index.catalogue import Catalogue
    from index.files import FileRow
    from index.library import Vectors
    from ingest.document import Document


class Writer:
    """Made by `EmbeddedLibrary.writing`, which holds the lock; to be used from any one thread at a time."""

    def __init__(self, catalogue: Catalogue, caches: Caches, identity: ModelIdentity | None) -> None:
        self._catalogue = catalogue
        self._caches = caches
        self._identity = identity

    def add_document(
        self, document: Document, vectors: Vectors, file: FileRow | None = None, *, holds: bool = False
    ) -> Outcome:
        """Add a document, or replace it, together with the file that holds it: its state becomes ready.

        The file's outcome is returned: where others hold the document too, it may be a duplicate. ``holds`` says
        that the file holds others, which stay; else those that it held before go.

        Other files that hold it stay with it. Another document that ``file`` held before goes, unless
        another file still holds it. Tags that a person gave stay. ``vectors`` is float32 (passages,
        dimension) of unit length. Raises `WrongModelError` and `ValueError`.
        """
        with self._catalogue.writing() as connection:
            model = self._model(connection, vectors)
            key = documents.add(connection, document, vectors, model)
            outcome = Outcome(State.READY, " ".join(document.notes))
            if file:
                self._place(connection, replace(file, outcome=outcome), key, holds=holds)
                placed = files.find(connection, file.path)
                outcome = placed.outcome if placed else outcome
        return outcome

    def add_location(self, document_id: str, file: FileRow, *, holds: bool = False) -> None:
        """A file that holds the bytes of a document that is held already: it becomes its duplicate.

        ``holds`` as in `add_document`. Raises `LookupError` where the document is not held.
        """
        with self._catalogue.writing() as connection:
            key = documents.key_of(connection, document_id)
            if key is None:
                raise LookupError(document_id)
            self._place(connection, replace(file, outcome=Outcome(State.DUPLICATE)), key, holds=holds)

    def record(self, file: FileRow) -> None:
        """A file that gave no document, with its outcome. What it held before goes: a document, other files."""
        with self._catalogue.writing() as connection:
            self._place(connection, replace(file, document=None), None)

    def finish(self, file: FileRow, members: Collection[str], *, is_document: bool) -> Outcome:
        """A file that holds others, when these are in: what it does not hold any more goes.

        ``members`` are the paths of what it holds itself. Where it is a document too, that is in already, and
        stays. Returns its outcome.
        """
        with self._catalogue.writing() as connection:
            for held in files.packed_in(connection, file.path):
                if not _leads_through(held.path, members):
                    self._leave(connection, files.remove(connection, held.path))
            if is_document:
                remark = "" if file.outcome.good else file.outcome.reason
                files.finish(connection, file.path, file.recipe, remark)
            else:
                self._place(connection, replace(file, document=None), None, holds=True)
            placed = files.find(connection, file.path)
        return placed.outcome if placed else file.outcome

    def refresh(self, path: str, size: int, modified_ns: int) -> None:
        """The file's bytes are the same, but its time has changed."""
        with self._catalogue.writing() as connection:
            files.refresh(connection, path, size, modified_ns)

    def drop_path(self, path: str) -> None:
        """The file is gone: its row goes with what it held, and each document that no other file holds."""
        with self._catalogue.writing() as connection:
            self._drop(connection, path)

    def remove_path(self, path: str) -> None:
        """The same of a file that is not gone: what it is packed in is unpacked again when it is ingested again."""
        with self._catalogue.writing() as connection:
            files.forget_around(connection, path)
            self._drop(connection, path)

    def drop_documents(self, document_ids: Sequence[str]) -> None:
        """Drop documents and the rows of the files that hold them, all in one. Unknown ids are ignored."""
        with self._catalogue.writing() as connection:
            for document_id in document_ids:
                key = documents.key_of(connection, document_id)
                if key is not None:
                    files.remove_of(connection, key)
                    documents.drop(connection, key)

    def retag(self, document: Document, vectors: Vectors) -> None:
        """Replace a document that is held by the same with other tags, a person's among them.

        Its title, countries, sectors and year are part of what is embedded: hence the ``vectors``. Raises
        `LookupError` where it is not held.
        """
        with self._catalogue.writing() as connection:
            if documents.key_of(connection, document.id) is None:
                raise LookupError(document.id)
            documents.put(connection, document, vectors, self._model(connection, vectors))

    def regroup(self) -> None:
        """Tell anew which documents are of one evaluation, where any of them came, changed or went."""
        from index import grouping  # the words of all languages: for writers only

        with self._catalogue.reading() as connection:
            if grouping.is_current(connection):
                return
            evaluations = grouping.changes(connection)
        with self._catalogue.writing() as connection:
            grouping.apply(connection, evaluations)

    def stage_vectors(self, document_id: str, vectors: Vectors, identity: ModelIdentity) -> None:
        """For a reindex: a document's vectors of another model, kept aside until `adopt_model`."""
        with self._catalogue.writing() as connection:
            key = documents.key_of(connection, document_id)
            if key is not None:
                number = model_rows.number_of(connection, identity)
                documents.stage_vectors(connection, key, vectors, number)

    def unstaged(self, identity: ModelIdentity) -> list[str]:
        """The ids of documents that have no vectors of this model yet: what a reindex has left to do."""
        with self._catalogue.writing() as connection:
            number = model_rows.number_of(connection, identity)
            return fetching.without_vectors(connection, number)

    def adopt_model(self, identity: ModelIdentity) -> None:
        """End a reindex: the library's vectors are of this model from here on, those of the old one go.

        Raises `ValueError` while a passage has no vector of it.
        """
        with self._catalogue.writing() as connection:
            number = model_rows.number_of(connection, identity)
            if fetching.without_vectors(connection, number):
                raise ValueError("There are documents without vectors of this model; stage them first")
            model_rows.adopt(connection, number)
        self._identity = identity

    def publish(self) -> None:
        """Bring the caches up to date, so that readers see what was written. At the end, and now and then."""
        self._caches.publish()

    def _model(self, connection: sqlite3.Connection, vectors: Vectors) -> int:
        held = model_rows.current(connection)
        model_rows.check(held, self._identity)
        identity = held or self._identity
        if identity is None:
            raise ValueError("The first vectors of a library need the identity of their model: see open_library")
        if vectors.shape[1:] != (identity.dimension,):
            raise ValueError(f"Vectors of dimension {identity.dimension} are needed, not {vectors.shape}")
        return model_rows.number_of(connection, identity)

    def _drop(self, connection: sqlite3.Connection, path: str) -> None:
        for held in files.packed_in(connection, path):
            self._leave(connection, files.remove(connection, held.path))
        self._leave(connection, files.remove(connection, path))

    def _place(
        self, connection: sqlite3.Connection, file: FileRow, key: int | None, *, holds: bool = False
    ) -> None:
        for held in () if holds else files.packed_in(connection, file.path):
            self._leave(connection, files.remove(connection, held.path))
        before = files.remove(connection, file.path)
        files.put(connection, file, key)
        if key is not None:
            files.settle(connection, key)
        if before != key:
            self._leave(connection, before)

    def _leave(self, connection: sqlite3.Connection, key: int | None) -> None:
        """A file no longer holds this document: where it was the last, the document goes."""
        if key is not None and not files.settle(connection, key):
            documents.drop(connection, key)


def _leads_through(path: str, members: Collection[str]) -> bool:
    return path in members or any(str(parent) in members for parent in PurePath(path).parents)
