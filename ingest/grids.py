"""Ruling lines into grids: rules that cross each other, and the cells between them. Pure geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.raw_pdf import Rule

# Rules nearer than this, in points, are one; crossings may miss each other by as much.
TOLERANCE = 3.0
# What is shorter after its pieces are joined is a tick or a dash.
SHORTEST = 12.0
# A separator counts where it covers this share of a cell's side.
COVER = 0.6
# More rules on a page, or cells in a grid, are a map or a drawing.
MOST_RULES = 3_000
MOST_CELLS = 20_000

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """The places of its rules, and for each elementary cell (row, column) the first of the cell it belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    first: Mapping[Place, Place]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> Place:
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return self.first[min(max(row, 0), len(self.ys) - 2), min(max(column, 0), len(self.xs) - 2)]


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """The grids of a page, largest first."""
    united = merged(rules)
    if len(united) > MOST_RULES:
        return []
    grids = (_grid(group) for group in _crossing(united))
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: -grid.area)


def merged(rules: Sequence[Rule]) -> list[Rule]:
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
    return [rule for rule in across + down if rule.right - rule.left + rule.bottom - rule.top >= SHORTEST]


def _united(pieces: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    united: list[tuple[float, float, float]] = []
    for start, end, at in sorted(pieces):
        if united and start <= united[-1][1] + TOLERANCE:
            first, last, place = united[-1]
            united[-1] = (first, max(last, end), place)
        else:
            united.append((start, end, at))
    return united


def _crossing(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that cross each other, directly or through others."""
    across = [rule for rule in rules if rule.horizontal]
    down = sorted((rule for rule in rules if not rule.horizontal), key=lambda rule: rule.left)
    lefts = [rule.left for rule in down]
    leader = list(range(len(rules)))

    def root(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for i, level in enumerate(across):
        start = bisect_left(lefts, level.left - TOLERANCE)
        for j in range(start, bisect_right(lefts, level.right + TOLERANCE)):
            if down[j].top - TOLERANCE <= level.top <= down[j].bottom + TOLERANCE:
                leader[root(i)] = root(len(across) + j)
    members = defaultdict(list)
    for index, rule in enumerate([*across, *down]):
        members[root(index)].append(rule)
    return list(members.values())


def _grid(rules: Sequence[Rule]) -> Grid | None:
    """The grid of rules that cross; none where it has less than two columns or rows."""
    return grid_between([r for r in rules if r.horizontal], [r for r in rules if not r.horizontal])


def grid_between(across: Sequence[Rule], down: Sequence[Rule]) -> Grid | None:
    """The same of rules that are told apart already."""
    xs = _with_open_ends([rule.left for rule in down], [(rule.left, rule.right) for rule in across])
    ys = _with_open_ends([rule.top for rule in across], [(rule.top, rule.bottom) for rule in down])
    if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > MOST_CELLS:
        return None
    return Grid(xs, ys, _first_cells(xs, ys, across, down))


def _with_open_ends(places: Sequence[float], crossing: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """The places of rules, and the ends of those that cross them and reach further.

    Some tables have no rules at their sides, and a page's end cuts a row in two.
    """
    if not places:
        return ()
    low, high = min(places), max(places)
    starts = [start for start, _ in crossing if start < low - 2 * TOLERANCE]
    ends = [end for _, end in crossing if end > high + 2 * TOLERANCE]
    open_low = [min(starts)] if len(starts) > 2 else []
    open_high = [max(ends)] if len(ends) > 2 else []
    return distinct([*open_low, *places, *open_high])


def _first_cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[Place, Place]:
    """No rule parts an elementary cell from the first of its cell."""
    walls = [[(r.top, r.bottom) for r in down if abs(r.left - x) <= TOLERANCE] for x in xs]
    floors = [[(r.left, r.right) for r in across if abs(r.top - y) <= TOLERANCE] for y in ys]
    first: dict[Place, Place] = {}
    for row, (high, low) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            if column and _covered(walls[column], high, low) < COVER:
                first[row, column] = first[row, column - 1]
            elif row and _covered(floors[row], left, right) < COVER:
                first[row, column] = first[row - 1, column]
            else:
                first[row, column] = (row, column)
    return first


def distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in order, of those that lie within `TOLERANCE` of each other the first."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > TOLERANCE:
            kept.append(value)
    return tuple(kept)


def _covered(pieces: Iterable[tuple[float, float]], low: float, high: float) -> float:
    """The share of ``low`` to ``high`` that the longest piece covers."""
    longest = max((min(b, high) - max(a, low) for a, b in pieces), default=0.0)
    return max(longest, 0.0) / max(high - low, 1e-6)
