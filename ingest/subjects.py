"""What an evaluation is of, by the title of a document of it: the title without what says which document it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest import cldr
from ingest.countries import country_phrases
from ingest.cover import cover_words
from ingest.document import Field
from ingest.headlines import without_dates
from ingest.phrases import bare, fold, forms_of, merged, phrasebook
from ingest.vocabulary import entries, organisation_phrases
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.phrases import Phrasebook

# What is written about an evaluation, and is not its report.
SATELLITES = frozenset(
    {"management response", "terms of reference", "inception report", "evaluation brief", "annex", "case study"}
)
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\s*[:|;]\s+|[.?!]\s+|\s+[-–—]\s+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


@dataclass(frozen=True, slots=True)
class Subject:
    """``words`` are the telling words of a title, in order; ``segments`` those of its parts that have any.

    ``numbers`` are its years and counts ("Phase II" has 2): they tell an evaluation from the next of a series.
    """

    words: tuple[str, ...]
    segments: tuple[tuple[str, ...], ...]
    numbers: frozenset[int]


def subject_of(title: str) -> Subject:
    """The subject of a title; without words where it only says what kind of document it is."""
    segments = [telling for part in segments_of(title) if (telling := telling_words(part))]
    return Subject(tuple(word for part in segments for word in part), tuple(segments), frozenset(_numbers(title)))


def segments_of(title: str) -> list[str]:
    """The parts of a title: between its colons, stops and dashes, and around words like "Case study"."""
    return [part for text in _PARTS.split(title) for part in _around(text)]


def telling_words(text: str) -> tuple[str, ...]:
    """The folded words of ``text`` that say what it is about, in order.

    Left out are kinds of documents, organisations, countries, numbers and grammar, and the s of a plural.
    """
    found = (forms_of(fold(word)) for word in _without_names(without_dates(text)))
    return tuple(_singular(forms[0]) for forms in found if _empty_words().isdisjoint(forms))


def _around(text: str) -> Iterator[str]:
    found = list(_WORD.finditer(text))
    start = 0
    for match in satellite_phrases().find([bare(word[0]) for word in found]):
        yield text[start : found[match.start].start()]
        start = found[match.end - 1].end()
    yield text[start:]


def _without_names(found: list[str]) -> list[str]:
    for match in reversed(list(_names().find(found))):
        del found[match.start : match.end]
    return found


@cache
def _names() -> Phrasebook:
    """Organisations, and countries in all languages, in one book: looked through once, not six times."""
    return merged([organisation_phrases(), *map(country_phrases, cldr.LANGUAGES)])


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _numbers(title: str) -> Iterator[int]:
    before = ""
    for word in fold(title).split():
        if word.isdecimal() and before not in _listed("unnumbered"):
            yield int(word)
        elif word in _ROMAN and before in _listed("counted"):
            yield _ROMAN[word]
        before = word.removeprefix("ال")


def evaluation_words() -> Mapping[str, Any]:
    """The lists of ``codelists/evaluations.json``."""
    return word_list("evaluations")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(map(fold, evaluation_words()[name]))


@cache
def _empty_words() -> frozenset[str]:
    numbered = _listed("labels") | _listed("function_words") | _listed("unnumbered") | frozenset(_ROMAN)
    return numbered | frozenset(map(fold, cover_words()["generic"]))


@cache
def satellite_phrases() -> Phrasebook:
    """Finds the names of documents about an evaluation, in all languages."""
    return phrasebook(
        (cue, entry.name)
        for entry in entries(Field.DOCUMENT_TYPE)
        if entry.name in SATELLITES
        for cues in entry.cues.values()
        for cue in cues
    )


@cache
def stage_phrases() -> Phrasebook:
    """Finds when an evaluation or a study was made, in all languages."""
    stages: Mapping[str, list[str]] = evaluation_words()["stages"]
    return phrasebook((cue, stage) for stage, cues in stages.items() for cue in cues)
