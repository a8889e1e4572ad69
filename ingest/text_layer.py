"""Whether a page's words are its text, or only look like it. Pure.

Thresholds are set with room on both sides of what 2,884 pages of 135 real files showed: reports, slides, forms,
code, formulas, tables of numbers, in nine scripts. Two of these pages are garbled. Both are found, and no others.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from ingest import languages
from ingest.raw_pdf import RawPage

# Below it a page has no text to speak of: a page number, a stamp.
FEWEST_CHARACTERS = 20
# Pages of writing have sharp edges at 0.018 to 0.12 of their dots, one line at 0.003; gradients and photographs
# that are backgrounds at 0.0013 at most.
WRITTEN = 0.003
# A scan with few words set on it: its picture covers it, is mostly paper and full of writing beside those words.
# Covers and dividers of designed reports, their pictures as large, have 0.008 at most, and 0.42 of "paper".
SCAN_COVERED, SCAN_WRITTEN, SCAN_PAPER = 0.6, 0.015, 0.5
# Where PDFium had to guess so many letters, and no language comes of it, it guessed wrong (found: 0.52, 0.86). It
# guessed 0.89 of a Japanese page, and right.
UNMAPPED, FEWEST_UNMAPPED = 0.3, 30
# Of Latin letters: with accents at most 0.30 in Vietnamese; Arabic or Cyrillic read as Western is all accents.
ACCENTED = 0.5
# Letters in words of two scripts. Greek goes with all (formulas, units); Chinese and Japanese have no blanks.
MIXED = 0.3
# Of letters in words of four and more, 0.38 and more are vowels; a shifted alphabet has them at 0.17.
VOWELS = 0.27
FEWEST_LETTERS = 60
# Shifted alphabets and wrong encodings in five languages: 0.45 at most.
SURE_OF_LANGUAGE = 0.6
# Words of one letter among words of letters: at most 0.45 on pages of formulas.
SINGLE, FEWEST_SINGLE = 0.6, 30
_WITH_ALL = frozenset(
    {"GREEK", "MATHEMATICAL", "MODIFIER", "SUPERSCRIPT", "SUBSCRIPT", "MICRO", "FEMININE", "MASCULINE"}
)


class Flaw(StrEnum):
    """Why a page's words are not its text: what stands there instead."""

    NO_TEXT = "pictures without text"
    FEW_WORDS = "pictures with a few words of text"
    SPACED = "text in single letters"
    GARBLED = "text in an unreadable encoding"


def flaw_of(page: RawPage) -> Flaw | None:
    """None where the words are the page's text, or there is nothing to read on it."""
    if _is_garbled(page):
        return Flaw.GARBLED
    if _is_spaced(page):
        return Flaw.SPACED
    look = page.look
    if look is None:
        return None
    if _characters(page) < FEWEST_CHARACTERS:
        return Flaw.NO_TEXT if look.edges >= WRITTEN else None
    scanned = look.covered >= SCAN_COVERED and look.edges >= SCAN_WRITTEN and look.paper >= SCAN_PAPER
    return Flaw.FEW_WORDS if scanned else None


def _characters(page: RawPage) -> int:
    return sum(sum(map(str.isalnum, word.text)) for word in page.words)


def _is_spaced(page: RawPage) -> bool:
    words = [word.text for word in page.words if word.text[0].isalpha() and word.text[0] < "\u2e80"]
    single = sum(len(text) == 1 for text in words)
    return single >= FEWEST_SINGLE and single > SINGLE * len(words)


def _is_garbled(page: RawPage) -> bool:
    """Whether no language comes of it, for one of the reasons known. Of tables and lists none does either."""
    words = [word.text for word in page.words]
    guessed = page.unmapped >= max(FEWEST_UNMAPPED, UNMAPPED * sum(map(len, words)))
    if not guessed and page.letters < FEWEST_LETTERS:
        return False
    if languages.detect(" ".join(words))[1] >= SURE_OF_LANGUAGE:
        return False
    return guessed or _is_accented(words) or _is_mixed(words) or _lacks_vowels(words)


def _is_accented(words: Iterable[str]) -> bool:
    """Arabic, Cyrillic or Greek text whose codes are read as Western ones."""
    text = "".join(words)
    accented = sum(_script(character) == "LATIN" for character in text if not character.isascii())
    if accented < FEWEST_LETTERS // 2:
        return False
    return accented > ACCENTED * (accented + sum(c.isascii() and c.isalpha() for c in text))


def _is_mixed(words: Iterable[str]) -> bool:
    letters = mixed = 0
    for word in words:
        count = sum(map(str.isalpha, word))
        letters += count
        if not word.isascii() and len({_script(c) for c in word if _has_own_words(c)}) > 1:
            mixed += count
    return mixed > MIXED * letters


@cache
def _has_own_words(character: str) -> bool:
    """Whether it is a letter of a script whose letters do not stand beside those of others within a word."""
    wide = unicodedata.east_asian_width(character) in "WFH"
    return character.isalpha() and not wide and _script(character) not in _WITH_ALL


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split()[0]


def _lacks_vowels(words: Iterable[str]) -> bool:
    """A shifted alphabet: "HYDOXDWLRQ" for "evaluation". A word counts once, however often it stands there."""
    long = "".join({word.casefold() for word in words if sum(map(str.isalpha, word)) >= 4})
    letters = [c for c in unicodedata.normalize("NFD", long) if "a" <= c <= "z"]
    vowels = sum(c in "aeiouy" for c in letters)
    return len(letters) >= FEWEST_LETTERS and vowels < VOWELS * len(letters)
