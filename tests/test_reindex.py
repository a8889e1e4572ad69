"""Moving a library to another model: what answers meanwhile, what is done twice, what an error says."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedded import open_library
from index.errors import WrongModelError
from index.passage_text import embed_document
from index.reindexing import BATCH, reindex
from search.answer import Situation
from search.engine import search
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.embedded import EmbeddedLibrary
    from index.library import Vectors

OLD = HashEmbedder()
SITUATION = Situation("mobile payments were late")


@pytest.fixture
def library(sample_library: EmbeddedLibrary, sample_folder: Path, tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    """A copy of the samples' library that may be changed."""
    assert sample_library.identity == OLD.identity
    shutil.copytree(sample_folder, tmp_path / "library")
    with open_library(tmp_path / "library", OLD.identity) as opened:
        yield opened


class Stops(HashEmbedder):
    """Another model, whose machine is switched off after so many passages."""

    def __init__(self, after: int) -> None:
        super().__init__(dimension=32, name="other")
        self._left = after

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self._left -= len(texts)
        if self._left < 0:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


def answers(library: EmbeddedLibrary, embedder: HashEmbedder) -> list[str]:
    return [hit.passage.id for hit in search(SITUATION, library, embedder).hits]


def test_all_vectors_are_of_the_new_model(library: EmbeddedLibrary, tmp_path: Path) -> None:
    new = HashEmbedder(dimension=32, name="other")
    count, records = library.documents()
    told: list[tuple[int, int]] = []
    assert reindex(library, new, lambda done, total: told.append((done, total))) == count
    assert told == [(BATCH, count), (2 * BATCH, count), (count, count)]
    assert library.identity == new.identity
    for record in records:
        whole = library.whole_document(record.id)
        assert whole is not None
        numbers = [passage.number for passage in library.passages(record.id)]
        assert np.allclose(library.vectors(numbers), embed_document(whole, new), atol=1e-3)
    with open_library(tmp_path / "library", new.identity) as reopened:
        assert answers(reopened, new)


def test_a_reader_of_the_old_model_is_told_after_the_move(library: EmbeddedLibrary, tmp_path: Path) -> None:
    """A service that was started before must not compare its questions with vectors of another model."""
    with open_library(tmp_path / "library") as writing:
        reindex(writing, HashEmbedder(dimension=OLD.identity.dimension, name="other"), lambda _done, _total: None)
    with pytest.raises(WrongModelError, match="lessons reindex --model"):
        search(SITUATION, library, OLD)


def test_an_interrupted_move_goes_on_where_it_stopped(library: EmbeddedLibrary) -> None:
    before = answers(library, OLD)
    count, _ = library.documents()
    whole = HashEmbedder(dimension=32, name="other")
    stopped = Stops(after=300)
    with pytest.raises(KeyboardInterrupt):
        reindex(library, stopped, lambda _done, _total: None)
    assert library.identity == OLD.identity
    assert answers(library, OLD) == before

    left = reindex(library, whole, lambda _done, _total: None)
    assert count - left == BATCH
    assert not set(stopped.embedded) & set(whole.embedded) - {text for text in whole.embedded if len(text) < 80}
    assert library.identity == whole.identity


def test_the_old_model_answers_meanwhile(library: EmbeddedLibrary, tmp_path: Path) -> None:
    before = answers(library, OLD)
    seen = []
    with open_library(tmp_path / "library", OLD.identity) as reader:
        reindex(
            library,
            HashEmbedder(dimension=32, name="other"),
            lambda _done, _total: seen.append(answers(reader, OLD)),
        )
    assert seen == [before] * 3


def test_the_same_model_has_nothing_to_do(library: EmbeddedLibrary) -> None:
    embedder = HashEmbedder()
    assert reindex(library, embedder, lambda _done, _total: None) == 0
    assert embedder.embedded == []
    assert answers(library, OLD)


def test_another_model_is_refused_with_the_way_out(library: EmbeddedLibrary, tmp_path: Path) -> None:
    new = HashEmbedder(dimension=32, name="other")
    with pytest.raises(WrongModelError, match="lessons reindex --model other"):
        open_library(tmp_path / "library", new.identity)
    reindex(library, new, lambda _done, _total: None)
    with pytest.raises(WrongModelError, match="lessons reindex --model hash"):
        open_library(tmp_path / "library", OLD.identity)
