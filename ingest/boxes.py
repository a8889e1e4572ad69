"""Boxes: text on a ground or within a border of its own, read for itself. Pure geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.raw_pdf import Area, Rule, Word

# Edges nearer than this, in points, touch.
TOUCHING = 3.0
# More of the page than this is the page's own ground.
PAGE_SHARE = 0.6
# A box has at least so many lines and words; less is a label, a button, a coloured heading.
FEWEST_LINES = 3
FEWEST_WORDS = 12
# This share of the words on a ground may reach over its edges; where more do, it is decoration.
OVER_THE_EDGE = 0.03
# The largest are tried; a chart has thousands.
MOST_AREAS = 100


def find_boxes(
    words: Sequence[Word], areas: Sequence[Area], page: Area
) -> tuple[list[tuple[Area, list[Word]]], list[Word]]:
    """The boxes of a page with their words, top to bottom, and the words that stand in none."""
    boxes: list[tuple[Area, list[Word]]] = []
    free = sorted(words, key=_middle)
    for area in sorted(_stacked(areas), key=lambda a: -a.size)[:MOST_AREAS]:
        inside = _held(free, area)
        if len(inside) < len(free) and area.size <= PAGE_SHARE * page.size and _is_box(inside, area):
            boxes.append((area, inside))
            taken = {id(word) for word in inside}
            free = [word for word in free if id(word) not in taken]
    kept = {id(word) for word in free}
    return sorted(boxes, key=lambda box: box[0].top), [word for word in words if id(word) in kept]


def cell_rules(areas: Sequence[Area]) -> list[Rule]:
    """The sides of areas that touch side by side: the shaded cells of a table that has no rules."""
    found: list[Rule] = []
    for left, right in _neighbours(areas):
        for area in (left, right):
            found += [Rule(area.left, y, area.right, y) for y in (area.top, area.bottom)]
            found += [Rule(x, area.top, x, area.bottom) for x in (area.left, area.right)]
    return found


def _neighbours(areas: Sequence[Area]) -> Iterable[tuple[Area, Area]]:
    """Areas of one height that stand side by side."""
    ordered = sorted(areas, key=lambda a: (round(a.top / TOUCHING), round(a.bottom / TOUCHING), a.left))
    for left, right in pairwise(ordered):
        level = abs(left.top - right.top) <= TOUCHING and abs(left.bottom - right.bottom) <= TOUCHING
        if level and abs(left.right - right.left) <= TOUCHING:
            yield left, right


def _stacked(areas: Sequence[Area]) -> list[Area]:
    """Areas of one width that follow each other without a gap are one: a title's ground and its text's."""
    ordered = sorted(areas, key=lambda a: (round(a.left / TOUCHING), round(a.right / TOUCHING), a.top))
    united: list[Area] = []
    for area in ordered:
        last = united[-1] if united else None
        if last and _same_width(last, area) and area.top <= last.bottom + TOUCHING:
            united[-1] = Area(last.left, last.top, last.right, max(last.bottom, area.bottom))
        else:
            united.append(area)
    return united


def _same_width(one: Area, other: Area) -> bool:
    return abs(one.left - other.left) <= TOUCHING and abs(one.right - other.right) <= TOUCHING


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _held(words: Sequence[Word], area: Area) -> list[Word]:
    """``words`` are in the order of their middles."""
    start, stop = bisect_left(words, area.top, key=_middle), bisect_right(words, area.bottom, key=_middle)
    return [word for word in words[start:stop] if area.holds(word)]


def _is_box(inside: Sequence[Word], area: Area) -> bool:
    if len(inside) < FEWEST_WORDS or len({round(word.base / 4) for word in inside}) < FEWEST_LINES:
        return False
    over = sum(word.left < area.left - TOUCHING or word.right > area.right + TOUCHING for word in inside)
    return over <= OVER_THE_EDGE * len(inside)
