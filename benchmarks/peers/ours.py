"""Our own program, as ``lessons ingest`` runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.task import Piece, task
from index.embedded import open_library
from index.embedders import load_embedder
from index.ingestion import Order, run
from index.passage_text import embedded_texts
from service.opening import limits_of
from service.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary
    from index.embedding import Embedder


def main() -> None:
    asked = task()
    settings = read_settings()
    embedder = load_embedder(cache_folder=settings.cache)
    order = Order(tuple(asked.files()), max_mb=settings.max_file_mb, limits=limits_of(settings))
    with open_library(asked.place, embedder.identity, create=True) as library:
        with asked.measured():
            run(library, embedder, order, lambda _step, _total: None)
        asked.tell(pieces(library, embedder))


def pieces(library: EmbeddedLibrary, embedder: Embedder) -> Iterator[Piece]:
    window = embedder.identity.window
    for record in library.documents()[1]:
        document = library.whole_document(record.id)
        if document is None:
            continue
        for passage in document.passages:
            windows = embedded_texts(document, passage, window, embedder.count_tokens)
            yield Piece(record.locations[0].path, passage.text, max(windows, key=len))


if __name__ == "__main__":
    main()
