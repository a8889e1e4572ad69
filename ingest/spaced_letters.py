"""Letters set apart ("e v a l u a t i o n") into the words they are, where the gaps tell. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.raw_pdf import Word

# Fewer single letters in a row may be initials, grades or variables.
FEWEST = 5
# Letters further apart, in type sizes, are labels of their own: the months of a chart stand 1.3 to 1.8 apart.
WIDEST = 0.6
# A gap so many times the usual one, and so much wider in type sizes, parts two words: two blanks for one.
WORD_GAP, WORD_GAP_MORE = 1.5, 0.1
# More letters without such a gap are not one word: nobody can say where their words end.
LONGEST = 24
_MARKS = frozenset(".,;:!?'’-()")


def joined_letters(words: Sequence[Word]) -> tuple[Word, ...]:
    """The same words, with runs of single letters made into words."""
    joined: list[Word] = []
    for run in _runs(words):
        joined += _words_of(run) if len(run) >= FEWEST else run
    return tuple(joined)


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Single letters that follow each other on a line; every other word alone."""
    run: list[Word] = []
    for word in words:
        if run and not (_is_letter(word) and _is_letter(run[-1]) and _follows(run[-1], word)):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _is_letter(word: Word) -> bool:
    """A letter, or a mark that goes with letters. Signs of Chinese and Japanese are words, not letters."""
    text = word.text
    return len(text) == 1 and (text in _MARKS or (text.isalpha() and text < "\u2e80")) and not word.turned


def _follows(before: Word, word: Word) -> bool:
    same = abs(word.base - before.base) < 0.1 * before.size and abs(word.size - before.size) < 0.1 * before.size
    return same and -0.1 * before.size <= word.left - before.right


def _words_of(run: list[Word]) -> list[Word]:
    gaps = [after.left - before.right for before, after in pairwise(run)]
    usual, size = median(gaps), run[0].size
    if usual > WIDEST * size or sum(word.text.isalpha() for word in run) < FEWEST:
        return run
    words = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap > max(WORD_GAP * usual, usual + WORD_GAP_MORE * size):
            words.append([])
        words[-1].append(word)
    return run if max(map(len, words)) > LONGEST else [_word(letters) for letters in words]


def _word(letters: Sequence[Word]) -> Word:
    return replace(
        letters[0],
        text="".join(letter.text for letter in letters),
        top=min(letter.top for letter in letters),
        right=letters[-1].right,
        bottom=max(letter.bottom for letter in letters),
    )
