"""Which blocks are headings, and how high they stand."""

from __future__ import annotations

import pytest

from ingest.blocks import Draft, Typography
from ingest.document import Role
from ingest.headings import mark_headings
from ingest.raw_pdf import Bookmark
from tests.page_of_words import line_at

USUAL = Typography(10.0, 1.2)


def block(text: str, size: float = 10.0, bold: bool = False, role: Role = Role.PARAGRAPH) -> Draft:
    return Draft(role, [line_at(text, 50, 100, size, bold)])


def body() -> Draft:
    return block("Agents ran out of cash on the first day, and people walked back with nothing at all.")


def levels(*pages: list[Draft], outline: list[Bookmark] | None = None) -> list[tuple[str, int]]:
    mark_headings(pages, USUAL, outline or [])
    return [(b.text, b.level) for page in pages for b in page if b.role is Role.HEADING]


def test_larger_types_stand_higher() -> None:
    cover = [block("Final evaluation of the Lakeside response", 24, bold=True)]
    inside = [block("Lessons", 16, bold=True), body(), block("Cash", 13, bold=True), block("Agents", 10, bold=True)]

    assert levels(cover, inside) == [
        ("Final evaluation of the Lakeside response", 1),
        ("Lessons", 1),
        ("Cash", 2),
        ("Agents", 3),
    ]


def test_numbers_place_a_heading_below_the_one_it_continues() -> None:
    inside = [block("4 Lessons learned", 13, bold=True), block("4.2 Cash", 13, bold=True), body()]
    inside += [block("4.2.1 Agents", 13, bold=True), block("5 Next steps", 13, bold=True)]

    assert levels([], inside) == [
        ("4 Lessons learned", 1),
        ("4.2 Cash", 2),
        ("4.2.1 Agents", 3),
        ("5 Next steps", 1),
    ]


@pytest.mark.parametrize(
    "draft",
    [
        block("Agents ran out of cash.", bold=True),
        block("the first of these,", bold=True),
        block("Cash ........... 12", 13),
        block("word " * 30, 13),
        block("12 %", 20, bold=True),
        block("1 Ministry of Health", 10, bold=True, role=Role.FOOTNOTE),
        block("• Register cards first", 10, bold=True, role=Role.BULLET),
        block("Register cards first", 8, bold=True),
        block("register cards first"),
    ],
)
def test_no_headings(draft: Draft) -> None:
    assert levels([], [body(), draft, body()]) == []


@pytest.mark.parametrize(
    "draft",
    [
        block("What worked well?", bold=True),
        block("LESSONS LEARNED"),
        block("3. Findings", 13, role=Role.BULLET),
        block("4.1. Coordination.", bold=True),
        block("Annex 3", 13),
        block("Recommendation 12", bold=True),
    ],
)
def test_headings(draft: Draft) -> None:
    assert levels([], [body(), draft, body()]) == [(draft.text, 1)]


def test_lines_of_the_contents_are_no_headings() -> None:
    contents = [
        block(f"{title} {page}", bold=True)
        for title, page in zip(["Summary", "Cash", "Seeds", "Annex"], [3, 9, 14, 20], strict=True)
    ]

    assert levels([], [block("Contents", 13, bold=True), *contents], [body()]) == [("Contents", 1)]


def test_numbered_headings_of_one_kind_are_no_contents() -> None:
    found = [part for n in range(1, 6) for part in (block(f"Recommendation {n}", bold=True), body())]

    assert levels([], found) == [(f"Recommendation {n}", 1) for n in range(1, 6)]


def test_an_outline_that_agrees_gives_levels_and_headings_that_do_not_stand_out() -> None:
    inside = [block("Lessons", 13, bold=True), block("Cash and markets"), body()]
    outline = [Bookmark("Lessons", 1, 2), Bookmark("CASH and  markets", 2, 2)]

    assert levels([], inside, outline=outline) == [("Lessons", 1), ("Cash and markets", 2)]


def test_an_outline_that_lies_is_not_trusted() -> None:
    inside = [block("Lessons", 13, bold=True), block("Cash and markets"), body()]
    outline = [
        Bookmark("Cash and markets", 5, 2),
        Bookmark("_Toc1", 1, 2),
        Bookmark("Lessons", 1, 9),
        Bookmark("", 1, 1),
    ]

    assert levels([], inside, outline=outline) == [("Lessons", 1)]


def test_numbers_count_for_more_than_an_outline_that_lies_about_levels() -> None:
    inside = [block(text, 13, bold=True) for text in ("2 Method", "3 Findings", "3.1 Cash", "3.2 Seeds")]
    outline = [
        Bookmark("2 Method", 1, 2),
        Bookmark("3 Findings", 2, 2),
        Bookmark("3.1 Cash", 2, 2),
        Bookmark("3.2 Seeds", 1, 2),
    ]

    assert levels([], inside, outline=outline) == [
        ("2 Method", 1),
        ("3 Findings", 1),
        ("3.1 Cash", 2),
        ("3.2 Seeds", 2),
    ]


def test_an_outline_whose_levels_agree_counts_for_more_than_numbers() -> None:
    inside = [block("1. Ask the women first", bold=True), block("A box", 13), block("1.2 Cash", 13, bold=True)]
    outline = [Bookmark("1. Ask the women first", 4, 2), Bookmark("1.2 Cash", 2, 2)]

    assert levels([], inside, outline=outline) == [("1. Ask the women first", 4), ("A box", 2), ("1.2 Cash", 2)]


def test_items_and_sentences_in_an_outline_are_no_headings() -> None:
    texts = [
        "• Agents need enough cash in hand before the first day of the transfer",
        "1. To assess the quality of all evaluations that were made by the teams.",
        "the two of them;",
        "a) Focus groups",
        "Lessons",
    ]
    inside = [block(text, role=Role.BULLET if text[1] in " .)" else Role.PARAGRAPH) for text in texts]

    assert levels([], inside, outline=[Bookmark(text, 1, 2) for text in texts]) == [
        ("a) Focus groups", 1),
        ("Lessons", 1),
    ]


def test_parts_numbered_in_roman_have_their_chapters_below_them() -> None:
    inside = [
        block("IV Methode", 16, bold=True),
        block("IV.1 Portée", 11, bold=True),
        block("V Suite", 16, bold=True),
    ]

    assert levels([], inside) == [("IV Methode", 1), ("IV.1 Portée", 2), ("V Suite", 1)]
