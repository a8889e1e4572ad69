"""What the title of a section says of the part of a document that it opens: words in ``codelists/parts.json``."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from ingest.document import Kind
from ingest.phrases import phrasebook, words
from ingest.word_lists import word_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.phrases import Phrasebook

# "Annex 3:", "Anexo IV -", "الملحق ٢", and the number of a section.
_ANNEX = re.compile(
    r"\W*(?:annex(?:e|es|ure)?|appendi(?:x|ces)|attachment|anexos?|apéndices?|apêndices?|(?:ال)?ملحق|(?:ال)?مرفق)"
    r"(?!\w)\W*(?:n[°ºo]\.?\s*)?(?:(?:[A-Z]|[IVXLC]+|\d{1,2}|[٠-٩]{1,2})(?:[.\-]\d{1,2})*(?!\w))?\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*(?:(?:[A-Z]|[IVXLC]+|\d{1,2}|[٠-٩]{1,2})(?:\.\d{1,2})*[.):\-–\s]\s*)?")
_MOST_TITLE_WORDS = 20
_GOES_ON = "+"


class Part(StrEnum):
    """What stands under a title: entries (contents, references), sentences that say nothing, an instrument."""

    ENTRIES = "other"
    PROSE = "prose"
    INSTRUMENT = "method"

    @property
    def kind(self) -> Kind:
        return Kind.METHOD if self is Part.INSTRUMENT else Kind.OTHER


@cache
def _titles() -> Phrasebook:
    return phrasebook(
        (title.rstrip("*"), part + (_GOES_ON if title.endswith("*") else ""))
        for part in Part
        for title in _flat(part)
    )


@cache
def words_of(part: str) -> Phrasebook:
    """The phrasebook of one of the other lists, in all languages."""
    return phrasebook((phrase, part) for phrase in _flat(part))


def _flat(part: str) -> Iterator[str]:
    listed: Mapping[str, list[str]] | list[str] = word_list("parts")[part]
    yield from listed if isinstance(listed, list) else (phrase for one in listed.values() for phrase in one)


def part_of_title(title: str) -> Part | None:
    """The part of a document that a title opens, where the title alone leaves no doubt."""
    rest = title[_label_end(title) :]
    spoken = words(rest)
    if not 0 < len(spoken) <= _MOST_TITLE_WORDS:
        return None
    match = next(_titles().find(spoken), None)
    if match is None or match.start > 0:
        return None
    if match.value.endswith(_GOES_ON) or match.end == len(spoken):
        return Part(match.value.rstrip(_GOES_ON))
    return None


def _label_end(title: str) -> int:
    annex = _ANNEX.match(title)
    start = annex.end() if annex else 0
    number = _NUMBER.match(title, start)
    return number.end() if number else start


def is_annex(title: str) -> bool:
    """Whether a title opens an annex."""
    return _ANNEX.match(title) is not None


def is_numbered(title: str) -> bool:
    return title[:1].isdigit()


def has_substance(title: str) -> bool:
    """Whether a title promises what a reader looks for: findings, a case study, a summary."""
    return any(True for _ in words_of("substance").find(title))


def is_matrix(columns: tuple[str, ...]) -> bool:
    """Whether these are the columns of an evaluation matrix that asks and does not answer."""
    questions = _columns_with("matrix_questions", columns)
    means = _columns_with("matrix_means", columns)
    return bool(questions) and bool(means - questions) and not _columns_with("matrix_answers", columns) - means


def _columns_with(part: str, columns: tuple[str, ...]) -> set[int]:
    return {at for at, name in enumerate(columns) if any(True for _ in words_of(part).find(name))}


def is_imprint(text: str) -> bool:
    return any(True for _ in words_of("imprint").find(text))
