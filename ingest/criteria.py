"""The OECD-DAC criteria that an evaluation asks about.

Each is an everyday word, so it counts as a heading of its own, or where three of them stand together.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ingest.document import Field, Origin, Role, Tag, text_of
from ingest.headlines import is_generic
from ingest.phrases import words
from ingest.vocabulary import cue_phrases, entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.document import Reading
    from ingest.phrases import Match

_BEFORE_EXPLANATION = re.compile(r"\s*(?:[:(–—?]|\s-\s)")  # "Efficiency: how well are resources used?"
_NUMBERING = re.compile(r"[ivx]+|\d+|[a-z]", re.IGNORECASE)
_TOGETHER = 8  # words from one criterion to the next, where they are listed ("relevance, coherence and ...")
_A_LIST = 3
_FEWEST_HEADINGS = 2


def criteria(reading: Reading, language: str) -> tuple[Tag, ...]:
    """The criteria in their usual order: those that are headings .85, else those listed together in the text .7."""
    asked = Counter(value for heading in _headings(reading) for value in criteria_of_heading(heading, language))
    if len(asked) >= _FEWEST_HEADINGS:
        return _tags(set(asked), 0.85)
    lists = [found for page in reading.pages for found in _lists(page.text, language)]
    votes = Counter(value for found in lists for value in found)
    most = max(votes.values(), default=0)
    return _tags({value for value, count in votes.items() if 2 * count >= most}, 0.7)


def criteria_of_heading(heading: str, language: str) -> tuple[str, ...]:
    """The criteria that a heading is made of ("4.2 Relevance and coherence"); none of "Impact of COVID-19"."""
    said = words(_BEFORE_EXPLANATION.split(heading.strip(), maxsplit=1)[0])
    matches = list(cue_phrases(Field.CRITERION, language).find(said))
    covered = {at for match in matches for at in range(match.start, match.end)}
    rest = [word for at, word in enumerate(said) if at not in covered]
    if not all(is_generic(word) or _NUMBERING.fullmatch(word) for word in rest):
        return ()
    return tuple(dict.fromkeys(match.value for match in matches))


def _headings(reading: Reading) -> Iterator[str]:
    for block in reading.blocks:
        if block.role is Role.HEADING:
            yield text_of(block.spans, reading.pages)


def _lists(text: str, language: str) -> Iterator[set[str]]:
    group: list[Match] = []
    for match in cue_phrases(Field.CRITERION, language).find(text):
        if group and match.start - group[-1].end > _TOGETHER:
            yield from _if_a_list(group)
            group = []
        group.append(match)
    yield from _if_a_list(group)


def _if_a_list(group: Sequence[Match]) -> Iterator[set[str]]:
    values = {match.value for match in group}
    if len(values) >= _A_LIST:
        yield values


def _tags(values: set[str], confidence: float) -> tuple[Tag, ...]:
    order = [entry.name for entry in entries(Field.CRITERION)]
    return tuple(Tag(Field.CRITERION, value, confidence, Origin.TEXT) for value in sorted(values, key=order.index))
