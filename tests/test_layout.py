"""The order in which the words of a page are read."""

from __future__ import annotations

import random

import pytest

from ingest.layout import lines_in_order
from ingest.raw_pdf import Rule, Word
from tests.page_of_words import column_at, words_at

LEFT = [
    "Agents ran out of cash on",
    "the first day, and people",
    "walked back with nothing",
    "after hours of waiting.",
]
MIDDLE = ["SIM cards had not been", "registered in time, since", "the ministry asked for", "papers nobody had."]
RIGHT = ["The hotline number stood", "only on posters in town,", "so that complaints never", "reached the team."]


def read(words: list[Word], rules: list[Rule] | None = None) -> list[str]:
    shuffled = random.Random(7).sample(words, len(words))
    return [line.text for line in lines_in_order(shuffled, rules or [])]


def test_one_column_is_read_from_top_to_bottom() -> None:
    assert read(column_at(LEFT, 50, 100)) == LEFT


def test_two_columns_are_read_one_after_the_other() -> None:
    assert read(column_at(LEFT, 50, 100) + column_at(RIGHT, 300, 100)) == LEFT + RIGHT


def test_columns_whose_baselines_differ_are_columns_too() -> None:
    assert read(column_at(LEFT, 50, 100) + column_at(RIGHT, 300, 105)) == LEFT + RIGHT


def test_three_columns() -> None:
    words = column_at(LEFT, 50, 100) + column_at(MIDDLE, 210, 100) + column_at(RIGHT, 370, 100)

    assert read(words) == LEFT + MIDDLE + RIGHT


def test_a_title_over_columns_stands_before_and_a_note_below_after_them() -> None:
    title = words_at("What we learned about cash in the first six months of the response", 60, 70, size=12)
    note = words_at("The names of the places were changed, and all figures are rounded to the next ten.", 60, 180)
    words = title + column_at(LEFT, 50, 100) + column_at(RIGHT, 300, 100) + note

    assert read(words) == [
        "What we learned about cash in the first six months of the response",
        *LEFT,
        *RIGHT,
        "The names of the places were changed, and all figures are rounded to the next ten.",
    ]


def test_columns_above_and_below_a_heading_across_are_read_band_by_band() -> None:
    across = words_at("A heading that runs across both of the columns of this page", 60, 160, size=12)
    words = column_at(LEFT, 50, 100) + column_at(RIGHT, 300, 100) + across
    words += column_at(MIDDLE, 50, 190) + column_at(LEFT, 300, 190)

    heading = ["A heading that runs across both of the columns of this page"]
    assert read(words) == LEFT + RIGHT + heading + MIDDLE + LEFT


def test_columns_of_arabic_begin_at_the_right() -> None:
    left, right = ["تأخرت التحويلات النقدية"] * 3, ["لم تسجل الشرائح مسبقا"] * 3
    mirrored = [" ".join(reversed(text.split())) for text in left], [" ".join(reversed(t.split())) for t in right]

    assert read(column_at(mirrored[0], 50, 100) + column_at(mirrored[1], 300, 100)) == right + left


def test_a_line_of_arabic_is_read_from_the_right_and_its_latin_words_from_the_left() -> None:
    seen_from_left = "SIM Cards بطاقات 2019 عام في تسجل لم"

    assert read(words_at(seen_from_left, 50, 100)) == ["لم تسجل في عام 2019 بطاقات SIM Cards"]


def test_bullets_set_apart_belong_to_their_lines() -> None:
    words = [word for n in range(4) for word in words_at("•", 50, 100 + 12 * n)] + column_at(LEFT, 80, 100)

    assert read(words) == [f"• {line}" for line in LEFT]


def test_labels_and_their_values_are_no_columns() -> None:
    labels = ["Country:", "Period:", "Budget:", "Donor:"]
    values = ["Malawi", "2019 to 2021", "EUR 3 million", "ECHO"]

    assert read(column_at(labels, 50, 100) + column_at(values, 250, 100)) == [
        f"{label} {value}" for label, value in zip(labels, values, strict=True)
    ]


def test_two_lines_beside_each_other_are_no_columns() -> None:
    words = column_at(["Final evaluation", "June 2021"], 50, 100) + column_at(["Lilongwe", "Malawi"], 300, 100)

    assert read(words) == ["Final evaluation Lilongwe", "June 2021 Malawi"]


@pytest.mark.parametrize("wall", [True, False])
def test_a_rule_between_words_parts_columns_whose_gutter_is_narrow(wall: bool) -> None:
    left = [text.ljust(25, "x") for text in LEFT]
    words = column_at(left, 50, 100, 15, size=12) + column_at(RIGHT, 209.5, 100, 15, size=12)

    lines = read(words, [Rule(205, 80, 205, 160)] if wall else [])

    assert (lines == left + RIGHT) is wall


def test_a_narrow_column_beside_text_on_other_heights_is_a_column() -> None:
    aside = ["Donor: ECHO", "Budget: EUR", "3 million", "Until 2021"]

    assert read(column_at(LEFT, 50, 100) + column_at(aside, 300, 104, pitch=10.5, size=8)) == LEFT + aside


def raised(text: str, left: float, base: float) -> Word:
    return Word(text, left, base - 4 - 4, left + 3, base - 4, base - 4, 6.0, False)


def test_a_footnote_mark_behind_a_word_is_dropped() -> None:
    words = words_at("the hotline", 50, 100)

    assert read([*words, raised("12", words[-1].right + 0.5, 100)]) == ["the hotline"]


def test_a_footnote_mark_before_the_note_stands_on_its_line() -> None:
    assert read([raised("12", 50, 700), *words_at("Ministry of Health, 2021.", 55, 700)]) == [
        "12 Ministry of Health, 2021."
    ]


def test_a_number_on_the_baseline_is_kept() -> None:
    assert read(words_at("in 12 of 30 camps", 50, 100)) == ["in 12 of 30 camps"]


def test_a_line_knows_its_column_and_its_type() -> None:
    bold = words_at("Key lessons", 300, 88, size=12, bold=True)
    lines = lines_in_order(column_at(LEFT, 50, 100) + bold + column_at(RIGHT, 300, 100), [])

    heading = next(line for line in lines if line.text == "Key lessons")
    assert (heading.bold, heading.size, heading.edge_left) == (True, 12.0, 300.0)
    assert heading.edge_right == max(line.right for line in lines if line.left >= 300)
    assert not any(line.bold for line in lines if line.text in LEFT)


def test_no_words_are_no_lines() -> None:
    assert lines_in_order([], []) == []
