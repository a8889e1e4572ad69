"""What a document says about itself: its tags, each with its confidence and where it comes from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ingest.cover import cover_of
from ingest.criteria import criteria
from ingest.dates import publication_year
from ingest.document import Field, Origin, Tag
from ingest.document_types import document_type, timing
from ingest.donors import donors
from ingest.languages import UNDETERMINED, detect
from ingest.organisations import organisation_mentions, organisations
from ingest.periods import period
from ingest.places import countries
from ingest.sectors import hazards, sectors
from ingest.titles import NAME_ONLY, title_of

if TYPE_CHECKING:
    from ingest.document import Reading

_SAMPLES = 40  # stretches of text whose language is looked at
_STRETCH = 400  # characters
_LEAST_SHARE = 0.4  # of a language; with less the text is in several


def infer_tags(reading: Reading, name: str) -> tuple[Tag, ...]:
    """The tags that ``reading`` and the file's ``name`` give evidence for.

    ``name`` is the file's name; folders before it count as hints ("Kenya/2023/report.pdf"). Origin is TEXT for
    what the text says, FILE for the file's name and properties. Values are those of `ingest.vocabulary`; title is
    free. A field without good evidence has no tag; only country, organisation, sector, hazard, donor and criterion
    have several, at most three of sector and hazard.
    """
    cover = cover_of(reading, name)
    language = main_language(reading)
    spoken = language.value if language else UNDETERMINED
    title = title_of(cover)
    said = title.value if title and title.confidence > NAME_ONLY else ""
    kind = document_type(cover, said, reading, spoken)
    year = publication_year(cover, said, reading)
    when = timing(cover, said, kind.value if kind else "", spoken)
    single = (title, year, language, kind, when, period(cover, said, reading))
    mentions = organisation_mentions(reading)
    whose = organisations(cover, said, spoken, mentions)
    own = {tag.value for tag in whose}
    return (
        *(tag for tag in single if tag),
        *countries(cover, said, reading, spoken),
        *whose,
        *sectors(said, reading, spoken),
        *hazards(said, reading, spoken),
        *donors(cover, said, reading, spoken, mentions, own),
        *criteria(reading, spoken),
    )


def main_language(reading: Reading) -> Tag | None:
    """The language of most of the text; the confidence is its share of the stretches looked at."""
    votes: Counter[str] = Counter()
    for stretch in _stretches(reading):
        language, confidence = detect(stretch)
        if language != UNDETERMINED:
            votes[language] += round(100 * confidence)
    if not votes:
        return None
    (language, count), *_ = votes.most_common(1)
    share = count / votes.total()
    return Tag(Field.LANGUAGE, language, round(0.99 * share, 2), Origin.TEXT) if share >= _LEAST_SHARE else None


def _stretches(reading: Reading) -> list[str]:
    """Up to forty stretches, spread evenly over the text."""
    found = [
        page.text[start : start + _STRETCH]
        for page in reading.pages
        for start in range(0, len(page.text), _STRETCH)
    ]
    step = max(1, len(found) // _SAMPLES)
    return found[::step][:_SAMPLES]
