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
# Within one evaluation texts are reworded: of 48 pairs of passages of real reports with 0.4 to 0.6, the 30 least
# alike were read, and but for titles and lists of sources they made the same statement.
SAME_IN_EVALUATION = 0.4
FEWEST_IN_EVALUATION = 20
_WORD = re.compile(r"[^\W_]+")

Shingles = frozenset[tuple[str, ...]]


@dataclass(slots=True)
class Group:
    """A passage that is shown, and those that say the same elsewhere, best first."""

    first: PassageRecord
    score: float
    elsewhere: list[PassageRecord] = field(default_factory=list)


def collapsed(ranked: Iterable[tuple[PassageRecord, float]], k: int, per_document: int) -> list[Group]:
    """The first ``k`` groups of a ranking; ``per_document`` limits the hits of one source, 0 does not.

    A source is a document, or the documents of one evaluation together. All of the ranking is looked through for
    passages that say the same as a hit.
    """
    groups: list[Group] = []
    texts: list[Shingles] = []
    taken: Counter[str] = Counter()
    for record, score in ranked:
        shingles, source = _shingles(record.text), record.document.source
        shown = zip(groups, texts, strict=True)
        same = next((group for group, text in shown if _same(record, shingles, group, text)), None)
        if same is not None:
            same.elsewhere.append(record)
        elif len(groups) < k and not (per_document and taken[source] >= per_document):
            groups.append(Group(record, score))
            texts.append(shingles)
            taken[source] += 1
    return groups


def _same(record: PassageRecord, shingles: Shingles, group: Group, text: Shingles) -> bool:
    if near_identical(shingles, text):
        return True
    one, other = record.document, group.first.document
    return one.id != other.id and one.source == other.source and reworded(shingles, text)


def reworded(one: Shingles, other: Shingles) -> bool:
    """Whether two sets of shingles, of texts of one evaluation, are of one statement in other words."""
    shared = len(one & other)
    enough = min(len(one), len(other)) >= FEWEST_IN_EVALUATION
    return enough and shared >= SAME_IN_EVALUATION * (len(one) + len(other) - shared)


def near_identical(one: Shingles, other: Shingles) -> bool:
    """Whether two sets of shingles are of nearly the same text."""
    smaller, larger = sorted((len(one), len(other)))
    if not smaller or (smaller < SAME * larger and smaller < FEWEST_SHINGLES):
        return False
    shared = len(one & other)
    return shared >= SAME * (smaller + larger - shared) or (
        smaller >= FEWEST_SHINGLES and shared >= INSIDE * smaller
    )


def _shingles(text: str) -> Shingles:
    words = [word.casefold() for word in _WORD.findall(text)]
    size = min(SHINGLE, len(words))
    return frozenset(tuple(words[at : at + size]) for at in range(len(words) - size + 1)) if words else frozenset()
