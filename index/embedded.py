"""The library on one machine: the catalogue as the one authority, the caches to answer quickly."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index import facets, fetching, files, model_rows
from index.caches import Caches
from index.catalogue import Catalogue, Stamp, stamp_of
from index.library import Filter
from index.lock import WriterLock
from index.records import unpack_vectors
from index.vector_cache import VectorLimits
from index.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.embedding import ModelIdentity
    from index.files import FileRow
    from index.library import DocumentRecord, PassageRecord, Scored, Vectors, Words
    from ingest.document import Document, Origin, Page, Tag
    from ingest.outcome import State

EVERYTHING = Filter()


def open_library(
    folder: Path | str,
    identity: ModelIdentity | None = None,
    *,
    create: bool = False,
    limits: VectorLimits | None = None,
) -> EmbeddedLibrary:
    """Open the library in ``folder``; with ``create`` make it where there is none.

    ``identity`` is the model that questions and passages are embedded with; without it nothing is checked,
    which suits commands that embed nothing. Raises the errors of `index.errors`.
    """
    catalogue = Catalogue(Path(folder), create=create)
    try:
        return EmbeddedLibrary(catalogue, identity, limits or VectorLimits())
    except BaseException:
        catalogue.close()
        raise


class EmbeddedLibrary:
    """Implements `index.library.Library`. Readers: any thread, any process. Writer: one at a time."""

    def __init__(self, catalogue: Catalogue, identity: ModelIdentity | None, limits: VectorLimits) -> None:
        self._catalogue = catalogue
        self._identity = identity
        self._caches = Caches(catalogue, limits)
        model_rows.check(self.identity, identity)

    def close(self) -> None:
        self._catalogue.close()

    def __enter__(self) -> EmbeddedLibrary:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Questions

    def nearest(self, vector: Vectors, k: int, where: Filter) -> list[Scored]:
        """The k passages that fit ``where`` with the highest cosine to ``vector`` (dimension,), best first.

        Raises `WrongModelError` where the library has moved to another model since it was opened.
        """
        view = self._caches.view()
        with self._catalogue.reading() as connection:
            model_rows.check(model_rows.current(connection), self._identity)
            selection = view.selection(connection, where)
        return view.snapshot.vectors.nearest(vector, k, view.snapshot.rows.selected(selection))

    def best_words(self, words: Words, k: int, where: Filter) -> list[Scored]:
        """The k passages that fit ``where`` with the highest BM25 score, best first; none without a match."""
        view = self._caches.view()
        with self._catalogue.reading() as connection:
            selection = view.selection(connection, where)
        return view.snapshot.words.best(words, k, view.snapshot.rows, selection)

    def vectors(self, numbers: Sequence[int]) -> Vectors:
        """The vectors of these passages, float32 (len(numbers), dimension). Raises `KeyError` for one gone."""
        with self._catalogue.reading() as connection:
            identity = model_rows.current(connection)
            packed = fetching.vectors(connection, numbers, stamp_of(connection).model)
        dimension = identity.dimension if identity else 0
        return unpack_vectors([packed[number] for number in numbers], dimension)

    def count(self, field: str, where: Filter) -> dict[str, int]:
        """Documents that fit ``where`` by value of ``field``; for "kind", passages. See `facets.count`."""
        with self._catalogue.reading() as connection:
            return facets.count(connection, field, where)

    def fetch(self, numbers: Sequence[int]) -> list[PassageRecord]:
        """These passages, in the order asked; those that are gone meanwhile are left out."""
        with self._catalogue.reading() as connection:
            return fetching.passages(connection, numbers)

    # What it holds

    @property
    def identity(self) -> ModelIdentity | None:
        """The model that its vectors are of; None in a library that never held a document."""
        with self._catalogue.reading() as connection:
            return model_rows.current(connection)

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._catalogue.folder

    @property
    def stamp(self) -> Stamp:
        """Changes with every change: a cache key for whatever is computed from the library."""
        return self._catalogue.stamp()

    def documents(
        self, where: Filter = EVERYTHING, offset: int = 0, limit: int | None = None
    ) -> tuple[int, list[DocumentRecord]]:
        """How many documents fit ``where``, and ``limit`` of them from ``offset`` on, by title and id."""
        with self._catalogue.reading() as connection:
            keys = facets.listed_documents(connection, where)
            end = None if limit is None else offset + limit
            return len(keys), fetching.documents(connection, keys[offset:end])

    def document(self, document_id: str) -> DocumentRecord | None:
        """A document's record; None where it is not held."""
        with self._catalogue.reading() as connection:
            return fetching.document(connection, document_id)

    def whole_document(self, document_id: str) -> Document | None:
        """A document with its pages and passages, as it was added; for a reindex or a re-tagging."""
        with self._catalogue.reading() as connection:
            return fetching.whole_document(connection, document_id)

    def pages(self, document_id: str) -> list[Page]:
        """A document's pages with text and line boxes; none where it is not held."""
        with self._catalogue.reading() as connection:
            return fetching.pages(connection, document_id)

    def page(self, document_id: str, number: int) -> Page | None:
        """One page by its 1-based number."""
        with self._catalogue.reading() as connection:
            return next(iter(fetching.pages(connection, document_id, number)), None)

    def said_of(self, document_id: str, origin: Origin) -> tuple[Tag, ...]:
        """What one origin said of a document, whether it counts or not; nothing where it is not held."""
        with self._catalogue.reading() as connection:
            return fetching.said_of(connection, document_id, origin)

    def passages(self, document_id: str) -> list[PassageRecord]:
        """A document's passages in the order of their ordinals; none where it is not held."""
        with self._catalogue.reading() as connection:
            return fetching.passages_of(connection, document_id)

    def passage(self, passage_id: str) -> PassageRecord | None:
        """A passage by its id; None where there is none."""
        with self._catalogue.reading() as connection:
            number = fetching.number_of(connection, passage_id)
            return fetching.passages(connection, [number])[0] if number is not None else None

    def neighbours(self, passage_id: str, n: int) -> list[PassageRecord]:
        """Up to ``n`` passages before and ``n`` after it in its document, in order, without itself."""
        middle = self.passage(passage_id)
        around = self.passages(middle.document.id) if middle else []
        return [each for each in around if middle and 0 < abs(each.ordinal - middle.ordinal) <= n]

    def files(self, state: State | None = None) -> list[FileRow]:
        """What became of each file, or of those in one state, by path."""
        with self._catalogue.reading() as connection:
            return files.files(connection, state)

    def file(self, path: str) -> FileRow | None:
        """What became of the file at this absolute path when it was last read."""
        with self._catalogue.reading() as connection:
            return files.find(connection, path)

    def members(self, path: str) -> list[FileRow]:
        """The files that are packed in the file at this absolute path, at whatever depth, by path."""
        with self._catalogue.reading() as connection:
            return files.packed_in(connection, path)

    def files_with(self, sha256: str) -> list[FileRow]:
        """All files whose bytes have this SHA-256."""
        with self._catalogue.reading() as connection:
            return files.with_bytes(connection, sha256)

    def known_vectors(self, fingerprints: Sequence[str]) -> dict[str, Vectors]:
        """Vectors of texts that were embedded before: to be given to `embed_documents` as ``known``."""
        with self._catalogue.reading() as connection:
            identity = model_rows.current(connection)
            if identity is None:
                return {}
            model = stamp_of(connection).model
            return fetching.known_vectors(connection, fingerprints, model, identity.dimension)

    # Writing

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The right to write, for a run. Raises `WriterBusyError` or `ReadOnlyLibraryError`.

        Readers see what was written after `Writer.publish`, or after this ends; what was dropped is gone
        at once.
        """
        lock = WriterLock(self._catalogue.folder)
        lock.acquire()
        try:
            yield Writer(self._catalogue, self._caches, self._identity)
        finally:
            lock.release()

    def upsert(self, document: Document, vectors: Vectors) -> None:
        """Add or replace a document as a whole. ``vectors`` is float32 (passages, dimension), of unit length."""
        with self.writing() as writer:
            writer.add_document(document, vectors)

    def delete(self, document_ids: Sequence[str]) -> None:
        """Drop documents: gone from every answer when this returns. Unknown ids are ignored."""
        with self.writing() as writer:
            writer.drop_documents(document_ids)
