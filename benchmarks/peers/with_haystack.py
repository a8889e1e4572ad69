"""Haystack: its indexing pipeline of router, converters, cleaner, splitter, embedder and writer.

The store in memory has vectors and BM25 statistics and is saved to disk.
"""

from __future__ import annotations

from haystack import Pipeline
from haystack.components.converters import DOCXToDocument, PyPDFToDocument
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
from haystack.components.routers import FileTypeRouter
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersDocumentEmbedder

from benchmarks.peers.task import Piece, task

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def main() -> None:
    asked = task()
    store = InMemoryDocumentStore()
    embedder = SentenceTransformersDocumentEmbedder(model=asked.model, progress_bar=False)
    embedder.warm_up()
    splitter = DocumentSplitter(split_length=asked.words) if asked.words else DocumentSplitter()
    indexing = pipeline(store, splitter, embedder)
    with asked.measured():
        indexing.run({"router": {"sources": asked.files()}})
        store.save_to_disk(str(asked.place))
    asked.tell(
        Piece(document.meta["file_path"], document.content, document.content)
        for document in store.filter_documents()
    )


def pipeline(
    store: InMemoryDocumentStore, splitter: DocumentSplitter, embedder: SentenceTransformersDocumentEmbedder
) -> Pipeline:
    made = Pipeline()
    made.add_component("router", FileTypeRouter(mime_types=[PDF, DOCX]))
    made.add_component("pdf", PyPDFToDocument(store_full_path=True))
    made.add_component("docx", DOCXToDocument(store_full_path=True))
    made.add_component("joiner", DocumentJoiner())
    made.add_component("cleaner", DocumentCleaner())
    made.add_component("splitter", splitter)
    made.add_component("embedder", embedder)
    made.add_component("writer", DocumentWriter(store))
    made.connect(f"router.{PDF}", "pdf.sources")
    made.connect(f"router.{DOCX}", "docx.sources")
    for one, other in (("pdf", "joiner"), ("docx", "joiner"), ("joiner", "cleaner"), ("cleaner", "splitter")):
        made.connect(one, other)
    made.connect("splitter", "embedder")
    made.connect("embedder", "writer")
    return made


if __name__ == "__main__":
    main()
