"""Finding the words of a vocabulary in a text, whatever the accents, the case and the hyphens.

A word of a phrase that ends in ``*`` stands for every word that starts like it. A text is at least as
capitalised as the phrase: ``latrine*`` is found anywhere, ``Jordan`` needs its capital, ``CAR`` all three.
Arabic words are compared without their article and without the conjunction or preposition written onto them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORD = re.compile(r"[^\W_]+")
_STEM = re.compile(r"[^\W_]+\*?")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_ARABIC_SPELLINGS = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None})
_ARABIC_PREFIXES = "وفبلك"
_BUCKET = 3  # leading characters by which phrases are looked up


class Match(NamedTuple):
    """``value`` was found in the words ``start`` to ``end`` (exclusive)."""

    value: str
    start: int
    end: int


class _Phrase(NamedTuple):
    stems: tuple[str, ...]
    open_ended: tuple[bool, ...]
    shape: str
    value: str


def bare(text: str) -> str:
    """``text`` without accents, vowel signs and ligatures, in its own case."""
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return kept.translate(_ARABIC_SPELLINGS)


def fold(text: str) -> str:
    """``text`` as it is compared: bare, in lower case, its words parted by single blanks."""
    return " ".join(_WORD.findall(bare(text).casefold()))


def words(text: str) -> list[str]:
    """The bare words of ``text`` in their own case; apostrophes, hyphens and underscores part words."""
    return _WORD.findall(bare(text))


@lru_cache(maxsize=65_536)  # a text has each of its words many times, and is searched for many lists
def forms_of(word: str) -> tuple[str, ...]:
    """The forms of a folded word that may stand in a vocabulary, the longest first."""
    if not _ARABIC.match(word):
        return (word,)
    starts = [word, *([word[1:]] if len(word) > 3 and word[0] in _ARABIC_PREFIXES else [])]
    starts += [start[2:] for start in starts if start.startswith("لل")]
    return tuple(dict.fromkeys(_without_article(start) for start in starts))


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _shape(phrase: str) -> str:
    first = next((char for char in phrase if char.isalpha()), "")
    if phrase.isupper() and len(phrase) <= 6:
        return "UPPER"
    return "Capital" if first.isupper() else "any"


def _phrase(phrase: str, value: str) -> _Phrase:
    found = _STEM.findall(bare(phrase).casefold())
    stems = tuple(forms_of(stem.rstrip("*"))[0] for stem in found)
    return _Phrase(stems, tuple(stem.endswith("*") for stem in found), _shape(bare(phrase)), value)


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Phrases and the values they stand for. Made by `phrasebook`."""

    buckets: Mapping[str, tuple[_Phrase, ...]]

    def find(self, text: str | Sequence[str]) -> Iterator[Match]:
        """Every match in ``text`` (or in its `words`), from left to right, the longest first, none overlapping."""
        found = words(text) if isinstance(text, str) else text
        forms = [forms_of(word.casefold()) for word in found]
        at = 0
        while at < len(found):
            match = self._at(at, found, forms)
            if match:
                yield match
            at = match.end if match else at + 1

    def count(self, text: str | Sequence[str]) -> Counter[str]:
        """How often each value is found in ``text``."""
        return Counter(match.value for match in self.find(text))

    def _at(self, at: int, found: Sequence[str], forms: Sequence[tuple[str, ...]]) -> Match | None:
        for form in forms[at]:
            for phrase in self.buckets.get(form[:_BUCKET], ()):
                end = at + len(phrase.stems)
                if end <= len(found) and _fits(phrase, found[at:end], forms[at:end]):
                    return Match(phrase.value, at, end)
        return None


def _fits(phrase: _Phrase, found: Sequence[str], forms: Sequence[tuple[str, ...]]) -> bool:
    if phrase.shape == "UPPER" and not all(word.isupper() for word in found):
        return False
    if phrase.shape == "Capital" and found[0][0].islower():
        return False
    return all(map(_same, phrase.stems, phrase.open_ended, forms))


def _same(stem: str, open_ended: bool, forms: tuple[str, ...]) -> bool:
    return any(form.startswith(stem) for form in forms) if open_ended else stem in forms


def phrasebook(entries: Iterable[tuple[str, str]]) -> Phrasebook:
    """A phrasebook of (phrase, value) pairs. Of two phrases that fit, the one with more words is taken."""
    buckets: dict[str, list[_Phrase]] = {}
    for text, value in entries:
        phrase = _phrase(text, value)
        if phrase.stems:
            buckets.setdefault(phrase.stems[0][:_BUCKET], []).append(phrase)
    return _ordered(buckets)


def merged(books: Iterable[Phrasebook]) -> Phrasebook:
    """One phrasebook with the phrases of all."""
    buckets: dict[str, list[_Phrase]] = {}
    for book in books:
        for key, phrases in book.buckets.items():
            buckets.setdefault(key, []).extend(phrases)
    return _ordered(buckets)


def _ordered(buckets: Mapping[str, Iterable[_Phrase]]) -> Phrasebook:
    return Phrasebook(
        {
            key: tuple(sorted(dict.fromkeys(phrases), key=lambda one: (-len(one.stems), one.open_ended)))
            for key, phrases in buckets.items()
        }
    )
