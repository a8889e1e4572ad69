"""CSV and its relatives as one page: a table with its header, or lines of text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from ingest.document import Reading
from ingest.grid_pages import NO_TEXT, cell_text, silence, write_parts
from ingest.outcome import State, UnreadableError
from ingest.pages import PageWriter
from ingest.read_text import decoded
from ingest.sheet_parts import Row, parts_of

MEDIA_TYPE = "text/csv"
MOST_ROWS = 50_000
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 5_000_000
# As long as a cell of a spreadsheet can be; csv refuses longer ones as a whole.
_LONGEST_CELL = 32_767
_CUT = (
    f"A cell has more than {_LONGEST_CELL:,} characters, as if a quotation mark were missing: its lines were read "
    "as rows, quotation marks and all."
)
_DELIMITERS = "\t;|,"  # of equals the first: commas are in texts and figures as well
_SAMPLE_ROWS = 100
_SAMPLE = 200_000  # characters
_EVEN_ENOUGH = 0.5  # of the rows; below, the commas are those of sentences
_NO_DELIMITER = "\x1f"


def read_csv(path: Path) -> Reading:
    """Read a file of delimited values.

    Raises:
        UnreadableError: it is no text, or holds none that could be cited.
    """
    text = decoded(path)
    rows, notes = _rows(text)
    writer = PageWriter(1)
    blocks, silent = write_parts(parts_of(rows), writer)
    if rows and not blocks:
        raise UnreadableError(State.EMPTY, NO_TEXT)
    notes += silence(silent)
    return Reading(MEDIA_TYPE, (writer.page(),), tuple(blocks), paged=False, notes=notes)


def delimiter_of(text: str) -> str:
    """Comma, semicolon, tab or bar: the one that parts most rows of the beginning into the same number of cells.

    A first line ``sep=;``, as Excel writes it, says so itself. Where none parts the first row or half of all it is
    a character that no text has.
    """
    first = text.lstrip("\n").split("\n", 1)[0]
    if first.casefold().startswith("sep=") and len(first) == 5:
        return first[4]
    evenness = {delimiter: _evenness(text[:_SAMPLE], delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: evenness[delimiter])
    return best if evenness[best] else _NO_DELIMITER


def _evenness(text: str, delimiter: str) -> float:
    """The share of rows that have the usual number of cells, and a hundredth for each cell; 0 for single ones."""
    widths = [len(row) for row in islice(_parsed(text, delimiter), _SAMPLE_ROWS) if any(row)]
    many = Counter(width for width in widths if width > 1)
    if not many:
        return 0.0
    (width, count), *_ = many.most_common(1)
    even = widths[0] > 1 or count >= _EVEN_ENOUGH * len(widths)
    return count / len(widths) + min(width, 20) / 100 if even else 0.0


def _parsed(text: str, delimiter: str, quoted: bool = True) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))  # cells are cut here; longer ones are no error
    lines = StringIO(text, newline="")
    if quoted:
        return csv.reader(lines, delimiter=delimiter)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _rows(text: str) -> tuple[list[Row], tuple[str, ...]]:
    """Its rows, and what people should know. A quotation mark that nothing closes would swallow all after it."""
    delimiter = delimiter_of(text)
    longest = max((len(value) for row in _parsed(text, delimiter) for value in row), default=0)
    rows: list[Row] = []
    notes = (_CUT,) if longest > _LONGEST_CELL else ()
    cells = characters = 0
    for number, values in enumerate(_without_hint(_parsed(text, delimiter, longest <= _LONGEST_CELL)), start=1):
        found = {at: written for at, value in enumerate(values, 1) if (written := cell_text(value[:_LONGEST_CELL]))}
        cells += len(found)
        characters += sum(map(len, found.values()))
        if number > MOST_ROWS or cells > MOST_CELLS or characters > MOST_CHARACTERS:
            return rows, (*notes, f"It is very long: only its first {number - 1:,} rows were read.")
        if found:
            rows.append(Row(number, found))
    return rows, notes


def _without_hint(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number or not (len(row) <= 2 and row and row[0].casefold().startswith("sep=")):
            yield row
