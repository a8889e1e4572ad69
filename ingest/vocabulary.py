"""The values that tags take, and how people write them.

Closed lists (country, sector, hazard, timing, criterion, document type, language) know other names, in five
languages; a value that they lack is no value. Titles are free, and so are organisations and donors that the list
does not know. The lists and their sources are in ``codelists/*.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from ingest import cldr
from ingest.allusions import alluded_to
from ingest.countries import canonical_country, names, spellings
from ingest.document import Field
from ingest.phrases import fold, phrasebook
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ingest.phrases import Phrasebook

_LISTS = {
    Field.SECTOR: "sectors",
    Field.TIMING: "timings",
    Field.DOCUMENT_TYPE: "document_types",
    Field.ORGANISATION: "organisations",
    Field.DONOR: "organisations",
    Field.HAZARD: "hazards",
    Field.CRITERION: "criteria",
}
CLOSED_FIELDS = frozenset(
    {Field.COUNTRY, Field.SECTOR, Field.HAZARD, Field.TIMING, Field.CRITERION, Field.DOCUMENT_TYPE, Field.LANGUAGE}
)
# What can be said of a whole document; the other fields are of single passages.
DOCUMENT_FIELDS = (
    Field.TITLE,
    Field.YEAR,
    Field.LANGUAGE,
    Field.COUNTRY,
    Field.ORGANISATION,
    Field.DOCUMENT_TYPE,
    Field.TIMING,
    Field.SECTOR,
    Field.HAZARD,
    Field.DONOR,
    Field.PERIOD,
    Field.CRITERION,
    Field.EVALUATION,
)
# A document has one value of each of the others.
SEVERAL_VALUES = frozenset(
    {Field.COUNTRY, Field.ORGANISATION, Field.SECTOR, Field.HAZARD, Field.DONOR, Field.CRITERION}
)
FIRST_YEAR, LAST_YEAR = 1900, 2100
_YEAR = re.compile(r"\d{4}")
_PERIOD = re.compile(r"(\d{4})\D{1,8}(\d{4}|\d{2})")
_NEAR = 3
_NEAR_ENOUGH = 0.7  # of difflib's ratio: "Ethopia" and "Livelyhoods" are, "Klingon" is near to nothing
_LONG_WORD = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a list: its name, how else people write it, and the cue words by language that point to it."""

    name: str
    aliases: tuple[str, ...]
    cues: Mapping[str, tuple[str, ...]]
    role: str = ""


@cache
def entries(field: Field) -> tuple[Entry, ...]:
    """The list of ``field``, in its order. Fields without a file have none."""
    if field not in _LISTS:
        return ()
    return tuple(
        Entry(
            name=one["name"],
            aliases=(*([one["full"]] if "full" in one else []), *one["aliases"]),
            cues={language: tuple(cues) for language, cues in one.get("cues", {}).items()},
            role=one.get("role", ""),
        )
        for one in word_list(_LISTS[field])["values"]
    )


def values(field: Field) -> tuple[str, ...]:
    """All values of a closed field in alphabetical order, the known ones of organisation, none of the others."""
    if field is Field.COUNTRY:
        return tuple(sorted(names().values()))
    if field is Field.LANGUAGE:
        return tuple(sorted(set(cldr.languages().values())))
    return tuple(sorted(entry.name for entry in entries(field)))


@cache
def _spellings(field: Field) -> Mapping[str, str]:
    """Canonical values by every known way to write them, folded."""
    if field is Field.COUNTRY:
        return spellings()
    if field is Field.LANGUAGE:
        named = {fold(name): code for name, code in cldr.languages().items()}
        return named | {code: code for code in values(field)}
    known: dict[str, str] = {}
    for written, name in ways_to_write(field):
        known.setdefault(fold(written), name)
    return known


def ways_to_write(field: Field) -> Iterator[tuple[str, str]]:
    """Each name and alias of a list with the value that it stands for."""
    yield from ((entry.name, entry.name) for entry in entries(field))
    yield from ((alias, entry.name) for entry in entries(field) for alias in entry.aliases)


def canonical(field: Field, value: str) -> str | None:
    """``value`` as the library writes it, or None where ``field`` cannot have it.

    Understands names in English, French, Spanish, Portuguese and Arabic, ISO codes, acronyms and aliases; case,
    accents and punctuation do not matter. Years are four digits (1900 to 2100), periods "2019-2022" or one year,
    languages ISO 639-1 codes.
    """
    written = " ".join(value.split())
    if field is Field.YEAR:
        return _year(written)
    if field is Field.PERIOD:
        return _period(written)
    if field is Field.COUNTRY:
        return canonical_country(written) or alluded_to(written)
    if field is Field.LANGUAGE:
        return _spellings(field).get(fold(written)) or _spellings(field).get(fold(re.split("[-_]", written)[0]))
    known = _spellings(field).get(fold(written))
    return known if field in CLOSED_FIELDS else known or written or None


def _year(written: str) -> str | None:
    if not _YEAR.fullmatch(written) or not FIRST_YEAR <= int(written) <= LAST_YEAR:
        return None
    return str(int(written))  # Arabic-Indic digits become the usual ones


def _period(written: str) -> str | None:
    """A year, or two with anything but digits between them, the earlier first; the second may be of two digits."""
    if year := _year(written):
        return year
    ends = _PERIOD.fullmatch(written)
    first = _year(ends[1]) if ends else None
    last = _year(ends[2] if len(ends[2]) > 2 else ends[1][:2] + ends[2]) if ends else None
    if first is None or last is None or last < first:
        return None
    return first if first == last else f"{first}-{last}"


def near(field: Field, value: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of ``known`` that ``value`` may have meant, nearest first, by any of their spellings."""
    allowed = tuple(known)
    by_spelling = {word: name for name in allowed for word in fold(name).split() if len(word) > _LONG_WORD}
    by_spelling |= {fold(name): name for name in allowed}
    for written, name in _spellings(field).items():
        if name in allowed and len(written) > _NEAR:  # codes and acronyms are near to everything
            by_spelling.setdefault(written, name)
    found = get_close_matches(fold(value), list(by_spelling), n=4 * _NEAR, cutoff=_NEAR_ENOUGH)
    return tuple(dict.fromkeys(by_spelling[written] for written in found))[:_NEAR]


@cache
def cue_phrases(field: Field, language: str) -> Phrasebook:
    """Finds the values of ``field`` by their cue words in ``language`` and in English."""
    spoken = dict.fromkeys(("en", language))
    return phrasebook(
        (cue, entry.name) for entry in entries(field) for one in spoken for cue in entry.cues.get(one, ())
    )


@cache
def organisation_phrases() -> Phrasebook:
    """Finds known organisations by their names and acronyms."""
    return phrasebook(ways_to_write(Field.ORGANISATION))
