"""Words of a page into lines in reading order, column by column. Pure geometry: no text is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from ingest.direction import is_leftward, line_text
from ingest.raw_pdf import Rule, Word

# A blank wider than this many type sizes ends a run of words; a column gutter is at least as wide.
RUN_GAP = 0.9
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column; points from the top left corner.

    ``edge_left`` and ``edge_right`` are the borders of the column it stands in.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool
    edge_left: float = 0.0
    edge_right: float = 0.0


def lines_in_order(words: Sequence[Word], rules: Sequence[Rule]) -> list[Line]:
    """The lines of a page, or of a part of it, as a person reads them."""
    walls = [rule for rule in rules if not rule.horizontal]
    return [line for column in _columns(_runs(settled_marks(words), walls)) for line in column]


def joined_lines(words: Sequence[Word]) -> list[Line]:
    """The lines of a table's cell: one column, top to bottom."""
    return _as_column(_runs(settled_marks(words), ()))


def settled_marks(words: Sequence[Word]) -> list[Word]:
    """Footnote marks that stand alone: dropped behind a word, set on the baseline before a footnote's text."""
    settled = []
    for word in words:
        if len(word.text) > 3 or not word.text.isdigit():
            settled.append(word)
            continue
        beside = [other for other in words if _raised_beside(word, other)]
        if not any(other.right <= word.left + 1 for other in beside):
            settled.append(replace(word, base=beside[0].base) if beside else word)
    return settled


def _raised_beside(mark: Word, other: Word) -> bool:
    near = -1 <= mark.left - other.right <= 0.4 * other.size or -1 <= other.left - mark.right <= other.size
    raised = 0.12 * other.size < other.base - mark.base < other.size
    return near and raised and mark.size < 0.85 * other.size


def _runs(words: Sequence[Word], walls: Sequence[Rule]) -> list[Line]:
    """Neighbouring words of one baseline; a vertical rule between two words parts them."""
    rows = _by_baseline(words)
    runs: list[Line] = []
    for row in rows:
        current: list[Word] = []
        for word in sorted(row, key=lambda w: w.left):
            if current and _parted(current[-1], word, walls):
                runs.append(_run(current))
                current = []
            current.append(word)
        runs.append(_run(current))
    return runs


def _by_baseline(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.base):
        last = rows[-1][-1] if rows else None
        if last and word.base - last.base <= 0.25 * max(min(word.size, last.size), 4.0):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _parted(left: Word, right: Word, walls: Sequence[Rule]) -> bool:
    if right.left - left.right > RUN_GAP * max(left.size, right.size):
        return True
    middle = (left.top + left.bottom) / 2
    return any(
        left.right - 1 <= wall.left <= right.left + 1 and wall.top - 1 <= middle <= wall.bottom + 1
        for wall in walls
    )


def _run(words: Sequence[Word]) -> Line:
    letters = sum(len(word.text) for word in words)
    bold = sum(len(word.text) for word in words if word.bold)
    return Line(
        text=line_text([word.text for word in words]),
        left=min(word.left for word in words),
        top=min(word.top for word in words),
        right=max(word.right for word in words),
        bottom=max(word.bottom for word in words),
        base=median(word.base for word in words),
        size=median(word.size for word in words),
        bold=bold > 0.6 * letters,
    )


def _columns(runs: Sequence[Line]) -> list[list[Line]]:
    """Cut out the largest stretch of columns side by side; then again above, below and within each of them."""
    ordered = sorted(runs, key=_height)
    found = max((cut for x in _gutters(ordered) for cut in _cuts(ordered, x)), key=len, default=None)
    if found is None:
        return [_as_column(ordered)] if ordered else []
    start, end, gutter = found.start, found.stop, found.gutter
    left = [run for run in ordered[start:end] if run.right <= gutter]
    right = [run for run in ordered[start:end] if run.left >= gutter]
    leftward = is_leftward("".join(run.text for run in ordered[start:end]))
    sides = (right, left) if leftward else (left, right)
    beside = [column for side in sides for column in _columns(side)]
    return _columns(ordered[:start]) + beside + _columns(ordered[end:])


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


def _gutters(runs: Sequence[Line]) -> list[float]:
    """The x that lie in most gaps between neighbours on one height, the most shared first."""
    gaps = [gap for run in runs if (gap := _gap_after(run, runs)) is not None]
    shares = {
        x: sum(1 for left, right in gaps if left < x < right)
        for low, high in gaps
        for x in (round(high - 0.5, 1), round(low + 0.5, 1))
    }
    shared = sorted((x for x in shares if shares[x] >= COLUMN_LINES), key=lambda x: -shares[x])
    return shared[:MOST_GUTTERS]


def _cuts(runs: Sequence[Line], gutter: float) -> Iterator[_Cut]:
    """The stretches that keep off the gutter, and are columns."""
    start = 0
    for crosses, group in groupby(runs, key=lambda run: run.left < gutter < run.right):
        band = list(group)
        if not crosses:
            left = [run for run in band if run.right <= gutter]
            right = [run for run in band if run.left >= gutter]
            if _are_columns(left, right):
                yield _Cut(start, start + len(band), gutter)
        start += len(band)


def _gap_after(run: Line, runs: Sequence[Line]) -> tuple[float, float] | None:
    beside = [o.left for o in runs if o.left >= run.right and min(o.bottom, run.bottom) > max(o.top, run.top)]
    if not beside or min(beside) - run.right < GUTTER_POINTS:
        return None
    return run.right, min(beside)


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    enough = len(left) >= COLUMN_LINES and len(right) >= COLUMN_LINES
    return enough and _is_text(left, right) and _is_text(right, left)


def _is_text(side: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether running text stands here: lines that fill their column, not labels or bullets of the other side."""
    lines = _as_column(side)
    widths = [line.right - line.left for line in lines]
    narrow = median(widths) < COLUMN_EMS * median(line.size for line in lines)
    if narrow and sum(_beside(line, other) for line in lines) > LABEL_SHARE * len(lines):
        return False
    return median(widths) >= COLUMN_FILL * (lines[0].edge_right - lines[0].edge_left) or len(_columns(side)) > 1


def _beside(run: Line, others: Sequence[Line]) -> bool:
    return any(abs(other.base - run.base) <= 0.3 * max(run.size, 4.0) for other in others)


def _as_column(runs: Sequence[Line]) -> list[Line]:
    """Runs of one baseline become one line: a bullet and its text, a label and its value."""
    rows: list[list[Line]] = []
    for run in sorted(runs, key=lambda r: r.base):
        if rows and run.base - rows[-1][-1].base <= 0.3 * max(min(run.size, rows[-1][-1].size), 4.0):
            rows[-1].append(run)
        else:
            rows.append([run])
    left, right = min((r.left for r in runs), default=0.0), max((r.right for r in runs), default=0.0)
    return [_line(sorted(row, key=lambda r: r.left), left, right) for row in rows]


def _line(runs: Sequence[Line], edge_left: float, edge_right: float) -> Line:
    widest = max(runs, key=lambda run: len(run.text))
    return Line(
        text=line_text([run.text for run in runs]),
        left=runs[0].left,
        top=min(run.top for run in runs),
        right=max(run.right for run in runs),
        bottom=max(run.bottom for run in runs),
        base=widest.base,
        size=widest.size,
        bold=all(run.bold for run in runs if any(c.isalnum() for c in run.text)),
        edge_left=edge_left,
        edge_right=edge_right,
    )
