"""The title of a document: from its cover's headings, a labelled field, the file's properties, or its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest import cldr
from ingest.cover import is_labelled, one_line, spoken
from ingest.dates import dated_years
from ingest.document import Field, Origin, Tag
from ingest.headlines import is_label, is_labelled_field, is_plausible, names_type, opens_part, without_dates
from ingest.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.cover import Cover, Heading

NAME_ONLY = 0.3  # confidence of a title made of the file's name: no evidence of what the text says
_TITLE_LINES = 6
_GOES_ON = re.compile(
    r"(?:\b(?:of|the|for|on|du|de|des|la|le|del|do|da|projet|project|programme?|proyecto|projeto))$", re.I
)
_YEARS_ONLY = re.compile(r"(?:19|20)\d\d(?:\s*[-–—/]\s*\d{2,4})?")
_PROSE = re.compile(r"^\s*(?:\d+[.)]|[•▪➢-])\s|[.;]\s*$")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d+)*[.)]\s")
_NEXT_UNITS = 3
_MUCH_SMALLER = 4  # levels below the highest heading: a note in small type
_MORE_THAN_A_DATE = 6  # words beside it
_BARE_LABEL = 3  # words: "Evaluation brief", "Terms of reference"
_QUOTES = {"«": "»", "“": "”", "„": "“"}


def title_of(cover: Cover) -> Tag | None:
    """The title tag with the best evidence, or None.

    Confidence: a heading of the cover .85, a labelled field .8, text under a heading such as "Management response"
    .7, the file's property .6 (.9 where the front says the same), the cover's first lines .5, the file name .3.
    """
    found = [tag for tag in _evidence(cover) if tag]
    return max(found, key=lambda tag: tag.confidence, default=None)


def _evidence(cover: Cover) -> Iterator[Tag | None]:
    yield _of_property(cover)
    yield _of_headings(cover)
    yield _of_name(cover)


def title_page(cover: Cover) -> tuple[Heading, ...]:
    """The headings and short blocks up to the first part of the text."""
    found: list[Heading] = []
    for unit in cover.headings:
        if unit.level and (opens_part(unit.text) or _NUMBERED.match(unit.text)):
            break
        found.append(unit)
    return tuple(found)


def _of_headings(cover: Cover) -> Tag | None:
    units = title_page(cover)
    lowest = min((unit.level for unit in units if unit.level), default=0) + _MUCH_SMALLER
    real = [at for at, unit in enumerate(units) if _is_main_heading(unit) and unit.level < lowest]
    if real:
        main = min(real, key=lambda at: (units[at].page, units[at].level, at))
        return _tag(_composed(units, main), 0.85)
    for value in cover.labelled("title"):
        if is_plausible(text := _to_the_quote(value)):
            return _tag(_with_label(units, text), 0.8)
    return _under_label(units) or _of_labels(units) or _first_lines(cover)


def _is_main(text: str) -> bool:
    return _may_be_title(text) and not dated_years(text)


def _may_be_title(text: str) -> bool:
    field = is_labelled_field(text) or text.rstrip().endswith(":")
    return is_plausible(text) and not field and not is_label(text)


def _is_main_heading(unit: Heading) -> bool:
    """A heading may tell a date: "Shelter after the typhoon of December 2021", not "Nairobi, March 2020"."""
    told = len(without_dates(unit.text)) >= _MORE_THAN_A_DATE or not dated_years(unit.text)
    return unit.level > 0 and told and _may_be_title(unit.text)


def _composed(units: Sequence[Heading], main: int) -> str:
    """The main heading with what belongs to it: a label before it, a second line, years and a label after it."""
    parts = [one_line(units[main].text)]
    after = main + 1
    while after < len(units) and _continues(units[main], units[after]):
        parts.append(one_line(units[after].text))
        after += 1
    title = _opened(units[:main], ". ".join(parts))
    if after < len(units) and _YEARS_ONLY.fullmatch(units[after].text.strip()):
        title = f"{title} {one_line(units[after].text)}"
    label = _label(units[:main])
    if label:
        return title if fold(label) in fold(title) else f"{label}: {title}"
    later = _label(units[after : after + 2])
    return f"{title}: {later}" if later and not names_type(title) else title


def _opened(before: Sequence[Heading], title: str) -> str:
    """``title`` after a heading that it goes on with: "Final evaluation of the project", "Final report:"."""
    opening = one_line(before[-1].text) if before else ""
    if opening and is_label(opening) and (opening.endswith(":") or _GOES_ON.search(opening)):
        return f"{opening} {title}"
    return title


def _continues(main: Heading, unit: Heading) -> bool:
    same_size = unit.level == main.level and unit.page == main.page
    return same_size and _is_main_heading(unit) and len(unit.text.split()) > 2


def _label(units: Sequence[Heading]) -> str:
    """The first short label of a type of document among ``units``, without its date."""
    for unit in units:
        for text in (unit.text, *unit.text.splitlines()):
            if len(text.split()) <= 10 and is_label(text) and names_type(text):
                return _undated(text)
    return ""


def _undated(text: str) -> str:
    found = one_line(text)
    months = "|".join(sorted(map(re.escape, cldr.months()), key=len, reverse=True))
    pattern = rf"[\s,;|–-]*(?:\d{{1,2}}\S*\s+)?(?:\b(?:{months})\b\.?)?[\s,]*(?:19|20)\d\d\W*$"
    return re.sub(pattern, "", found, flags=re.IGNORECASE).strip() or found


def _with_label(units: Sequence[Heading], title: str) -> str:
    label = _label(units)
    return f"{label}: {title}" if label and fold(label) not in fold(title) else title


def _under_label(units: Sequence[Heading]) -> Tag | None:
    """The text after a label: "Management response" over a line with the evaluation's title."""
    first = next((at for at, unit in enumerate(units) if is_label(unit.text) and names_type(unit.text)), None)
    if first is None:
        return None
    for at in range(first + 1, min(first + 1 + _NEXT_UNITS, len(units))):
        text = _title_lines(units[at].text)
        if units[at].page == units[first].page and _is_main(text) and not _PROSE.search(text):
            return _tag(_with_label(units[:at], _opened(units[:at], text)), 0.7)
    return None


