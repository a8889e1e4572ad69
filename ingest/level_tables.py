"""Tables that have level rules only: what stands between two of them is a row, and blanks part the columns.

A rule also stands under a running header, over footnotes, around a heading. So rows are a table only where two or
more of them, one after the other, keep off the same blanks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from ingest.grids import TOLERANCE, Grid, distinct, grid_between, merged
from ingest.lines import Line, runs_of, settled_marks
from ingest.raw_pdf import Rule, Word

# Rules of a table end at the same x, within so many points, on one side at least.
EDGE = 8.0
SHORTEST = 100.0
# Columns are parted by a blank at least so wide, in points, that this share of the rows keeps off.
BLANK = 7.0
KEPT_OFF = 0.7
# Between rules that frame a page there is much that is empty.
LEAST_FILLED = 0.25
# A header has few lines, and so has a title across the columns.
MOST_HEADER_LINES = 6
MOST_TITLE_LINES = 3
# Prose in two columns between two rules is as long on both sides.
PROSE_LINES = 12
MOST_RULES = 400
MARKS = frozenset("-–—•●▪■◦o➢✓")
# A row without rules within, that has a figure or a word or two in each column on each line, is as many rows.
SHORT_CELL = 2
FILLED = 0.7

Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands between two rules. ``spans`` are the stretches of x that its text takes up."""

    top: float
    bottom: float
    runs: tuple[Line, ...]
    spans: tuple[Gap, ...]

    @property
    def lines(self) -> int:
        return len({round(run.base / 4) for run in self.runs})

    @property
    def free(self) -> tuple[Gap, ...]:
        """The stretches that it leaves free: on its left, between its texts, and on its right."""
        ends = [(-inf, -inf), *self.spans, (inf, inf)]
        return tuple((left[1], right[0]) for left, right in pairwise(ends))

    @property
    def filled(self) -> float:
        """The share of its height that its lines take up."""
        return sum(max(run.size for run in line) for line in _by_line(self.runs)) / max(self.bottom - self.top, 1.0)

    def crosses(self, gap: Gap) -> bool:
        return any(left < gap[1] and right > gap[0] for left, right in self.spans)


def level_grids(words: Sequence[Word], rules: Sequence[Rule]) -> Iterator[Grid]:
    """The grids that level rules and blanks make, of ``words`` that are in no other table."""
    level = sorted((r for r in merged(rules) if r.horizontal and r.right - r.left >= SHORTEST), key=lambda r: r.top)
    if len(level) > MOST_RULES:
        return
    placed = sorted(words, key=_middle)
    for group in _groups(level):
        for rows in _sequences(_rows(group, placed)):
            grid = _grid(rows, group)
            if grid is not None:
                yield grid


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _groups(level: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that end where those above them end, on the left or on the right."""
    groups: list[list[Rule]] = []
    for rule in level:
        fitting = (g for g in groups if abs(g[0].right - rule.right) <= EDGE or abs(g[0].left - rule.left) <= EDGE)
        group = next(fitting, None)
        if group is None:
            groups.append([rule])
        else:
            group.append(rule)
    return [group for group in groups if len(group) > 2]


def _rows(group: Sequence[Rule], words: Sequence[Word]) -> list[_Row]:
    left, right = min(rule.left for rule in group), max(rule.right for rule in group)
    rows = []
    for top, bottom in pairwise(distinct(rule.top for rule in group)):
        start, stop = bisect_left(words, top, key=_middle), bisect_right(words, bottom, key=_middle)
        inside = [w for w in words[start:stop] if left - EDGE <= (w.left + w.right) / 2 <= right + EDGE]
        runs = tuple(_with_marks(runs_of(settled_marks(inside), ())))
        rows.append(_Row(top, bottom, runs, _united([(run.left, run.right) for run in runs])))
    return rows


def _with_marks(runs: Sequence[Line]) -> list[Line]:
    """Bullets belong to the text on their right, however far they stand from it."""
    joined: list[Line] = []
    for run in runs:
        if joined and joined[-1].text in MARKS and abs(run.base - joined[-1].base) <= 1:
            mark = joined.pop()
            joined.append(replace(run, left=mark.left, text=f"{mark.text} {run.text}"))
        else:
            joined.append(run)
    return joined


def _united(spans: Sequence[Gap]) -> tuple[Gap, ...]:
    """The stretches that the spans take up; a blank that is no wider than one between words parts none."""
    united: list[Gap] = []
    for left, right in sorted(spans):
        if united and left - united[-1][1] < BLANK:
            united[-1] = united[-1][0], max(united[-1][1], right)
        else:
            united.append((left, right))
    return tuple(united)


def _sequences(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Rows one after the other that keep off common blanks; among them titles across all of it."""
    current: list[_Row] = []
    common: list[Gap] = []
    for row in rows:
        narrowed = _narrowed(common, row.free) if current and row.filled >= LEAST_FILLED else []
        if current and not narrowed and not _is_title(row):
            yield from _finished(current)
            current = []
        if not current:
            narrowed = list(row.free[1:-1])
        if narrowed or current:
            current.append(row)
            common = narrowed or common
    yield from _finished(current)


def _narrowed(shared: Sequence[Gap], free: Sequence[Gap]) -> list[Gap]:
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in shared for b in free]
    return [gap for gap in both if gap[1] - gap[0] >= BLANK]


