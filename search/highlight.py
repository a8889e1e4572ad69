"""Where in a passage the situation's words stand, and which of its sentences fits best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log

from ingest.sentences import sentences
from search.wording import Token, Wording, tokens

Range = tuple[int, int]


def marks(text: str, wanted: Wording) -> list[Range]:
    """Character ranges of the words of ``text`` that the situation has too, in order."""
    return [(token.start, token.end) for token in tokens(text) if token.stems & wanted.stems]


def rarity(texts: Sequence[str], wanted: Wording) -> dict[str, float]:
    """How telling each stem of the situation is among these texts: log(1 + N / texts with it)."""
    held: Counter[str] = Counter()
    for text in texts:
        held.update(frozenset().union(*(token.stems for token in tokens(text))) & wanted.stems)
    return {stem: log(1 + len(texts) / count) for stem, count in held.items()}


def best_sentence(text: str, wanted: Wording, weights: Mapping[str, float]) -> Range | None:
    """The sentence with the most telling words of the situation; none where no sentence has any.

    Of equals the first; a passage of one sentence has no best.
    """
    ranges = sentences(text)
    if len(ranges) < 2:
        return None
    found = [token for token in tokens(text) if token.stems & wanted.stems]
    scores = [_weight(_inside(found, one), wanted.stems, weights) for one in ranges]
    best = max(scores)
    return ranges[scores.index(best)] if best > 0 else None


def _inside(found: Sequence[Token], place: Range) -> list[Token]:
    return [token for token in found if place[0] <= token.start and token.end <= place[1]]


def _weight(found: Sequence[Token], wanted: Collection[str], weights: Mapping[str, float]) -> float:
    """Each word of the situation counts once, by its most telling stem."""
    words = {token.stems & frozenset(wanted) for token in found}
    return sum(max((weights.get(stem, 0.0) for stem in word), default=0.0) for word in words)
