"""What several test files share: the sample documents in a library that is made once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.embedded import open_library
from index.ingestion import Order, run
from ingest.workers import Limits
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary

SAMPLES = Path(__file__).parents[1] / "sample_docs"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library with the sample documents, embedded with the hash embedder."""
    folder = tmp_path_factory.mktemp("samples") / "library"
    embedder = HashEmbedder()
    with open_library(folder, embedder.identity, create=True) as library:
        run(library, embedder, Order((SAMPLES,), limits=Limits(2)), lambda _step, _total: None)
    return folder


@pytest.fixture(scope="session")
def sample_library(sample_folder: Path) -> Iterator[EmbeddedLibrary]:
    """That library, opened; not to be written to."""
    with open_library(sample_folder, HashEmbedder().identity) as library:
        yield library
