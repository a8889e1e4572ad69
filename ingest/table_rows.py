"""The rows of a table as blocks, each with the names of its columns, also where the table goes on over pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, takewhile

from ingest.blocks import Draft
from ingest.direction import is_leftward
from ingest.document import Role
from ingest.lines import Line, joined_lines
from ingest.tables import Table

# A header is short: these are words in each of its cells, on average.
MOST_HEADER_WORDS = 12


def rows_of(table: Table) -> list[Draft]:
    """A table's rows as they are read; each knows what its columns are called, where the table has a header."""
    rows = [{cell.column: joined_lines(cell.words) for cell in row} for row in table.rows]
    drafts = [_row(row) for row in _as_read(rows, table.columns)]
    columns = len({place for draft in drafts for place in draft.places})
    title = _title_rows(drafts, columns)
    if title < len(drafts):
        apart = _header_apart(drafts[title])
        drafts[title : title + 1] = apart
        size = _header_size(drafts[title:], columns)
        _name_columns(drafts[title + size :], _names(drafts[title : title + size]))
    return drafts


def _title_rows(rows: Sequence[Draft], columns: int) -> int:
    """How many rows stand before the header: of one cell, or of few above a bold row of many."""
    title = len(list(takewhile(lambda row: len(row.cells) < 2, rows)))
    for upper, lower in pairwise(rows[title : title + 2]):
        long = len(upper.text.split()) > MOST_HEADER_WORDS * len(upper.cells)
        if long and len(upper.cells) <= columns / 2 < len(lower.cells) and lower.bold:
            return title + 1
    return title


def _as_read(rows: Sequence[dict[int, list[Line]]], columns: int) -> list[dict[int, list[Line]]]:
    """In Arabic and Hebrew the first column is the one on the right."""
    if not is_leftward(" ".join(line.text for row in rows for cell in row.values() for line in cell)):
        return list(rows)
    return [{columns - 1 - at: lines for at, lines in sorted(row.items(), reverse=True)} for row in rows]


def _row(cells: Mapping[int, list[Line]]) -> Draft:
    lines = [line for cell in cells.values() for line in cell]
    return Draft(Role.ROW, lines, cells=list(cells.values()), places=tuple(cells))


def _header_apart(row: Draft) -> list[Draft]:
    """Where no rule parts the header from the row below it, its weight does."""
    cells = dict(zip(row.places, row.cells, strict=True))
    heads = {column: list(takewhile(lambda line: line.bold, lines)) for column, lines in cells.items()}
    rests = {column: lines[len(heads[column]) :] for column, lines in cells.items()}
    if not all(heads.values()) or not any(rests.values()):
        return [row]
    return [_row(heads), _row({column: lines for column, lines in rests.items() if lines})]


def _header_size(rows: Sequence[Draft], columns: int) -> int:
    """How many of the first rows are the header: none in a list of terms, two where the first spans others."""
    first = rows[0]
    words = sum(len(line.text.split()) for line in first.lines)
    if words > MOST_HEADER_WORDS * len(first.cells) or not any(map(str.isalpha, first.text)):
        return 0
    marked = first.bold or first.text.isupper()
    if columns == 2 and (not marked or all(row.bold for row in rows)):
        return 0
    spans = len(first.cells) < columns and len(rows) > 2 and first.bold and rows[1].bold
    return 2 if spans and len(rows[1].cells) > 1 and not all(row.bold for row in rows[2:]) else 1


def _names(header: Sequence[Draft]) -> dict[int, str]:
    """What each column is called. In a header of two rows the upper names stand before those they span."""
    if not header:
        return {}
    upper, *lower = [dict(zip(row.places, map(_cell_text, row.cells), strict=True)) for row in header]
    if not lower:
        return upper
    spanning = {at: upper[max(place for place in upper if place <= at)] for at in lower[0] if at >= min(upper)}
    joined = {at: f"{spanning[at]}: {name}" if at in spanning else name for at, name in lower[0].items()}
    return upper | joined


def _name_columns(rows: Sequence[Draft], names: Mapping[int, str]) -> None:
    for row in rows:
        row.columns = tuple(names.get(place, "") for place in row.places) if names else ()


def _cell_text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def carry_headers(pages: Sequence[Sequence[Draft]]) -> None:
    """A table that goes on over the page has no header there: it takes that of the page before."""
    for before, after in pairwise(pages):
        tail = list(takewhile(_is_row, (block for block in reversed(before) if block.role is not Role.FOOTNOTE)))
        rows = list(takewhile(_is_row, after))
        names = {
            place: name for row in reversed(tail) for place, name in zip(row.places, row.columns, strict=False)
        }
        if names and rows and _last_place(rows) == max(names) and not _is_header(rows[0], names):
            _name_columns(rows, names)


def _is_row(block: Draft) -> bool:
    return bool(block.cells)


def _last_place(rows: Sequence[Draft]) -> int:
    return max(place for row in rows for place in row.places)


def _is_header(row: Draft, names: Mapping[int, str]) -> bool:
    """Whether the header is printed again, or another table begins."""
    return row.bold or (len(row.cells) > 1 and _names([row]).items() >= names.items())
