"""What is asked and what comes back: situations, hits and answers, as values."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.library import Filter, PassageRecord


@dataclass(frozen=True, slots=True)
class Situation:
    """A user's question.

    ``per_document`` limits the hits of one document, and of the documents of one evaluation together; 0 means no
    limit.
    """

    text: str
    k: int = 10
    where: Filter = field(default_factory=Filter)
    per_document: int = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage is a hit.

    ``words`` are the words of the situation that stand in it, as it writes them; ``similarity`` is the cosine
    of its meaning to the situation's, in the model's own scale.
    """

    words: tuple[str, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a situation.

    ``score`` is 0 to 1, its meaning stated in `search.fusion`. ``marks`` are character ranges of the text in
    which words of the situation stand, ``sentence`` the range of the sentence that fits best. ``elsewhere``
    are passages with nearly the same text, folded into this hit.
    """

    rank: int
    score: float
    passage: PassageRecord
    marks: tuple[tuple[int, int], ...]
    sentence: tuple[int, int] | None
    elsewhere: tuple[PassageRecord, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a situation, best first."""

    situation: Situation
    hits: tuple[Hit, ...]
    took_ms: float
