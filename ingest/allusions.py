"""What points to a country without naming it: its people (Kenyan), its capital (Nairobi), a part of it (Turkana).

It is weaker evidence than a name: Syrian refugees are not in Syria. The lists are ``codelists/demonyms.json`` and
``codelists/allusions.json``; most capitals have their names in the other languages from CLDR.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ingest import cldr
from ingest.countries import additions, countries_of, named_phrases, names
from ingest.phrases import fold, phrasebook, words
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.phrases import Phrasebook

_ARABIC_ENDINGS = ("", "ة", "ين", "ون", "ات")
_NEXT_TO = 1  # words between a demonym and the people it is said of: none


@cache
def allusion_phrases(language: str) -> Phrasebook:
    """Finds countries in texts of ``language`` by their names and by what points to them."""
    donors = additions()["members_of_dac"]
    misleading = {fold(name) for name in word_list("allusions")["not_in_text"]}
    pointing = (
        (phrase, names()[code])
        for phrase, code in _pointing(language)
        if code not in donors and fold(phrase) not in misleading
    )
    return phrasebook((*named_phrases(language), *pointing))


@cache
def _every_phrase(language: str) -> Phrasebook:
    return phrasebook((phrase, names()[code]) for phrase, code in _pointing(language))


def alluded_to(value: str) -> str | None:
    """The country that all of ``value`` points to in one of the five languages: "Kenyan", "Nairobi"."""
    for language in cldr.LANGUAGES:
        found = next(_every_phrase(language).find(value), None)
        if found and (found.start, found.end) == (0, len(words(value))):
            return found.value
    return None


def places_in(text: str, language: str) -> list[str]:
    """The countries that a short text names or points to, but not those whose people it speaks of."""
    spoken = words(text)
    of_people = {at for match in _people().find(spoken) for at in range(match.start, match.end)}
    matches = allusion_phrases(language).find(spoken)
    places = (
        match.value for match in matches if not of_people & {match.start - _NEXT_TO, match.end - 1 + _NEXT_TO}
    )
    return list(countries_of(places))


def _pointing(language: str) -> Iterator[tuple[str, str]]:
    """Phrases with the codes of their countries; English ones are found in texts of every language."""
    listed = word_list("allusions")
    spoken = tuple(dict.fromkeys(("en", language if language in cldr.LANGUAGES else "en")))
    for code, said in word_list("demonyms")["values"].items():
        yield from ((form, code) for one in spoken for word in said.get(one, ()) for form in _forms(word, one))
    for code, capitals in listed["capitals"].items():
        yield from ((name, code) for capital in capitals for name in cldr.city_names(capital, spoken))
    for code, called in listed["capitals_otherwise"].items():
        yield from ((name, code) for one in spoken for name in called.get(one, ()))
    yield from ((name, code) for code, called in listed["areas"].items() for name in called)


def _forms(word: str, language: str) -> tuple[str, ...]:
    return tuple(word + ending for ending in _ARABIC_ENDINGS) if language == "ar" else (word,)


@cache
def _people() -> Phrasebook:
    return phrasebook((word, "people") for word in word_list("allusions")["people"])
