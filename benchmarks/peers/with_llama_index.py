"""LlamaIndex: directory reader, sentence splitter, a FAISS vector store and its BM25 retriever, both persisted."""

from __future__ import annotations

import faiss
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore

from benchmarks.peers.task import Piece, task

DIMENSION = 384
# Its pieces are counted in tokens, those of the file's path and page among them, which are embedded too.
TOKENS_A_WORD = 1.4
TOKENS_OF_METADATA = 40


def main() -> None:
    asked = task()
    embedder = HuggingFaceEmbedding(model_name=asked.model)
    tokens = round(asked.words * TOKENS_A_WORD) + TOKENS_OF_METADATA
    splitter = SentenceSplitter(chunk_size=tokens, chunk_overlap=0) if asked.words else SentenceSplitter()
    with asked.measured():
        documents = SimpleDirectoryReader(input_files=asked.files()).load_data()
        nodes = splitter.get_nodes_from_documents(documents)
        store = FaissVectorStore(faiss_index=faiss.IndexFlatL2(DIMENSION))
        context = StorageContext.from_defaults(vector_store=store)
        index = VectorStoreIndex(nodes, storage_context=context, embed_model=embedder)
        index.storage_context.persist(str(asked.place))
        words = asked.place / "words"
        BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=10).persist(str(words))
    asked.tell(
        Piece(
            node.metadata["file_path"],
            node.get_content(MetadataMode.NONE),
            node.get_content(MetadataMode.EMBED),
        )
        for node in nodes
    )


if __name__ == "__main__":
    main()
