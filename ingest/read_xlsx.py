"""XLSX as pages and blocks: a sheet is a page. The one file that speaks to openpyxl.

Hidden sheets are left out and named in a note: they hold the lists behind drop-downs and workings, and who opens
the file does not see them, so a citation could not be checked. Hidden rows and columns are read: a filter that was
left on hides lessons. Comments are left out, as in DOCX. Formulas give the result that was stored last.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from ingest import normalise, zip_guard
from ingest.cell_values import shown
from ingest.document import Block, Page, Reading, Role
from ingest.grid_pages import NO_TEXT, silence, write_parts
from ingest.outcome import State, UnreadableError, guarded
from ingest.pages import PageWriter
from ingest.sheet_merges import with_merges
from ingest.sheet_parts import Row, parts_of
from ingest.sheet_scan import Scan, scanned

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of a workbook: a quarter of the time that a file has on a busy laptop, and what 2,000 pages of text hold.
MOST_CELLS = 500_000
MOST_CHARACTERS = 5_000_000
MOST_ROWS = 50_000  # of a sheet
_MOST_COLUMNS = 702  # to ZZ
_CORE = "docProps/core.xml"
_PARTS = re.compile(
    r"[^/]*\.xml|_rels/[^/]*|docProps/[^/]*\.xml|xl/(?:(?:_rels|theme|chartsheets)/)?[^/]*\.(?:xml|rels)"
)
_NO_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_EMPTY_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


# What programs call a sheet that nobody named: no heading where it is the only one.
_UNNAMED = re.compile(r"(?:sheet|feuil|feuille|hoja|planilha|folha|plan|tabelle|foglio|ورقة) ?\d*", re.IGNORECASE)


@dataclass(slots=True)
class _Sheet:
    name: str
    rows: list[Row] = field(default_factory=list)
    scan: Scan = field(default_factory=lambda: Scan(0, 0, (), 0))
    hidden: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Allowance:
    """What a workbook may still hold."""

    cells: int
    characters: int


def read_xlsx(path: Path) -> Reading:
    """Read a workbook.

    Raises:
        UnreadableError: it is none that can be opened, unpacks to too much, or holds no text that could be cited.
    """
    zip_guard.check(path)
    with guarded("The XLSX's parts are missing or broken."):
        sheets, properties = _workbook(path)
    return _reading(sheets, properties)


def _workbook(path: Path) -> tuple[list[_Sheet], tuple[tuple[str, str], ...]]:
    with warnings.catch_warnings(), ZipFile(path) as archive:
        warnings.simplefilter("ignore")  # on styles and extensions that it leaves out
        workbook, whole = _loaded(archive)
        workbook._archive = archive
        allowance = _Allowance(MOST_CELLS, MOST_CHARACTERS)
        sheets = [_sheet(worksheet, archive, allowance) for worksheet in workbook.worksheets]
        if not whole and sheets:
            sheets[0].notes.append("Its styles or properties are broken: dates in it may be read as numbers.")
        return sheets, _properties(workbook.properties, archive) if whole else ()


def _loaded(archive: ZipFile) -> tuple[Any, bool]:
    """The workbook; where openpyxl stumbles over styles or properties, without these."""
    from openpyxl import load_workbook

    try:
        return load_workbook(_skeleton(archive, ()), read_only=True, data_only=True, keep_links=False), True
    except MemoryError:
        raise
    except Exception:  # what it raises on values that it does not know has no common ground
        bare = _skeleton(archive, ("xl/styles.xml", "docProps/"))
        return load_workbook(bare, read_only=True, data_only=True, keep_links=False), False


def _skeleton(archive: ZipFile, left_out: tuple[str, ...]) -> BytesIO:
    """A copy without pictures and with empty sheets.

    On loading openpyxl looks for the size that a sheet declares; where it declares none, through all of it: more
    than a minute and 90 MB for a sheet that is formatted to its last row.
    """
    copy = BytesIO()
    with ZipFile(copy, "w") as skeleton:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                skeleton.writestr(name, _EMPTY_SHEET)
            elif name.startswith("xl/chartsheets/_rels/"):
                skeleton.writestr(name, _NO_RELATIONS)
            elif _PARTS.fullmatch(name) and not name.startswith(left_out or "\0"):
                skeleton.writestr(name, archive.read(name))
    return copy


def _properties(core: Any, archive: ZipFile) -> tuple[tuple[str, str], ...]:
    """Those that are stored: openpyxl makes up an author and a time where they are missing."""
    stored = archive.read(_CORE) if _CORE in archive.namelist() else b""
    created = core.created.isoformat() if core.created and b":created" in stored else ""
    author = core.creator if b":creator" in stored else ""
    pairs = (("title", core.title), ("author", author), ("created", created))
    return tuple((name, normalise.line(value)) for name, value in pairs if value)


def _sheet(worksheet: Any, archive: ZipFile, allowance: _Allowance) -> _Sheet:
    sheet = _Sheet(normalise.line(str(worksheet.title)), hidden=worksheet.sheet_state != "visible")
    if sheet.hidden:
        return sheet
    try:
        with archive.open(worksheet._worksheet_path) as markup:
            sheet.scan = scanned(markup)
        for row in _rows(worksheet, sheet.scan, allowance):
            sheet.rows.append(row)
        _note_limits(sheet, allowance)
    except MemoryError:
        raise
    except Exception:  # one broken sheet does not cost the others
        sheet.notes.append(f"Sheet “{sheet.name}” is broken; what stands after row {_last(sheet)} is missing.")
    return sheet


def _rows(worksheet: Any, scan: Scan, allowance: _Allowance) -> Iterator[Row]:
    if not scan.last:
        return
    worksheet.reset_dimensions()  # those that are stored may be wrong
    last, widest = min(scan.last, MOST_ROWS), min(scan.widest, _MOST_COLUMNS)
    every = worksheet.iter_rows(min_row=1, max_row=last, max_col=widest)
    for number, cells in enumerate(every, start=1):
        filled = {
            column: text
            for column, cell in enumerate(cells, start=1)
            if cell.value is not None and (text := shown(cell.value, _format(cell)))
        }
        allowance.cells -= len(filled)
        allowance.characters -= sum(map(len, filled.values()))
        if allowance.cells < 0 or allowance.characters < 0:
            return
        if filled:
            yield Row(number, filled)


def _format(cell: Any) -> str:
    try:
        return str(cell.number_format)
    except IndexError:  # a style that the workbook lacks
        return ""


def _last(sheet: _Sheet) -> int:
    return sheet.rows[-1].number if sheet.rows else 0


def _note_limits(sheet: _Sheet, allowance: _Allowance) -> None:
    if sheet.scan.last > MOST_ROWS or min(allowance.cells, allowance.characters) < 0:
        sheet.notes.append(f"Sheet “{sheet.name}” was read up to row {_last(sheet):,}: the file is very large.")
    if sheet.scan.widest > _MOST_COLUMNS:
        sheet.notes.append(f"Sheet “{sheet.name}” was read up to column ZZ: it is very wide.")
    if sheet.scan.uncalculated:
        sheet.notes.append(
            f"Sheet “{sheet.name}” has {sheet.scan.uncalculated:,} formulas without a stored result; open the file "
            "in a spreadsheet program and save it to have them."
        )


def _reading(sheets: Sequence[_Sheet], properties: tuple[tuple[str, str], ...]) -> Reading:
    seen = [sheet for sheet in sheets if not sheet.hidden]
    named = len(seen) > 1 or not all(_UNNAMED.fullmatch(sheet.name) for sheet in seen)
    pages: list[Page] = []
    blocks: list[Block] = []
    silent = 0
    for number, sheet in enumerate(seen, start=1):
        page, found, data = _page(sheet, number, named)
        pages.append(page)
        blocks += found
        silent += data
    if all(block.role is Role.HEADING for block in blocks) and any(sheet.rows for sheet in seen):
        raise UnreadableError(State.EMPTY, NO_TEXT)
    notes = (*_hidden(sheets), *(note for sheet in seen for note in sheet.notes), *silence(silent))
    return Reading(MEDIA_TYPE, tuple(pages), tuple(blocks), True, properties, notes)


def _page(sheet: _Sheet, number: int, named: bool) -> tuple[Page, list[Block], int]:
    writer = PageWriter(number)
    title = [Block(Role.HEADING, (writer.add([sheet.name]),), 1)] if named and sheet.name and sheet.rows else []
    found, silent = write_parts(parts_of(with_merges(sheet.rows, sheet.scan.merges)), writer)
    return writer.page(), title + found, silent


def _hidden(sheets: Sequence[_Sheet]) -> tuple[str, ...]:
    names = ", ".join(f"“{sheet.name}”" for sheet in sheets if sheet.hidden)
    return (f"Hidden sheets were not read: {names}.",) if names else ()
