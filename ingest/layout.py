"""Runs of words in reading order, column by column. Pure geometry: no text is judged here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from ingest.direction import is_leftward
from ingest.lines import BAND, Line, as_column, runs_of, settled_marks
from ingest.raw_pdf import Rule, Word

# A column gutter is at least as wide, in points.
GUTTER_POINTS = 9.0
# Fewer lines than this beside each other are a label and its value, not columns.
COLUMN_LINES = 3
# In running text lines fill their column; the cells of a table without rules do not.
COLUMN_FILL = 0.55
# Narrower than this many type sizes are labels, beside their values, or bullets.
COLUMN_EMS = 9.0
# Labels stand on the baselines of their values, all of them; lines of a box beside the text do by chance.
LABEL_SHARE = 0.75
# Gutters that are tried, the most shared first: a page has few, a chart's labels have many.
MOST_GUTTERS = 4
# A column of notes is narrower than this share of the text that it stands beside, and has less of the words.
NOTES_WIDTH = 0.55
NOTES_WORDS = 0.5
# Columns within columns within columns: what is deeper is a table.
DEEPEST = 3
MOST_BANDS = 100
# A page with more runs is a table or a map of labels: columns of text it has not.
MOST_RUNS = 3_000


def lines_in_order(words: Sequence[Word], rules: Sequence[Rule], across: Sequence[Line] = ()) -> list[Line]:
    """The lines of a page, or of a part of it, as a person reads them.

    ``across`` are placeholders of what is read for itself and parts the columns above from those below.
    """
    runs = [*runs_of(settled_marks(words), rules), *across]
    if len(runs) > MOST_RUNS:
        return as_column(runs)
    quoted = _islands(runs)
    apart = {id(island) for island in quoted}
    rest = [run for run in runs if id(run) not in apart]
    return [line for column in (*_columns(rest), as_column(quoted)) for line in column]


def _islands(runs: Sequence[Line]) -> list[Line]:
    """What stands in the middle between two columns that flow around it: a quotation set large."""
    ordered = sorted(runs, key=_height)
    gutters = _gutters(ordered)
    if not gutters:
        return []
    gutter = gutters[0]
    crossing = [run for run in ordered if run.left < gutter < run.right]
    if not 2 <= len(crossing) <= len(runs) / 4:
        return []
    left, right = (
        _Beside([r for r in ordered if r.right <= gutter]),
        _Beside([r for r in ordered if r.left >= gutter]),
    )
    found = [run for run in crossing if left.overlap(run) and right.overlap(run)]
    return found if len(found) >= 2 else []


class _Beside:
    """Runs by the bands of the page that they reach into, to find neighbours without looking at all of them."""

    def __init__(self, runs: Sequence[Line]) -> None:
        self._bands: dict[int, list[Line]] = defaultdict(list)
        for run in sorted(runs, key=lambda r: r.left):
            for band in _reach(run):
                self._bands[band].append(run)
        self._lefts = {band: [run.left for run in held] for band, held in self._bands.items()}

    def overlap(self, run: Line) -> bool:
        return any(_overlap(run, other) for band in _reach(run) for other in self._bands.get(band, ()))

    def next_left(self, run: Line) -> float | None:
        """Where the nearest run to the right of this one begins, on its height."""
        found = [left for band in _reach(run) if (left := self._next_in(band, run)) is not None]
        return min(found, default=None)

    def _next_in(self, band: int, run: Line) -> float | None:
        held = self._bands.get(band, [])
        start = bisect_left(self._lefts.get(band, []), run.right)
        return next((other.left for other in held[start:] if _overlap(run, other)), None)


def _reach(run: Line) -> range:
    """The bands of the page in which it stands; broken fonts have letters that are miles high."""
    first = int(run.top // BAND)
    return range(first, min(int(run.bottom // BAND), first + MOST_BANDS) + 1)


def _overlap(run: Line, other: Line) -> bool:
    return min(other.bottom, run.bottom) > max(other.top, run.top)


def _columns(runs: Sequence[Line]) -> list[list[Line]]:
    """Cut out the largest stretch of columns side by side; then again above, below and within each of them."""
    ordered = sorted(runs, key=_height)
    found = _best_cut(ordered, DEEPEST)
    if found is None:
        return [as_column(ordered)] if ordered else []
    start, end, gutter = found.start, found.stop, found.gutter
    left = [run for run in ordered[start:end] if run.right <= gutter]
    right = [run for run in ordered[start:end] if run.left >= gutter]
    beside = [column for side in _sides(left, right) for column in _columns(side)]
    return _columns(ordered[:start]) + beside + _columns(ordered[end:])


def _sides(left: list[Line], right: list[Line]) -> tuple[list[Line], list[Line]]:
    """The side that is read first, and the other: notes at the side come after the text."""
    leftward = is_leftward("".join(run.text for run in (*left, *right)))
    first, second = (right, left) if leftward else (left, right)
    return (second, first) if _are_notes(first, second) else (first, second)


def _are_notes(side: Sequence[Line], text: Sequence[Line]) -> bool:
    """Headings that hang in the margin are bold, and stay before their text."""
    if _width(side) > NOTES_WIDTH * _width(text) or sum(run.bold for run in side) > len(side) / 2:
        return False
    return sum(len(run.text) for run in side) <= NOTES_WORDS * sum(len(run.text) for run in text)


def _width(runs: Sequence[Line]) -> float:
    return max(run.right for run in runs) - min(run.left for run in runs)


def _height(run: Line) -> float:
    return (run.top + run.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Cut:
    """Runs ``start`` to ``stop``, top to bottom, that stand on either side of ``gutter``."""

    start: int
    stop: int
    gutter: float

    def __len__(self) -> int:
        return self.stop - self.start


def _best_cut(ordered: Sequence[Line], depth: int) -> _Cut | None:
    """The largest stretch of columns."""
    cuts = [cut for gutter in _gutters(ordered) for cut in _stretches(ordered, gutter)]
    for cut in sorted(cuts, key=len, reverse=True):
        band = ordered[cut.start : cut.stop]
        left = [run for run in band if run.right <= cut.gutter]
        right = [run for run in band if run.left >= cut.gutter]
        if _are_columns(left, right, depth):
            return cut
    return None


def _stretches(runs: Sequence[Line], gutter: float) -> Iterator[_Cut]:
    """The stretches that keep off the gutter."""
    start = 0
    for crosses, group in groupby(runs, key=lambda run: run.left < gutter < run.right):
        stop = start + sum(1 for _ in group)
        if not crosses and stop - start >= 2 * COLUMN_LINES:
            yield _Cut(start, stop, gutter)
        start = stop


def _gutters(runs: Sequence[Line]) -> list[float]:
    """The x that lie in most gaps between neighbours on one height, the most shared first."""
    beside = _Beside(runs)
    gaps = [gap for run in runs if (gap := _gap_after(run, beside)) is not None]
    lefts, rights = sorted(left for left, _ in gaps), sorted(right for _, right in gaps)
    places = dict.fromkeys(x for low, high in gaps for x in (round(high - 0.5, 1), round(low + 0.5, 1)))
    shares = {x: bisect_left(lefts, x) - bisect_right(rights, x) for x in places}
    shared = sorted((x for x in shares if shares[x] >= COLUMN_LINES), key=lambda x: -shares[x])
    return shared[:MOST_GUTTERS]


def _gap_after(run: Line, beside: _Beside) -> tuple[float, float] | None:
    after = beside.next_left(run)
    return None if after is None or after - run.right < GUTTER_POINTS else (run.right, after)


def _are_columns(left: Sequence[Line], right: Sequence[Line], depth: int) -> bool:
    enough = len(left) >= COLUMN_LINES and len(right) >= COLUMN_LINES
    return enough and _is_text(left, right, depth) and _is_text(right, left, depth)


def _is_text(side: Sequence[Line], other: Sequence[Line], depth: int) -> bool:
    """Whether running text stands here: lines that fill their column, not labels or bullets of the other side."""
    lines = as_column(side)
    widths = [line.right - line.left for line in lines]
    narrow = median(widths) < COLUMN_EMS * median(line.size for line in lines)
    if narrow and _beside_share(lines, other) > LABEL_SHARE:
        return False
    if median(widths) >= COLUMN_FILL * (lines[0].edge_right - lines[0].edge_left):
        return True
    return depth > 0 and _best_cut(sorted(side, key=_height), depth - 1) is not None


def _beside_share(lines: Sequence[Line], others: Sequence[Line]) -> float:
    """The share of lines that stand on the baseline of one of the others."""
    bases = sorted(other.base for other in others)
    beside = 0
    for line in lines:
        reach = 0.3 * max(line.size, 4.0)
        beside += bisect_right(bases, line.base + reach) > bisect_left(bases, line.base - reach)
    return beside / len(lines)
