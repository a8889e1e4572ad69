"""Cells as values: what was answered to a recommendation, how far it is, by when."""

from __future__ import annotations

import re
from functools import cache
from textwrap import shorten
from typing import TYPE_CHECKING

from ingest import cldr
from ingest.phrases import fold, phrasebook, words
from ingest.row_meaning import codelist

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.phrases import Phrasebook

_BRACKETED = re.compile(r"[(\[].*?[)\]]")
# "accept/partially accept/reject": what could be answered.
_CHOICE = re.compile(r"(?:[^\W\d_]+[ -])?[^\W\d_]+(?:\s*/\s*(?:[^\W\d_]+[ -])?[^\W\d_]+){2,}")
_BEGINNING = 2_000  # characters
_ANSWER_WORDS = 40  # an answer stands in the first sentence or two
_STATUS_WORDS = 8
_SENTENCE_END = re.compile(r"[.;:!?؛]\s|\n")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d?)(?:-(\d\d?))?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d\d?)[./-](\d\d?)[./-]((?:19|20)\d\d)(?!\d)")
_MONTH_NUMBER = re.compile(r"(?<![\d./-])(\d\d?)[./]((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AFTER_MONTH = 3  # words between a month and its year: "marzo de 2025"
_LONGEST_DUE = 120


@cache
def _book(part: str) -> Phrasebook:
    return phrasebook((alias, one["name"]) for one in codelist()[part] for alias in (one["name"], *one["aliases"]))


def without_choices(text: str) -> str:
    """The beginning of a cell or a form's field without brackets and without the answers that it offers."""
    return _CHOICE.sub(" ", _BRACKETED.sub(" ", text[:_BEGINNING]))


def response_of(text: str) -> str | None:
    """The answer that a text begins with (accepted, rejected …); None where it offers several."""
    told = without_choices(text)
    found = [match.value for match in _book("responses").find(words(told)[:_ANSWER_WORDS])]
    offered = len(set(found[:2])) > 1 and "/" in told
    return found[0] if found and not offered else None


def status_of(text: str) -> str | None:
    """How far an action is, where a text says just that, or says it first; longer sentences explain the field."""
    told = without_choices(text).strip(" \n:–-")
    first = words(_SENTENCE_END.split(told, maxsplit=1)[0])
    found = _book("statuses").find(first) if len(first) <= _STATUS_WORDS else iter(())
    return next((match.value for match in found), None) or None


def due_of(text: str) -> str | None:
    """The last date in a text, as ISO date or year and month; the text itself where it has none that is sure."""
    written = " ".join(text.split())
    if not written:
        return None
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in written)
    dates = [*_numeric(plain), *_spelled(fold(plain).split())]
    return max(dates, default=None) or shorten(written, _LONGEST_DUE, placeholder=" …")


def _numeric(text: str) -> list[str]:
    found = [_date(year, month, day) for year, month, day in _ISO.findall(text)]
    found += [_day_or_month_first(*parts) for parts in _NUMERIC.findall(text)]
    found += [_date(year, month) for month, year in _MONTH_NUMBER.findall(_NUMERIC.sub(" ", text))]
    return [date for date in found if date]


def _day_or_month_first(one: str, two: str, year: str) -> str:
    """Days after the 12th tell which is which; before, only the same number twice is sure."""
    if int(two) > 12 or one == two:
        return _date(year, one, two)
    return _date(year, two, one) if int(one) > 12 else ""


def _date(year: str, month: str, day: str = "") -> str:
    if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
        return ""
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")


@cache
def _months() -> Mapping[str, int]:
    return {fold(name): number for name, number in cldr.months().items()}


def _spelled(spoken: Sequence[str]) -> list[str]:
    """Dates with a month's name: "31 December 2024", "mars 2025", "May 5th, 2025"."""
    found = []
    for at, word in enumerate(spoken):
        month = _months().get(word)
        after = spoken[at + 1 : at + 2 + _AFTER_MONTH]
        year = next((one for one in after if _YEAR.fullmatch(one)), None)
        if month and year:
            day = _day(spoken[at - 1 : at] if at else ()) or _day(spoken[at - 2 : at - 1] if at > 1 else ())
            found.append(_date(year, str(month), day or _day(after[:1])))
    return found


def _day(word: Sequence[str]) -> str:
    match = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th|er|o)?", word[0]) if word else None
    return match[1] if match and 1 <= int(match[1]) <= 31 else ""
