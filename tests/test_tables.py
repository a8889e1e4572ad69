"""Tables found by their ruling lines."""

from __future__ import annotations

from itertools import pairwise

from ingest.raw_pdf import Rule, Word
from ingest.tables import Table, find_tables
from tests.page_of_words import grid, words_at

XS, YS = [50.0, 150.0, 250.0, 350.0], [100.0, 130.0, 160.0, 190.0]


def filled(*rows: str) -> list[Word]:
    """Words in the cells of the grid: cells parted by bars, "-" for an empty one."""
    return [
        word
        for y, row in zip(YS, rows, strict=False)
        for x, cell in zip(XS, row.split("|"), strict=False)
        if cell.strip() != "-"
        for word in words_at(cell, x + 5, y + 15)
    ]


def cells(table: Table) -> list[list[tuple[int, str]]]:
    return [[(cell.column, " ".join(word.text for word in cell.words)) for cell in row] for row in table.rows]


def test_a_ruled_grid_is_a_table_and_its_words_are_not_free() -> None:
    words = filled("What|Answer|When", "Register cards|Accepted|June", "Print posters|-|May")
    beside = words_at("Text below the table.", 50, 220)

    (table,), free = find_tables(words + beside, grid(XS, YS))

    assert cells(table) == [
        [(0, "What"), (1, "Answer"), (2, "When")],
        [(0, "Register cards"), (1, "Accepted"), (2, "June")],
        [(0, "Print posters"), (2, "May")],
    ]
    assert free == beside
    assert (table.left, table.top, table.right, table.bottom, table.columns) == (50, 100, 350, 190, 3)


def test_borders_drawn_cell_by_cell_are_one_rule() -> None:
    rules = [Rule(a, y, b, y) for y in YS for a, b in pairwise(XS)]
    rules += [Rule(x + 0.8, a, x + 0.8, b) for x in XS for a, b in pairwise(YS)]

    (table,), _ = find_tables(filled("a|b|c", "d|e|f", "g|h|i"), rules)

    assert cells(table) == [
        [(0, "a"), (1, "b"), (2, "c")],
        [(0, "d"), (1, "e"), (2, "f")],
        [(0, "g"), (1, "h"), (2, "i")],
    ]


def test_cells_without_a_rule_between_them_are_one() -> None:
    outer = [Rule(50, y, 350, y) for y in YS] + [Rule(x, 100, x, 190) for x in (50, 250, 350)]
    inner = [Rule(150, 130, 150, 190)]

    (table,), _ = find_tables(filled("A title over|two columns|Z", "d|e|f"), outer + inner)

    assert cells(table) == [[(0, "A title over two columns"), (2, "Z")], [(0, "d"), (1, "e"), (2, "f")]]


def test_a_cell_over_two_rows_stands_in_the_first() -> None:
    rules = (
        [Rule(x, 100, x, 190) for x in XS]
        + [Rule(50, y, 350, y) for y in (100, 130, 190)]
        + [Rule(150, 160, 350, 160)]
    )

    (table,), _ = find_tables(filled("What|Answer|When", "Cash|Yes|May", "too|No|June"), rules)

    assert cells(table) == [
        [(0, "What"), (1, "Answer"), (2, "When")],
        [(0, "Cash too"), (1, "Yes"), (2, "May")],
        [(1, "No"), (2, "June")],
    ]


def test_a_box_around_text_is_no_table() -> None:
    words = words_at("Box 1: what we learned", 60, 120)

    assert find_tables(words, grid([50, 350], [100, 190])) == ([], words)


def test_a_grid_with_words_in_one_column_is_no_table() -> None:
    words = filled("a|-|-", "b|-|-", "c|-|-")

    assert find_tables(words, grid(XS, YS)) == ([], words)


LEVEL = [Rule(50, y, 350, y) for y in YS]


