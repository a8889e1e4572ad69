"""Telling titles from the other short lines of a cover: labels, fields, dates, headings of parts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ingest import cldr
from ingest.cover import cover_words, is_labelled, label_of
from ingest.document import Field
from ingest.phrases import fold, phrasebook, words
from ingest.vocabulary import cue_phrases, organisation_phrases

if TYPE_CHECKING:
    from ingest.phrases import Phrasebook

_LONGEST = 60  # words
_SHORT = 40  # characters of a part's heading that goes on: "Background and context"
_JUNK = re.compile(
    r"^(microsoft (word|powerpoint|excel|office)\b.*|untitled.*|document ?\d*|presentation ?\d*|normal|title"
    r"|(?:my |new )?(?:word|office) document|slide \d+|layout \d+|template.*|powerpoint presentation"
    r"|présentation (?:powerpoint|microsoft).*|sans titre|sin título|sem título"
    r"|.*\.(do[ct][xm]?|pdf|pptx?|xlsx?|indd|pub|rtf|odt)|[\W\d_]*)$",
    re.IGNORECASE,
)


def is_plausible(text: str) -> bool:
    """Whether ``text`` can be a title: words, not too many, not a program's placeholder."""
    found = words(text)
    letters = sum(char.isalpha() for char in text)
    return (
        1 < len(found) <= _LONGEST
        and max(map(len, found)) > 2
        and letters > len(text) / 2
        and not _JUNK.match(text.strip())
    )


@cache
def _dates() -> Phrasebook:
    return phrasebook((month, "month") for month in cldr.months() if len(month) > 2)


def without_dates(text: str) -> list[str]:
    """The words of ``text`` that are no month and no number."""
    found = words(text)
    for match in reversed(list(_dates().find(found))):
        del found[match.start : match.end]
    return [word for word in found if not re.fullmatch(r"\d+(st|nd|rd|th|er|º|ª)?", word)]


def is_label(text: str) -> bool:
    """Whether ``text`` only says what kind of text it is, whose and when: "Evaluation brief, June 2024"."""
    rest = without_dates(text)
    for match in reversed(list(organisation_phrases().find(rest))):
        del rest[match.start : match.end]
    return all(map(is_generic, rest))


def is_generic(word: str) -> bool:
    """Whether a word says what kind of text it is in, or nothing, and not what that is about."""
    return fold(word) in _generic() or fold(word).removeprefix("ال") in _generic()


def opens_part(text: str) -> bool:
    """Whether ``text`` is the heading of a part that every report has: contents, summary, background."""
    folded = re.sub(r"^[\divx]+ ", "", fold(text))
    return any(
        folded == part or (folded.startswith(f"{part} ") and len(folded) < _SHORT) for part in _folded_parts()
    )


def opens_summary(text: str) -> bool:
    """Whether ``text`` is the heading of a summary of the whole."""
    folded = re.sub(r"^[\divx]+ ", "", fold(text))
    return folded in _summaries()


@cache
def _summaries() -> frozenset[str]:
    return frozenset(fold(part) for part in cover_words()["summaries"])


@cache
def _folded_parts() -> tuple[str, ...]:
    return tuple(fold(part) for part in cover_words()["parts"])


@cache
def _generic() -> frozenset[str]:
    return frozenset(cover_words()["generic"])


def names_type(text: str) -> bool:
    """Whether ``text`` says what a document is and is not just a report: "Management response matrix"."""
    found = {match.value for one in cldr.LANGUAGES for match in cue_phrases(Field.DOCUMENT_TYPE, one).find(text)}
    return bool(found - {"evaluation report", "review"})


def is_labelled_field(text: str) -> bool:
    """Whether ``text`` is a field ("Author: N. N.") and no title with a colon ("Delta Wells: Final Evaluation")."""
    first = text.splitlines()[0] if text else ""
    label, _, value = first.partition(":")
    if not is_labelled(first) or len(label.split()) > 2 or names_type(label):
        return False
    return not is_label(label) and (label_of(first) is not None or not is_label(value))
