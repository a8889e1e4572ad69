"""What a text is about, by cue words of a list, weighed by where they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.document import Origin, Role, Tag, text_of
from ingest.phrases import words
from ingest.vocabulary import cue_phrases

if TYPE_CHECKING:
    from ingest.document import Field, Reading
    from ingest.phrases import Phrasebook

_MOST = 3
_IN_TITLE = 6.0  # a cue in the title weighs as much as this many in 1,000 words
_IN_HEADING = 0.5
_FEWEST = 3  # cues in the text, where the title has none
_SHORT_TEXT = 400  # words; shorter texts are measured as if they were that long


@dataclass(frozen=True, slots=True)
class Bar:
    """What a value must reach: ``enough`` cues in 1,000 words, and a share of what the best one has."""

    enough: float
    of_the_best: float


def strongest(field: Field, bar: Bar, title: str, reading: Reading, language: str) -> tuple[Tag, ...]:
    """At most three values, surest first, by cues in 1,000 words; title and headings weigh more.

    Confidence grows from .35 (just enough) to .85; a cue in the title alone gives at least that of six in 1,000.
    """
    weights = _weights(title, reading, cue_phrases(field, language))
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    least = max(bar.enough, bar.of_the_best * ranked[0][1]) if ranked else bar.enough
    return tuple(
        Tag(field, value, _confidence(weight - bar.enough), Origin.TEXT)
        for value, weight in ranked
        if weight >= least
    )


def _weights(title: str, reading: Reading, book: Phrasebook) -> dict[str, float]:
    """Weights in cues for 1,000 words."""
    found: Counter[str] = Counter()
    in_headings: Counter[str] = Counter()
    length = 0
    for page in reading.pages:
        spoken = words(page.text)
        length += len(spoken)
        found.update(book.count(spoken))
    for block in reading.blocks:
        if block.role is Role.HEADING:
            in_headings.update(set(book.count(text_of(block.spans, reading.pages))))
    in_title = book.count(title)
    scale = 1000 / max(length, _SHORT_TEXT)
    return {
        value: found[value] * scale + _IN_HEADING * in_headings[value] + _IN_TITLE * min(in_title[value], 3)
        for value in found | in_title
        if found[value] >= _FEWEST or in_title[value]
    }


def _confidence(above: float) -> float:
    return round(min(0.85, 0.35 + 0.02 * above), 2)
