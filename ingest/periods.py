"""The years that what a document is about went on: "2019-2022", or "2021" where it was one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.dates import dated_years, western
from ingest.document import Field, Origin, Tag
from ingest.vocabulary import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.cover import Cover
    from ingest.document import Reading

_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
_TO = r"(?:[-–—/]|to|and|until|through|till|à|au|et|jusqu\W+(?:en|à)|a|al|hasta|y|até|e|إلى|حتى|و)"
# "2019-22" has two digits, "April 2021 - 30 April 2025" four: the 30 is a day.
_LAST = r"(?:(?<=[-–—/])(\d\d)(?![\d.]|\s*[^\W\d])|\s*(?:\S+\s+){0,4}?((?:19|20)\d\d)(?!\d))"
_RANGE = re.compile(rf"{_YEAR}\s*{_TO}{_LAST}", re.IGNORECASE)
# In running text, after what says that something went on: "implemented from March 2017 to June 2021".
_WENT_ON = re.compile(
    r"\b(?:implement\w+|ran|running|carried out|covers?|covering|covered|the period|between|from"
    r"|mise? en œuvre|exécut\w+|couvr\w+|la période|période de|ejecut\w+|implementad\w+|abarca|cubre|el per[ií]odo"
    r"|executad\w+|abrange|cobre|o período|الفترة|نفذ\w*|تنفيذ\w*)\W+(?:[^.;\n]{0,60}?)"
    rf"({_YEAR}\s*{_TO}\s*(?:\S+\s+){{0,4}}?(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:onwards?|since|depuis|à partir|desde|a partir|منذ)\b", re.IGNORECASE)
_LONGEST = 15  # years; a longer one is history
_FIRST_PAGES = 12  # of running text: later on, other periods are told of


class _Found(NamedTuple):
    value: str
    confidence: float
    origin: Origin = Origin.TEXT


def period(cover: Cover, title: str, reading: Reading) -> Tag | None:
    """The period tag with the best evidence.

    Confidence: a labelled field ("Project duration", "Start date" with "End date") .9, a range of years in the
    title .8, the file's name .6, the range told most in the first pages as what something ran for .5.
    """
    found = list(_evidence(cover, title, reading))
    best = max(found, key=lambda one: one.confidence, default=None)
    return Tag(Field.PERIOD, best.value, best.confidence, best.origin) if best else None


def _evidence(cover: Cover, title: str, reading: Reading) -> Iterator[_Found]:
    for value in cover.labelled("covered"):
        yield from (_Found(one, 0.9) for one in _of_value(value))
    for start, end in zip(cover.labelled("start"), cover.labelled("end"), strict=False):
        yield from (_Found(one, 0.9) for one in _of_ends(_all_years(start)[:1], _all_years(end)[:1]))
    yield from (_Found(one, 0.8) for one in ranges(title)[:1])
    yield from (_Found(one, 0.6, Origin.FILE) for one in ranges(cover.name.replace("_", " "))[:1])
    told = [one for page in reading.pages[:_FIRST_PAGES] for one in _told(page.text)]
    if told:
        yield _Found(max(told, key=told.count), 0.5)


def _of_value(value: str) -> list[str]:
    """What a field says: its range, or the year of its dates where they are all of one."""
    if found := ranges(value):
        return found[:1]
    if _OPEN.search(value):
        return []
    years = set(dated_years(value) or _all_years(value))
    return [str(year) for year in years] if len(years) == 1 else []


def _of_ends(start: list[int], end: list[int]) -> list[str]:
    return [span for first in start for last in end if (span := _span(first, last))]


def ranges(text: str) -> list[str]:
    """Every range of years in ``text``, in its order: "2019-22", "March 2017 to June 2021"."""
    found = (
        _span(int(first), _full(int(first), short or last)) for first, short, last in _RANGE.findall(western(text))
    )
    return [span for span in found if span]


def _told(text: str) -> list[str]:
    return [span for match in _WENT_ON.finditer(western(text)) for span in ranges(match[1])]


def _all_years(text: str) -> list[int]:
    return [int(year) for year in re.findall(_YEAR, western(text))]


def _full(first: int, last: str) -> int:
    return int(last) if len(last) > 2 else first // 100 * 100 + int(last)


def _span(first: int, last: int) -> str | None:
    if not 0 <= last - first <= _LONGEST:
        return None
    return canonical(Field.PERIOD, f"{first}-{last}")
