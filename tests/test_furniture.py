"""What repeats at the edge of pages is furniture; what only looks like it is text."""

from __future__ import annotations

import pytest

from ingest.furniture import furniture
from ingest.lines import Line
from tests.page_of_words import line_at

HEIGHT = 842.0
TOP, BODY, FOOT = 40.0, 400.0, 810.0


def kept(*pages: list[Line]) -> list[list[str]]:
    marked = furniture(pages, [HEIGHT] * len(pages))
    return [
        [line.text for n, line in enumerate(page) if n not in drop]
        for page, drop in zip(pages, marked, strict=True)
    ]


def page(*placed: tuple[float, str]) -> list[Line]:
    return [line_at(text, 50, base) for base, text in placed]


def test_a_running_header_and_a_page_number_are_dropped_and_the_text_is_kept() -> None:
    pages = [page((TOP, "Evaluation of Lakeside"), (BODY, f"Text {n}"), (FOOT, str(n))) for n in range(1, 5)]

    assert kept(*pages) == [["Text 1"], ["Text 2"], ["Text 3"], ["Text 4"]]


def test_a_footer_that_counts_the_pages() -> None:
    pages = [page((BODY, "Text"), (FOOT, f"Final report 2021 | Page {n} of 5")) for n in range(1, 6)]

    assert kept(*pages) == [["Text"]] * 5


def test_headers_that_change_sides_are_dropped_where_each_stands_three_times() -> None:
    pages = [page((TOP, "Lakeside" if n % 2 else "Final report"), (BODY, "Text")) for n in range(6)]

    assert kept(*pages) == [["Text"]] * 6


def test_what_stands_only_twice_is_kept() -> None:
    pages = [page((TOP, "Annex" if n < 2 else f"Title {'abc'[n - 2]}"), (BODY, "Text")) for n in range(5)]

    assert [lines[0] for lines in kept(*pages)] == ["Annex", "Annex", "Title a", "Title b", "Title c"]


def test_both_pages_of_a_brief() -> None:
    assert kept(page((TOP, "Brief"), (BODY, "One")), page((TOP, "Brief"), (BODY, "Two"))) == [["One"], ["Two"]]


def test_a_single_page_has_no_running_header() -> None:
    assert kept(page((TOP, "Brief"), (BODY, "One"))) == [["Brief", "One"]]


def test_numbered_headings_at_the_top_of_pages_are_kept() -> None:
    numbers = [1, 2, 5, 9]
    pages = [page((TOP, f"Recommendation {n}"), (BODY, "Text")) for n in numbers]

    assert [lines[0] for lines in kept(*pages)] == [f"Recommendation {n}" for n in numbers]


def test_the_same_words_in_the_middle_of_pages_are_kept() -> None:
    pages = [page((BODY, "Lesson learned")) for _ in range(4)]

    assert kept(*pages) == [["Lesson learned"]] * 4


def test_the_same_words_at_other_heights_are_kept() -> None:
    pages = [page((TOP + 12 * n, "Findings"), (BODY, "Text")) for n in range(4)]

    assert [lines[0] for lines in kept(*pages)] == ["Findings"] * 4


@pytest.mark.parametrize(
    "number",
    ["7", "- 7 -", "Page 7", "page 7 of 30", "7/30", "Página 7 de 30", "7 sur 30", "p. 7", "iv", "XII", "xli"],
)
def test_page_numbers(number: str) -> None:
    assert kept(page((BODY, "Text"), (FOOT, number))) == [["Text"]]


@pytest.mark.parametrize("text", ["7 camps", "Civil", "vivid", "Annex 7", "2019-2020", "Mix", "Vic"])
def test_no_page_numbers(text: str) -> None:
    assert kept(page((BODY, "Text"), (FOOT, text))) == [["Text", text]]


def test_a_footer_that_the_layout_parted_in_two_is_one() -> None:
    whole = [page((BODY, "Text"), (FOOT, f"Saltmarsh Aid – Report {n}")) for n in (1, 2)]
    parted = [
        [*page((BODY, "Text")), line_at(str(n), 400, FOOT), line_at("Saltmarsh Aid – Report", 50, FOOT)]
        for n in (3, 4)
    ]

    assert kept(*whole, *parted) == [["Text"]] * 4


def test_the_front_pages_count_in_roman_numbers() -> None:
    numbers = ["ii", "iii", "1", "2", "3"]

    assert kept(*(page((BODY, "Text"), (FOOT, f"Final report {n}")) for n in numbers)) == [["Text"]] * 5
