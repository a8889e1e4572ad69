"""Nearest by vector: exact while small, FAISS's inverted file when large. The only module that speaks FAISS.

Exact search is a NumPy product over memory-mapped vectors: the same answer as faiss.IndexFlatIP without
copying the vectors into it, and without the 190 ms that importing FAISS takes at each command.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.format import open_memmap

from index.batches import unit
from index.library import Scored, Vectors

if TYPE_CHECKING:
    from pathlib import Path

    from index.rows import Mask, Numbers

VECTORS, INVERTED = "vectors.npy", "inverted.faiss"
_CHUNK = 65_536
_SEED = 20
_TUNING_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class VectorLimits:
    """When to be exact, in passages.

    Up to ``exact_up_to`` there is no inverted file. Where a filter leaves at most ``exact_selected``, those
    are searched exactly whatever the size. ``recall`` is what the inverted file must reach at 10 on a sample
    of its own passages when it is made.
    """

    exact_up_to: int = 100_000
    exact_selected: int = 20_000
    recall: float = 0.99


class VectorCache:
    """The vectors of a snapshot. ``numbers`` (n,) are ascending, ``vectors`` (n, dimension) of unit length."""

    def __init__(self, folder: Path, numbers: Numbers, limits: VectorLimits) -> None:
        self.numbers = numbers
        self.vectors = load_vectors(folder / VECTORS)
        self._limits = limits
        if len(self.vectors) != len(numbers):
            raise ValueError("As many vectors as passages are needed")
        self._inverted: Any = _read(folder / INVERTED) if (folder / INVERTED).exists() else None

    def nearest(self, vector: Vectors, k: int, mask: Mask | None) -> list[Scored]:
        """The k of the passages under ``mask`` (None: all) with the highest inner product, best first."""
        rows = None if mask is None else np.flatnonzero(mask)
        count = len(self.numbers) if rows is None else len(rows)
        wanted = min(k, count)
        if wanted <= 0:
            return []
        if self._inverted is not None and count > self._limits.exact_selected:
            found = self._approximate(vector, wanted, mask, count)
            if len(found) == wanted:
                return found
        return self._exact(vector, wanted, rows)

    def _exact(self, vector: Vectors, k: int, rows: Numbers | None) -> list[Scored]:
        if rows is None:
            scores, numbers = self.vectors @ vector, self.numbers
        elif len(rows) * 2 > len(self.numbers):  # gathering the rows costs more than the products it saves
            scores, numbers = (self.vectors @ vector)[rows], self.numbers[rows]
        else:
            scores, numbers = self.vectors[rows] @ vector, self.numbers[rows]
        return top(numbers, scores, k)

    def _approximate(self, vector: Vectors, k: int, mask: Mask | None, count: int) -> list[Scored]:
        import faiss

        index: Any = self._inverted
        lists = index.nlist
        # A filter thins out each list, so as many more of them are looked at.
        probes = min(lists, -(-index.nprobe * len(self.numbers) // count))
        selector = None if mask is None else self._selector(mask)
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)  # type: ignore[call-arg]
        scores, numbers = index.search(vector[np.newaxis], k, params=parameters)
        held = numbers[0] >= 0
        return top(numbers[0][held], scores[0][held], k)

    def _selector(self, mask: Mask) -> Any:
        import faiss

        bits = np.zeros(int(self.numbers[-1]) + 1, dtype=np.bool_)
        bits[self.numbers[mask]] = True
        packed: Any = np.packbits(bits, bitorder="little")
        return faiss.IDSelectorBitmap(packed)  # type: ignore[call-arg]


def top(numbers: Numbers, scores: Vectors, k: int) -> list[Scored]:
    """The k highest scores, best first, of equal ones the lower number."""
    if k < len(scores):
        best = np.argpartition(scores, len(scores) - k)[-k:]
        numbers, scores = numbers[best], scores[best]
    order = np.lexsort((numbers, -scores))
    return [Scored(int(numbers[row]), float(scores[row])) for row in order]


def load_vectors(path: Path) -> Vectors:
    vectors: Vectors = np.load(path, mmap_mode="r")
    return vectors


def new_vectors(path: Path, count: int, dimension: int) -> Vectors:
    """A file of ``count`` vectors to be filled, float32 (count, dimension). Raises `OSError` on a full disk."""
    vectors: Vectors = open_memmap(path, mode="w+", dtype=np.float32, shape=(count, dimension))
    _reserve(path)
    return vectors


def _reserve(path: Path) -> None:
    """Take the place of a sparse file: to fill it in memory on a full disk ends the process by a signal."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)