def _is_title(row: _Row) -> bool:
    return len(row.spans) == 1 and row.lines <= MOST_TITLE_LINES


def _finished(rows: list[_Row]) -> Iterator[list[_Row]]:
    while rows and len(rows[-1].spans) < 2:
        rows = rows[:-1]
    tabular = [row for row in rows if len(row.spans) > 1]
    if len(tabular) < 2 or tabular[0].lines > MOST_HEADER_LINES or not _has_words(tabular[0]):
        return
    if len(tabular) == 2 and tabular[1].lines > PROSE_LINES and not _is_list(tabular[1]):
        return
    yield rows


def _has_words(row: _Row) -> bool:
    """The first row of a table has some; between the lines of a chart there are figures."""
    return any(character.isalpha() for run in row.runs for character in run.text)


def _grid(rows: Sequence[_Row], group: Sequence[Rule]) -> Grid | None:
    left, right = min(rule.left for rule in group), max(rule.right for rule in group)
    top, bottom = rows[0].top, rows[-1].bottom
    gaps = _column_gaps(rows)
    down = [Rule(x, top, x, bottom) for x in (left, right)]
    for gap in gaps:
        x = (gap[0] + gap[1]) / 2
        down += [Rule(x, row.top, x, row.bottom) for row in rows if not row.crosses(gap)]
    across = [rule for rule in group if top - TOLERANCE <= rule.top <= bottom + TOLERANCE]
    across += [
        Rule(left, y, right, y) for row in _behind_header(rows) if _is_list(row) for y in _between_lines(row)
    ]
    return grid_between(across, down)


def _behind_header(rows: Sequence[_Row]) -> Sequence[_Row]:
    first = next(at for at, row in enumerate(rows) if len(row.spans) > 1)
    return rows[first + 1 :]


def _column_gaps(rows: Sequence[_Row]) -> list[Gap]:
    """The blanks between columns: stretches of x that most rows of several cells keep off."""
    tabular = [row for row in rows if len(row.spans) > 1]
    steps = sorted(
        [(a, 1) for row in tabular for a, _ in row.spans] + [(b, -1) for row in tabular for _, b in row.spans]
    )
    first, last = min(row.spans[0][0] for row in tabular), max(row.spans[-1][1] for row in tabular)
    gaps: list[Gap] = []
    taken = 0
    for (x, step), (following, _) in pairwise(steps):
        taken += step
        if taken <= (1 - KEPT_OFF) * len(tabular) and first < x and following < last:
            gaps = _with(gaps, (x, following))
    return [gap for gap in gaps if gap[1] - gap[0] >= BLANK]


def _with(gaps: list[Gap], gap: Gap) -> list[Gap]:
    if gaps and gap[0] <= gaps[-1][1]:
        return [*gaps[:-1], (gaps[-1][0], gap[1])]
    return [*gaps, gap]


def _is_list(row: _Row) -> bool:
    """Whether each line of a row is one itself: in nearly all columns there is a little on nearly all lines."""
    lines = _by_line(row.runs)
    if len(lines) < 2 or len(row.spans) < 3:
        return False
    filled = sum(len(line) >= FILLED * len(row.spans) for line in lines)
    words = sorted(len(run.text.split()) for line in lines for run in line[1:])
    return filled >= FILLED * len(lines) and bool(words) and words[len(words) // 2] <= SHORT_CELL


def _by_line(runs: Sequence[Line]) -> list[list[Line]]:
    ordered = sorted(runs, key=lambda run: run.base)
    lines: list[list[Line]] = []
    for run in ordered:
        if lines and run.base - lines[-1][0].base <= 0.4 * max(run.size, 4.0):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda run: run.left) for line in lines]


def _between_lines(row: _Row) -> list[float]:
    lines = _by_line(row.runs)
    return [(max(r.bottom for r in a) + min(r.top for r in b)) / 2 for a, b in pairwise(lines)]
