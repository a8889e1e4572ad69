"""What a file is, by its content, and which reader reads it. A new format is one row here and one reader."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ingest import media_types, pdf_reading, read_docx, read_eml, read_msg, read_text
from ingest.document import Reading
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import State, UnreadableError

Reader = Callable[[Path, ReadOptions], Reading]


def _simple(read_file: Callable[[Path], Reading]) -> Reader:
    """A reader to which options make no difference."""
    return lambda path, _: read_file(path)


READERS: dict[str, Reader] = {
    pdf_reading.MEDIA_TYPE: pdf_reading.read_pdf,
    read_docx.MEDIA_TYPE: _simple(read_docx.read_docx),
    "text/markdown": _simple(read_text.read_markdown),
    "text/plain": _simple(read_text.read_plain),
    media_types.EML: _simple(read_eml.read_eml),
    media_types.MSG: _simple(read_msg.read_msg),
}

# Text files with other extensions are reported as unsupported: nothing but the extension tells what text is.
EXTENSIONS = frozenset({".pdf", ".docx", ".md", ".markdown", ".txt", ".text", ".eml"})

_PDF, _ZIP, _OLE = b"%PDF-", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_MARKUP = {b"{\\rtf": "RTF", b"<!doctype html": "a web page", b"<html": "a web page", b"<?xml": "XML"}
_HEAD = 4096


def read(path: Path, options: ReadOptions = PLAIN) -> Reading:
    """Read a file with the reader of its content's type.

    Raises:
        UnreadableError: with the state that the file ends in.
    """
    return READERS[media_type(path)](path, options)


def media_type(path: Path) -> str:
    """The type of a file by its first bytes; text is told apart by its extension.

    Raises:
        UnreadableError: it is empty, encrypted, or of a type without a reader.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0 \t\r\n") and len(head) < _HEAD:
        raise UnreadableError(State.EMPTY, "The file has no content.")
    if _PDF in head[:1024]:
        return pdf_reading.MEDIA_TYPE
    if head.startswith(_ZIP):
        return _zip_type(path)
    if head.startswith(_OLE):
        if path.suffix == ".msg":
            return media_types.MSG
        raise _ole_refusal(path)
    return _text_type(path, head)


def _zip_type(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(State.DAMAGED, "The file's container is cut off or broken.") from error
    if any(name.endswith("word/document.xml") for name in names):
        return read_docx.MEDIA_TYPE
    return media_types.ZIP


def _ole_refusal(path: Path) -> UnreadableError:
    if _ENCRYPTED_OFFICE in path.read_bytes():
        return UnreadableError(State.ENCRYPTED, "The document asks for a password.")
    return UnreadableError(State.UNSUPPORTED, f"It is in Office's format from before 2007{_named(path)}.")


def _text_type(path: Path, head: bytes) -> str:
    extension = path.suffix.casefold()
    start = head.removeprefix(BOM_UTF8).lstrip().lower()
    for mark, name in _MARKUP.items():
        if start.startswith(mark):
            raise UnreadableError(State.UNSUPPORTED, f"Its content is {name}{_named(path)}, which is not read.")
    if extension in {".pdf", ".docx"}:
        raise UnreadableError(State.DAMAGED, f"It is called a {extension[1:].upper()}, but its content is not one.")
    if extension not in EXTENSIONS or (b"\0" in head and not read_text.utf_encoding(head)):
        raise UnreadableError(State.UNSUPPORTED, f"Its content is of a type that is not read{_named(path)}.")
    if extension == ".eml":
        return media_types.EML
    return "text/markdown" if extension in {".md", ".markdown"} else "text/plain"


def _named(path: Path) -> str:
    return f" ({path.suffix})" if path.suffix else ""
