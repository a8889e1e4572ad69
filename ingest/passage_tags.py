"""What a passage is about where that differs from its document: a country of several, a criterion, a sector.

Tags of a passage count instead of its document's in their fields, so there are few: where the title above it says
so, or where of a document's own countries it names just one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.allusions import allusion_phrases
from ingest.countries import countries_of
from ingest.criteria import criteria_of_heading
from ingest.document import Field, Kind, Origin, Tag
from ingest.vocabulary import cue_phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TITLE_SAYS = 0.8
_ONLY_ONE_NAMED = 0.6
_NAMED = 0.9
_FEWEST_CUES = 2  # in a passage under a title with a cue
_OTHER_THEMES = (Field.SECTOR, Field.HAZARD)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is said of the document: its countries, sectors and hazards, and the language of its titles."""

    countries: tuple[str, ...]
    themes: frozenset[str]
    language: str


def surroundings(tags: Sequence[Tag]) -> Surroundings:
    """From a document's tags."""
    return Surroundings(
        countries=tuple(tag.value for tag in tags if tag.field is Field.COUNTRY),
        themes=frozenset(tag.value for tag in tags if tag.field in _OTHER_THEMES),
        language=next((tag.value for tag in tags if tag.field is Field.LANGUAGE), "und"),
    )


def own_tags(
    text: str, section: tuple[str, ...], kind: Kind, language: str, around: Surroundings
) -> tuple[Tag, ...]:
    """The tags of a passage in ``language`` below the titles ``section``; its kind `OTHER` says nothing."""
    if kind is Kind.OTHER:
        return ()
    named = _countries(text, language, around.countries)
    title = section[-1] if section else ""
    about = tuple(_about(named, section, around))
    return (
        *about,
        *_mentioned(named, (*around.countries, *(tag.value for tag in about))),
        *(Tag(Field.CRITERION, value, _TITLE_SAYS, Origin.TEXT) for value in _criteria(section, around.language)),
        *(tag for field in _OTHER_THEMES for tag in _theme(field, text, title, language, around)),
    )


def _countries(text: str, language: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = countries_of((match.value for match in allusion_phrases(language).find(text)), known)
    return tuple(found)


def _about(named: tuple[str, ...], section: tuple[str, ...], around: Surroundings) -> Iterator[Tag]:
    """The one country of a document with several, or with none, that a passage is about."""
    own = around.countries
    if len(own) == 1:
        return
    by_title = _of_titles(section, around)
    if len(by_title) == 1 and (not own or by_title[0] in own):
        yield Tag(Field.COUNTRY, by_title[0], _TITLE_SAYS, Origin.TEXT)
    elif own and len(named) == 1 and named[0] in own and not by_title:
        yield Tag(Field.COUNTRY, named[0], _ONLY_ONE_NAMED, Origin.TEXT)


def _of_titles(section: tuple[str, ...], around: Surroundings) -> tuple[str, ...]:
    """The countries of the nearest title that names any."""
    for title in reversed(section):
        if found := _countries_of_title(title, around.language, around.countries):
            return found
    return ()


@lru_cache(maxsize=4096)
def _countries_of_title(title: str, language: str, known: tuple[str, ...]) -> tuple[str, ...]:
    return _countries(title, language, known)


def _mentioned(named: tuple[str, ...], own: tuple[str, ...]) -> Iterator[Tag]:
    yield from (Tag(Field.MENTIONED_COUNTRY, name, _NAMED, Origin.TEXT) for name in named if name not in own)


@lru_cache(maxsize=4096)
def _criteria(section: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Those of the nearest title that is made of criteria."""
    return next(filter(None, (criteria_of_heading(title, language) for title in reversed(section))), ())


def _theme(field: Field, text: str, title: str, language: str, around: Surroundings) -> Iterator[Tag]:
    """A sector or hazard that the title and the text have cues of, where they have none of the document's."""
    book = cue_phrases(field, language)
    by_title = cue_phrases(field, around.language).count(title)
    if len(by_title) != 1:
        return
    (value,) = by_title
    inside: Counter[str] = book.count(text)
    if value not in around.themes and inside[value] >= _FEWEST_CUES and not around.themes & set(inside):
        yield Tag(field, value, _ONLY_ONE_NAMED, Origin.TEXT)
