"""Rows of tables whose header says what they are: entries of a lesson log, recommendations with their responses.

Works on the blocks of any format: a row's cells are what stands between its bars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Block, Field, Kind, Page, Role, Tag, text_of
from ingest.form_labels import pieces
from ingest.pages import CELL_SEPARATOR
from ingest.phrases import words
from ingest.row_meaning import CONTENT, Meaning, is_log, is_matrix, kind_of_type, meaning_of, meanings
from ingest.row_tags import Cells, answer_tags, log_kind, place_tags

_MOST_OF_A_FIELD = 10
_TYPE_WORDS = 3
_LONGEST_LABEL = 12  # words of a cell that is a header


def cells_of(block: Block, pages: Sequence[Page]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text_of(block.spans, tuple(pages)).split(CELL_SEPARATOR))


def named_cells(block: Block, pages: Sequence[Page]) -> dict[Meaning, str]:
    """A row's cells by what their columns mean; none where a bar within a cell makes it unclear which is which."""
    cells = cells_of(block, pages)
    named: dict[Meaning, str] = {}
    if len(cells) == len(block.columns):
        for meaning, cell in zip(meanings(block.columns), cells, strict=True):
            if meaning is not None:
                named[meaning] = f"{named[meaning]}\n{cell}" if meaning in named else cell
    return named


def is_header(cells: Sequence[str]) -> bool:
    """Whether all cells of a row are names of columns, most of them of known ones, each of another."""
    if len(cells) < 2 or any(len(words(cell)) > _LONGEST_LABEL or ":" in cell.rstrip(" :") for cell in cells):
        return False
    known = [meaning for cell in cells if (meaning := meaning_of(cell))]
    return 2 * len(known) > len(cells) and len(set(known)) == len(known)


def with_rows_understood(blocks: Sequence[Block], pages: Sequence[Page]) -> list[Block]:
    """The same blocks; rows under a telling header have their tags and kind, headers are of kind other."""
    found: list[Block] = []
    for run in _runs(blocks, pages):
        found += _understood(run, pages)
    return found


def _runs(blocks: Sequence[Block], pages: Sequence[Page]) -> Iterator[list[Block]]:
    """Stretches of rows with columns, the row that names them first; each other block by itself."""
    run: list[Block] = []
    for block in blocks:
        if block.role is Role.ROW and block.columns:
            if run and not run[-1].columns and not _names(run[-1], block, pages):
                yield run
                run = []
            run.append(block)
            continue
        if run:
            yield run
        run = [block]
    if run:
        yield run


def _names(header: Block, row: Block, pages: Sequence[Page]) -> bool:
    return header.role is Role.ROW and len(row.columns) > 1 and set(row.columns) <= set(cells_of(header, pages))


def _understood(run: Sequence[Block], pages: Sequence[Page]) -> list[Block]:
    rows = [block for block in run if block.columns]
    if not rows:
        return list(run)
    titles = [_title(block, pages) for block in run if not block.columns]
    columns = meanings(tuple(dict.fromkeys(column for row in rows for column in row.columns)))
    if is_log(columns):
        return titles + [_entry(row, pages) for row in rows]
    if is_matrix(columns):
        return titles + _answered(rows, pages)
    return titles + rows


def _title(row: Block, pages: Sequence[Page]) -> Block:
    """A row that names columns is no text; the first of a form in two columns only looks like one."""
    form = pieces(text_of(row.spans, tuple(pages)))[0].numbered
    return row if form else replace(row, kind=Kind.OTHER)


def _entry(row: Block, pages: Sequence[Page]) -> Block:
    if cells_of(row, pages) == row.columns:
        return replace(row, kind=Kind.OTHER)
    cells = _with_types(named_cells(row, pages))
    return replace(row, tags=(*place_tags(cells), *answer_tags(cells)), kind=log_kind(cells))


def _with_types(cells: Cells) -> Cells:
    """A column "Lesson / good practice" may hold which of the two it is: that is a type, then."""
    types = {
        meaning: cell
        for meaning, cell in cells.items()
        if meaning in CONTENT and len(words(cell)) <= _TYPE_WORDS and kind_of_type(cell)
    }
    if not types or Meaning.TYPE in cells:
        return cells
    others = {meaning: cell for meaning, cell in cells.items() if meaning not in types}
    return others | {Meaning.TYPE: next(iter(types.values()))}


def _answered(rows: Sequence[Block], pages: Sequence[Page]) -> list[Block]:
    found: list[Block] = []
    for group in _recommendations(rows):
        found += _answered_group(group, pages)
    return found


def _recommendations(rows: Sequence[Block]) -> Iterator[list[Block]]:
    """Each recommendation's row with those below it that have none: further actions."""
    group: list[Block] = []
    for row in rows:
        if group and Meaning.RECOMMENDATION in meanings(row.columns):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _answered_group(group: Sequence[Block], pages: Sequence[Page]) -> list[Block]:
    own = [_row_tags(row, pages) for row in group]
    response = tuple(tag for tags in own for tag in tags if tag.field is Field.RESPONSE)[:1]
    found = []
    for row, tags in zip(group, own, strict=True):
        if cells_of(row, pages) == row.columns:
            found.append(replace(row, kind=Kind.OTHER))
        elif Meaning.RECOMMENDATION in meanings(row.columns):
            every = merged_tags((*tags, *(tag for each in own for tag in each)))
            found.append(replace(row, tags=every, kind=Kind.RECOMMENDATION))
        else:
            found.append(replace(row, tags=merged_tags((*response, *tags)), kind=Kind.MANAGEMENT_RESPONSE))
    return found


def _row_tags(row: Block, pages: Sequence[Page]) -> tuple[Tag, ...]:
    cells = named_cells(row, pages)
    return (*place_tags(cells), *answer_tags(cells))


def merged_tags(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """The tags once each, one response at most, of other fields the first ten."""
    kept: list[Tag] = []
    for tag in dict.fromkeys(tags):
        most = 1 if tag.field is Field.RESPONSE else _MOST_OF_A_FIELD
        if sum(one.field is tag.field for one in kept) < most:
            kept.append(tag)
    return tuple(sorted(kept, key=lambda tag: list(Field).index(tag.field)))
