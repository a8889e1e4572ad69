"""Letters set apart, as they stand on a page, and the words that come of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.raw_pdf import Word
from ingest.spaced_letters import joined_letters


def spread(text: str, between: float, blank: float, size: float = 10.0, base: float = 100.0) -> list[Word]:
    """Each letter a word, half a type size wide; ``between`` letters and at each blank so much room, in points."""
    letters, left = [], 50.0
    for character in text:
        if character == " ":
            left += blank - between
            continue
        letters.append(Word(character, left, base - 7, left + size / 2, base + 2, base, size, bold=False))
        left += size / 2 + between
    return letters


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in joined_letters(words)]


def test_letters_become_words_where_the_gaps_tell() -> None:
    assert texts(spread("the final evaluation, 2nd part", 2.8, 5.6)) == [
        "the",
        "final",
        "evaluation,",
        "2",
        "nd",
        "part",
    ]
    assert texts(spread("EXECUTIVE SUMMARY", 2.0, 7.0)) == ["EXECUTIVE", "SUMMARY"]
    assert texts(spread("التقييم النهائي", 2.8, 5.6)) == ["التقييم", "النهائي"]


def test_a_joined_word_reaches_from_its_first_letter_to_its_last() -> None:
    letters = spread("lessons learned", 2.8, 5.6)
    first, second = joined_letters(letters)

    assert (first.left, first.right) == (letters[0].left, letters[6].right)
    assert (second.left, second.right) == (letters[7].left, letters[-1].right)
    assert (first.top, first.bottom, first.base, first.size) == (93.0, 102.0, 100.0, 10.0)


def test_labels_initials_and_what_has_no_ends_stay_letters() -> None:
    assert texts(spread("JFMAMJJASOND", 15.0, 15.0)) == list("JFMAMJJASOND")
    assert texts(spread("a b", 2.0, 8.0)) == ["a", "b"]
    endless = "thefinalevaluationofthecashprogramme"
    assert texts(spread(endless, 2.8, 2.8)) == list(endless)
    assert texts(spread("最終評価報告書", 2.8, 2.8)) == list("最終評価報告書")


def test_lines_and_sizes_are_not_joined_to_each_other() -> None:
    above, below = spread("challenges", 2.8, 5.6), spread("lessons", 2.8, 5.6, base=114.0)
    large = spread("cash", 2.8, 5.6, size=20.0)

    assert texts([*above, *below]) == ["challenges", "lessons"]
    assert texts([*spread("mobile", 2.8, 5.6), *large]) == ["mobile", "c", "a", "s", "h"]


words = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12), min_size=3, max_size=12)


@given(words, st.floats(0.3, 3.0), st.floats(2.0, 4.0))
def test_spread_text_comes_back(texts_in: list[str], between: float, times: float) -> None:
    text = " ".join(texts_in)
    found = [word.text for word in joined_letters(spread(text, between, times * between + 1.5))]

    assert found == texts_in
