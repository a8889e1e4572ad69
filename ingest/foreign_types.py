"""What is not read, by its first bytes or its extension, and what to do about it.

Facts from the formats' own descriptions.
"""

from __future__ import annotations

_PICTURE = "If it is a scanned page, put it in a PDF (print it to PDF), then ingest that."
_UNPACK = "Unpack it, or pack it anew as a ZIP, then ingest that."
_SAVE = "Open it in its own program and save it as PDF or DOCX, then ingest that."
_EXPORT = "Export what you need from it as PDF, DOCX, XLSX or CSV, then ingest that."
_NOT_TEXT = "There are no documents in it that could be read; leave it out."

# (offset, bytes, what it is, advice), the telling ones first.
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a picture (PNG)", _PICTURE),
    (0, b"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (0, b"II*\0", "a picture (TIFF)", _PICTURE),
    (0, b"MM\0*", "a picture (TIFF)", _PICTURE),
    (0, b"GIF8", "a picture (GIF)", _PICTURE),
    (8, b"WEBP", "a picture (WebP)", _PICTURE),
    (4, b"ftypheic", "a picture (HEIC)", _PICTURE),
    (4, b"ftypmif1", "a picture (HEIC)", _PICTURE),
    (4, b"ftypavif", "a picture (AVIF)", _PICTURE),
    (0, b"8BPS", "a Photoshop picture", _PICTURE),
    (0, b"AT&TFORM", "a scan in DjVu", "Save it as PDF in a DjVu viewer, then ingest that."),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (0, b"\x1f\x8b", "a gzip archive", _UNPACK),
    (0, b"BZh", "a bzip2 archive", _UNPACK),
    (0, b"\xfd7zXZ\0", "an xz archive", _UNPACK),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"MSCF", "a cabinet archive", _UNPACK),
    (0, b"!BDN", "an Outlook mailbox (PST)", "Save the messages you need as MSG or EML, then ingest those."),
    (4, b"Standard Jet DB", "an Access database", _EXPORT),
    (4, b"Standard ACE DB", "an Access database", _EXPORT),
    (0, b"SQLite format 3\0", "a database (SQLite)", _EXPORT),
    (0, b"$FL2", "an SPSS data set", _EXPORT),
    (60, b"BOOKMOBI", "an electronic book (MOBI)", "Convert it to EPUB or PDF, then ingest that."),
    (6, b"\0\0\0\0\x36\0\0\0", "a picture (BMP)", _PICTURE),
    (0, b"ITSF", "a help file (CHM)", _SAVE),
    (0, b"\x9b\xa5", "a Word document of before 1990", _SAVE),
    (0, b"1\xbe\0\0", "a Word document of before 1990", _SAVE),
    (0, b"2\xbe\0\0", "a Word document of before 1990", _SAVE),
    (0, b"\0\x05\xe1\x03", "an IBM DisplayWrite document", _SAVE),
    (4, b"ftyp", "a video or a sound", _NOT_TEXT),
    (0, b"\x1aE\xdf\xa3", "a video", _NOT_TEXT),
    (0, b"\0\0\x01\xba", "a video", _NOT_TEXT),
    (0, b"ID3", "a sound", _NOT_TEXT),
    (0, b"OggS", "a sound", _NOT_TEXT),
    (8, b"WAVE", "a sound", _NOT_TEXT),
    (8, b"AVI ", "a video", _NOT_TEXT),
    (0, b"MZ", "a program", _NOT_TEXT),
    (0, b"\x7fELF", "a program", _NOT_TEXT),
    (0, b"\xfe\xed\xfa", "a program", _NOT_TEXT),
    (0, b"\xcf\xfa\xed\xfe", "a program", _NOT_TEXT),
    (0, b"L\0\0\0\x01\x14\x02\0", "a shortcut to another file", "Ingest the file that it points to."),
    (0, b"wOFF", "a typeface", _NOT_TEXT),
    (0, b"\0\x01\0\0\0", "a typeface", _NOT_TEXT),
)
_TEXT_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%!PS", "a PostScript file", "Turn it into a PDF, then ingest that."),
    (b"<stata_dta>", "a Stata data set", _EXPORT),
    (b"#!", "a script", _NOT_TEXT),
)
# Texts for programs and of data, by extension. "log" is what programs write; a log of lessons is a table.
_DATA = {
    ".json": "data in JSON",
    ".geojson": "data in JSON",
    ".jsonl": "data in JSON",
    ".yaml": "data in YAML",
    ".yml": "data in YAML",
    ".svg": "a picture (SVG)",
    ".log": "what a program logged",
}
TEXT_ADVICE = "If it is a document, rename it so that it ends in .txt, then ingest it again."


def foreign(head: bytes) -> tuple[str, str] | None:
    """What is known but not read, with its article, and advice; by a file's first bytes (at least 300)."""
    for mark, name, advice in _TEXT_SIGNATURES:
        if head.startswith(mark):
            return name, advice
    for at, mark, name, advice in _SIGNATURES:
        if head.startswith(mark, at) and (b"\0" in head or not _is_word(mark)):
            return name, advice
    return None


def _is_word(mark: bytes) -> bool:
    """Whether a text may begin with it."""
    return mark.decode("latin-1").isprintable() and mark.isascii()


def unread_text(extension: str) -> str:
    """What a text with an extension that does not stand for documents is."""
    return _DATA.get(extension) or f"text of a kind that is not known ({extension})"
