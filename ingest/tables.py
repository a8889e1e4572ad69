"""Tables by their ruling lines: a grid of rules, and the cells between them. Pure geometry."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.raw_pdf import Rule, Word

# Rules nearer than this, in points, are one; crossings may miss each other by as much.
TOLERANCE = 3.0
# A separator counts where it covers this share of a cell's side.
COVER = 0.6


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words; it may span several rows or columns, and stands in its first."""

    row: int
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
    tables: list[Table] = []
    free = list(words)
    for grid in _grids(_merged(rules)):
        inside = [word for word in free if grid.holds(word)]
        table = grid.table(inside)
        if table is not None:
            tables.append(table)
            taken = {id(word) for word in inside}
            free = [word for word in free if id(word) not in taken]
    return sorted(tables, key=lambda table: table.top), free


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Collinear pieces as one rule: borders are often drawn cell by cell."""
    level = defaultdict(list)
    upright = defaultdict(list)
    for rule in rules:
        if rule.horizontal:
            level[round(rule.top / TOLERANCE)].append((rule.left, rule.right, rule.top))
        else:
            upright[round(rule.left / TOLERANCE)].append((rule.top, rule.bottom, rule.left))
    across = [Rule(a, at, b, at) for pieces in level.values() for a, b, at in _united(pieces)]
    down = [Rule(at, a, at, b) for pieces in upright.values() for a, b, at in _united(pieces)]
    return across + down


def _united(pieces: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    united: list[tuple[float, float, float]] = []
    for start, end, at in sorted(pieces):
        if united and start <= united[-1][1] + TOLERANCE:
            first, last, place = united[-1]
            united[-1] = (first, max(last, end), place)
        else:
            united.append((start, end, at))
    return united


def _grids(rules: Sequence[Rule]) -> list[_Grid]:
    """Rules that cross each other, directly or through others, are one grid."""
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    leader = list(range(len(rules)))

    def root(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for i, level in enumerate(across):
        for j, upright in enumerate(down, start=len(across)):
            if _cross(level, upright):
                leader[root(i)] = root(j)
    members = defaultdict(list)
    for index, rule in enumerate([*across, *down]):
        members[root(index)].append(rule)
    grids = [_Grid.of(group) for group in members.values()]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: -grid.area)


def _cross(level: Rule, upright: Rule) -> bool:
    return (
        level.left - TOLERANCE <= upright.left <= level.right + TOLERANCE
        and upright.top - TOLERANCE <= level.top <= upright.bottom + TOLERANCE
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> _Grid | None:
        across = tuple(rule for rule in rules if rule.horizontal)
        down = tuple(rule for rule in rules if not rule.horizontal)
        xs, ys = _distinct(rule.left for rule in down), _distinct(rule.top for rule in across)
        if len(xs) < 3 or len(ys) < 3:
            return None
        return cls(xs, ys, across, down)

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def holds(self, word: Word) -> bool:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def table(self, words: Sequence[Word]) -> Table | None:
        """None where fewer than two columns or two rows hold words: that is a box, not a table."""
        cells = self._cells(words)
        rows: dict[int, list[Cell]] = defaultdict(list)
        for cell in cells:
            rows[cell.row].append(cell)
        columns = {cell.column for cell in cells}
        if len(columns) < 2 or len(rows) < 2 or max(len(row) for row in rows.values()) < 2:
            return None
        ordered = tuple(tuple(sorted(rows[row], key=lambda c: c.column)) for row in sorted(rows))
        return Table(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1], len(self.xs) - 1, ordered)

    def _cells(self, words: Sequence[Word]) -> list[Cell]:
        first = self._first_cells()
        held: dict[tuple[int, int], list[Word]] = defaultdict(list)
        for word in words:
            column = bisect_right(self.xs, (word.left + word.right) / 2) - 1
            row = bisect_right(self.ys, (word.top + word.bottom) / 2) - 1
            place = (min(row, len(self.ys) - 2), min(column, len(self.xs) - 2))
            held[first[place]].append(word)
        return [Cell(row, column, tuple(inside)) for (row, column), inside in held.items()]

    def _first_cells(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each elementary cell the first of the cell it belongs to: no rule parts the two."""
        first: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                if column and not self._wall(row, column):
                    first[row, column] = first[row, column - 1]
                elif row and not self._floor(row, column):
                    first[row, column] = first[row - 1, column]
                else:
                    first[row, column] = (row, column)
        return first

    def _wall(self, row: int, column: int) -> bool:
        x, low, high = self.xs[column], self.ys[row], self.ys[row + 1]
        near = [(r.top, r.bottom) for r in self.down if abs(r.left - x) <= TOLERANCE]
        return _covered(near, low, high) >= COVER

    def _floor(self, row: int, column: int) -> bool:
        y, low, high = self.ys[row], self.xs[column], self.xs[column + 1]
        near = [(r.left, r.right) for r in self.across if abs(r.top - y) <= TOLERANCE]
        return _covered(near, low, high) >= COVER


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > TOLERANCE:
            kept.append(value)
    return tuple(kept)


def _covered(pieces: Iterable[tuple[float, float]], low: float, high: float) -> float:
    """The share of ``low`` to ``high`` that the longest piece covers."""
    longest = max((min(b, high) - max(a, low) for a, b in pieces), default=0.0)
    return max(longest, 0.0) / max(high - low, 1e-6)
