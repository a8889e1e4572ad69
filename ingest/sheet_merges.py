"""Merged cells of a sheet: how wide a title is, and to which rows below a short text belongs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.sheet_parts import Row
from ingest.sheet_scan import Merge

# "Kenya" over ten rows is the country of each; a text over several rows is said once.
_COPIED_WORDS = 6
_MOST_COPIES = 200_000  # more than any sheet that people write
_FARTHEST = 702


def with_merges(rows: Sequence[Row], merges: Sequence[Merge]) -> list[Row]:
    """The rows with the widths of their cells, and with short texts in all rows that they are merged over."""
    numbers = [row.number for row in rows]
    wide: dict[int, dict[int, int]] = defaultdict(dict)
    copied: dict[int, dict[int, str]] = defaultdict(dict)
    copies = 0
    for merge in merges:
        first, after = bisect_left(numbers, merge.top), bisect_right(numbers, merge.bottom)
        if first == after or numbers[first] != merge.top or merge.left not in rows[first].cells:
            continue
        wide[first][merge.left] = min(merge.right, _FARTHEST) - merge.left + 1
        text = rows[first].cells[merge.left]
        copies += after - first - 1
        if len(text.split()) <= _COPIED_WORDS and copies <= _MOST_COPIES:
            for place in range(first + 1, after):
                copied[place][merge.left] = text
                wide[place][merge.left] = wide[first][merge.left]
    return [_merged(row, wide.get(place, {}), copied.get(place, {})) for place, row in enumerate(rows)]


def _merged(row: Row, wide: dict[int, int], copied: dict[int, str]) -> Row:
    if not wide and not copied:
        return row
    return replace(row, cells=dict(sorted({**copied, **row.cells}.items())), wide=wide)
