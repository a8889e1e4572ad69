"""The text to put under a quoted passage: organisation, year, title, place."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from ingest.document import Field

if TYPE_CHECKING:
    from index.library import DocumentRecord, PassageRecord

MANY_ORGANISATIONS = 3


def citation(passage: PassageRecord) -> str:
    """``Organisation (Year). Title, p. 12–13.``; without pages, the section stands in their place."""
    document = passage.document
    title = title_of(document).rstrip(". ")
    place = place_text(passage)
    rest = f"{title}, {place}." if place else f"{title}."
    who, year = organisations_text(document.values(Field.ORGANISATION)), year_of(document)
    if who:
        return f"{who} ({year or 'n.d.'}). {rest}"
    return f"{title} ({year or 'n.d.'}){', ' + place if place else ''}."


def place_text(passage: PassageRecord) -> str:
    """Its pages; without pages, its section."""
    return pages_text(passage.pages) if passage.document.paged else section_text(passage.section)


def also_in_text(passage: PassageRecord, shown: PassageRecord) -> str:
    """``brief.pdf (evaluation brief of the same evaluation), p. 2``, where it says the same as the one shown."""
    document = passage.document
    told = file_name(document) or document.id
    if document.id == shown.document.id:
        told = "the same document"
    elif document.source == shown.document.source:
        told = f"{told} ({relation_text(next(iter(document.values(Field.DOCUMENT_TYPE)), None))})"
    return ", ".join(filter(None, (told, place_text(passage))))


def relation_text(document_type: str | None) -> str:
    """What a document is to another one of its evaluation."""
    return f"{document_type.lower() if document_type else 'another document'} of the same evaluation"


def title_of(document: DocumentRecord) -> str:
    """The title; where there is none, the name of the file, so that nothing is nameless."""
    if document.title.strip():
        return document.title.strip()
    return file_name(document) or document.id


def file_name(document: DocumentRecord) -> str:
    """The name of the first file that holds the document, or ''."""
    if not document.locations:
        return ""
    return PurePath(readable(document.locations[0].path)).name


def year_of(document: DocumentRecord) -> int | None:
    """The year of publication, where it is known and a number."""
    return next((int(year) for year in document.values(Field.YEAR) if year.isdecimal()), None)


def pages_text(pages: tuple[int, int]) -> str:
    """``p. 12`` or ``p. 12–13``: pages of the file, counted from 1."""
    first, last = pages
    return f"p. {first}" if first == last else f"p. {first}–{last}"


def section_text(section: tuple[str, ...]) -> str:
    return f"section “{section[-1]}”" if section else ""


def organisations_text(names: tuple[str, ...]) -> str:
    """``A``, ``A and B``, ``A, B and C``; more than three are named by the first."""
    if len(names) > MANY_ORGANISATIONS:
        return f"{names[0]} et al."
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return names[0] if names else ""


def readable(path: str) -> str:
    """A path that can be written as UTF-8: what a file name has that is not text becomes ``?``."""
    return path.encode("utf-8", "replace").decode("utf-8")
