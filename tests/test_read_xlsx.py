"""Workbooks made here: sheets as pages, headers where they stand, limits, and files that mean harm."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import openpyxl.chart
import pytest

from ingest import read_xlsx as module
from ingest.cell_values import shown
from ingest.document import Reading, text_of
from ingest.outcome import State, UnreadableError
from ingest.read_xlsx import read_xlsx
from ingest.sheet_scan import Merge, scanned

SHEET = "xl/worksheets/sheet1.xml"


def new(*rows: Sequence[object], name: str = "Log") -> Any:
    workbook: Any = openpyxl.Workbook()
    workbook.active.title = name
    for row in rows:
        workbook.active.append(row)
    return workbook


def read(folder: Path, workbook: Any) -> Reading:
    workbook.save(folder / "a.xlsx")
    return read_xlsx(folder / "a.xlsx")


def changed(folder: Path, part: str, change: Any) -> Path:
    """The workbook with one part rewritten."""
    with ZipFile(folder / "a.xlsx") as old, ZipFile(folder / "b.xlsx", "w", ZIP_DEFLATED) as copy:
        for name in old.namelist():
            copy.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return folder / "b.xlsx"


def outcome(path: Path) -> Reading | State:
    try:
        return read_xlsx(path)
    except UnreadableError as error:
        return error.state


def lines(reading: Reading) -> list[tuple[str, tuple[str, ...], str]]:
    return [
        (
            f"{block.role.value}{block.level or ''} p{block.spans[0].page}",
            block.columns,
            text_of(block.spans, reading.pages),
        )
        for block in reading.blocks
    ]


def test_a_sheet_is_a_page_and_its_name_a_heading(tmp_path: Path) -> None:
    workbook = new(("Lesson", "Country"), ("Pay on the first day of the month.", "Niger"))
    second = workbook.create_sheet("About")
    second["B3"] = "This log is kept by the country office."
    reading = read(tmp_path, workbook)

    assert lines(reading) == [
        ("heading1 p1", (), "Log"),
        ("row p1", (), "Lesson | Country"),
        ("row p1", ("Lesson", "Country"), "Pay on the first day of the month. | Niger"),
        ("heading1 p2", (), "About"),
        ("paragraph p2", (), "This log is kept by the country office."),
    ]
    assert reading.paged
    assert [page.number for page in reading.pages] == [1, 2]


def test_a_single_sheet_that_nobody_named_has_no_heading(tmp_path: Path) -> None:
    assert lines(read(tmp_path, new(("Pay early, please.",), name="Feuil1"))) == [
        ("paragraph p1", (), "Pay early, please.")
    ]


def test_the_header_is_found_below_a_merged_title_and_empty_rows(tmp_path: Path) -> None:
    workbook = new(
        ("Lessons learned log",),
        ("Updated by the M&E unit.",),
        (),
        (None, "Nr", "Lesson", "Country"),
        (None, 1, "Pay on the first day of the month.", "Niger"),
        (),
        (None, 2, "Print the number on the card.", "Mali"),
    )
    workbook.active.merge_cells("A1:D1")
    columns = ("Nr", "Lesson", "Country")

    assert lines(read(tmp_path, workbook))[1:] == [
        ("heading2 p1", (), "Lessons learned log"),
        ("paragraph p1", (), "Updated by the M&E unit."),
        ("row p1", (), "Nr | Lesson | Country"),
        ("row p1", columns, "1 | Pay on the first day of the month. | Niger"),
        ("row p1", columns, "2 | Print the number on the card. | Mali"),
    ]


def test_merged_cells_over_rows_belong_to_each_and_bands_are_headings(tmp_path: Path) -> None:
    workbook = new(
        ("Country", "Recommendation", "Action"),
        ("Niger", "Pay on the first day of the month and tell people so.", "Sign with a bank"),
        (None, None, "Train agents"),
        ("Health",),
        ("Mali", "Print the number on the card.", "Order cards"),
    )
    for cells in ("A2:A3", "B2:B3", "A4:C4"):
        workbook.active.merge_cells(cells)

    assert lines(read(tmp_path, workbook))[2:] == [
        (
            "row p1",
            ("Country", "Recommendation", "Action"),
            "Niger | Pay on the first day of the month and tell people so. | Sign with a bank",
        ),
        ("row p1", ("Country", "Action"), "Niger | Train agents"),
        ("heading3 p1", (), "Health"),
        ("row p1", ("Country", "Recommendation", "Action"), "Mali | Print the number on the card. | Order cards"),
    ]


def test_a_header_of_two_rows_names_group_and_column(tmp_path: Path) -> None:
    workbook = new(
        ("Action", "Follow-up", None),
        (None, "Status", "Comments"),
        ("Sign with a bank", "Completed", "Done in May"),
    )
    workbook.active.merge_cells("B1:C1")

    assert lines(read(tmp_path, workbook))[-1] == (
        "row p1",
        ("Action", "Follow-up – Status", "Follow-up – Comments"),
        "Sign with a bank | Completed | Done in May",
    )


def test_tables_side_by_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    workbook = new(
        ("Lesson", "Country", None, "Risk", "Level"),
        ("Pay early", "Niger", None, "Flood", "High"),
        ("Pay often", "Mali"),
    )

    assert [text for _, _, text in lines(read(tmp_path, workbook))[1:]] == [
        "Lesson | Country",
        "Pay early | Niger",
        "Pay often | Mali",
        "Risk | Level",
        "Flood | High",
    ]


def test_a_form_has_no_header(tmp_path: Path) -> None:
    workbook = new(("Country", "Niger"), ("Sector", "Cash"), ("Lesson", "Pay on the first day of the month."))

    assert [columns for _, columns, _ in lines(read(tmp_path, workbook))] == [()] * 4


def test_hidden_sheets_are_named_and_hidden_rows_are_read(tmp_path: Path) -> None:
    workbook = new(("Lesson", "Country"), ("Pay on the first day.", "Niger"))
    workbook.active.row_dimensions[2].hidden = True
    workbook.create_sheet("Lists").append(("Cash and more words", "Shelter"))
    workbook["Lists"].sheet_state = "hidden"
    workbook.create_sheet("Notes")["A1"] = "Seen by all who open it."
    reading = read(tmp_path, workbook)

    assert [text for _, _, text in lines(reading)][-3:] == [
        "Pay on the first day. | Niger",
        "Notes",
        "Seen by all who open it.",
    ]
    assert reading.notes == ("Hidden sheets were not read: “Lists”.",)
    assert len(reading.pages) == 2


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (datetime.datetime(2021, 5, 3), "yyyy-mm-dd", "2021-05-03"),
        (datetime.datetime(2021, 5, 3, 14, 5), "General", "2021-05-03 14:05"),
        (datetime.time(9, 30), "General", "09:30"),
        (2021, "General", "2021"),
        (2021.0, "General", "2021"),
        (0.1 + 0.2, "General", "0.3"),
        (0.125, "0.0%", "12.5 %"),
        (1234567.891, "#,##0.00", "1234567.89"),
        (1e21, "General", "1e+21"),
        (float("nan"), "General", ""),
        (True, "General", "yes"),
        ("#DIV/0!", "General", ""),
        ("#1 priority", "General", "#1 priority"),
        ("two\nlines | bar", "General", "two lines|bar"),
    ],
)
def test_values_are_shown_as_a_person_reads_them(value: object, style: str, expected: str) -> None:
    assert shown(value, style) == expected


def test_dates_and_shares_come_through_a_file(tmp_path: Path) -> None:
    workbook = new(("What was reached", "When", "Share"), ("Households", datetime.date(2020, 10, 31), 0.4))
    workbook.active["C2"].number_format = "0%"

    assert lines(read(tmp_path, workbook))[-1][2] == "Households | 2020-10-31 | 40 %"


@pytest.mark.parametrize(
    "kind",
    [
        "ms-excel.sheet.macroEnabled",
        "ms-excel.template.macroEnabled",
        "openxmlformats-officedocument.spreadsheetml.template",
    ],
)
def test_templates_and_workbooks_with_macros_are_read(tmp_path: Path, kind: str) -> None:
    new(("Pay early, please.",)).save(tmp_path / "a.xlsx")
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
    path = changed(tmp_path, "[Content_Types].xml", lambda old: old.replace(plain, f"{kind}.main".encode()))

    assert read_xlsx(path).pages[0].text == "Log\nPay early, please."


def test_a_chart_sheet_is_no_page(tmp_path: Path) -> None:
    workbook = new(("Households that were reached", 4), ("Households that were not", 2))
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(workbook.active, min_col=2, min_row=1, max_row=2))
    workbook.create_chartsheet("Chart").add_chart(chart)

    assert [page.text for page in read(tmp_path, workbook).pages] == [
        "Log\nHouseholds that were reached | 4\nHouseholds that were not | 2"
    ]


def test_properties_are_those_that_are_stored(tmp_path: Path) -> None:
    workbook = new(("Pay early, please.",))
    workbook.properties.title = " Lessons  log "
    workbook.properties.creator = "Amina"
    workbook.properties.created = datetime.datetime(2019, 1, 2, 3, 4, 5)

    assert read(tmp_path, workbook).properties == (
        ("title", "Lessons log"),
        ("author", "Amina"),
        ("created", "2019-01-02T03:04:05"),
    )
    without = changed(
        tmp_path,
        "docProps/core.xml",
        lambda _: (
            b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
        ),
    )
    assert read_xlsx(without).properties == ()


def test_formulas_without_a_stored_result_are_told(tmp_path: Path) -> None:
    reading = read(tmp_path, new(("Households that were reached", "=1+1"), ("Some more words", "=SUM(B1)")))

    assert [text for _, _, text in lines(reading)][1:] == ["Households that were reached", "Some more words"]
    assert reading.notes == (
        "Sheet “Log” has 2 formulas without a stored result; open the file in a spreadsheet program and save it to "
        "have them.",
    )


def test_figures_are_no_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, new(*([number, number / 7, "x1"] for number in range(200))))

    assert caught.value.state is State.EMPTY


def test_a_dataset_stands_on_its_page_and_a_log_of_any_length_is_read(tmp_path: Path) -> None:
    workbook = new(("Id", "Place", "Sex"), *([number, "Niamey", "female"] for number in range(60)), name="Data")
    log = workbook.create_sheet("Log")
    log.append(("Lesson", "Country"))
    for number in range(60):
        log.append((f"Pay early {number}", "Niger"))
    reading = read(tmp_path, workbook)

    assert len(reading.blocks) == 1 + 1 + 61
    assert reading.pages[0].text.endswith("59 | Niamey | female")
    assert reading.notes == ("61 rows of figures and codes are kept on their page; they are not searched.",)


def test_limits_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = new(*([f"Lesson number {number} has words", "Niger"] for number in range(20)))
    workbook.create_sheet("More")["A1"] = "Words that are not reached."
    monkeypatch.setattr(module, "MOST_ROWS", 5)
    assert read(tmp_path, workbook).notes == ("Sheet “Log” was read up to row 5: the file is very large.",)

    monkeypatch.setattr(module, "MOST_CELLS", 7)
    assert read_xlsx(tmp_path / "a.xlsx").notes == (
        "Sheet “Log” was read up to row 3: the file is very large.",
        "Sheet “More” was read up to row 0: the file is very large.",
    )


def test_columns_beyond_the_limit_are_told(tmp_path: Path) -> None:
    workbook = new(("Pay on the first day.",))
    workbook.active["AAB1"] = "Far away."
    reading = read(tmp_path, workbook)

    assert reading.pages[0].text == "Log\nPay on the first day."
    assert reading.notes == ("Sheet “Log” was read up to column ZZ: it is very wide.",)


class Markup(io.RawIOBase):
    """The markup of a sheet, made as it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces

    def read(self, _: int = -1) -> bytes:
        return next(self.pieces, b"")


