"""Parts of ZIP containers and the XML in them, read as somebody else's: no entities, no network."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from ingest import zip_guard
from ingest.outcome import State, UnreadableError

Element = Any  # an lxml element


@contextlib.contextmanager
def unpacked(path: Path) -> Iterator[ZipFile]:
    """The container, opened, when it has been found to be no larger than a document can be.

    Raises:
        UnreadableError: it is a bomb, or broken; also while it is open.
    """
    zip_guard.check(path)
    try:
        with ZipFile(path) as archive:
            yield archive
    except (BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise UnreadableError(State.DAMAGED, "The file's container is cut off or broken.") from error


def xml_part(archive: ZipFile, name: str) -> Element | None:
    """The root of a part; None where there is no such part.

    Raises:
        UnreadableError: it is no XML.
    """
    try:
        data = archive.read(name)
    except KeyError:
        return None
    return parsed(data, name)


def parsed(data: bytes, name: str) -> Element:
    """The root of an XML text. Entities stay unexpanded; nesting ends at the parser's 256 levels.

    Raises:
        UnreadableError: it is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(State.DAMAGED, f"Its part “{name[:80]}” is broken.") from error
