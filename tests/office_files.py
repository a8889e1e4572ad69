"""Office files made for tests: containers, OLE compound files, OpenDocument texts, books."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
from reportlab.pdfgen.canvas import Canvas

SENTENCE = "Agents ran out of cash on the first day."


def pdf(text: str = SENTENCE) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, text)
    canvas.save()
    return buffer.getvalue()


def word(text: str = SENTENCE) -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """A container with other contents in some of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return archive({**parts, **changes})


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def ole(*streams: str) -> bytes:
    """A compound file with streams of these names, each of 4,096 zero bytes ([MS-CFB], version 3)."""
    size = 8  # sectors of a stream: from 4,096 bytes on there is no small one
    directory = 1 + (len(streams) + 1) // 4 + 1
    fat = [_FAT, *(at + 2 if at < directory - 2 else _END for at in range(directory - 1))]
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else _FREE)]
    for number, name in enumerate(streams):
        start = len(fat)
        fat += [*range(start + 1, start + size), _END]
        following = number + 2 if number + 1 < len(streams) else _FREE
        entries.append(_entry(name, 2, start, size * _SECTOR, right=following))
    header = struct.pack(
        "<8s16s5H6x10I",
        *(bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0, 0),
    )
    body = b"".join(entries).ljust((directory - 1) * _SECTOR, b"\0")
    return (
        header.ljust(_SECTOR, b"\xff")
        + struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
        + body
        + bytes(len(streams) * size * _SECTOR)
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3I16sI8s8sIQ",
        *(encoded, len(encoded), kind, 1, _FREE, right, child, b"", 0, b"", b"", start, size),
    )


_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ODT = "application/vnd.oasis.opendocument.text"


def odt(body: str, styles: str = "", meta: str = "", doctype: str = "", soft_breaks: bool = False) -> bytes:
    """An OpenDocument text of this body, with automatic styles and properties."""
    switch = ' text:use-soft-page-breaks="true"' if soft_breaks else ""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text{switch}>{body}</office:text></office:body></office:document-content>"
    )
    named = f"<office:document-meta {_NAMES}><office:meta>{meta}</office:meta></office:document-meta>"
    return archive({"mimetype": ODT, "content.xml": content, "meta.xml": named})


_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def epub(chapters: Mapping[str, str], order: tuple[str, ...], extra: Mapping[str, str] | None = None) -> bytes:
    """A book with these parts, read in this order."""
    items = "".join(
        f'<item id="{name}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    references = "".join(f'<itemref idref="{name}"/>' for name in order)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Twenty Years of Vouchers</dc:title><dc:creator>A. Writer</dc:creator><dc:date>2019-05</dc:date>"
        f"</metadata><manifest>{items}</manifest><spine>{references}</spine></package>"
    )
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/book.opf": package,
        **{f"OEBPS/{name}": text for name, text in chapters.items()},
    }
    return archive({**parts, **(extra or {})})


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path
