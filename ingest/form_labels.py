"""The labels of a management response that is set as a form: "Evaluation recommendation # 2: …", "Key actions:"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.phrases import Match, Phrasebook, bare, phrasebook
from ingest.row_meaning import Meaning, codelist
from ingest.row_values import response_of, without_choices

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"\(\w{1,2}\)")  # "unité(s) responsable(s)"
_BRACKETS = r"(?:\s*[(\[][^)\]]{0,80}[)\]])*"
_NUMBER = r"(?:\s*(?:[#№]|n[o°º]\.?|num\w*\.?)?\s*(?P<number>\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}\b)?)"
_AFTER = re.compile(
    rf"(?P<before>{_BRACKETS}){_NUMBER}(?P<behind>{_BRACKETS})\s*(?P<mark>[:：|–—.-]|$)?", re.IGNORECASE
)
_BEGINNING = re.compile(r"[\W\d_]*")
_FEWEST_SAID = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands under a label: ``start`` to ``end`` of a text, the label with it. ``meaning`` None before any.

    ``value`` is what was filled in. ``numbered`` where the label has a number ("Recommendation 3").
    """

    meaning: Meaning | None
    start: int
    end: int
    value: str = ""
    numbered: bool = False

    @property
    def begins(self) -> bool:
        """Whether a recommendation begins here: a chapter called "Recommendations" is none."""
        said = len(_WORD.findall(self.value)) >= _FEWEST_SAID
        return self.meaning is Meaning.RECOMMENDATION and (self.numbered or said)

    @property
    def empty(self) -> bool:
        return not _WORD.search(without_choices(self.value))


@cache
def _book() -> Phrasebook:
    return phrasebook((cue, meaning) for meaning, cues in codelist()["labels"].items() for cue in cues)


def pieces(text: str) -> tuple[Piece, ...]:
    """``text`` cut before each label in it; one piece without a meaning where there is none."""
    found = list(_labels(text))
    if not found or found[0].start > 0:
        found.insert(0, Piece(None, 0, 0))
    ends = [piece.start for piece in found[1:]] + [len(text)]
    return tuple(
        Piece(piece.meaning, piece.start, end, text[piece.end : end].strip(), piece.numbered)
        for piece, end in zip(found, ends, strict=True)
    )


def _labels(text: str) -> Iterator[Piece]:
    """Labels with the place where their value begins as ``end``."""
    tokens = [
        token for token in _WORD.finditer(text) if not _ENDING.fullmatch(text, token.start() - 1, token.end() + 1)
    ]
    beginning = _BEGINNING.match(text)
    first = beginning.end() if beginning else 0
    for match in _book().find([bare(token[0]) for token in tokens]):
        start, end = tokens[match.start].start(), tokens[match.end - 1].end()
        after = _AFTER.match(text, end)
        assert after is not None  # every part of it may be missing
        opens = start <= first
        if _is_label(match, text, start, after, opens):
            value = after.start("behind") if after["behind"] else after.end()
            yield Piece(Meaning(match.value), 0 if opens else start, value, numbered=bool(after["number"]))


def _is_label(match: Match, text: str, start: int, after: re.Match[str], opens: bool) -> bool:
    """At a text's start a mark, brackets or the end follow; within it the label has a capital and a colon."""
    marked = bool(after["mark"]) or after.end() == len(text)
    if opens:
        answered = match.value == Meaning.RESPONSE and bool(response_of(text[after.end() :][:40]))
        return marked or bool(after["before"] or after["behind"]) or answered or text[after.end() :].startswith("(")
    long = match.end - match.start > 1
    return long and text[start].isupper() and (after["mark"] in {":", "："} or (marked and after["mark"] == "-"))
