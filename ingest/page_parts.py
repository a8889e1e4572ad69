"""What a PDF's page is made of: running text, tables and boxes, each read for itself. Pure geometry."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.boxes import cell_rules, find_boxes
from ingest.layout import lines_in_order
from ingest.lines import Line
from ingest.raw_pdf import Area, RawPage, Rule, Word
from ingest.tables import Table, find_tables

# What is as wide as this share of the text around it parts the columns above from those below.
ACROSS = 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """Text that is read from start to end. A placeholder among its lines has no text, and stands for an inset."""

    lines: tuple[Line, ...]
    insets: tuple[Inset, ...] = ()


@dataclass(frozen=True, slots=True)
class Inset:
    """A table or a box within a part. ``place`` is its placeholder, where it reaches across the part."""

    area: Area
    content: Table | Part
    place: Line | None = None


def page_part(page: RawPage) -> Part:
    """All of a page; text at right angles to the rest comes last."""
    upright = [word for word in page.words if not word.turned]
    turned = [word for word in page.words if word.turned]
    whole = Area(0.0, 0.0, page.width, page.height)
    rules = (*page.rules, *cell_rules(page.areas))
    tables, free = find_tables([*upright, *turned], rules)
    lines_of_turned = [_line(word) for word in free if word.turned]
    part = _part([word for word in free if not word.turned], tables, page.areas, rules, whole)
    return replace(part, lines=(*part.lines, *lines_of_turned))


def all_lines(part: Part) -> Iterator[Line]:
    """The lines of a part and of the boxes in it; those of tables are not among them."""
    yield from (line for line in part.lines if line.text)
    for inset in part.insets:
        if isinstance(inset.content, Part):
            yield from all_lines(inset.content)


def without(part: Part, dropped: Collection[int]) -> Part:
    """The part without the lines of these identities."""
    insets = tuple(
        replace(inset, content=without(inset.content, dropped)) if isinstance(inset.content, Part) else inset
        for inset in part.insets
    )
    return Part(tuple(line for line in part.lines if id(line) not in dropped), insets)


def _part(
    words: Sequence[Word], tables: Sequence[Table], areas: Sequence[Area], rules: Sequence[Rule], within: Area
) -> Part:
    boxes, free = find_boxes(words, [area for area in areas if not _holds_whole(tables, area)], within)
    insets: list[Inset] = []
    for area, inside in boxes:
        smaller = [other for other in areas if other.size < area.size]
        own = [table for table in tables if _within(table, area)]
        insets.append(Inset(area, _part(inside, own, smaller, rules, area)))
    boxed = [area for area, _ in boxes]
    insets += [
        Inset(Area(table.left, table.top, table.right, table.bottom), table)
        for table in tables
        if not any(_within(table, area) for area in boxed)
    ]
    placed = [_placed(inset, free) for inset in sorted(insets, key=lambda inset: inset.area.top)]
    across = [inset.place for inset in placed if inset.place is not None]
    return Part(tuple(lines_in_order(free, rules, across)), tuple(placed))


def _holds_whole(tables: Sequence[Table], area: Area) -> bool:
    """Whether the area is the ground of a table, or of a part of one."""
    return any(
        table.left - 4 <= area.left
        and area.right <= table.right + 4
        and table.top - 4 <= area.top
        and area.bottom <= table.bottom + 4
        for table in tables
    )


def _within(table: Table, area: Area) -> bool:
    x, y = (table.left + table.right) / 2, (table.top + table.bottom) / 2
    return area.left <= x <= area.right and area.top <= y <= area.bottom


def _placed(inset: Inset, words: Sequence[Word]) -> Inset:
    area = inset.area
    left, right = min((w.left for w in words), default=area.left), max((w.right for w in words), default=area.right)
    if min(area.right, right) - max(area.left, left) < ACROSS * (right - left):
        return inset
    middle = (area.top + area.bottom) / 2
    place = Line("", area.left, area.top, area.right, area.bottom, middle, 1.0, bold=False)
    return replace(inset, place=place)


def _line(word: Word) -> Line:
    return Line(
        word.text,
        word.left,
        word.top,
        word.right,
        word.bottom,
        word.base,
        word.size,
        word.bold,
        word.left,
        word.right,
    )
