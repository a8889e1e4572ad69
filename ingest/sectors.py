"""The sectors that a document is about, by cue words weighed by where they stand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ingest.document import Field, Origin, Role, Tag, text_of
from ingest.phrases import words
from ingest.vocabulary import cue_phrases

if TYPE_CHECKING:
    from ingest.document import Reading
    from ingest.phrases import Phrasebook

_MOST = 3
_IN_TITLE = 6.0  # a cue in the title weighs as much as this many in 1,000 words
_IN_HEADING = 0.5
_ENOUGH = 4.0  # cues in 1,000 words
_OF_THE_BEST = 0.35
_FEWEST = 3  # cues in the text, where the title has none
_SHORT_TEXT = 400  # words; shorter texts are measured as if they were that long


def sectors(title: str, reading: Reading, language: str) -> tuple[Tag, ...]:
    """At most three sectors, surest first, by cues in 1,000 words; title and headings weigh more.

    Confidence grows from .35 (4 cues in 1,000 words) to .85; a cue in the title alone gives .5.
    """
    book = cue_phrases(Field.SECTOR, language)
    weights = _weights(title, reading, book)
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    least = max(_ENOUGH, _OF_THE_BEST * ranked[0][1]) if ranked else _ENOUGH
    kept = [(value, weight) for value, weight in ranked if weight >= least]
    return tuple(Tag(Field.SECTOR, value, _confidence(weight), Origin.TEXT) for value, weight in kept)


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


def _confidence(weight: float) -> float:
    return round(min(0.85, 0.35 + 0.02 * (weight - _ENOUGH)), 2)
