"""The sectors that a document is about, and the hazards or crises that it was made in, by cue words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.cues import Bar, strongest
from ingest.document import Field

if TYPE_CHECKING:
    from ingest.document import Reading, Tag

_SECTOR = Bar(enough=4.0, of_the_best=0.35)
# Every report of 2020 to 2022 speaks of COVID-19 and many of conflict: 1 or 2 cues in 1,000 words are in passing.
_HAZARD = Bar(enough=3.0, of_the_best=0.4)


def sectors(title: str, reading: Reading, language: str) -> tuple[Tag, ...]:
    """At most three sectors, surest first. Confidence as in `ingest.cues.strongest`."""
    return strongest(Field.SECTOR, _SECTOR, title, reading, language)


def hazards(title: str, reading: Reading, language: str) -> tuple[Tag, ...]:
    """At most three hazards or crises, surest first. Confidence as in `ingest.cues.strongest`."""
    return strongest(Field.HAZARD, _HAZARD, title, reading, language)
