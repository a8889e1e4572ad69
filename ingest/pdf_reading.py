"""A PDF as pages and blocks: the way from words with places to a `Reading`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ingest import normalise
from ingest.blocks import Draft, typography
from ingest.continuations import continued, mend_broken_words
from ingest.document import Block, Page, Reading, Span
from ingest.furniture import furniture
from ingest.headings import mark_headings
from ingest.hyphens import known_words
from ingest.lines import Line
from ingest.options import PLAIN, ReadOptions
from ingest.page_blocks import drafts_of
from ingest.page_parts import Part, all_lines, page_part, without
from ingest.pages import CELL_SEPARATOR, Box, PageWriter
from ingest.pdf_frame import turned
from ingest.pdf_scans import read_pages
from ingest.raw_pdf import RawPage
from ingest.table_rows import carry_headers

MEDIA_TYPE = "application/pdf"


def read_pdf(path: Path, options: ReadOptions = PLAIN) -> Reading:
    """Read a PDF.

    Raises:
        UnreadableError: it is damaged, wants a password, or none of its pages has text.
    """
    text = read_pages(path, options)
    raw = text.raw
    parts = _without_furniture([page_part(page) for page in raw.pages], raw.pages)
    usual = typography([list(all_lines(part)) for part in parts])
    drafts = [drafts_of(part, usual, page.height) for part, page in zip(parts, raw.pages, strict=True)]
    mark_headings(drafts, usual, raw.bookmarks)
    carry_headers(drafts)
    pages, blocks = _written(drafts, raw.pages)
    return Reading(
        MEDIA_TYPE,
        pages,
        continued(blocks, pages),
        properties=raw.properties,
        notes=text.notes,
        unread=text.unread,
    )


def _without_furniture(parts: Sequence[Part], raw: Sequence[RawPage]) -> list[Part]:
    lines = [list(all_lines(part)) for part in parts]
    marked = furniture(lines, [page.height for page in raw])
    if sum(map(len, marked)) == sum(map(len, lines)):
        return list(parts)  # all of it repeats: then that is what the file says
    return [
        without(part, {id(page[index]) for index in drop})
        for part, page, drop in zip(parts, lines, marked, strict=True)
    ]


def _written(
    drafts: Sequence[Sequence[Draft]], raw: Sequence[RawPage]
) -> tuple[tuple[Page, ...], list[tuple[Block, Draft]]]:
    known = known_words(line.text for page in drafts for block in page for line in block.lines)
    mend_broken_words(drafts, known)
    pages: list[Page] = []
    blocks: list[tuple[Block, Draft]] = []
    for page, page_drafts in zip(raw, drafts, strict=True):
        writer = PageWriter(page.number, page.label, page.ocr)
        for draft in page_drafts:
            span = _write(writer, draft, page, known)
            if span.end > span.start:
                blocks.append((Block(draft.role, (span,), draft.level, draft.columns), draft))
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
