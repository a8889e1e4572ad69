"""What the columns of a table say of its rows, by their header: a lesson log, a matrix of responses, or neither.

The words are in ``codelists/rows.json``, in five languages at once: a header is too short to tell its language.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ingest.document import Kind
from ingest.phrases import phrasebook, words
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.phrases import Phrasebook


class Meaning(StrEnum):
    """What a column holds. Where a header names several, the first of them here is meant."""

    OTHER = "other"
    DUE = "due"
    OWNER = "owner"
    STATUS = "status"
    RESPONSE = "response"
    COUNTRY = "country"
    SECTOR = "sector"
    HAZARD = "hazard"
    ORGANISATION = "organisation"
    YEAR = "year"
    TYPE = "type"
    LESSON = "lesson"
    GOOD_PRACTICE = "good_practice"
    CHALLENGE = "challenge"
    RECOMMENDATION = "recommendation"
    ACTION = "action"
    FINDING = "finding"
    COMMENT = "comment"
    TITLE = "title"


# The columns that are texts of a kind, and those of a management response.
CONTENT = {
    Meaning.LESSON: Kind.LESSON,
    Meaning.GOOD_PRACTICE: Kind.GOOD_PRACTICE,
    Meaning.CHALLENGE: Kind.CHALLENGE,
    Meaning.RECOMMENDATION: Kind.RECOMMENDATION,
    Meaning.FINDING: Kind.FINDING,
}
ANSWERS = frozenset({Meaning.RESPONSE, Meaning.ACTION, Meaning.OWNER, Meaning.DUE, Meaning.STATUS})
_PLACES = frozenset({Meaning.COUNTRY, Meaning.SECTOR, Meaning.HAZARD, Meaning.ORGANISATION, Meaning.YEAR})
_MOST_HEADER_WORDS = 25
_LONGEST_HEADER = 300  # characters
_LONG_HEADER = 6  # in longer ones ("… and when would you do it?") single words name no attribute
_BRACKETED = re.compile(r"[(\[{].*?[)\]}]")
_TYPE_WORDS = 8


def codelist() -> Mapping[str, Any]:
    return word_list("rows")


@cache
def _headers() -> Phrasebook:
    listed: Mapping[str, Mapping[str, list[str]]] = codelist()["columns"]
    return phrasebook((cue, name) for name, spoken in listed.items() for cues in spoken.values() for cue in cues)


@cache
def _types() -> Phrasebook:
    return phrasebook((cue, kind) for kind, cues in codelist()["kinds"].items() for cue in cues)


@lru_cache(maxsize=4096)
def meaning_of(header: str) -> Meaning | None:
    """What a column with this header holds; None where the words say nothing of it.

    What stands in brackets counts only where nothing else is there. An attribute comes before what it is of: a
    "recommendation status" and a "statut de la recommandation" are a status.
    """
    if len(header) > _LONGEST_HEADER:
        return None
    spoken = words(_BRACKETED.sub(" ", header)) or words(header)
    if not 0 < len(spoken) <= _MOST_HEADER_WORDS:
        return None
    found = {
        Meaning(match.value)
        for match in _headers().find(spoken)
        if len(spoken) <= _LONG_HEADER or match.end - match.start > 1 or Meaning(match.value) in CONTENT
    }
    return next((meaning for meaning in Meaning if meaning in found), None)


def meanings(columns: Sequence[str]) -> tuple[Meaning | None, ...]:
    return tuple(meaning_of(column) for column in columns)


def is_matrix(columns: Iterable[Meaning | None]) -> bool:
    """Whether rows under these are recommendations with what was answered."""
    held = set(columns)
    return Meaning.RECOMMENDATION in held and bool(held & ANSWERS) and Meaning.LESSON not in held


def is_action_plan(columns: Iterable[Meaning | None]) -> bool:
    """Whether rows under these are actions: of a recommendation where one stands above, else of anything."""
    held = set(columns)
    return Meaning.ACTION in held and len(held & ANSWERS) > 1 and not held & set(CONTENT)


def is_log(columns: Iterable[Meaning | None]) -> bool:
    """Whether each row under these is an entry of its own: a lesson, or another text with where or when it was."""
    held = set(columns)
    if held & {Meaning.LESSON, Meaning.GOOD_PRACTICE}:
        return len(held - {None}) > 1
    texts = held & set(CONTENT)
    return bool(texts or Meaning.TYPE in held) and bool(held & _PLACES) and (bool(texts) or Meaning.TITLE in held)


def kind_of_type(cell: str) -> Kind | None:
    """The kind that a cell of a column of types names: "Lesson learned" is `Kind.LESSON`. None in doubt."""
    if len(words(cell)) > _TYPE_WORDS:
        return None
    found = {Kind(match.value) for match in _types().find(cell)}
    return found.pop() if len(found) == 1 else None
