"""Which reader reads a file of which type. A new format is one row here and one reader.

A file of an old format is converted first, an encrypted one decrypted; then what came out is read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest import (
    libreoffice,
    office_passwords,
    pdf_reading,
    read_csv,
    read_docx,
    read_eml,
    read_epub,
    read_html,
    read_msg,
    read_odt,
    read_pptx,
    read_rtf,
    read_text,
    read_xlsx,
    zip_repair,
)
from ingest import media_types as types
from ingest.detection import media_type
from ingest.document import Reading
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import State, UnreadableError

_BROKEN = "The file's container is cut off or broken."
_MENDED = "The file is cut off or broken: only what stands in {} parts that are whole was read."
Reader = Callable[[Path, ReadOptions], Reading]


def _simple(read_file: Callable[[Path], Reading]) -> Reader:
    """A reader to which options make no difference."""
    return lambda path, _: read_file(path)


def _read_converted(path: Path, options: ReadOptions) -> Reading:
    kind = media_type(path)
    with libreoffice.converted(path, kind) as made:
        return replace(read(made, options), media_type=kind)


def _read_old(path: Path, options: ReadOptions) -> Reading:
    """In the old formats nothing but their content tells whether they are encrypted."""
    if office_passwords.is_encrypted(path):
        with office_passwords.decrypted(path, options.passwords) as plain:
            return _read_converted(plain, options)
    return _read_converted(path, options)


def _read_decrypted(path: Path, options: ReadOptions) -> Reading:
    with office_passwords.decrypted(path, options.passwords) as plain:
        return read(plain, options)


def _read_broken(path: Path, options: ReadOptions) -> Reading:
    """Of a file that was cut off, the parts at its beginning are whole."""
    with tempfile.TemporaryDirectory(prefix="lessons-") as folder:
        mended = Path(folder, path.name)
        count = zip_repair.repaired(path, mended)
        if not count or media_type(mended) == types.ZIP:
            raise UnreadableError(State.DAMAGED, _BROKEN)
        try:
            reading = read(mended, options)
        except UnreadableError:
            raise UnreadableError(State.DAMAGED, _BROKEN) from None
    return replace(reading, notes=(_MENDED.format(count), *reading.notes))


READERS: dict[str, Reader] = {
    types.PDF: pdf_reading.read_pdf,
    types.DOCX: _simple(read_docx.read_docx),
    types.PPTX: _simple(read_pptx.read_pptx),
    types.XLSX: _simple(read_xlsx.read_xlsx),
    **dict.fromkeys((types.CSV, types.TSV), _simple(read_csv.read_csv)),
    types.ODT: _simple(read_odt.read_odt),
    types.RTF: _simple(read_rtf.read_rtf),
    types.EPUB: _simple(read_epub.read_epub),
    types.EML: _simple(read_eml.read_eml),
    types.MSG: _simple(read_msg.read_msg),
    types.HTML: _simple(read_html.read_html),
    types.MHTML: _simple(read_html.read_mhtml),
    types.MARKDOWN: _simple(read_text.read_markdown),
    types.PLAIN: _simple(read_text.read_plain),
    **dict.fromkeys((types.DOC, types.PPT, types.XLS), _read_old),
    **dict.fromkeys(libreoffice.CONVERTED.keys() - {types.DOC, types.PPT, types.XLS}, _read_converted),
    types.ENCRYPTED_OFFICE: _read_decrypted,
    types.BROKEN_ZIP: _read_broken,
}


def read(path: Path, options: ReadOptions = PLAIN) -> Reading:
    """Read a file with the reader of its content's type.

    Raises:
        UnreadableError: with the state that the file ends in.
    """
    kind = media_type(path)
    if kind not in READERS:
        raise UnreadableError(State.UNSUPPORTED, f"It is {types.name_of(kind)}, which is not read.")
    reading = READERS[kind](path, options)
    note = types.mismatch(path, kind)
    return replace(reading, notes=(note, *reading.notes)) if note else reading
