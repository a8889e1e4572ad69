"""Countries: one English name for each, and every other way to write it.

Names come from CLDR (`ingest.cldr`); ``codelists/countries.json`` says what CLDR lacks and what is ambiguous.
What points to a country without naming it (Kenyan, Nairobi) is `ingest.allusions`.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest import cldr
from ingest.phrases import fold, phrasebook
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ingest.phrases import Phrasebook

# What phrases stand for that are about no country ("Lake Chad"), and those for any of several ("Congo").
_NONE = "no country"
_ANY = "any of "
_TITLES_OF_PEOPLE = ("Mr", "Mrs", "Ms", "Dr", "Prof", "Mme", "Sr", "Sra")


def additions() -> Mapping[str, Any]:
    """The lists of ``codelists/countries.json``."""
    return word_list("countries")


@cache
def names() -> Mapping[str, str]:
    """The English name of each country and territory by its ISO 3166 code of two letters."""
    ours: Mapping[str, str] = additions()["names"]
    left_out = additions()["not_countries"]
    found = {code: ours.get(code, called[0]) for code, called in cldr.territories("en").items()}
    return {code: name for code, name in sorted(found.items()) if code not in left_out}


@cache
def _by_any_name() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for written, code in _ways_to_write():
        known.setdefault(fold(written), code)
    return known


def _ways_to_write() -> Iterator[tuple[str, str]]:
    yield from ((name, code) for code, name in names().items())
    for added in (additions()["aliases"], additions()["input_only"]):
        yield from ((name, code) for code, called in added.items() for name in called)
    for language in cldr.LANGUAGES:
        called_here = cldr.territories(language)
        yield from ((name, code) for code in names() for name in called_here.get(code, ()))
    yield from ((code, code) for code in names())
    yield from ((other, code) for other, code in cldr.territory_codes().items() if code in names())


def canonical_country(value: str) -> str | None:
    """The English name of the country that ``value`` names in any of the five languages or by its ISO code."""
    code = _by_any_name().get(fold(value))
    return names()[code] if code else None


def spellings() -> Mapping[str, str]:
    """Every known way to write a country, folded, with its English name."""
    return {written: names()[code] for written, code in _by_any_name().items()}


def named_phrases(language: str) -> Iterator[tuple[str, str]]:
    """The names of countries in texts of ``language`` (those in it, and English ones) with what they stand for.

    With them go phrases that only seem to name one: see `countries_of`.
    """
    misleading = {fold(name) for name in additions()["not_in_text"]}
    written = [(name, code) for code, called in additions()["aliases"].items() for name in called]
    for one in dict.fromkeys(("en", language if language in cldr.LANGUAGES else "en")):
        written += [(name, code) for code, called in cldr.territories(one).items() for name in called]
    written += [(name, code) for code, name in names().items()]
    yield from ((name, names()[code]) for name, code in written if code in names() and fold(name) not in misleading)
    yield from ((phrase, _NONE) for phrase in additions()["no_country"])
    yield from ((f"{title} {name}", _NONE) for title in _TITLES_OF_PEOPLE for name in additions()["first_names"])
    yield from ((phrase, f"{_ANY}{' '.join(codes)}") for phrase, codes in additions()["one_of"].items())


@cache
def country_phrases(language: str) -> Phrasebook:
    """Finds the names of countries in texts of ``language``; `countries_of` says which they are."""
    return phrasebook(named_phrases(language))


def countries_of(found: Iterable[str], known: Iterable[str] = ()) -> Counter[str]:
    """Countries by how often they are among ``found``, the values of phrases.

    "Congo" may be one of two: it counts for the one that is found otherwise more often, else for the first of
    ``known``, else for none.
    """
    total = Counter(found)
    clear = Counter({value: count for value, count in total.items() if value in _all_names()})
    before = (*(value for value, _ in clear.most_common()), *known)
    for value, count in total.items():
        if value.startswith(_ANY):
            meant = {names()[code] for code in value.removeprefix(_ANY).split()}
            clear.update(dict.fromkeys([one for one in before if one in meant][:1], count))
    return clear


@cache
def _all_names() -> frozenset[str]:
    return frozenset(names().values())
