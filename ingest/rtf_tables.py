"""A table of an RTF while it is read: rows of cells, whose columns are told by their right edges."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from ingest.block_writer import MOST_COLUMNS, Cell

# Edges that are nearer than this (in twips; 20 are a point) are one.
_SAME_EDGE = 60


class RtfTable:
    """Collects the rows of the table that is being read."""

    def __init__(self) -> None:
        self._edges: list[int] = []
        self._texts: list[str] = []
        self._rows: list[tuple[list[str], list[int]]] = []

    def begin_definition(self) -> None:
        """What edges follow are those of the next rows."""
        self._edges = []

    def add_edge(self, twips: int) -> None:
        self._edges.append(twips)

    def add_cell(self, text: str) -> None:
        self._texts.append(text)

    def end_row(self) -> None:
        if self._texts:
            self._rows.append((self._texts, self._edges))
            self._texts = []

    def taken(self) -> list[list[Cell]]:
        """The rows, in one grid; none of them is left here."""
        self.end_row()
        rows, self._rows = self._rows, []
        grid = _distinct(edge for _, edges in rows for edge in edges)
        return [_cells(texts, edges, grid) for texts, edges in rows]


def _distinct(edges: Iterable[int]) -> list[int]:
    """The right edges of the grid's columns."""
    grid: list[int] = []
    for edge in sorted(edges):
        if not grid or edge - grid[-1] > _SAME_EDGE:
            grid.append(edge)
    return grid


def _cells(texts: list[str], edges: list[int], grid: list[int]) -> list[Cell]:
    """A cell reaches from the edge before it to its own; where a row has fewer edges, each cell is one column."""
    cells = []
    column = 0
    for at, text in enumerate(texts[:MOST_COLUMNS]):
        end = bisect_left(grid, edges[at] - _SAME_EDGE) + 1 if at < len(edges) else column + 1
        wide = max(end - column, 1)
        cells.append(Cell(column, wide, text))
        column += wide
    return cells
