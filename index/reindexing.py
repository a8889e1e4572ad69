"""Moves a library to another model while it goes on answering with the old one. Resumable at any kill."""

from __future__ import annotations

from collections.abc import Callable

from index.embedded import EmbeddedLibrary
from index.embedding import Embedder
from index.passage_text import embed_documents

# Documents whose vectors are kept together.
BATCH = 8


def reindex(library: EmbeddedLibrary, embedder: Embedder, tell: Callable[[int, int], None]) -> int:
    """Embed all documents with ``embedder``, then switch to it; returns how many were embedded.

    ``tell`` is called with how many documents are done and how many there are to do. What an earlier run that
    was killed has embedded is not embedded again.

    Raises:
        LibraryError: another run writes to the library, or its folder cannot be written to.
    """
    with library.writing() as writer:
        waiting = writer.unstaged(embedder.identity)
        for start in range(0, len(waiting), BATCH):
            found = [library.whole_document(document_id) for document_id in waiting[start : start + BATCH]]
            documents = [document for document in found if document is not None]
            for document, vectors in zip(documents, embed_documents(documents, embedder), strict=True):
                writer.stage_vectors(document.id, vectors, embedder.identity)
            tell(min(start + BATCH, len(waiting)), len(waiting))
        writer.adopt_model(embedder.identity)
        writer.publish()
    return len(waiting)