def formatted(rows: int) -> Iterator[bytes]:
    yield b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    yield b'<row r="1"><c r="A1" t="inlineStr"><is><t>Pay on the first day.</t></is></c></row>'
    for first in range(2, rows + 1, 1000):
        yield b"".join(
            b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="0"/></row>' % (row, row)
            for row in range(first, min(first + 1000, rows + 1))
        )
    yield b"</sheetData></worksheet>"


READ = """
import resource, sys
from pathlib import Path
from ingest.read_xlsx import read_xlsx
read_xlsx(Path(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reading = read_xlsx(Path(sys.argv[2]))
print(reading.pages[0].text, reading.notes, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the measure of memory is Linux's")
def test_a_sheet_formatted_to_its_last_row_is_read_in_bounded_memory(tmp_path: Path) -> None:
    new(("Pay early, please.",)).save(tmp_path / "a.xlsx")
    path = changed(tmp_path, SHEET, lambda _: b"".join(formatted(1_048_576)))

    command = [sys.executable, "-c", READ, str(tmp_path / "a.xlsx"), str(path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=Path(__file__).parents[1], check=True)
    told, grown = done.stdout.strip().rsplit(" ", 1)

    assert told == "Log\nPay on the first day. ()"
    assert int(grown) < 40  # MB; parsing all rows takes 90 more


def test_the_scan_finds_the_last_row_with_a_value_across_pieces() -> None:
    markup = (
        b'<x:sheetData><x:row r="7"><x:c r="A7"><x:f>A1</x:f><x:v>2</x:v></x:c><c><f/><v/></c></x:row><x:row/>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row><x:row r="12"><x:c s="1"/>'
        b'<x:c><x:f>B</x:f></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:AB3"/></x:mergeCells>'
    )
    for size in (1, 7, 1000):
        found = scanned(Markup(markup[at : at + size] for at in range(0, len(markup), size)))  # type: ignore[arg-type]

        assert (found.last, found.widest, found.uncalculated, found.merges) == (9, 1, 2, (Merge(1, 1, 3, 28),))


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (ord("a") + n, b"&%c;" % (ord("a") + n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE])
@pytest.mark.parametrize(
    "part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "docProps/core.xml", "xl/styles.xml"]
)
def test_entities_are_not_followed(tmp_path: Path, doctype: bytes, part: str) -> None:
    new(("Pay early, please.",)).save(tmp_path / "a.xlsx")

    def harmed(markup: bytes) -> bytes:
        body = re.sub(rb"^<\?xml.*?\?>", b"", markup)
        return doctype + body.replace(b"Pay early", b"&j;").replace(b"openpyxl", b"&j;")

    found = outcome(changed(tmp_path, part, harmed))

    assert isinstance(found, Reading) or found in {State.DAMAGED, State.EMPTY}
    assert "root:" not in str(found)
    assert "aaaa" not in str(found)


def test_a_sheet_that_only_a_bomb_has_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    new(("x",)).save(tmp_path / "a.xlsx")
    with (
        ZipFile(tmp_path / "a.xlsx", "a", ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(60):
            part.write(b" " * 1024**2)

    with pytest.raises(UnreadableError) as caught:
        read_xlsx(tmp_path / "a.xlsx")
    assert caught.value.state is State.TOO_LARGE


def test_broken_styles_do_not_cost_the_text_and_a_broken_sheet_not_the_others(tmp_path: Path) -> None:
    workbook = new(("Lesson", "Country"), ("Pay on the first day.", "Niger"))
    workbook.create_sheet("Other")["A1"] = "Words of the other sheet."
    workbook.save(tmp_path / "a.xlsx")

    styled = read_xlsx(
        changed(tmp_path, "xl/styles.xml", lambda old: old.replace(b"<cellStyle ", b'<cellStyle odd="1" '))
    )
    assert "Pay on the first day. | Niger" in styled.pages[0].text
    assert styled.notes == ("Its styles or properties are broken: dates in it may be read as numbers.",)

    cut = read_xlsx(changed(tmp_path, SHEET, lambda old: old[: old.index(b"</row>") + 20]))
    assert cut.notes == ("Sheet “Log” is broken; what stands after row 1 is missing.",)
    assert cut.pages[1].text == "Other\nWords of the other sheet."


def test_no_cut_file_raises_anything_else(tmp_path: Path) -> None:
    new(("Lesson", "Country"), ("Pay on the first day.", "Niger")).save(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    for at in range(0, len(whole), len(whole) // 30):
        flipped = bytearray(whole)
        flipped[at : at + 8] = b"\xff" * len(flipped[at : at + 8])
        for data in (whole[:at], bytes(flipped)):
            (tmp_path / "c.xlsx").write_bytes(data)
            found = outcome(tmp_path / "c.xlsx")
            assert isinstance(found, Reading) or found in State
