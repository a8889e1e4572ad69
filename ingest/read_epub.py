"""Electronic books (EPUB 2 and 3): their parts in reading order, each read as a web page. A book has no pages."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from ingest import media_types as types
from ingest import normalise
from ingest.block_writer import BlockWriter
from ingest.document import Reading
from ingest.html_text import decoded_page
from ingest.outcome import State, UnreadableError
from ingest.read_html import write_page
from ingest.xml_parts import unpacked, xml_part

Element = Any  # an lxml element
_MARKUP = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document"})
_BROKEN = "The book's list of parts is missing or broken."


def read_epub(path: Path) -> Reading:
    """Read an EPUB.

    Raises:
        UnreadableError: it is protected, or its list of parts is missing or broken.
    """
    writer = BlockWriter()
    with unpacked(path) as archive:
        names = frozenset(archive.namelist())
        place = _place(archive)
        package = xml_part(archive, place)
        if package is None:
            raise UnreadableError(State.DAMAGED, _BROKEN)
        parts = list(_parts(package, posixpath.dirname(place)))
        _refuse_protected(archive, parts)
        missing = [part for part in parts if part not in names]
        for part in parts:
            if part in names:
                write_page(decoded_page(archive.read(part)), writer)
    notes = (f"{len(missing)} of its {len(parts)} parts are missing.",) if missing else ()
    return Reading(types.EPUB, writer.pages(), tuple(writer.blocks), False, _properties(package), notes)


def _place(archive: ZipFile) -> str:
    """Where the list of parts is."""
    container = xml_part(archive, "META-INF/container.xml")
    roots = _named(container, "rootfile") if container is not None else iter(())
    place = next((root.get("full-path", "") for root in roots), "")
    if not place:
        raise UnreadableError(State.DAMAGED, _BROKEN)
    return place


def _parts(package: Element, folder: str) -> Iterator[str]:
    """The names of the parts with text, in reading order."""
    listed = {
        item.get("id"): item.get("href", "")
        for item in _named(package, "item")
        if item.get("media-type") in _MARKUP and "nav" not in item.get("properties", "").split()
    }
    for reference in _named(package, "itemref"):
        href = listed.get(reference.get("idref"), "")
        if href:
            yield posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _refuse_protected(archive: ZipFile, parts: list[str]) -> None:
    """Typefaces may be scrambled: that does not matter."""
    protection = xml_part(archive, "META-INF/encryption.xml")
    if protection is None:
        return
    scrambled = {unquote(reference.get("URI", "")) for reference in _named(protection, "CipherReference")}
    if scrambled & set(parts):
        advice = "Ask the publisher for a copy without protection."
        raise UnreadableError(State.ENCRYPTED, "The book is protected against copying.", advice)


def _properties(package: Element) -> tuple[tuple[str, str], ...]:
    names = {"title": "title", "creator": "author", "date": "created"}
    found: dict[str, str] = {}
    for theirs, ours in names.items():
        text = next(("".join(element.itertext()) for element in _named(package, theirs)), "")
        found[ours] = normalise.line(text.replace("\n", " "))
    return tuple((name, text) for name, text in found.items() if text)


def _named(root: Element, name: str) -> Iterator[Element]:
    """The elements of a name, in any namespace."""
    elements: Iterator[Element] = root.iter(f"{{*}}{name}")
    return elements
