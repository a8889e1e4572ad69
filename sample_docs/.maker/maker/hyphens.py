"""Where a word may be broken at the end of a line, so that PDF files have hyphens there as real ones do."""

from __future__ import annotations

import re
from itertools import pairwise

SOFT_HYPHEN = "\u00ad"
_VOWELS = "aeiouyáéíóúàèùâêîôûëïüãõ"
_CONSONANTS = "bcdfgjklmnpqrstvz"
_PLACES = (
    re.compile(rf"(?<=[{_VOWELS}][{_CONSONANTS}])(?=[{_CONSONANTS}][{_VOWELS}])", re.IGNORECASE),
    re.compile(rf"(?<=[{_VOWELS}])(?=[{_CONSONANTS}][{_VOWELS}])", re.IGNORECASE),
    re.compile(r"(?=(?:tions?|ments?|ness|cion(?:es)?|ción|ções|ção|mente)$)"),
)
_TOGETHER = {"ch", "sh", "th", "ph", "gh", "ck", "qu", "ll", "rr", "gn", "ss"}
_WORD = re.compile(r"[^\W\d_]{7,}")


def with_soft_hyphens(text: str) -> str:
    """Soft hyphens in words of seven letters and more: around single consonants, and before an ending."""
    return _WORD.sub(lambda found: _split(found[0]), text)


def _split(word: str) -> str:
    places = {found.start() for rule in _PLACES for found in rule.finditer(word)}
    good = sorted(at for at in places if 3 <= at <= len(word) - 4 and _may_break(word, at))
    return SOFT_HYPHEN.join(word[start:end] for start, end in pairwise([0, *good, len(word)]))


def _may_break(word: str, at: int) -> bool:
    pair = word[at - 1 : at + 1].lower()
    cluster = pair[1] in "lr" and pair[0] in "bcdfgpt"
    return pair not in _TOGETHER and not cluster
