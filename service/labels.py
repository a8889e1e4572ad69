"""How values that programs write are shown to people."""

from __future__ import annotations

from functools import lru_cache

FIELDS = {
    "kind": "Kind",
    "country": "Country",
    "sector": "Sector",
    "organisation": "Organisation",
    "year": "Year",
    "language": "Language",
    "document_type": "Document type",
    "timing": "Timing",
    "hazard": "Hazard or crisis",
    "donor": "Donor",
    "criterion": "Criterion",
    "evaluation": "Evaluation",
}


def label_of(field: str, value: str) -> str:
    """``good_practice`` -> Good practice; for a language its English name; names stay as they are."""
    if field == "language":
        return language_name(value)
    if field in {"kind", "document_type", "timing", "sector"} and value == value.lower():
        return sentence_case(value.replace("_", " "))
    return value


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=512)
def language_name(code: str) -> str:
    """``fr`` -> French; what is no language code stays as it is."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-").get_language_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
