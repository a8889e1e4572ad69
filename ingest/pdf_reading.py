"""A PDF as pages and blocks: the way from words with places to a `Reading`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from pathlib import Path

from ingest import normalise
from ingest.blocks import Draft, Typography, blocks_of, ends, mark_footnotes, typography
from ingest.document import Block, Page, Reading, Role, Span
from ingest.furniture import furniture
from ingest.headings import mark_headings
from ingest.hyphens import known_words
from ingest.layout import lines_in_order
from ingest.lines import Line, joined_lines
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import State, UnreadableError
from ingest.pages import Box, PageWriter
from ingest.pdf_frame import turned
from ingest.raw_pdf import RawPage, RawPdf
from ingest.read_pdf import read_raw
from ingest.tables import Table, find_tables

MEDIA_TYPE = "application/pdf"
CELL_SEPARATOR = " | "
# A page with fewer letters than this has no text layer to speak of.
FEWEST_LETTERS = 20


def read_pdf(path: Path, options: ReadOptions = PLAIN) -> Reading:
    """Read a PDF.

    Raises:
        UnreadableError: it is damaged, wants a password, or none of its pages has text.
    """
    raw = read_raw(path, options.passwords)
    _refuse_scans(raw)
    laid_out = [find_tables(page.words, page.rules) for page in raw.pages]
    lines = [lines_in_order(free, page.rules) for page, (_, free) in zip(raw.pages, laid_out, strict=True)]
    lines = _without_furniture(lines, raw.pages)
    usual = typography(lines)
    drafts = [
        _drafts(page_lines, tables, usual, page.height)
        for page_lines, (tables, _), page in zip(lines, laid_out, raw.pages, strict=True)
    ]
    mark_headings(drafts, usual, raw.bookmarks)
    _carry_table_headers(drafts)
    pages, blocks = _written(drafts, raw.pages)
    return Reading(MEDIA_TYPE, pages, _across_pages(blocks, pages), properties=raw.properties)


def _refuse_scans(raw: RawPdf) -> None:
    letters = [_letters(page) for page in raw.pages]
    if max(letters) >= FEWEST_LETTERS:
        return
    pages = "Its page has" if len(letters) == 1 else f"Its {len(letters)} pages have"
    if any(page.pictured for page in raw.pages):
        raise UnreadableError(State.NEEDS_OCR, f"{pages} pictures, but no text layer.")
    if not any(letters) and raw.form:
        raise UnreadableError(
            State.EMPTY, "It is a form: what stands in its fields is not read, and there is no other text."
        )
    if not any(letters):
        raise UnreadableError(State.EMPTY, f"{pages} neither text nor pictures.")


def _letters(page: RawPage) -> int:
    return sum(sum(map(str.isalpha, word.text)) for word in page.words)


def _without_furniture(pages: Sequence[list[Line]], raw: Sequence[RawPage]) -> list[list[Line]]:
    marked = furniture(pages, [page.height for page in raw])
    return [
        [line for index, line in enumerate(lines) if index not in drop]
        for lines, drop in zip(pages, marked, strict=True)
    ]


def _drafts(lines: Sequence[Line], tables: Sequence[Table], usual: Typography, height: float) -> list[Draft]:
    """A page's blocks, each table's rows where the table stands among the lines."""
    drafts: list[Draft] = []
    rest = list(lines)
    for table in tables:
        at = next((i for i, line in enumerate(rest) if _below(line, table)), len(rest))
        drafts += blocks_of(rest[:at], usual) + _rows(table)
        rest = rest[at:]
    drafts += blocks_of(rest, usual)
    mark_footnotes(drafts, usual, height)
    return drafts


def _below(line: Line, table: Table) -> bool:
    return line.top >= table.bottom - 2 and line.left < table.right and line.right > table.left


def _rows(table: Table) -> list[Draft]:
    """A table's rows; the first is the header of the others."""
    rows = [{cell.column: joined_lines(cell.words) for cell in row} for row in table.rows]
    drafts = [_row(row) for row in [*_header_apart(rows[0]), *rows[1:]]]
    _name_columns(drafts[1:], _names(drafts[0]))
    return drafts


def _row(cells: Mapping[int, list[Line]]) -> Draft:
    lines = [line for cell in cells.values() for line in cell]
    return Draft(Role.ROW, lines, cells=list(cells.values()), places=tuple(cells))


