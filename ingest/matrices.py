"""Management responses that are set as forms, and everything else that rows mean.

A form is a recommendation with its number, then labelled fields: "Management response: accepted", "Responsible
unit(s): …", "Key actions: …", in full-width rows, paragraphs or headings, often with a table of actions below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from ingest.document import Block, Kind, Page, Reading, Role, Tag, part_of, text_of
from ingest.form_labels import Piece, pieces
from ingest.phrases import Phrasebook, phrasebook
from ingest.row_meaning import Meaning, codelist, is_action_plan, meanings
from ingest.row_tags import Cells, answer_tags
from ingest.row_values import response_of, status_of
from ingest.telling_rows import cells_of, is_header, merged_tags, named_cells, with_rows_understood

# A recommendation's form: so many blocks at most, its answer or its actions among the first of them.
_LONGEST_FORM = 60
_ANSWER_WITHIN = 12
# Before what was filled in: "(Time 0) : ", the number of an item.
_FILL = re.compile(r"^(?:\s*[(\[][^)\]]{0,80}[)\]]\s*[:–-]?)*\s*(?:\d{1,2}[.)]\s+|[•–-]\s+)?")


def with_meaning(reading: Reading) -> Reading:
    """The same reading; rows and forms that say what they are have their tags and kind, no text is changed."""
    blocks = with_rows_understood(reading.blocks, reading.pages)
    return replace(reading, blocks=tuple(_with_forms(blocks, reading.pages)))


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of a form: a block or a piece of one. ``cells`` where it is a row of a table of actions."""

    block: Block
    meaning: Meaning | None
    text: str
    empty: bool = False
    cells: Cells = field(default_factory=dict)


def _with_forms(blocks: Sequence[Block], pages: Sequence[Page]) -> Iterator[Block]:
    cut = [_pieces(block, pages) for block in blocks]
    starts = [at for at, found in enumerate(cut) if found[0].begins]
    done = 0
    for number, start in enumerate(starts):
        following = starts[number + 1] if number + 1 < len(starts) else len(blocks)
        end = _end(blocks, cut, start, min(following, start + _LONGEST_FORM))
        if _is_form(blocks[start:end], cut[start:end], pages):
            yield from blocks[done:start]
            yield from _filled_in(list(_items(blocks[start:end], cut[start:end], pages)))
            done = end
    yield from blocks[done:]


def _pieces(block: Block, pages: Sequence[Page]) -> tuple[Piece, ...]:
    text = text_of(block.spans, tuple(pages))
    told = block.kind is not None or block.role is Role.FOOTNOTE
    return (Piece(None, 0, len(text)),) if told else pieces(text)


def _end(blocks: Sequence[Block], cut: Sequence[tuple[Piece, ...]], start: int, limit: int) -> int:
    """Where a form ends: rows before what is none, other blocks before a heading, unless it is a label."""
    rows = blocks[start].role is Role.ROW
    for at in range(start + 1, limit):
        role = blocks[at].role
        ends = role not in {Role.ROW, Role.FOOTNOTE} if rows else role is Role.HEADING
        if ends and cut[at][0].meaning is None:
            return at
    return limit


def _is_form(blocks: Sequence[Block], cut: Sequence[tuple[Piece, ...]], pages: Sequence[Page]) -> bool:
    near = zip(blocks[:_ANSWER_WITHIN], cut[:_ANSWER_WITHIN], strict=True)
    return any(
        any(piece.meaning is Meaning.RESPONSE for piece in found) or _is_plan(block, pages) for block, found in near
    )


def _is_plan(block: Block, pages: Sequence[Page]) -> bool:
    return block.role is Role.ROW and is_action_plan(meanings(block.columns) + _header(block, pages))


def _header(block: Block, pages: Sequence[Page]) -> tuple[Meaning | None, ...]:
    """What the columns mean, where a row of a form is the header of its table of actions."""
    cells = cells_of(block, pages)
    found = meanings(cells) if block.role is Role.ROW and is_header(cells) else ()
    return found if is_action_plan(found) else ()


def _items(blocks: Sequence[Block], cut: Sequence[tuple[Piece, ...]], pages: Sequence[Page]) -> Iterator[_Item]:
    header: tuple[Meaning | None, ...] = ()
    for block, found in zip(blocks, cut, strict=True):
        text = text_of(block.spans, tuple(pages))
        if block.role is Role.ROW and is_header(cells_of(block, pages)):
            header = _header(block, pages) or header
            yield _Item(replace(block, columns=()), None, text, empty=True)
        elif cells := _action_cells(block, header, pages):
            yield _Item(block, Meaning.ACTION, text, cells=cells)
        else:
            yield from _labelled(block, found, text)


def _action_cells(block: Block, header: Sequence[Meaning | None], pages: Sequence[Page]) -> Cells:
    if block.role is not Role.ROW:
        return {}
    cells = named_cells(block, pages)
    if Meaning.ACTION in cells and len(cells) > 1:
        return cells
    labelled = _pieces(block, pages)[0].meaning is not None
    return _aligned(cells_of(block, pages), header) if header and not labelled else {}


