"""Tables by their ruling lines, and the words in their cells. Pure geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.grids import TOLERANCE, Grid, Place, grids_of
from ingest.level_tables import level_grids
from ingest.raw_pdf import Rule, Word


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words; it may span several rows or columns, and stands in its first."""

    column: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A grid with at least two columns and two rows. ``rows`` leaves out rows without a word."""

    left: float
    top: float
    right: float
    bottom: float
    columns: int
    rows: tuple[tuple[Cell, ...], ...]


def find_tables(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Table], list[Word]]:
    """The tables of a page, top to bottom, and the words that stand in none."""
    tables, free = _taken(grids_of(rules), words)
    outside = [rule for rule in rules if not any(_crosses(rule, table) for table in tables)]
    more, free = _taken(level_grids(free, outside), free)
    return sorted([*tables, *more], key=lambda table: table.top), free


def _taken(grids: Iterable[Grid], words: Sequence[Word]) -> tuple[list[Table], list[Word]]:
    tables: list[Table] = []
    free = sorted(words, key=_middle)
    for grid in grids:
        inside = _held(free, grid)
        table = _table(grid, inside)
        if table is not None:
            tables.append(table)
            taken = {id(word) for word in inside}
            free = [word for word in free if id(word) not in taken]
    kept = {id(word) for word in free}
    return tables, [word for word in words if id(word) in kept]


def _crosses(rule: Rule, table: Table) -> bool:
    return (
        rule.left <= table.right
        and rule.right >= table.left
        and table.top - TOLERANCE <= rule.top
        and rule.bottom <= table.bottom + TOLERANCE
    )


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _held(words: Sequence[Word], grid: Grid) -> list[Word]:
    """``words`` are in the order of their middles."""
    start, stop = bisect_left(words, grid.ys[0], key=_middle), bisect_right(words, grid.ys[-1], key=_middle)
    return [word for word in words[start:stop] if grid.xs[0] <= (word.left + word.right) / 2 <= grid.xs[-1]]


def _table(grid: Grid, words: Sequence[Word]) -> Table | None:
    """None where fewer than two columns or two rows hold words: that is a box, not a table."""
    held: dict[Place, list[Word]] = defaultdict(list)
    for word in words:
        held[grid.cell_at((word.left + word.right) / 2, _middle(word))].append(word)
    rows: dict[int, list[Cell]] = defaultdict(list)
    for (row, column), inside in sorted(held.items()):
        rows[row].append(Cell(column, tuple(inside)))
    columns = {column for _, column in held}
    if len(columns) < 2 or len(rows) < 2 or max(len(row) for row in rows.values()) < 2:
        return None
    ordered = tuple(tuple(rows[row]) for row in sorted(rows))
    return Table(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], len(grid.xs) - 1, ordered)
