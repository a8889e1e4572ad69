"""Names of countries, cities, languages and months from Unicode's CLDR. The only module that speaks to Babel.

Babel is a maintained package with the data inside: no list of ours to grow old, and nothing to download.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from babel import Locale

LANGUAGES = ("en", "fr", "es", "pt", "ar")
# Regional ones name some months or countries otherwise: November is نونبر in Morocco, Iran is Irão in Portugal.
_LOCALES = {
    "en": ("en",),
    "fr": ("fr",),
    "es": ("es", "es_419"),
    "pt": ("pt", "pt_PT"),
    "ar": ("ar", "ar_LB", "ar_MA", "ar_DZ", "ar_MR"),
}
_BRACKETED = re.compile(r"^(.+?) \(([^\Wa-z].+)\)$")  # "Myanmar (Burma)", not "Saint-Martin (partie ...)"
_TWO_LETTERS = 2


@cache
def _locales(language: str) -> tuple[Locale, ...]:
    from babel import Locale

    return tuple(Locale.parse(name) for name in _LOCALES[language])


@cache
def territories(language: str) -> Mapping[str, tuple[str, ...]]:
    """Names by ISO 3166 code of two letters, the usual one first: "Myanmar (Burma)" is two names.

    What is the usual name of one is no name of another: "Hong Kong (China)" is not China.
    """
    names: dict[str, dict[str, None]] = {}
    for locale in _locales(language):
        for code, name in locale.territories.items():
            if len(code) == _TWO_LETTERS and code.isalpha():
                names.setdefault(code, {}).update(dict.fromkeys(_spellings(name)))
    owners = {next(iter(called)): code for code, called in names.items()}
    return {
        code: tuple(name for name in called if owners.get(name, code) == code) for code, called in names.items()
    }


def _spellings(name: str) -> tuple[str, ...]:
    plain = name.replace("’", "'").replace(" & ", " and ").replace("St. ", "Saint ")
    bracketed = _BRACKETED.match(plain)
    return (bracketed[1], bracketed[2], plain) if bracketed else (plain,)


@cache
def territory_codes() -> Mapping[str, str]:
    """Other codes (three letters, withdrawn ones) by the two-letter code they stand for: COD is CD."""
    from babel.core import get_global

    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return {code: stands[0] for code, stands in aliases.items() if len(stands) == 1 and code.isalpha()}


@cache
def _cities(language: str) -> Mapping[str, str]:
    """Names of the cities that time zones are named after, by zone: where there is none, the zone tells it."""
    return {
        zone: name
        for locale in _locales(language)
        for zone, said in locale.time_zones.items()
        if (name := said.get("city"))
    }


@cache
def _zones() -> Mapping[str, str]:
    """Time zones by the English name of their city."""
    zones = dict.fromkeys(zone for language in LANGUAGES for zone in _cities(language))
    return {_cities("en").get(zone, zone.rpartition("/")[2].replace("_", " ")): zone for zone in zones}


def city_names(english: str, spoken: Iterable[str]) -> tuple[str, ...]:
    """The city's English name and those in the languages ``spoken``, where a time zone is named after it."""
    zone = _zones().get(english, "")
    others = (_cities(language).get(zone) for language in spoken)
    return tuple(dict.fromkeys((english, *filter(None, others))))


@cache
def languages() -> Mapping[str, str]:
    """ISO 639-1 codes by lower-case name in any of the five languages, and by three-letter code."""
    from babel.core import get_global

    named = {
        name.lower(): code
        for language in LANGUAGES
        for locale in _locales(language)
        for code, name in locale.languages.items()
        if len(code) == _TWO_LETTERS
    }
    aliases: Mapping[str, str] = get_global("language_aliases")
    return named | {code: stands for code, stands in aliases.items() if len(stands) == _TWO_LETTERS}


def language_name(code: str) -> str:
    """The English name of a language by its ISO 639-1 code; the code where it has none."""
    name: str = _locales("en")[0].languages.get(code, code)
    return name


@cache
def months() -> Mapping[str, int]:
    """Numbers (1 to 12) of months by their lower-case names, long and short, in the five languages."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for locale in _locales(language):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months["format"][width].items():
                    found.setdefault(name.lower().rstrip("."), number)
    return found
