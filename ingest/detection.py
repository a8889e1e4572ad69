"""What a file is, by its content: first bytes, the parts of a ZIP, the streams of an OLE container.

The one file that speaks to olefile.
"""

from __future__ import annotations

import struct
from codecs import BOM_UTF8
from collections.abc import Collection
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ingest import media_types as types
from ingest.foreign_types import foreign
from ingest.outcome import State, UnreadableError
from ingest.text_types import text_type

_HEAD = 8192
_ZIP_STARTS, _OLE = (b"PK\3\4", b"PK\5\6", b"PK00PK\3\4"), bytes.fromhex("d0cf11e0a1b11ae1")
_WORD_2, _WORDPERFECT = b"\xdb\xa5", b"\xffWPC"
_LONGEST_NAME = 256


def media_type(path: Path) -> str:
    """The type of a file: one of `ingest.media_types`, whether there is a reader for it or not.

    Raises:
        UnreadableError: it is empty, or of a type that is not read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0 \t\r\n") and len(head) < _HEAD:
        raise UnreadableError(State.EMPTY, "The file has no content.")
    if b"%PDF-" in head[:1024]:
        return types.PDF
    if head.startswith(_ZIP_STARTS):
        return _zip_type(path)
    if head.startswith(_OLE):
        return _ole_type(path)
    return _marked_type(head, path.suffix) or text_type(path, head)


def _marked_type(head: bytes, suffix: str) -> str:
    if head.startswith(_WORD_2):
        return types.DOC
    if head.startswith(_WORDPERFECT):
        return types.WORDPERFECT
    if head.removeprefix(BOM_UTF8).lstrip().startswith(b"{\\rtf"):
        return types.RTF
    found = foreign(head)
    if found is not None:
        name, advice = found
        named = f" ({suffix})" if suffix else ""
        raise UnreadableError(State.UNSUPPORTED, f"Its content is {name}{named}.", advice)
    return ""


def _zip_type(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            declared = _declared(archive) if "mimetype" in names else ""
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, struct.error):
        return types.BROKEN_ZIP
    if not names:
        raise UnreadableError(State.EMPTY, "It is a ZIP archive with nothing in it.")
    return _declared_type(declared) if declared else _packed_type(names)


def _declared(archive: ZipFile) -> str:
    """What OpenDocument files and books write into their first part."""
    with archive.open("mimetype") as part:
        return part.read(_LONGEST_NAME).decode("ascii", "replace").strip()


def _declared_type(declared: str) -> str:
    kind = declared.removesuffix("-template")
    if kind in {types.ODT, types.ODP, types.ODS, types.EPUB}:
        return kind
    raise UnreadableError(State.UNSUPPORTED, f"Its content is of the type {declared}, which is not read.")


# The main part of each kind, and the folder that it has in every one.
_PACKED = (
    ("word/document.xml", "word/", types.DOCX),
    ("ppt/presentation.xml", "ppt/", types.PPTX),
    ("xl/workbook.bin", "xl/workbook.bin", types.XLSB),
    ("xl/workbook.xml", "xl/", types.XLSX),
)
_PACKED_FOREIGN = {
    "visio/document.xml": "a Visio drawing",
    "Index/Document.iwa": "a document of Apple's Pages, Numbers or Keynote",
    "Index.zip": "a document of Apple's Pages, Numbers or Keynote",
    "FixedDocSeq.fdseq": "an XPS document",
    "FixedDocumentSequence.fdseq": "an XPS document",
}


def _packed_type(names: Collection[str]) -> str:
    listed = "[Content_Types].xml" in names
    for main, folder, kind in _PACKED:
        if main in names or (listed and any(name.startswith(folder) for name in names)):
            return kind
    for part, name in _PACKED_FOREIGN.items():
        if part in names:
            raise UnreadableError(State.UNSUPPORTED, f"It is {name}.", "Save it as PDF, then ingest that.")
    return types.ZIP


_STREAMS = {
    "encryptedpackage": types.ENCRYPTED_OFFICE,
    "worddocument": types.DOC,
    "powerpoint document": types.PPT,
    "workbook": types.XLS,
    "book": types.XLS,
    "__properties_version1.0": types.MSG,
}


def _ole_type(path: Path) -> str:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            names = {entry[0].casefold() for entry in container.listdir(storages=True) if entry}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(State.DAMAGED, "The file's container is cut off or broken.") from error
    for stream, kind in _STREAMS.items():
        if stream in names:
            return kind
    raise UnreadableError(State.UNSUPPORTED, "It is of a program of Windows whose files are not read.")
