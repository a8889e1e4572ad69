"""Arabic and Hebrew: words that stand from left to right on a page, in the order in which a person reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

# The first character of the first script that is written from right to left.
_FIRST_LEFTWARD = "\u0590"
_LEFTWARD = {"R", "AL"}
# Behind a number in the text; PDFs have them where they stand, which is on its left.
_BEHIND = "،؛,.:;-–"
_OPENING, _CLOSING = "([{«", ")]}»"
_MIRRORED = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)


def is_leftward(text: str) -> bool:
    """Whether most letters are of a script that is written from right to left."""
    if text.isascii() or max(text, default="") < _FIRST_LEFTWARD:
        return False
    directions = [unicodedata.bidirectional(character) for character in text]
    return 2 * sum(d in _LEFTWARD for d in directions) > sum(d in _LEFTWARD or d == "L" for d in directions)


def line_text(texts: Sequence[str]) -> str:
    """One line of the texts that stand from left to right on it.

    In a line of Arabic or Hebrew the order is from right to left. Latin words beside each other stand as they
    are, with the numbers on their right; numbers alone follow the line.
    """
    joined = " ".join(texts)
    if not is_leftward(joined):
        return joined
    ordered = [_punctuated(text) for group in reversed(_groups(texts)) for text in group]
    return _bracketed(" ".join(ordered))


def _groups(texts: Sequence[str]) -> list[list[str]]:
    """From left to right: Latin words together, with what stands between and numbers behind them; others alone."""
    groups: list[list[str]] = []
    for rightward, members in groupby(texts, key=lambda text: not is_leftward(text)):
        if rightward:
            groups += _latin_groups(list(members))
        else:
            groups += [[text] for text in members]
    return groups


def _latin_groups(texts: list[str]) -> list[list[str]]:
    first = next((at for at, text in enumerate(texts) if _has_letter(text)), None)
    if first is None:
        return [[text] for text in texts]
    return [*([text] for text in texts[:first]), texts[first:]]


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _punctuated(text: str) -> str:
    """A comma that stands to the left of a number is read behind it."""
    rest = text.lstrip(_BEHIND)
    if not rest or not rest[0].isdigit() or _has_letter(rest):
        return text
    return rest + text[: len(text) - len(rest)]


def _bracketed(text: str) -> str:
    """Brackets the way in which more of them open before a word and close behind one.

    Some PDFs have them by their shape, others by their meaning.
    """
    mirrored = text.translate(_MIRRORED)
    return mirrored if _fitting(mirrored) > _fitting(text) else text


def _fitting(text: str) -> int:
    around = zip(f" {text}"[:-1], text, f"{text} "[1:], strict=True)
    return sum(_side(before, bracket, after) for before, bracket, after in around)


def _side(before: str, bracket: str, after: str) -> int:
    if bracket in _OPENING:
        return after.isalnum() - before.isalnum()
    if bracket in _CLOSING:
        return before.isalnum() - after.isalnum()
    return 0
