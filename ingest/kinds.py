"""What a passage is: by the titles above it, its form, and its own wording.

The words are in ``codelists/kinds.json``. Points are added up for each kind; content comes before heading, so
clear wording outweighs a section title, except that nothing makes a lesson of a questionnaire.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.document import Kind, Role
from ingest.phrases import bare, phrasebook
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.phrases import Phrasebook

# Points of a section's title. A title of instruments or references says more than wording can.
_SECTION = {
    Kind.LESSON: 3.0,
    Kind.GOOD_PRACTICE: 2.5,
    Kind.CHALLENGE: 2.0,
    Kind.FINDING: 1.5,
    Kind.CONCLUSION: 3.0,
    Kind.RECOMMENDATION: 2.5,
    Kind.MANAGEMENT_RESPONSE: 2.5,
    Kind.CONTEXT: 2.5,
    Kind.METHOD: 3.0,
    Kind.OTHER: 5.0,
}
_OUTER = 0.6  # of a title's points one level further out
_INSTRUMENT = 7.0
# Points of the first, second, ... different cue of a kind in a passage; rarer wording is worth more.
_WORDING = {
    Kind.LESSON: 1.0,
    Kind.GOOD_PRACTICE: 1.1,
    Kind.CHALLENGE: 0.75,
    Kind.FINDING: 0.5,
    Kind.CONCLUSION: 0.9,
    Kind.RECOMMENDATION: 1.0,
    Kind.MANAGEMENT_RESPONSE: 1.0,
    Kind.CONTEXT: 0.6,
    Kind.METHOD: 0.7,
    Kind.OTHER: 0.9,
}
_MOST_CUES = 4
_OPENING = 1.5
_COLUMN = 2.0
_QUESTION = 1.0
_BARE_LIST = 4.0
_FOOTNOTE = 1.5
_NOTHING_SAID = {Kind.FINDING: 0.4, Kind.CONTEXT: 0.3}  # most text of a report without any cue is one of these
_DOCUMENT = {
    "terms of reference": {Kind.METHOD: 4.0},
    "inception report": {Kind.METHOD: 2.5},
    "management response": {Kind.MANAGEMENT_RESPONSE: 1.5, Kind.RECOMMENDATION: 1.0},
    "lessons note": {Kind.LESSON: 1.0},
    "after-action review": {Kind.LESSON: 0.5},
    "guideline": {Kind.CONTEXT: 1.0},
}
_FEWEST_WORDS = 3
_ANNEX = re.compile(r"\W*(?:annex|appendi|anexo|apendice|ملحق|مرفق|الملحق|المرفق)", re.IGNORECASE)
_LEADERS = re.compile(r"[.…_·]{5,}|(?:\. ){5,}")
_NUMBERED = re.compile(r"^\W*(?:(?:recommend|recommand|recomend|recomenda)\w*\s*)?[\d#.):°]*\s*", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:^|[.:;!?•▪➢\n]|\d[.)])\s*")
_NOTE = re.compile(r"(?:^|\s)(\d{1,3})\s+(?=[^\W\d_])")
_NOTE_WORDS = 18
_FIGURE = re.compile(r"[\d.,%$€/()+-]*\d[\d.,%$€/()+-]*|[-–—•x✓✔]")


@cache
def _book(part: str, language: str) -> Phrasebook:
    """Finds the kinds of a part of the word list ("sections", "wording", "columns") in ``language`` and English."""
    listed: Mapping[str, Mapping[str, list[str]]] = word_list("kinds")[part]
    spoken = dict.fromkeys(("en", language))
    return phrasebook((cue, kind) for kind, cues in listed.items() for one in spoken for cue in cues.get(one, ()))


@cache
def _list(part: str, language: str) -> Phrasebook:
    listed: Mapping[str, list[str]] = word_list("kinds")[part]
    spoken = dict.fromkeys(("en", language))
    return phrasebook((cue, cue) for one in spoken for cue in listed.get(one, ()))


def classify(
    text: str,
    section: tuple[str, ...],
    role: Role,
    columns: tuple[str, ...],
    document_type: str,
    language: str,
) -> tuple[Kind, float]:
    """The kind of a passage and the confidence in it (0 to 1).

    ``section`` is the path of titles above it, outermost first; ``columns`` the headers of a table row's cells;
    ``document_type`` one of the vocabulary's or empty; ``language`` an ISO 639-1 code (English words count too).
    """
    if _is_furniture(text):
        return Kind.OTHER, 0.9
    points = _points(text, section, role, columns, document_type, language)
    (kind, most), (_, second), *_ = points.most_common()
    return Kind(kind), round(_confidence(most, second), 2)


def _confidence(most: float, second: float) -> float:
    """From .3 where two kinds are level to .95 where one stands alone with much evidence."""
    margin = (most - second) / most if most > 0 else 0.0
    return 0.3 + 0.65 * margin * min(1.0, most / 4)


def _is_furniture(text: str) -> bool:
    """A line of contents, a bare year, a row of figures: nothing that is said."""
    spoken = text.split()
    letters = sum(char.isalpha() for char in text)
    visible = sum(not char.isspace() for char in text)
    if letters < 3 or 2 * letters < visible:
        return True
    return len(spoken) < _FEWEST_WORDS or _is_contents(text)


def _is_contents(text: str) -> bool:
    return sum(len(leader) for leader in _LEADERS.findall(text)) > 0.15 * len(text)


def _points(
    text: str, section: tuple[str, ...], role: Role, columns: tuple[str, ...], document_type: str, language: str
) -> Counter[Kind]:
    points: Counter[Kind] = Counter(dict.fromkeys(Kind, 0.0))
    for more in (
        _NOTHING_SAID,
        _of_section(section, language),
        _of_wording(text, language),
        _of_form(text, role, columns, language),
        _DOCUMENT.get(document_type, {}),
    ):
        for kind, value in more.items():
            points[kind] += value  # type: ignore[assignment]
    return points


def _of_section(section: tuple[str, ...], language: str) -> dict[Kind, float]:
    """Points of the innermost title that says something, and some of the next one."""
    if any(_instrument(title, language) for title in section):
        return {Kind.METHOD: _INSTRUMENT}
    found: dict[Kind, float] = {}
    weight = 1.0
    for title in reversed(_own_titles(section)):
        kinds = dict.fromkeys(Kind(match.value) for match in _book("sections", language).find(title))
        for kind in kinds:
            found[kind] = found.get(kind, 0.0) + weight * _SECTION[kind] / len(kinds) ** 0.5
        if kinds:
            weight *= _OUTER
    return found


def _own_titles(section: tuple[str, ...]) -> tuple[str, ...]:
    """The titles from the innermost annex on: an annex after the recommendations is not one of them."""
    starts = [at for at, title in enumerate(section) if _ANNEX.match(bare(title))]
    return section[starts[-1] :] if starts else section


def _instrument(title: str, language: str) -> bool:
    return any(True for _ in _list("instruments", language).find(title))


def _of_wording(text: str, language: str) -> dict[Kind, float]:
    """Points of the different cues in the text: each counts less than the one before."""
    cues: dict[Kind, set[tuple[int, int]]] = {}
    for match in _book("wording", language).find(text):
        cues.setdefault(Kind(match.value), set()).add((match.start, match.end))
    length = max(1.0, len(text.split()) / 60)
    return {kind: _WORDING[kind] * min(len(found), 2 * _MOST_CUES) / length**0.5 for kind, found in cues.items()}


def _of_form(text: str, role: Role, columns: tuple[str, ...], language: str) -> dict[Kind, float]:
    found: dict[Kind, float] = {}
    openings = _count_openings(text, language)
    if openings:
        found[Kind.RECOMMENDATION] = _OPENING * min(openings, 2)
    questions = text.count("?") + text.count("؟")
    if questions:
        found[Kind.METHOD] = _QUESTION * min(questions, 4)
    if _is_sources(text) or _is_figures(text):
        found[Kind.OTHER] = _BARE_LIST
    elif role is Role.FOOTNOTE:
        found[Kind.OTHER] = _FOOTNOTE
    for kind in _of_columns(columns, language):
        found[kind] = found.get(kind, 0.0) + _COLUMN
    return found


def _is_sources(text: str) -> bool:
    """A run of footnotes, numbered one after the other: "12 Interview with staff. 13 Monitoring data."."""
    numbers = [int(number) for number in _NOTE.findall(text)]
    runs = sum(after == before + 1 for before, after in pairwise(numbers))
    return runs >= 2 and len(text.split()) < _NOTE_WORDS * (runs + 1)


def _is_figures(text: str) -> bool:
    """A table's figures without a sentence around them."""
    spoken = text.split()
    return sum(_FIGURE.fullmatch(word) is not None for word in spoken) > len(spoken) / 4


def _of_columns(columns: tuple[str, ...], language: str) -> set[Kind]:
    return {Kind(match.value) for header in columns[:6] for match in _book("columns", language).find(header[:80])}


def _count_openings(text: str, language: str) -> int:
    """How many sentences or items open with the verb of a recommendation."""
    starts = [match.end() for match in _SENTENCE.finditer(text)]
    heads = (_NUMBERED.sub("", text[start : start + 40]) for start in starts)
    return sum(any(match.start == 0 for match in _list("openings", language).find(bare(head))) for head in heads)
