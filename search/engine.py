"""From a situation to an answer: retrieve, fuse, rank, collapse, explain."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.embedding import Embedder
from index.library import Library, PassageRecord, Scored, Vectors, Words
from ingest import normalise
from search.answer import Answer, Hit, Reason, Situation
from search.collapse import Group, collapsed
from search.fusion import fused
from search.highlight import best_sentence, marks, rarity
from search.usefulness import usefulness
from search.wording import Wording, wording

# A situation of at least so many words that stands word for word in a passage was copied from it.
VERBATIM_WORDS = 5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to rank; the defaults are what users get, the rest is for evaluation.

    ``meaning`` is the weight of the vectors, 0 (words alone) to 1 (vectors alone). ``depth`` is how many
    passages each of the two retrieves at least.
    """

    meaning: float = 0.55
    depth: int = 200


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages with their scores, best first; the cosine of each by its number; and the situation's words."""

    passages: list[tuple[PassageRecord, float]]
    meaning: Mapping[int, float]
    wanted: Wording


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Cosines and BM25 scores by passage number; ``quoting`` are those that have every quoted phrase."""

    meaning: dict[int, float]
    words: dict[int, float]
    quoting: frozenset[int]


def search(situation: Situation, library: Library, embedder: Embedder, recipe: Recipe | None = None) -> Answer:
    """The hits of a situation, best first; none where the library holds nothing that fits the filter."""
    started = time.perf_counter()
    ranking = ranked(situation, library, embedder, recipe or Recipe())
    groups = collapsed(ranking.passages, situation.k, situation.per_document)
    hits = _explained(groups, ranking.wanted, ranking.meaning)
    return Answer(situation, hits, (time.perf_counter() - started) * 1000)


def ranked(situation: Situation, library: Library, embedder: Embedder, recipe: Recipe) -> Ranking:
    """All candidates of a situation, best first: what `search` makes its hits of, and evaluation measures."""
    wanted = wording(situation.text)
    candidates = _retrieved(situation, wanted, library, embedder, recipe)
    scores = fused(candidates.meaning, candidates.words, recipe.meaning)
    best = sorted(scores, key=lambda number: (number not in candidates.quoting, -scores[number], number))
    records = library.fetch(best[: _depth(situation, recipe)])
    exact = candidates.quoting | _verbatim(records, situation)
    weighed = [(record, scores[record.number] * usefulness(record)) for record in records]
    passages = sorted(weighed, key=lambda pair: (pair[0].number not in exact, -pair[1]))
    return Ranking(passages, candidates.meaning, wanted)


def _retrieved(
    situation: Situation, wanted: Wording, library: Library, embedder: Embedder, recipe: Recipe
) -> _Candidates:
    depth = _depth(situation, recipe)
    meaning: dict[int, float] = {}
    words: dict[int, float] = {}
    quoting: dict[int, float] = {}
    if recipe.meaning < 1:
        words = _scores(library.best_words(Words(wanted.telling), depth, situation.where))
        if wanted.phrases:
            asked = Words(wanted.telling, wanted.phrases)
            quoting = _scores(library.best_words(asked, depth, situation.where))
    if recipe.meaning > 0:
        vector = embedder.embed_query(situation.text)
        meaning = _scores(library.nearest(vector, depth, situation.where))
        missing = [number for number in words | quoting if number not in meaning]
        meaning |= _nearness(missing, vector, library)
    return _Candidates(meaning, words | quoting, frozenset(quoting))


def _scores(hits: Sequence[Scored]) -> dict[int, float]:
    return {hit.number: hit.score for hit in hits}


def _nearness(numbers: Sequence[int], vector: Vectors, library: Library) -> dict[int, float]:
    """The cosines of passages that only their words brought in; none where one has just been removed."""
    if not numbers:
        return {}
    try:
        cosines = library.vectors(numbers) @ vector
    except KeyError:
        return {}
    return dict(zip(numbers, map(float, cosines), strict=True))


def _depth(situation: Situation, recipe: Recipe) -> int:
    return max(recipe.depth, 10 * situation.k)


def _verbatim(records: Sequence[PassageRecord], situation: Situation) -> frozenset[int]:
    """The passages in which the whole situation stands word for word."""
    if len(situation.text.split()) < VERBATIM_WORDS:
        return frozenset()
    wanted = normalise.key(situation.text)
    return frozenset(record.number for record in records if wanted in normalise.key(record.text))


def _explained(groups: Sequence[Group], wanted: Wording, meaning: Mapping[int, float]) -> tuple[Hit, ...]:
    weights = rarity([group.first.text for group in groups], wanted)
    return tuple(
        _hit(rank, group, wanted, weights, meaning.get(group.first.number, 0.0))
        for rank, group in enumerate(groups, start=1)
    )


def _hit(rank: int, group: Group, wanted: Wording, weights: Mapping[str, float], similarity: float) -> Hit:
    text = group.first.text
    places = marks(text, wanted)
    words = tuple(dict.fromkeys(text[start:end].casefold() for start, end in places))
    return Hit(
        rank=rank,
        score=round(min(group.score, 1.0), 4),
        passage=group.first,
        marks=tuple(places),
        sentence=best_sentence(text, wanted, weights),
        elsewhere=tuple(group.elsewhere),
        reason=Reason(words, round(similarity, 4)),
    )
