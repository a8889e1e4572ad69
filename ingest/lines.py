"""Words of a page into runs and lines. Pure geometry: no text is judged here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.direction import line_text
from ingest.raw_pdf import Rule, Word

# A blank wider than this many type sizes ends a run of words.
RUN_GAP = 0.9
# Words are looked for among those of a band of the page, this many points high.
BAND = 24.0


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


def joined_lines(words: Sequence[Word]) -> list[Line]:
    """The lines of a table's cell: one column, top to bottom."""
    return as_column(runs_of(settled_marks(words), ()))


def settled_marks(words: Sequence[Word]) -> list[Word]:
    """Footnote marks that stand alone: dropped behind a word, set on the baseline before a footnote's text."""
    bands: dict[int, list[Word]] | None = None
    settled = []
    for word in words:
        if len(word.text) > 3 or not word.text.isdigit():
            settled.append(word)
            continue
        bands = bands or _bands(words)
        near = (*bands.get(_band(word), ()), *bands.get(_band(word) + 1, ()))
        beside = [other for other in near if _raised_beside(word, other)]
        if not any(other.right <= word.left + 1 for other in beside):
            settled.append(replace(word, base=beside[0].base) if beside else word)
    return settled


def _bands(words: Sequence[Word]) -> dict[int, list[Word]]:
    bands = defaultdict(list)
    for word in words:
        bands[_band(word)].append(word)
    return bands


def _band(word: Word) -> int:
    return int(word.base // BAND)


def _raised_beside(mark: Word, other: Word) -> bool:
    near = -1 <= mark.left - other.right <= 0.4 * other.size or -1 <= other.left - mark.right <= other.size
    raised = 0.12 * other.size < other.base - mark.base < other.size
    return near and raised and mark.size < 0.85 * other.size


def runs_of(words: Sequence[Word], walls: Sequence[Rule]) -> list[Line]:
    """Neighbouring words of one baseline; a vertical rule between two words parts them."""
    upright = sorted((wall for wall in walls if not wall.horizontal), key=lambda wall: wall.left)
    places = [wall.left for wall in upright]
    runs: list[Line] = []
    for row in _by_baseline(words):
        current: list[Word] = []
        for word in sorted(row, key=lambda w: w.left):
            if current and _parted(current[-1], word, upright, places):
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


def _parted(left: Word, right: Word, walls: Sequence[Rule], places: Sequence[float]) -> bool:
    if right.left - left.right > RUN_GAP * max(left.size, right.size):
        return True
    middle = (left.top + left.bottom) / 2
    between = walls[bisect_left(places, left.right - 1) : bisect_right(places, right.left + 1)]
    return any(wall.top - 1 <= middle <= wall.bottom + 1 for wall in between)


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


def as_column(runs: Sequence[Line]) -> list[Line]:
    """Runs of one baseline become one line: a bullet and its text, a label and its value."""
    rows: list[list[Line]] = []
    for run in sorted(runs, key=lambda r: r.base):
        if (
            rows
            and run.text
            and rows[-1][-1].text
            and run.base - rows[-1][-1].base <= 0.3 * max(min(run.size, rows[-1][-1].size), 4.0)
        ):
            rows[-1].append(run)
        else:
            rows.append([run])
    left, right = min((r.left for r in runs), default=0.0), max((r.right for r in runs), default=0.0)
    return [_line(sorted(row, key=lambda r: r.left), left, right) for row in rows]


def _line(runs: Sequence[Line], edge_left: float, edge_right: float) -> Line:
    if len(runs) == 1:
        return replace(runs[0], edge_left=edge_left, edge_right=edge_right)
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