def _aligned(cells: Sequence[str], header: Sequence[Meaning | None]) -> Cells:
    """Cells under a header in the middle of a table.

    Empty cells leave no trace: where some are missing, the columns before the first unknown one count, if what
    stands under the time is one; else the action alone.
    """
    if len(cells) < 2:
        return {}
    known = header if len(cells) == len(header) else header[: _first_unknown(header)]
    if len(cells) < len(known):
        return {Meaning.ACTION: cells[0]} if header[0] is Meaning.ACTION else {}
    named = {meaning: cell for meaning, cell in zip(known, cells, strict=False) if meaning is not None}
    sure = len(cells) == len(header) or Meaning.DUE not in named or _is_time(named[Meaning.DUE])
    return named if sure else {Meaning.ACTION: named.get(Meaning.ACTION, cells[0])}


def _first_unknown(header: Sequence[Meaning | None]) -> int:
    return next((at for at, meaning in enumerate(header) if meaning is None), len(header))


@cache
def _times() -> Phrasebook:
    return phrasebook((cue, cue) for cue in codelist()["times"])


def _is_time(text: str) -> bool:
    return any(map(str.isdecimal, text)) or any(True for _ in _times().find(text))


def _labelled(block: Block, found: Sequence[Piece], text: str) -> Iterator[_Item]:
    columns = block.columns if found[0].meaning is None else ()
    for piece in found:
        end = piece.start + len(text[piece.start : piece.end].rstrip())
        spans = part_of(block.spans, piece.start, end)
        heads = piece.meaning is None or (piece.meaning is Meaning.RECOMMENDATION and piece.empty)
        role = Role.PARAGRAPH if block.role is Role.HEADING and not heads else block.role
        level = block.level if role is Role.HEADING else 0
        part = replace(block, role=role, level=level, spans=spans, columns=columns)
        told = _FILL.sub("", piece.value if piece.meaning else text)
        yield _Item(part, piece.meaning, told, piece.meaning is not None and piece.empty)


def _filled_in(items: Sequence[_Item]) -> Iterator[Block]:
    told = list(_with_unlabelled(items))
    shared = _shared(told)
    rows = tuple(tag for item in told for tag in answer_tags(item.cells))
    whole = merged_tags((*shared, *_actions(told), *rows))
    kind = Kind.RECOMMENDATION
    for at, item in enumerate(told):
        if item.block.kind is not None or item.block.role in {Role.FOOTNOTE, Role.HEADING}:
            yield item.block
        elif item.empty and not _goes_on(items, at):
            yield replace(item.block, kind=Kind.OTHER)
        else:
            kind = _kind(item.meaning, kind)
            own = merged_tags((*shared[:1], *answer_tags(item.cells))) if item.cells else shared
            yield replace(item.block, kind=kind, tags=whole if kind is Kind.RECOMMENDATION else own)


def _with_unlabelled(items: Sequence[_Item]) -> Iterator[_Item]:
    """What has no label goes on with what the last label said."""
    current: Meaning | None = Meaning.RECOMMENDATION
    for item in items:
        if item.cells or item.block.kind is not None or item.block.role is Role.FOOTNOTE:
            yield item
            continue
        current = item.meaning or current
        yield replace(item, meaning=current)


def _goes_on(items: Sequence[_Item], at: int) -> bool:
    following = items[at + 1] if at + 1 < len(items) else None
    return following is not None and following.meaning is None and not following.empty


def _kind(meaning: Meaning | None, before: Kind) -> Kind:
    """To whom a recommendation goes and how urgent it is belongs to what stands before."""
    if meaning is Meaning.OTHER:
        return before
    return Kind.RECOMMENDATION if meaning is Meaning.RECOMMENDATION else Kind.MANAGEMENT_RESPONSE


def _shared(items: Sequence[_Item]) -> tuple[Tag, ...]:
    """What the fields of the form say: the answer first. Of several states the last is the final one."""

    def texts(meaning: Meaning) -> list[str]:
        return [item.text for item in items if item.meaning is meaning and not item.cells and not item.empty]

    answers = [text for text in texts(Meaning.RESPONSE) if response_of(text)]
    states = [text for text in texts(Meaning.STATUS) if status_of(text)]
    cells = {
        Meaning.RESPONSE: answers[0] if answers else "",
        Meaning.OWNER: next(iter(texts(Meaning.OWNER)), ""),
        Meaning.DUE: next(iter(texts(Meaning.DUE)), ""),
        Meaning.STATUS: states[-1] if states else "",
    }
    return answer_tags(cells)


def _actions(items: Sequence[_Item]) -> tuple[Tag, ...]:
    return tuple(
        tag
        for item in items
        if item.meaning is Meaning.ACTION and not item.cells and not item.empty
        for tag in answer_tags({Meaning.ACTION: item.text})
    )