def _header_apart(cells: Mapping[int, list[Line]]) -> list[Mapping[int, list[Line]]]:
    """Where no rule parts the header from the row below it, its weight does."""
    heads = {column: list(takewhile(lambda line: line.bold, lines)) for column, lines in cells.items()}
    rests = {column: lines[len(heads[column]) :] for column, lines in cells.items()}
    if len(cells) < 2 or not all(heads.values()) or not any(rests.values()):
        return [cells]
    return [heads, {column: lines for column, lines in rests.items() if lines}]


def _names(header: Draft) -> dict[int, str]:
    """What each column is called; nothing where the row has but one cell: that is a title."""
    texts = [_cell_text(lines) for lines in header.cells]
    return dict(zip(header.places, texts, strict=True)) if len(texts) > 1 else {}


def _name_columns(rows: Sequence[Draft], names: Mapping[int, str]) -> None:
    for row in rows:
        row.columns = tuple(names.get(place, "") for place in row.places) if names else ()


def _cell_text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _carry_table_headers(pages: Sequence[Sequence[Draft]]) -> None:
    """A table that goes on over the page has no header there: it takes that of the page before."""
    for before, after in pairwise(pages):
        tail = list(takewhile(_is_row, (block for block in reversed(before) if block.role is not Role.FOOTNOTE)))
        rows = list(takewhile(_is_row, after))
        names = {
            place: name for row in reversed(tail) for place, name in zip(row.places, row.columns, strict=False)
        }
        if names and rows and _last_place(rows) == max(names) and not _is_header(rows[0], names):
            _name_columns(rows, names)


def _is_row(block: Draft) -> bool:
    return bool(block.cells)


def _last_place(rows: Sequence[Draft]) -> int:
    return max(place for row in rows for place in row.places)


def _is_header(row: Draft, names: Mapping[int, str]) -> bool:
    """Whether the header is printed again, or another table begins."""
    return row.bold or _names(row).items() >= names.items()


def _written(drafts: Sequence[Sequence[Draft]], raw: Sequence[RawPage]) -> tuple[tuple[Page, ...], list[Block]]:
    known = known_words(line.text for page in drafts for block in page for line in block.lines)
    pages: list[Page] = []
    blocks: list[Block] = []
    for page, page_drafts in zip(raw, drafts, strict=True):
        writer = PageWriter(page.number, page.label)
        for draft in page_drafts:
            span = _write(writer, draft, page, known)
            if span.end > span.start:
                blocks.append(Block(draft.role, (span,), draft.level, draft.columns))
        pages.append(writer.page())
    return tuple(pages), blocks


def _write(writer: PageWriter, draft: Draft, page: RawPage, known: Collection[str]) -> Span:
    groups = draft.cells or [draft.lines]
    spans = [
        writer.add(
            [normalise.characters(line.text) for line in group],
            [_box(line, page) for line in group],
            known,
            CELL_SEPARATOR if number else "\n",
        )
        for number, group in enumerate(groups)
        if group
    ]
    return Span(page.number, spans[0].start, spans[-1].end)


def _box(line: Line, page: RawPage) -> Box:
    """Its place on the page as displayed, in shares of width and height."""
    share = line.left / page.width, line.top / page.height, line.right / page.width, line.bottom / page.height
    left, top, right, bottom = turned(share, -page.turns, 1.0, 1.0)
    return round(left, 4), round(top, 4), round(right, 4), round(bottom, 4)


def _across_pages(blocks: Sequence[Block], pages: Sequence[Page]) -> tuple[Block, ...]:
    """A paragraph that the page's end cuts is one block with two spans; footnotes between do not part it."""
    joined: list[Block] = []
    open_at: int | None = None
    for block in blocks:
        if open_at is not None and _goes_on(joined[open_at], block, pages):
            joined[open_at] = replace(joined[open_at], spans=joined[open_at].spans + block.spans)
            continue
        joined.append(block)
        if block.role in {Role.PARAGRAPH, Role.BULLET}:
            open_at = len(joined) - 1
        elif block.role is not Role.FOOTNOTE:
            open_at = None
    return tuple(joined)


def _goes_on(before: Block, after: Block, pages: Sequence[Page]) -> bool:
    last, first = before.spans[-1], after.spans[0]
    if after.role is not Role.PARAGRAPH or first.page != last.page + 1:
        return False
    text = pages[first.page - 1].text[first.start : first.end]
    return not ends(pages[last.page - 1].text[last.start : last.end]) and text[:1].islower()
