"""Documents and files for the tests of the index, made from a few words."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from index.files import FileRow
from ingest.document import Document, Field, Kind, LineBox, Origin, Page, Passage, Span, Tag, document_id
from ingest.outcome import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = (
    "cash transfer market food water school training partner budget delay monitoring community household "
    "distribution logistics warehouse security gender protection feedback registration mobile phone network "
    "agreement government supplier price season flood drought camp shelter clinic vaccine nutrition seed"
).split()


def sha_of(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()


def tag(field: Field, value: str, origin: Origin = Origin.TEXT) -> Tag:
    return Tag(field, value, 0.9, origin)


def document(
    name: str,
    texts: Sequence[str],
    *,
    kinds: Sequence[Kind] = (Kind.LESSON,),
    written: str = "en",
    section: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
    **tags: str,
) -> Document:
    """A document of one page a text, each page one passage in the language ``written``; ``tags`` by field name."""
    pages = tuple(
        Page(number, text, str(number), (LineBox(0, len(text), 0.1, 0.2, 0.9, 0.25),))
        for number, text in enumerate(texts, start=1)
    )
    passages = tuple(
        Passage(
            ordinal=ordinal,
            spans=(Span(ordinal + 1, 0, len(text)),),
            text=text,
            section=section,
            kind=kinds[ordinal % len(kinds)],
            kind_confidence=0.8,
            language=written,
            columns=columns,
        )
        for ordinal, text in enumerate(texts)
    )
    values = {"title": name, **tags}
    return Document(
        id=document_id(sha_of(name)),
        media_type="application/pdf",
        paged=True,
        pages=pages,
        passages=passages,
        tags=tuple(tag(Field(field), value) for field, value in values.items()),
    )


def file_row(path: str, name: str = "", state: State = State.READY, reason: str = "") -> FileRow:
    """A file at ``path`` with the bytes that ``name`` stands for."""
    return FileRow(path, 10, 20, sha_of(name or path), Outcome(state, reason))
