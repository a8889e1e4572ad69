"""Nearest by vector against brute force, exact and through the inverted file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.batches import unit
from index.vector_cache import (
    INVERTED,
    VECTORS,
    VectorCache,
    VectorLimits,
    build_inverted,
    copy_rows,
    new_vectors,
    update_inverted,
)

if TYPE_CHECKING:
    from pathlib import Path

    from index.library import Scored, Vectors
    from index.rows import Mask, Numbers

EXACT = VectorLimits()
LARGE = VectorLimits(exact_up_to=1_000, exact_selected=200)


def clustered(count: int, dimension: int, seed: int = 1) -> Vectors:
    """Unit vectors around 60 centres, as passages on 60 subjects would be."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((60, dimension))
    points = centres[random.integers(0, 60, count)] + 0.8 * random.standard_normal((count, dimension))
    return unit(points.astype(np.float32))


def gappy(count: int) -> Numbers:
    """Ascending passage numbers with gaps, as they are after documents went."""
    return np.cumsum(np.random.default_rng(2).integers(1, 4, count)).astype(np.int64)


def cache_of(folder: Path, vectors: Vectors, numbers: Numbers, limits: VectorLimits) -> VectorCache:
    new_vectors(folder / VECTORS, *vectors.shape)[:] = vectors
    build_inverted(folder, numbers, limits)
    return VectorCache(folder, numbers, limits)


def brute_force(vectors: Vectors, numbers: Numbers, query: Vectors, k: int, mask: Mask | None) -> list[int]:
    rows = np.arange(len(numbers)) if mask is None else np.flatnonzero(mask)
    scores = vectors[rows].astype(np.float64) @ query.astype(np.float64)
    return [int(numbers[row]) for row in rows[np.argsort(-scores)[:k]]]


def recall(found: list[Scored], wanted: list[int]) -> float:
    return len({hit.number for hit in found} & set(wanted)) / len(wanted)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> VectorCache:
    vectors = clustered(8_000, 32)
    return cache_of(tmp_path_factory.mktemp("large"), vectors, gappy(8_000), LARGE)


@pytest.mark.parametrize("share", [None, 0.9, 0.3, 0.01])
def test_small_is_exact_whatever_the_filter(tmp_path: Path, share: float | None) -> None:
    vectors, numbers = clustered(600, 16), gappy(600)
    cache = cache_of(tmp_path, vectors, numbers, EXACT)
    assert not (tmp_path / INVERTED).exists()
    random = np.random.default_rng(3)
    for query in clustered(5, 16, seed=4):
        mask = None if share is None else random.random(600) < share
        found = cache.nearest(query, 10, mask)
        assert [hit.number for hit in found] == brute_force(vectors, numbers, query, 10, mask)
        by_number = dict(zip(numbers.tolist(), vectors @ query, strict=True))
        assert [hit.score for hit in found] == pytest.approx([by_number[hit.number] for hit in found], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 40), k=st.integers(0, 50), seed=st.integers(0, 999))
def test_any_count_and_k(tmp_path_factory: pytest.TempPathFactory, count: int, k: int, seed: int) -> None:
    vectors, numbers = clustered(count, 8, seed).reshape(count, 8), gappy(count)
    cache = cache_of(tmp_path_factory.mktemp("cache"), vectors, numbers, EXACT)
    query, mask = clustered(1, 8, seed + 1)[0], np.random.default_rng(seed).random(count) < 0.5
    assert [hit.number for hit in cache.nearest(query, k, mask)] == brute_force(vectors, numbers, query, k, mask)


def test_equal_scores_come_by_number(tmp_path: Path) -> None:
    vectors = np.repeat(clustered(1, 8), 6, axis=0)
    cache = cache_of(tmp_path, vectors, gappy(6), EXACT)
    assert [hit.number for hit in cache.nearest(vectors[0], 6, None)] == gappy(6).tolist()


@pytest.mark.parametrize(("near", "least"), [(True, 0.97), (False, 0.95)])
def test_the_inverted_file_finds_what_brute_force_finds(large: VectorCache, near: bool, least: float) -> None:
    """For questions like the passages, and for questions that have nothing to do with any."""
    noise = clustered(100, 32, seed=5)
    queries = unit(large.vectors[:100] + noise) if near else noise
    recalls = [
        recall(large.nearest(query, 10, None), brute_force(large.vectors, large.numbers, query, 10, None))
        for query in queries
    ]
    assert np.mean(recalls) >= least


def test_the_inverted_files_scores_are_cosines(large: VectorCache) -> None:
    query = clustered(1, 32, seed=6)[0]
    found = large.nearest(query, 10, None)
    rows = np.searchsorted(large.numbers, [hit.number for hit in found])
    assert [hit.score for hit in found] == pytest.approx((large.vectors[rows] @ query).tolist(), abs=1e-5)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.05])
def test_a_filter_keeps_recall_in_the_inverted_file(large: VectorCache, share: float) -> None:
    random = np.random.default_rng(7)
    recalls = []
    for query in clustered(50, 32, seed=8):
        mask = random.random(len(large.numbers)) < share
        found = large.nearest(query, 10, mask)
        assert {hit.number for hit in found} <= set(large.numbers[mask].tolist())
        recalls.append(recall(found, brute_force(large.vectors, large.numbers, query, 10, mask)))
    assert np.mean(recalls) >= 0.95


def test_few_under_the_filter_are_searched_exactly_however_far_they_lie(large: VectorCache) -> None:
    query = clustered(1, 32, seed=9)[0]
    farthest = np.argsort(large.vectors @ query)[:100]
    mask = np.zeros(len(large.numbers), dtype=np.bool_)
    mask[farthest] = True
    found = [hit.number for hit in large.nearest(query, 10, mask)]
    assert found == brute_force(large.vectors, large.numbers, query, 10, mask)


def test_far_ones_under_a_filter_are_all_found_when_lists_run_out(large: VectorCache) -> None:
    query = clustered(1, 32, seed=9)[0]
    mask = np.zeros(len(large.numbers), dtype=np.bool_)
    mask[np.argsort(large.vectors @ query)[:400]] = True
    assert len(large.nearest(query, 300, mask)) == 300


def test_an_updated_inverted_file_answers_like_a_new_one(tmp_path: Path) -> None:
    vectors, numbers = clustered(4_000, 32), gappy(4_000)
    kept = np.random.default_rng(10).random(4_000) < 0.9
    kept[3_500:] = False
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = cache_of(tmp_path / "old", vectors[:3_500], numbers[:3_500], LARGE)
    result = np.concatenate([numbers[kept], numbers[3_500:]])
    made = new_vectors(tmp_path / "new" / VECTORS, len(result), 32)
    copy_rows(old.vectors, kept[:3_500], made, np.arange(kept.sum()))
    made[kept.sum() :] = vectors[3_500:]
    gone = numbers[:3_500][~kept[:3_500]]
    update_inverted(tmp_path / "old", tmp_path / "new", gone, numbers[3_500:], result)
    cache = VectorCache(tmp_path / "new", result, LARGE)
    recalls = []
    for query in clustered(50, 32, seed=11):
        found = cache.nearest(query, 10, None)
        assert not {hit.number for hit in found} & set(gone.tolist())
        recalls.append(recall(found, brute_force(made, result, query, 10, None)))
    assert np.mean(recalls) >= 0.95


def test_vectors_and_passages_must_agree(tmp_path: Path) -> None:
    new_vectors(tmp_path / VECTORS, 3, 4)[:] = 1
    with pytest.raises(ValueError, match="passages"):
        VectorCache(tmp_path, gappy(2), EXACT)
