"""Cells in rows and columns, as spreadsheets and CSV files have them, told apart: titles, headers, tables, notes.

Pure: rows of texts in, parts of a page out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.blocks import BULLET
from ingest.document import Role
from ingest.row_meaning import is_log, is_matrix, meaning_of, meanings

# A header is one of the first rows of its table; its cells are short.
_HEADER_WITHIN = 10
_HEADER_WORDS = 14
_LONGEST_HEADER = 120
_FILLED = 0.6  # of the cells of the fullest row near it
_TITLE_WORDS = 16
# Larger tables with so few cells of so many words are data: figures, codes, names.
_SMALL_TABLE = 30
_SENTENCE = 6
_SENTENCES = 0.1
_LONGEST_FIGURE = 60  # characters
_FARTHEST = 100_000  # column: none is there
_FIGURE = re.compile(r"[\W_]*\d[\d\W_]*[a-zA-Z]{0,2}\W*|[\W_]*")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of a row by column, and how many columns the merged ones take. Numbers are from 1."""

    number: int
    cells: Mapping[int, str]
    wide: Mapping[int, int] = field(default_factory=dict)

    @property
    def only(self) -> str:
        """Its text, where it has one cell only."""
        return next(iter(self.cells.values())) if len(self.cells) == 1 else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a page. ``texts`` are cells, ``columns`` their headers; ``data`` marks what holds no text."""

    role: Role
    texts: tuple[str, ...]
    columns: tuple[str, ...] = ()
    level: int = 0
    data: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    """``before`` stands above the header, which is in ``heads``; ``names`` are the columns' names."""

    before: tuple[Row, ...]
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]
    names: Mapping[int, str]


def parts_of(rows: Sequence[Row]) -> Iterator[Part]:
    """The parts of a sheet, from top to bottom, tables that stand side by side one after the other.

    A table goes on below empty rows until another header or a title comes.
    """
    lone: list[Row] = []
    table = _Table((), (), (), {})
    for block in _blocks(rows):
        if all(row.only for row in block) and not (table.names and not lone and _continues(block, table.names)):
            yield from _table_parts(table)
            table = _Table((), (), (), {})
            lone += block
            continue
        found = _table(block, {} if lone else table.names)
        if not found.heads and found.names:
            table = _Table(table.before, table.heads, table.rows + found.rows, table.names)
            continue
        yield from _table_parts(table)
        yield from _above((*lone, *found.before), titled=bool(found.names))
        lone, table = [], found
    yield from _table_parts(table)
    yield from _above(lone, titled=False)


