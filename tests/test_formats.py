"""The type of a file is that of its content; what is not read says what it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.formats import media_type, read
from ingest.outcome import State, UnreadableError

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "Agents ran out of cash on the first day.")
    canvas.save()
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Agents ran out of cash on the first day.")
    document.save(buffer)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.pdf", pdf(), "application/pdf"),
        ("really-a-pdf.docx", pdf(), "application/pdf"),
        ("no-extension", pdf(), "application/pdf"),
        ("mail-header.pdf", b"Content-Type: application/pdf\r\n\r\n" + pdf(), "application/pdf"),
        ("a.docx", word(), DOCX),
        ("really-a-docx.pdf", word(), DOCX),
        ("really-a-docx.doc", word(), DOCX),
        ("a.md", b"# Lessons", "text/markdown"),
        ("A.MARKDOWN", b"# Lessons", "text/markdown"),
        ("a.txt", b"Lessons", "text/plain"),
        ("a.TEXT", "Leçons".encode("cp1252"), "text/plain"),
        ("wide.txt", "Leçons".encode("utf-16"), "text/plain"),
        ("wide-unmarked.txt", "Agents ran out".encode("utf-16-be"), "text/plain"),
        ("tagged.md", b"<b>Lessons</b> from the field", "text/markdown"),
    ],
)
def test_the_type_is_that_of_the_content(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    assert media_type(written(tmp_path, name, data)) == expected


@pytest.mark.parametrize(
    ("name", "data", "state", "reason"),
    [
        ("a.pdf", b"", State.EMPTY, "The file has no content."),
        ("a.txt", b" \r\n\t", State.EMPTY, "The file has no content."),
        ("a.docx", b"\0" * 100, State.EMPTY, "The file has no content."),
        ("a.docx", b"\0" * 100_000, State.DAMAGED, "It is called a DOCX, but its content is not one."),
        ("a.pdf", b"Not found", State.DAMAGED, "It is called a PDF, but its content is not one."),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\0\0", State.DAMAGED, "It is called a PDF, but its content is not one."),
        ("a.docx", b"plain", State.DAMAGED, "It is called a DOCX, but its content is not one."),
        (
            "a.pdf",
            b"\xef\xbb\xbf <!DOCTYPE html><p>",
            State.UNSUPPORTED,
            "Its content is a web page (.pdf), which is not read.",
        ),
        ("a.txt", b"<HTML><body>", State.UNSUPPORTED, "Its content is a web page (.txt), which is not read."),
        ("a.docx", b"{\\rtf1\\ansi", State.UNSUPPORTED, "Its content is RTF (.docx), which is not read."),
        ("a.md", b'<?xml version="1.0"?>', State.UNSUPPORTED, "Its content is XML (.md), which is not read."),
        ("a.txt", b"\x7fELF\x02\x01\0\0", State.UNSUPPORTED, "Its content is of a type that is not read (.txt)."),
        ("a.csv", b"1,2\n", State.EMPTY, "It holds figures and codes only: there is no text in it to cite."),
        ("a.rst", b"a,b\n", State.UNSUPPORTED, "Its content is of a type that is not read (.rst)."),
        ("none", b"text", State.UNSUPPORTED, "Its content is of a type that is not read."),
        ("a.doc", OLE + b"\0" * 600, State.UNSUPPORTED, "It is in Office's format from before 2007 (.doc)."),
        (
            "a.docx",
            OLE + b"\0" * 5000 + "EncryptedPackage".encode("utf-16-le"),
            State.ENCRYPTED,
            "The document asks for a password.",
        ),
        ("a.xlsx", archive("xl/workbook.xml"), State.DAMAGED, "The XLSX's parts are missing or broken."),
        ("a.pptx", archive("ppt/presentation.xml"), State.DAMAGED, "The PPTX's parts are missing or broken."),
        (
            "a.zip",
            archive("a.txt"),
            State.UNSUPPORTED,
            "It is a ZIP container that is no DOCX, PPTX or XLSX (.zip).",
        ),
        ("a.docx", word()[:2000], State.DAMAGED, "The file's container is cut off or broken."),
        ("a.docx", archive("word/document.xml"), State.DAMAGED, "The DOCX's parts are missing or broken."),
        ("a.pdf", b"%PDF-1.7\nnothing more", State.DAMAGED, "The PDF's structure is broken beyond repair."),
    ],
)
def test_what_is_not_read_says_why(tmp_path: Path, name: str, data: bytes, state: State, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, name, data))

    assert (caught.value.state, caught.value.reason) == (state, reason)
    assert caught.value.outcome.advice


def test_each_type_is_read_by_its_reader(tmp_path: Path) -> None:
    sentence = "Agents ran out of cash on the first day."
    files = {"a.docx": pdf(), "b.pdf": word(), "c.md": sentence.encode(), "d.txt": sentence.encode()}

    readings = [read(written(tmp_path, name, data)) for name, data in files.items()]

    assert [reading.media_type for reading in readings] == ["application/pdf", DOCX, "text/markdown", "text/plain"]
    assert [reading.pages[0].text for reading in readings] == [sentence] * 4
