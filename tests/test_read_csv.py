"""Delimited files: what parts the cells, what is a header, what is text and what is data."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_csv as module
from ingest.document import Block, Reading, Role, text_of
from ingest.grid_pages import cell_text
from ingest.outcome import State, UnreadableError
from ingest.read_csv import delimiter_of, read_csv

LOG = """Lesson,Country,Year
"Agents need cash on the first day, or people walk home.",Niger,2020
"Test transfers find wrong numbers.
They cost little.",Mali,2021
"""


def read(folder: Path, text: str | bytes) -> Reading:
    path = folder / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_csv(path)


def lines(reading: Reading) -> list[tuple[Role, tuple[str, ...], str]]:
    return [(block.role, block.columns, text_of(block.spans, reading.pages)) for block in reading.blocks]


def test_a_header_names_the_cells_of_each_row(tmp_path: Path) -> None:
    reading = read(tmp_path, LOG)
    columns = ("Lesson", "Country", "Year")

    assert lines(reading) == [
        (Role.ROW, (), "Lesson | Country | Year"),
        (Role.ROW, columns, "Agents need cash on the first day, or people walk home. | Niger | 2020"),
        (Role.ROW, columns, "Test transfers find wrong numbers. They cost little. | Mali | 2021"),
    ]
    assert (reading.media_type, reading.paged, reading.notes) == ("text/csv", False, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(
        [["Leçon", "Pays"], ["Les agents, à court d'argent; la première semaine | trop tard", "Bénin"]]
    )
    reading = read(tmp_path, buffer.getvalue().encode(encoding))

    assert lines(reading)[1] == (
        Role.ROW,
        ("Leçon", "Pays"),
        "Les agents, à court d'argent; la première semaine|trop tard | Bénin",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n1,0;3,0\n", ";"),
        ("a\tb, c\n1\t2, 3\n", "\t"),
        ("sep=;\na,b;c,d\n", ";"),
        ('"a|b"\t1\n"c"\t2\n', "\t"),
        ("What we learned\nWe came, we saw, we left.\nWe stayed.\nWe learned, then.\nAnd\n", "\x1f"),
        ("", "\x1f"),
    ],
)
def test_the_delimiter_is_the_one_that_parts_rows_evenly(text: str, expected: str) -> None:
    assert delimiter_of(text) == expected


def test_ragged_rows_keep_their_cells(tmp_path: Path) -> None:
    reading = read(tmp_path, "Lesson,Country\nShort row of words\nA long row,Niger,and more words\n")

    assert lines(reading)[1:] == [
        (Role.ROW, ("Lesson",), "Short row of words"),
        (Role.ROW, ("Lesson", "Country", ""), "A long row | Niger | and more words"),
    ]


def test_a_single_column_is_text(tmp_path: Path) -> None:
    reading = read(tmp_path, "Agents ran out of cash.\n\n- Print the number\n")

    assert lines(reading) == [
        (Role.PARAGRAPH, (), "Agents ran out of cash."),
        (Role.BULLET, (), "- Print the number"),
    ]


def test_a_title_stands_above_a_table_and_a_second_table_has_its_own_header(tmp_path: Path) -> None:
    log = "Lessons of 2021,\n\nLesson,Country\nPay early,Niger\n\nPay often,Mali\n"
    reading = read(tmp_path, f"{log}\nRecommendation,Owner\nPay weekly,Amina\n")

    assert [(role, columns, text) for role, columns, text in lines(reading)] == [
        (Role.HEADING, (), "Lessons of 2021"),
        (Role.ROW, (), "Lesson | Country"),
        (Role.ROW, ("Lesson", "Country"), "Pay early | Niger"),
        (Role.ROW, ("Lesson", "Country"), "Pay often | Mali"),
        (Role.ROW, (), "Recommendation | Owner"),
        (Role.ROW, ("Recommendation", "Owner"), "Pay weekly | Amina"),
    ]


def test_figures_and_codes_are_no_document(tmp_path: Path) -> None:
    for text in ("1,2,3\n4,5,6\n", "a,b,c\nd,e,f\n", "id,x\n" + "7,yes\n" * 500):
        with pytest.raises(UnreadableError) as caught:
            read(tmp_path, text)
        assert caught.value.state is State.EMPTY
        assert caught.value.reason == "It holds figures and codes only: there is no text in it to cite."


def test_a_dataset_beside_text_is_kept_on_its_page_and_told(tmp_path: Path) -> None:
    data = "".join(f"{number},Niamey,yes\n" for number in range(40))
    reading = read(tmp_path, f"About this survey\n\nid,place,answer\n{data}")

    assert [text for _, _, text in lines(reading)] == ["About this survey"]
    assert reading.pages[0].text.endswith("39 | Niamey | yes")
    assert reading.notes == ("41 rows of figures and codes are kept on their page; they are not searched.",)


def test_an_open_quotation_mark_does_not_swallow_the_rest(tmp_path: Path) -> None:
    rows = "".join(f"Lesson number {number} is that agents need cash,Niger\n" for number in range(1000))
    reading = read(tmp_path, f'Lesson,Country\n"Never closed,Mali\n{rows}')

    assert len(reading.blocks) == 1002
    assert lines(reading)[-1][2] == "Lesson number 999 is that agents need cash | Niger"
    assert reading.notes[0].startswith("A cell has more than 32,767 characters")


def test_what_is_beyond_the_limit_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    reading = read(tmp_path, LOG + LOG)

    assert len(reading.blocks) == 3
    assert reading.notes == ("It is very long: only its first 3 rows were read.",)


CELLS = st.lists(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=30), min_size=2, max_size=5),
    min_size=1,
    max_size=12,
)


@given(CELLS, st.sampled_from(",;\t|"))
def test_every_cell_that_was_written_stands_on_the_page(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([["First column", "Second column"], *rows])
    text = f"sep={delimiter}\n" + buffer.getvalue()
    found, notes = module._rows(text)

    written = [[cell for raw in row if (cell := cell_text(raw.replace("\r\n", "\n")))] for row in rows]
    assert [list(row.cells.values()) for row in found[1:]] == [row for row in written if row]
    assert notes == ()


def test_blocks_point_at_their_text(tmp_path: Path) -> None:
    reading = read(tmp_path, LOG)
    blocks: tuple[Block, ...] = reading.blocks

    assert "\n".join(text_of(block.spans, reading.pages) for block in blocks) == reading.pages[0].text