def copy_rows(source: Vectors, mask: Mask, target: Vectors, places: Numbers) -> None:
    """Copy the rows under ``mask`` to ``places``, a piece at a time."""
    rows = np.flatnonzero(mask)
    for start in range(0, len(rows), _CHUNK):
        piece = slice(start, start + _CHUNK)
        target[places[piece]] = source[rows[piece]]


def build_inverted(folder: Path, numbers: Numbers, limits: VectorLimits) -> None:
    """Make the inverted file of the vectors in ``folder``, where there are enough for one."""
    vectors = load_vectors(folder / VECTORS)
    if len(vectors) <= limits.exact_up_to:
        return
    index = _trained(vectors)
    _add(index, vectors, numbers)
    _tune(index, vectors, numbers, limits.recall)
    _write(index, folder / INVERTED)


def update_inverted(base: Path, folder: Path, gone: Numbers, fresh: Numbers, numbers: Numbers) -> None:
    """Make the inverted file of ``folder`` from that of ``base``, less ``gone`` and with ``fresh``."""
    import faiss

    index = faiss.read_index(str(base / INVERTED))
    vectors = load_vectors(folder / VECTORS)
    index.remove_ids(faiss.IDSelectorBatch(gone))
    rows = np.searchsorted(numbers, fresh)
    _add(index, vectors[rows], fresh)
    _write(index, folder / INVERTED)


def _read(path: Path) -> Any:
    import faiss

    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)


def _write(index: Any, path: Path) -> None:
    import faiss

    faiss.write_index(index, str(path))


def _trained(vectors: Vectors) -> Any:
    """2 * sqrt(n) lists, their centres found from 50 vectors each: some 10 s at 400,000 x 384 on two cores."""
    import faiss

    count, dimension = vectors.shape
    lists = max(1, int(2 * count**0.5))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.spherical = True
    index.cp.min_points_per_centroid = 1  # no warning on stderr where there are few
    sample = np.random.default_rng(_SEED).permutation(count)[: 50 * lists]
    index.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    return index


def _add(index: Any, vectors: Vectors, numbers: Numbers) -> None:
    for start in range(0, len(vectors), _CHUNK):
        piece = slice(start, start + _CHUNK)
        index.add_with_ids(np.ascontiguousarray(vectors[piece]), numbers[piece])


def _tune(index: Any, vectors: Vectors, numbers: Numbers, recall: float) -> None:
    """Look at twice as many lists until enough of the ten nearest of a sample are found; then twice as many.

    The sample lies half-way between passages, since a question is not a passage. Of 20,000 x 384 around 60
    centres, in 282 lists, questions far from all centres find 84 % of their ten nearest without the last
    doubling and 94 % with it, questions near passages 95 and 99 %. Tuned on passages, far ones found 66 %.
    """
    rows = np.random.default_rng(_SEED).integers(0, len(vectors), (2, _TUNING_SAMPLE))
    queries = unit(vectors[rows[0]] + vectors[rows[1]])
    exact = [{hit.number for hit in top(numbers, scores, 10)} for scores in queries @ vectors.T]
    index.nprobe = max(1, index.nlist // 64)
    while index.nprobe < index.nlist:
        _, found = index.search(queries, 10)
        hits = sum(len(wanted.intersection(row.tolist())) for wanted, row in zip(exact, found, strict=True))
        if hits >= recall * sum(map(len, exact)):
            break
        index.nprobe = min(index.nlist, index.nprobe * 2)
    index.nprobe = min(index.nlist, index.nprobe * 2)
