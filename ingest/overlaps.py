"""How much the sketches of a library have in common, pair by pair. Speaks to NumPy.

All sketches are sorted together, a part of the numbers at a time: never all pairs of documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Marks = npt.NDArray[np.uint32]
    Keys = npt.NDArray[np.int64]

# What stands in more documents than this is a publisher's fixed phrase. One evaluation has few documents.
MOST_SHARING = 12
# 10,000 documents of 36 pages have about 20 million marks; an eighth of them is sorted at once.
_PARTS = 8
_LIMIT = 1 << 32


def overlaps(sketches: Sequence[bytes], fewest: int) -> dict[tuple[int, int], int]:
    """For each pair of places in ``sketches`` how many marks both have, where they are ``fewest`` or more.

    A sketch is a packed one of `ingest.sketches`; what stands in more than `MOST_SHARING` does not count. The
    lower place comes first.
    """
    marks = [np.frombuffer(sketch, dtype="<u4") for sketch in sketches]
    counted = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    for part in range(_PARTS):
        low, high = (_LIMIT * end // _PARTS for end in (part, part + 1))
        keys = list(_shared([_between(each, low, high) for each in marks]))
        counted = _added(counted, np.concatenate(keys))
    often = counted[1] >= fewest
    pairs = zip(counted[0][often].tolist(), counted[1][often].tolist(), strict=True)
    return {divmod(key, len(marks)): count for key, count in pairs}


def _between(marks: Marks, low: int, high: int) -> Marks:
    start, end = np.searchsorted(marks, np.array([low, high], dtype=np.int64))
    return marks[start:end]


def _shared(marks: Sequence[Marks]) -> Iterator[Keys]:
    """Lower place * number of sketches + higher place, once for each mark that both have."""
    yield np.zeros(0, dtype=np.int64)
    every = np.concatenate([np.zeros(0, dtype=np.uint32), *marks])
    owners = np.repeat(np.arange(len(marks)), [len(each) for each in marks])
    order = np.argsort(every, kind="stable")  # within a mark, places stay in order
    every, owners = every[order], owners[order]
    starts = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]])[: len(every)])
    sizes = np.diff(starts, append=len(every))
    for size in range(2, MOST_SHARING + 1):
        firsts = starts[sizes == size]
        for one in range(size if len(firsts) else 0):
            for other in range(one + 1, size):
                yield owners[firsts + one] * len(marks) + owners[firsts + other]


def _added(counted: tuple[Keys, Keys], keys: Keys) -> tuple[Keys, Keys]:
    """``counted`` (keys, how often) with one more for each of ``keys``."""
    fresh, counts = np.unique(keys, return_counts=True)
    every = np.concatenate([counted[0], fresh])
    distinct, places = np.unique(every, return_inverse=True)
    totals = np.bincount(places, weights=np.concatenate([counted[1], counts]), minlength=len(distinct))
    return distinct, totals.astype(np.int64)
