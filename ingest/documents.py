"""A file as a document: read, cut, tagged. Runs in a worker process; everything it touches is this one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import shorten

from ingest import kinds, languages, normalise
from ingest.document import Block, Document, Field, Page, Passage, Reading, Role, Tag, document_id
from ingest.formats import read
from ingest.matrices import with_meaning
from ingest.metadata import infer_tags
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import State, UnreadableError
from ingest.parts import with_parts
from ingest.passage_tags import Surroundings, own_tags, surroundings
from ingest.passages import Cut, cut
from ingest.precedence import settled

# Raise it when files must be read anew because reading, cutting or tagging changed.
READER_VERSION = 2
# A detected language counts from this confidence on, in texts of at least so many letters.
SURE_OF_LANGUAGE = 0.6
LETTERS_FOR_LANGUAGE = 40
# What a document may have: 3,000 pages of a report have 9 million characters and 18,000 passages. Ten times as much
# takes an hour to embed and half a gigabyte of memory.
MOST_CHARACTERS, MOST_PASSAGES = 50_000_000, 100_000


def read_document(
    path: Path, sha256: str, name: str, overriding: Sequence[Tag] = (), options: ReadOptions = PLAIN
) -> Document:
    """Read the file at ``path`` as the document of these bytes.

    ``name`` is what its name tells (with the folders below the one ingested). ``overriding`` are tags of a
    sidecar; they win over what is inferred.

    Raises:
        UnreadableError: with the state that the file ends in.
    """
    return as_document(read(path, options), sha256, name, overriding)


def as_document(reading: Reading, sha256: str, name: str, overriding: Sequence[Tag] = ()) -> Document:
    """The same from what was read already."""
    _check(sum(len(page.text) for page in reading.pages), MOST_CHARACTERS, "characters of text")
    reading = with_parts(with_meaning(reading))
    tags, overruled = settled((*overriding, *infer_tags(reading, name)))
    cuts = cut(reading.blocks, reading.pages) or cut(_as_text(reading.blocks), reading.pages)
    if not cuts:
        state = State.NEEDS_OCR if reading.unread else State.EMPTY
        raise UnreadableError(state, " ".join([_emptiness(reading), *reading.notes]), unread=reading.unread)
    _check(len(cuts), MOST_PASSAGES, "passages")
    return Document(
        id=document_id(sha256),
        media_type=reading.media_type,
        paged=reading.paged,
        pages=reading.pages,
        passages=tagged(cuts, tags, reading.pages),
        tags=tags,
        notes=reading.notes,
        unread=reading.unread,
        overruled=overruled,
    )


def _check(found: int, most: int, what: str) -> None:
    if found > most:
        reason = f"It has {found:,} {what}, which is more than {most:,}."
        raise UnreadableError(State.TOO_LARGE, reason, "Split it, then ingest its parts.")


def _as_text(blocks: Sequence[Block]) -> list[Block]:
    """A poster or a note may be set in such types that all of it looks like headings."""
    return [replace(block, role=Role.PARAGRAPH, level=0) for block in blocks]


def _emptiness(reading: Reading) -> str:
    text = " ".join(page.text for page in reading.pages).strip()
    if not text:
        return "There is no text in it."
    return f"All it holds is “{shorten(text, 60, placeholder=' …')}”: too little for a passage."


# What the form of a file leaves no doubt of is still said by a program.
_KNOWN_KIND = 0.95


def tagged(cuts: Sequence[Cut], tags: Sequence[Tag], pages: Sequence[Page]) -> tuple[Passage, ...]:
    """Give each passage its kind, its language and what else is its own."""

    def first(field: Field) -> str:
        return next((tag.value for tag in tags if tag.field is field), "")

    title, document_type, around = first(Field.TITLE), first(Field.DOCUMENT_TYPE), surroundings(tags)
    return tuple(
        _passage(
            ordinal,
            replace(piece, section=_without_title(piece.section, title)),
            document_type,
            around,
            pages,
        )
        for ordinal, piece in enumerate(cuts)
    )


def _passage(ordinal: int, piece: Cut, document_type: str, around: Surroundings, pages: Sequence[Page]) -> Passage:
    own = _language(piece.text, around.language)
    kind, confidence = kinds.classify(piece.text, piece.section, piece.role, piece.columns, document_type, own)
    if piece.kind is not None:
        kind, confidence = piece.kind, _KNOWN_KIND
    recognised = [page.ocr for span in piece.spans if (page := pages[span.page - 1]).ocr is not None]
    return Passage(
        ordinal=ordinal,
        spans=piece.spans,
        text=piece.text,
        section=piece.section,
        kind=kind,
        kind_confidence=confidence,
        language=own,
        columns=piece.columns,
        tags=_with_inferred(piece.tags, own_tags(piece.text, piece.section, kind, own, around)),
        ocr=min(recognised, default=None),
    )


def _with_inferred(said: tuple[Tag, ...], inferred: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """What the file itself says of a passage stands alone in its fields."""
    fields = {tag.field for tag in said}
    if Field.COUNTRY in fields:
        fields.add(Field.MENTIONED_COUNTRY)
    return (*said, *(tag for tag in inferred if tag.field not in fields))


def _without_title(section: tuple[str, ...], title: str) -> tuple[str, ...]:
    """The document's title, set as the highest heading, is no section."""
    if len(section) > 1 and title and normalise.key(section[0]) in normalise.key(title):
        return section[1:]
    return section


def _language(text: str, document: str) -> str:
    if sum(map(str.isalpha, text)) < LETTERS_FOR_LANGUAGE:
        return document
    code, confidence = languages.detect(text)
    return code if confidence >= SURE_OF_LANGUAGE else document
