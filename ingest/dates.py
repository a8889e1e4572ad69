"""The year in which a document was published: what its cover says, not when its file was written."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ingest import cldr
from ingest.cover import label_of
from ingest.document import Field, Origin, Tag
from ingest.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingest.cover import Cover
    from ingest.document import Reading

_EARLIEST, _LATEST = 1960, 2049  # of publication: 2050 and later are targets
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NUMERIC = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]((?:19|20)\d\d)|((?:19|20)\d\d)[./-]\d{1,2}[./-]\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)")
_RANGE = re.compile(r"(?<!\d)(?:19|20)\d\d\s*(?:[-–—/]|to|à|au|a|ao|إلى)\s*(?:(?:19|20)\d\d|\d\d)(?!\d)")
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright|tous droits|todos los derechos|todos os direitos)", re.IGNORECASE)
_OF_OTHER_DATES = frozenset({"covered", "start", "end", "visit", "date", "deadline"})
_AFTER_MONTH = 3  # words between a month and its year: "mars de l'année 2023", "marzo de 2023"
_SHORT_LINE = 6
_PHRASE = 14
_MENTIONS = 2


class _Found(NamedTuple):
    year: int
    confidence: float
    origin: Origin


def publication_year(cover: Cover, title: str, reading: Reading) -> Tag | None:
    """The year tag with the best evidence. Confidence: printed date .9, bare year .7, file name .45, file .35."""
    found = [one for one in _evidence(cover, title, reading) if _EARLIEST <= one.year <= _LATEST]
    if not found:
        return None
    best = max(found, key=lambda one: one.confidence)
    agreeing = sum(one.year == best.year for one in found) - 1
    confidence = min(0.97, best.confidence + 0.02 * min(agreeing, 3))
    return Tag(Field.YEAR, str(best.year), round(confidence, 2), best.origin)


def _evidence(cover: Cover, title: str, reading: Reading) -> Iterator[_Found]:
    for value in cover.labelled("date"):
        yield from (_Found(year, 0.95, Origin.TEXT) for year in (dated_years(value) or _years(value))[-1:])
    for value in cover.labelled("deadline"):  # a call is published in the year in which it closes
        yield from (_Found(year, 0.6, Origin.TEXT) for year in dated_years(value)[-1:])
    for line in cover.lines:
        if label_of(line.text) not in _OF_OTHER_DATES:
            yield from _of_line(line.text, 0.9 if line.page == 1 else 0.75)
    yield from (_Found(year, 0.55, Origin.TEXT) for year in _years(title)[-1:])
    yield from (_Found(year, 0.45, Origin.FILE) for year in _of_name(cover.name)[-1:])
    yield from _of_property(cover.properties.get("created", ""), reading)


def _of_line(line: str, trust: float) -> Iterator[_Found]:
    """A month and a year in a line of few words is a date of publication; two dates are a period."""
    length = len(line.split())
    dated = dated_years(line)
    if len(dated) == 1 and length <= _PHRASE and _month_count(line) <= 1:
        yield _Found(dated[0], trust if length <= _SHORT_LINE else trust - 0.1, Origin.TEXT)
    elif not dated and len(years := _years(line)) == 1:
        if _COPYRIGHT.search(line):
            yield _Found(years[0], 0.8, Origin.TEXT)
        elif length == 1:
            yield _Found(years[0], trust - 0.2, Origin.TEXT)


def _of_name(name: str) -> list[int]:
    compact = [int(year) for year in _COMPACT.findall(name)]
    return compact or dated_years(name.replace("_", " ")) or _years(name.replace("_", " "))


def _of_property(created: str, reading: Reading) -> Iterator[_Found]:
    """The file's own date, only where the text goes up to that year: files are converted years later."""
    years = [int(year) for year in re.findall(r"(?:19|20)\d\d", created)[:1]]
    if not years:
        return
    mentioned = [int(year) for page in reading.pages for year in _YEAR.findall(page.text)]
    latest = max((year for year in mentioned if year <= years[0]), default=0)
    if latest == years[0] and mentioned.count(latest) >= _MENTIONS:
        yield _Found(latest, 0.35, Origin.FILE)


def western(text: str) -> str:
    """``text`` with Arabic-Indic digits as the usual ones."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _years(text: str) -> list[int]:
    """Years that stand alone: not those of a period such as 2020-2024."""
    return [int(year) for year in _YEAR.findall(_RANGE.sub(" ", western(text)))]


@cache
def _months() -> Mapping[str, int]:
    return {fold(name): number for name, number in cldr.months().items()}


def _is_month(words: Sequence[str], at: int) -> bool:
    return words[at] in _months() or " ".join(words[at : at + 2]) in _months()


def _month_count(text: str) -> int:
    words = fold(text).split()
    return sum(_is_month(words, at) for at in range(len(words)))


def dated_years(text: str) -> list[int]:
    """Years that belong to a month ("mars 2023", "9th July 2025", "19-04-2023"), in the text's order."""
    plain = western(text)
    numeric = [int(first or second) for first, second in _NUMERIC.findall(plain)]
    words = fold(_NUMERIC.sub(" ", plain)).split()
    spelled = [_year_near(words, at) for at in range(len(words)) if _is_month(words, at)]
    return numeric + [year for year in spelled if year]


def _year_near(words: Sequence[str], at: int) -> int | None:
    near = words[at + 1 : at + 2 + _AFTER_MONTH]
    return next((int(word) for word in near if _YEAR.fullmatch(word)), None)
