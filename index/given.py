"""What a person said of a document, found again when its file is read again or has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.document import Origin
from ingest.precedence import with_person

if TYPE_CHECKING:
    from index.embedded import EmbeddedLibrary
    from ingest.document import Document, Tag

_CARRIED = "The tags that a person gave to what the file held before hold for it, too."


def as_given(library: EmbeddedLibrary, document: Document, path: str) -> Document:
    """``document``, which the file at ``path`` holds, with what a person said of it.

    Of a document that is new there, it is what was said of the one that the file held before: a corrected report
    is about the same country. A note tells so.
    """
    if person := library.said_of(document.id, Origin.PERSON):
        return with_person(document, person)
    carried = _of_former(library, document, path)
    if not carried:
        return document
    return replace(with_person(document, carried), notes=(*document.notes, _CARRIED))


def _of_former(library: EmbeddedLibrary, document: Document, path: str) -> tuple[Tag, ...]:
    before = library.file(path)
    if before is None or before.document is None or library.document(document.id) is not None:
        return ()
    return library.said_of(before.document, Origin.PERSON)