def _title_lines(text: str) -> str:
    """The lines of ``text`` up to a labelled one, or to the end of what is in quotes."""
    kept: list[str] = []
    for line in text.splitlines()[:_TITLE_LINES]:
        if kept and is_labelled(line):
            break
        kept.append(line)
    return _to_the_quote(one_line(" ".join(kept)))


def _to_the_quote(text: str) -> str:
    """``text`` up to the closing quotation mark, where it opens one: what follows is another field."""
    for opening, closing in _QUOTES.items():
        start = text.find(opening)
        end = text.find(closing, start + 1)
        if 0 <= start < end:
            return text[: end + 1]
    return text


def _of_labels(units: Sequence[Heading]) -> Tag | None:
    """Nothing but labels: "Evaluation brief" over "Meta-evaluation of evaluations 2020-2024" is a title."""
    labels = [unit for unit in units if unit.level and len(without_dates(unit.text)) > 1 and names_type(unit.text)]
    if not labels:
        return None
    longest = max(labels, key=lambda unit: len(unit.text.split()))
    others = [one for one in labels if one is not longest]
    at = list(units).index(longest)
    title = _with_label(others, _composed(units[at:], 0))
    return _tag(title, 0.7 if len(without_dates(title)) > _BARE_LABEL else 0.25)  # a file's name tells more


def _first_lines(cover: Cover) -> Tag | None:
    for unit in cover.headings[:4]:
        text = _title_lines(unit.text)
        if _is_main(text) and not opens_part(text) and not text.endswith((".", "؟", "?", ";")):
            return _tag(text, 0.5)
    return None


def _of_property(cover: Cover) -> Tag | None:
    title = one_line(cover.properties.get("title", ""))
    if not is_plausible(title) or "_" in title or fold(title) == fold(cover.name):
        return None
    said = set(fold(spoken(cover)).split())
    agreed = set(fold(title).split()) <= said
    if is_label(title):
        return None
    return Tag(Field.TITLE, title, 0.86 if agreed else 0.6, Origin.FILE)


def _of_name(cover: Cover) -> Tag | None:
    cleaned = one_line(re.sub(r"[_\s]+|(?<=\w)-(?=\w)", " ", cover.name))
    return Tag(Field.TITLE, cleaned, NAME_ONLY, Origin.FILE) if cleaned else None


def _tag(text: str, confidence: float) -> Tag | None:
    title = one_line(text).strip(" :;,-–—|.")
    return Tag(Field.TITLE, title, confidence, Origin.TEXT) if title else None
