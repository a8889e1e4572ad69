"""Countries: one English name for each, and every other way to write it.

Names come from CLDR (`ingest.cldr`); ``codelists/countries.json`` says what CLDR lacks and what is ambiguous.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ingest import cldr
from ingest.phrases import fold, phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.phrases import Phrasebook


@cache
def _additions() -> Mapping[str, Any]:
    listed: Mapping[str, Any] = json.loads(
        (files("ingest") / "codelists" / "countries.json").read_text(encoding="utf-8")
    )
    return listed


@cache
def names() -> Mapping[str, str]:
    """The English name of each country and territory by its ISO 3166 code of two letters."""
    ours: Mapping[str, str] = _additions()["names"]
    left_out = _additions()["not_countries"]
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
    for additions in (_additions()["aliases"], _additions()["input_only"]):
        yield from ((name, code) for code, called in additions.items() for name in called)
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


@cache
def country_phrases(language: str) -> Phrasebook:
    """Finds countries, by their English names, in texts of ``language`` (names in it, and English ones)."""
    misleading = {fold(name) for name in _additions()["not_in_text"]}
    written = [(name, code) for code, called in _additions()["aliases"].items() for name in called]
    for one in dict.fromkeys(("en", language if language in cldr.LANGUAGES else "en")):
        written += [(name, code) for code, called in cldr.territories(one).items() for name in called]
    written += [(name, code) for code, name in names().items()]
    return phrasebook(
        (name, names()[code]) for name, code in written if code in names() and fold(name) not in misleading
    )
