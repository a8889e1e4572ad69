"""What a document is (report, brief, terms of reference) and when in a programme's life it was made.

Both are read from the title, the labels of the cover and the file's name, never from running text: most reports
speak of terms of reference, briefs and management responses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest import cldr
from ingest.document import Field, Origin, Tag
from ingest.headlines import is_label
from ingest.phrases import fold, words
from ingest.vocabulary import cue_phrases, entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.cover import Cover
    from ingest.document import Reading
    from ingest.phrases import Phrasebook

_REPORT = "evaluation report"  # this and the next are names of the list, as a test makes sure
_WEAK = frozenset({_REPORT, "review", "annex", "guideline", "other"})  # others are more telling
_OPENING = 4  # words of a title or a name in which "Annex VI" says what the file is
_THIS = frozenset({"this", "these", "ce", "cette", "ces", "cet", "este", "esta", "estos", "estes", "هذا", "هذه"})
_LABEL_WORDS = 14
_LONG_PAGES = 8
_ABOUT_AS_SURE = 0.09


class _Found(NamedTuple):
    value: str
    confidence: float
    origin: Origin


def document_type(cover: Cover, title: str, reading: Reading, language: str) -> Tag | None:
    """The type with the best evidence.

    Confidence: a label of the cover or the title's first words .9, "This brief ..." at the start of a text on the
    first page .85, the file's name .8, elsewhere in the title .7, and .5 for "evaluation" in the title of a text
    as long as a report.
    """
    found = list(_types(cover, title, language))
    telling = [one for one in found if one.value not in _WEAK] or found
    best = _most_telling(telling) or _by_length(title, reading, language)
    return Tag(Field.DOCUMENT_TYPE, best.value, best.confidence, best.origin) if best else None


def _most_telling(found: Sequence[_Found]) -> _Found | None:
    """Of those that are about as sure as the surest, the one that stands first in the list of types."""
    surest = max((one.confidence for one in found), default=0.0)
    order = [entry.name for entry in entries(Field.DOCUMENT_TYPE)]
    level = [one for one in found if one.confidence > surest - _ABOUT_AS_SURE]
    return min(level, key=lambda one: (order.index(one.value), -one.confidence), default=None)


def _types(cover: Cover, title: str, language: str) -> Iterator[_Found]:
    book = cue_phrases(Field.DOCUMENT_TYPE, language)
    for line in cover.lines:
        if line.page == 1 and len(line.text.split()) <= _LABEL_WORDS and is_label(line.text):
            yield from _in_text(book, line.text, 0.9, 0.9, Origin.TEXT)
        elif line.page == 1:
            yield from (_Found(value, 0.85, Origin.TEXT) for value in _of_itself(book, line.text))
    yield from _in_text(book, title, 0.9, 0.7, Origin.TEXT)
    for every in cldr.LANGUAGES:
        yield from _in_text(cue_phrases(Field.DOCUMENT_TYPE, every), _spaced(cover.name), 0.8, 0.75, Origin.FILE)


def _in_text(book: Phrasebook, text: str, opening: float, elsewhere: float, origin: Origin) -> Iterator[_Found]:
    for match in book.find(text):
        first = match.start < _OPENING
        if match.value == "annex" and match.start > 0:
            continue  # "report with annexes" is a report
        confidence = opening if first else elsewhere
        yield _Found(match.value, confidence - 0.05 * (match.value == _REPORT), origin)


def _of_itself(book: Phrasebook, text: str) -> Iterator[str]:
    """What a text that opens with "This evaluation brief" calls itself, if that is more telling than a report."""
    opening = words(text)[:_OPENING]
    if opening and fold(opening[0]) in _THIS:
        yield from (match.value for match in book.find(opening[1:]) if match.value not in _WEAK)


def _spaced(name: str) -> str:
    return re.sub(r"[_\W]+", " ", name)


def _by_length(title: str, reading: Reading, language: str) -> _Found | None:
    about = cue_phrases(Field.TIMING, language).count(title)
    if about and len(reading.pages) >= _LONG_PAGES:
        return _Found(_REPORT, 0.5, Origin.TEXT)
    return None


def timing(cover: Cover, title: str, kind: str, language: str) -> Tag | None:
    """When the evaluation was made, where that is printed: title .9, labelled field .85, file name .7, cover .6.

    None for meta-evaluations and syntheses: the evaluations that they speak of are others.
    """
    if kind in {"meta-evaluation", "synthesis"} or _is_about_evaluations(title):
        return None
    book = cue_phrases(Field.TIMING, language)
    found = list(_timings(cover, title, book))
    best = max(found, key=lambda one: (one.confidence, one.value == "Mid-term"), default=None)
    return Tag(Field.TIMING, best.value, best.confidence, best.origin) if best else None


def _is_about_evaluations(title: str) -> bool:
    folded = fold(title)
    return "meta evaluation" in folded or "metaevalua" in folded or "metaavalia" in folded


def _timings(cover: Cover, title: str, book: Phrasebook) -> Iterator[_Found]:
    for text, confidence in ((title, 0.9), *((value, 0.85) for value in cover.labelled("timing"))):
        yield from (_Found(match.value, confidence, Origin.TEXT) for match in book.find(text))
    yield from (_Found(match.value, 0.7, Origin.FILE) for match in book.find(words(_spaced(cover.name))))
    for line in cover.lines:
        if line.page == 1 and len(line.text.split()) <= _LABEL_WORDS:
            yield from (_Found(match.value, 0.6, Origin.TEXT) for match in book.find(line.text))
