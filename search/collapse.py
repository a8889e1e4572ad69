"""One thing once: near-identical passages become one hit, and no document fills the list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.library import PassageRecord

# Two passages are nearly the same when they share this part of their runs of SHINGLE words (Jaccard), or when
# the shorter one stands almost whole in the longer and is no mere fragment of it.
SAME = 0.6
INSIDE = 0.85
SHINGLE = 3
FEWEST_SHINGLES = 15
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Group:
    """A passage that is shown, and those that say the same elsewhere, best first."""

    first: PassageRecord
    score: float
    elsewhere: list[PassageRecord] = field(default_factory=list)


def collapsed(ranked: Iterable[tuple[PassageRecord, float]], k: int, per_document: int) -> list[Group]:
    """The first ``k`` groups of a ranking; ``per_document`` limits the hits of one document, 0 does not.

    All of the ranking is looked through for passages that say the same as a hit.
    """
    groups: list[Group] = []
    texts: list[frozenset[tuple[str, ...]]] = []
    taken: Counter[str] = Counter()
    for record, score in ranked:
        shingles = _shingles(record.text)
        same = next((index for index, text in enumerate(texts) if near_identical(shingles, text)), None)
        if same is not None:
            groups[same].elsewhere.append(record)
        elif len(groups) < k and not (per_document and taken[record.document.id] >= per_document):
            groups.append(Group(record, score))
            texts.append(shingles)
            taken[record.document.id] += 1
    return groups


def near_identical(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    """Whether two sets of shingles are of nearly the same text."""
    smaller, larger = sorted((len(one), len(other)))
    if not smaller or (smaller < SAME * larger and smaller < FEWEST_SHINGLES):
        return False
    shared = len(one & other)
    return shared >= SAME * (smaller + larger - shared) or (
        smaller >= FEWEST_SHINGLES and shared >= INSIDE * smaller
    )


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    size = min(SHINGLE, len(words))
    return frozenset(tuple(words[at : at + size]) for at in range(len(words) - size + 1)) if words else frozenset()