def test_level_rules_and_blanks_are_a_table() -> None:
    words = filled("What|Answer|When", "Cards|Accepted|June", "Posters|-|May")

    (table,), free = find_tables(words, LEVEL)

    assert cells(table) == [
        [(0, "What"), (1, "Answer"), (2, "When")],
        [(0, "Cards"), (1, "Accepted"), (2, "June")],
        [(0, "Posters"), (2, "May")],
    ]
    assert free == []


def test_level_rules_around_prose_are_no_table() -> None:
    words = [
        word for y in YS[:-1] for word in words_at("Agents ran out of cash on the first day of all", 55, y + 15)
    ]

    assert find_tables(words, LEVEL) == ([], words)


def test_figures_between_the_lines_of_a_chart_are_no_table() -> None:
    words = filled("10|25|40", "7|12|30", "4|6|8")

    assert find_tables(words, LEVEL) == ([], words)


def test_a_title_across_a_table_of_level_rules_is_a_row_of_one_cell() -> None:
    ys = [100.0, 130.0, 160.0, 190.0, 220.0]
    words = filled("What|Answer|When", "Efficiency of all that was done in the year|-|-", "Cards|Yes|June")

    (table,), _ = find_tables(
        [*words, *words_at("Posters", 55, 205), *words_at("No", 155, 205)], [Rule(50, y, 350, y) for y in ys]
    )

    assert cells(table)[1:] == [
        [(0, "Efficiency of all that was done in the year")],
        [(0, "Cards"), (1, "Yes"), (2, "June")],
        [(0, "Posters"), (1, "No")],
    ]


def test_lines_of_figures_without_rules_between_them_are_rows() -> None:
    rules = [Rule(50, y, 350, y) for y in (100.0, 130.0, 190.0)]
    words = filled("Mill|Share|Volume")
    for base, row in zip((145.0, 158.0, 171.0), ("Small|26%|4.5", "Middle|55%|19.6", "Large|11%|7.7"), strict=True):
        for x, cell in zip(XS, row.split("|"), strict=False):
            words += words_at(cell, x + 5, base)

    (table,), _ = find_tables(words, rules)

    assert [row[0][1] for row in cells(table)] == ["Mill", "Small", "Middle", "Large"]
    assert cells(table)[2] == [(0, "Middle"), (1, "55%"), (2, "19.6")]


def test_bullets_are_no_column() -> None:
    words = filled("Question|Method|Indicator", "Was it fit?|-|Share of all", "Was it late?|-|Days")
    for y in (145.0, 175.0):
        words += [*words_at("-", 155, y), *words_at("Interviews", 175, y)]

    (table,), _ = find_tables(words, LEVEL)

    assert cells(table)[1] == [(0, "Was it fit?"), (1, "- Interviews"), (2, "Share of all")]


def test_a_row_that_the_page_cuts_is_a_row() -> None:
    rules = [Rule(50, y, 350, y) for y in (100.0, 130.0)] + [Rule(x, 100, x, 190) for x in XS]

    (table,), free = find_tables(filled("a|b|c", "d|e|f"), rules)

    assert cells(table) == [[(0, "a"), (1, "b"), (2, "c")], [(0, "d"), (1, "e"), (2, "f")]]
    assert free == []


def test_a_table_without_rules_at_its_sides_has_its_outer_columns() -> None:
    rules = [Rule(50, y, 350, y) for y in YS] + [Rule(x, 100, x, 190) for x in (150, 250)]

    (table,), _ = find_tables(filled("a|b|c", "d|e|f"), rules)

    assert cells(table)[0] == [(0, "a"), (1, "b"), (2, "c")]


def test_two_tables_come_from_top_to_bottom() -> None:
    low = [Rule(r.left, r.top + 200, r.right, r.bottom + 200) for r in grid(XS, YS)]
    words = filled("a|b|c", "d|e|f")
    below = [
        Word(w.text.upper(), w.left, w.top + 200, w.right, w.bottom + 200, w.base + 200, w.size, w.bold)
        for w in words
    ]

    tables, free = find_tables(below + words, low + grid(XS, YS))

    assert [cells(table)[0][0] for table in tables] == [(0, "a"), (0, "A")]
    assert free == []