def _blocks(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Runs of rows without an empty one between, cut into those that stand side by side."""
    for run in _runs(rows):
        yield from _side_by_side(run)


def _runs(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at].number > rows[at - 1].number + 1:
            yield tuple(rows[start:at])
            start = at


def _side_by_side(run: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Two tables where an empty column parts them and they differ in height or have the same names of columns."""
    rest = tuple(run)
    while gap := _gap(rest):
        left, right = _side(rest, range(gap)), _side(rest, range(gap + 1, _FARTHEST))
        if min(max(len(row.cells) for row in side) for side in (left, right)) < 2 or not _differ(left, right):
            break
        yield from _runs(left)
        rest = right
    yield from _runs(rest)


def _gap(run: Sequence[Row]) -> int:
    """The first empty column between filled ones; 0 where there is none."""
    filled = {column + more for row in run for column in row.cells for more in range(row.wide.get(column, 1))}
    between = range(min(filled), max(filled))
    return next((column for column in between if column not in filled), 0)


def _side(run: Sequence[Row], inside: range) -> tuple[Row, ...]:
    sides = (Row(r.number, {at: text for at, text in r.cells.items() if at in inside}, r.wide) for r in run)
    return tuple(side for side in sides if side.cells)


def _differ(left: Sequence[Row], right: Sequence[Row]) -> bool:
    ends = (left[0].number, left[-1].number) != (right[0].number, right[-1].number)
    return ends or bool(set(left[0].cells.values()) & set(right[0].cells.values()))


def _continues(block: Sequence[Row], names: Mapping[int, str]) -> bool:
    return all(
        set(row.cells) <= names.keys() and not any(width > 1 for width in row.wide.values()) for row in block
    )


def _table(block: Sequence[Row], going_on: Mapping[int, str]) -> _Table:
    """The table in a run of rows: with a header of its own, as the rest of the one above, or without any."""
    at = _header_at(block, sure=bool(going_on) and _continues(block, going_on))
    if at is None:
        return _Table((), (), tuple(block), going_on if _continues(block, going_on) else {})
    first, last = _header_rows(block, at)
    heads = tuple(block[first : last + 1])
    return _Table(tuple(block[:first]), heads, tuple(block[last + 1 :]), _names(heads))


def _header_at(block: Sequence[Row], sure: bool) -> int | None:
    """Which row names the columns: one whose words are known, else the first that looks like a header."""
    near = block[:_HEADER_WITHIN]
    looks = [at for at, row in enumerate(near) if _looks(row)]
    known = [at for at in looks if sum(meaning_of(text) is not None for text in near[at].cells.values()) > 1]
    if known and not _is_form(block):
        return known[0]
    if sure or len(block) < 2 or _is_form(block):
        return None
    fullest = max(len(row.cells) for row in near)
    return next((at for at in looks if len(near[at].cells) >= _FILLED * fullest and at < len(block) - 1), None)


def _looks(row: Row) -> bool:
    texts = [text.casefold() for text in row.cells.values()]
    short = all(len(text.split()) <= _HEADER_WORDS and not text.endswith(".") for text in texts)
    return len(set(texts)) == len(texts) > 1 and short and not any(map(_is_figure, texts))


def _is_figure(text: str) -> bool:
    return len(text) <= _LONGEST_FIGURE and _FIGURE.fullmatch(text) is not None


def _is_form(block: Sequence[Row]) -> bool:
    """Two columns, of which the first names what stands in the second: "Country | Kenya"."""
    pairs = [row for row in block[:_HEADER_WITHIN] if len(row.cells) == 2]
    labels = [meaning_of(row.cells[min(row.cells)]) for row in pairs]
    twice = 2 * len(pairs) > len(block[:_HEADER_WITHIN]) and max(len(row.cells) for row in block) == 2
    return (
        twice
        and len({label for label in labels if label}) > 1
        and 2 * len([one for one in labels if one]) > len(labels)
    )


def _header_rows(block: Sequence[Row], at: int) -> tuple[int, int]:
    """A header may have a row of groups above it, or itself be one: merged cells over several names."""
    if at and len(block[at - 1].cells) > 1 and _has_groups(block[at - 1]):
        return at - 1, at
    below = block[at + 1] if at + 1 < len(block) else None
    if below and _has_groups(block[at]) and _looks(below) and _under_groups(block[at], below):
        return at, at + 1
    return at, at


def _has_groups(row: Row) -> bool:
    return any(row.wide.get(column, 1) > 1 for column in row.cells)


def _under_groups(groups: Row, below: Row) -> bool:
    covered = {at + more for at in groups.cells if groups.wide.get(at, 1) > 1 for more in range(groups.wide[at])}
    return set(below.cells) - covered <= groups.cells.keys() and bool(set(below.cells) & covered)


def _names(heads: Sequence[Row]) -> Mapping[int, str]:
    """Each column's name, below the name of its group."""
    names: dict[int, str] = {}
    for row in heads:
        for column, text in row.cells.items():
            for each in range(column, column + row.wide.get(column, 1)):
                above = names.get(each, "")
                names[each] = f"{above} – {text}" if above and above != text else text
    return {column: name[:_LONGEST_HEADER] for column, name in names.items()}


def _table_parts(table: _Table) -> Iterator[Part]:
    rows = list(_body(table))
    for head in table.heads:
        yield Part(Role.ROW, tuple(head.cells.values()), data=all(row.data for row in rows))
    yield from rows


def _body(table: _Table) -> Iterator[Part]:
    data = _is_data(table)
    alone = len({column for row in table.rows for column in row.cells}) < 2 and not table.names
    for row in table.rows:
        if row.only and (alone or any(width > 1 for width in row.wide.values())):
            yield _lone(row, heading=bool(table.names), level=3)
        else:
            columns = tuple(table.names.get(column, "") for column in row.cells)
            yield Part(
                Role.ROW, tuple(row.cells.values()), columns if any(columns) else (), data=data or _silent(row)
            )


def _silent(row: Row) -> bool:
    return not any(_WORD.search(text) for text in row.cells.values())


def _above(rows: Sequence[Row], titled: bool) -> Iterator[Part]:
    """What stands above a table: its title first. Elsewhere single cells are paragraphs."""
    for place, row in enumerate(rows):
        if row.only:
            yield _lone(row, heading=titled and not place, level=2)
        else:
            yield Part(Role.ROW, tuple(row.cells.values()), data=_silent(row))


def _lone(row: Row, heading: bool, level: int) -> Part:
    text = row.only
    short = len(text.split()) <= _TITLE_WORDS and text[-1] not in ".;," and bool(_WORD.search(text))
    if heading and short:
        return Part(Role.HEADING, (text,), level=level)
    role = Role.BULLET if BULLET.match(text) else Role.PARAGRAPH
    return Part(role, (text,), data=_is_figure(text))


def _is_data(table: _Table) -> bool:
    """A large table without sentences is a dataset, unless its header says that it is a log or a matrix."""
    columns = meanings(tuple(table.names.values()))
    if len(table.rows) <= _SMALL_TABLE or is_log(columns) or is_matrix(columns):
        return False
    spoken = sum(any(len(_WORD.findall(text)) >= _SENTENCE for text in row.cells.values()) for row in table.rows)
    return spoken < _SENTENCES * len(table.rows)
