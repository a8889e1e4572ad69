"""What a file is, is told by its content; its name counts among texts only."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest import media_types as types
from ingest.detection import media_type
from ingest.media_types import EXTENSIONS, extension, mismatch, name_of
from ingest.outcome import State, UnreadableError
from tests.office_files import ODT, archive, epub, odt, ole, pdf, word, written

MAIL = (
    b"Received: from a\r\nFrom: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n\r\nAgents ran out.\r\n"
)
SAVED_PAGE = (
    b"From: <Saved by Blink>\r\nSubject: Review\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html"; boundary="x"\r\n\r\n--x\r\n'
)
WORD_XML = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<!-- made -->'
    b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
)
EXCEL_XML = b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
XHTML = (
    b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"\n'
    b'"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml">'
)
OOXML = {"[Content_Types].xml": "<Types/>"}


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.pdf", pdf(), types.PDF),
        ("really-a-pdf.docx", pdf(), types.PDF),
        ("no-extension", pdf(), types.PDF),
        ("mail-header.pdf", b"Content-Type: application/pdf\r\n\r\n" + pdf(), types.PDF),
        ("a.docx", word(), types.DOCX),
        ("really-a-docx.pdf", word(), types.DOCX),
        ("really-a-docx.doc", word(), types.DOCX),
        ("second-main-part.docx", archive({**OOXML, "word/document2.xml": "x"}), types.DOCX),
        ("a.pptx", archive({**OOXML, "ppt/presentation.xml": "x"}), types.PPTX),
        ("a.xlsx", archive({**OOXML, "xl/workbook.xml": "x"}), types.XLSX),
        ("a.xlsb", archive({**OOXML, "xl/workbook.bin": "x"}), types.XLSB),
        ("a.odt", odt(""), types.ODT),
        ("a.ott", archive({"mimetype": ODT + "-template"}), types.ODT),
        ("a.ods", archive({"mimetype": types.ODS}), types.ODS),
        ("a.odp", archive({"mimetype": types.ODP + "\n"}), types.ODP),
        ("a.epub", epub({}, ()), types.EPUB),
        ("cut.docx", word()[:2000], types.BROKEN_ZIP),
        ("a.zip", archive({"reports/a.pdf": "x", "word/notes.txt": "x"}), types.ZIP),
        ("a.doc", ole("WordDocument", "1Table"), types.DOC),
        ("embedded.doc", ole("1Table", "ObjectPool", "WordDocument"), types.DOC),
        ("word-2.doc", b"\xdb\xa5\x2d\0" + b"\0" * 300, types.DOC),
        ("a.ppt", ole("Current User", "PowerPoint Document"), types.PPT),
        ("a.xls", ole("Workbook"), types.XLS),
        ("excel-5.xls", ole("Book"), types.XLS),
        ("a.msg", ole("__properties_version1.0", "__substg1.0_001A001E"), types.MSG),
        ("locked.docx", ole("EncryptionInfo", "EncryptedPackage"), types.ENCRYPTED_OFFICE),
        ("a.wpd", b"\xffWPCn\x0f\0\0\x01\n", types.WORDPERFECT),
        ("a.rtf", b"{\\rtf1\\ansi Agents}", types.RTF),
        ("really-rtf.doc", b"\xef\xbb\xbf{\\rtf1 Agents}", types.RTF),
        ("a.html", b"Agents ran out of cash.", types.HTML),
        ("a.htm", b"<p>Agents", types.HTML),
        ("really-html.doc", b"\xef\xbb\xbf <!-- saved --><HTML><body>", types.HTML),
        ("really-html.xls", b"\r\n<table><tr><td>Lesson", types.HTML),
        ("really-html.txt", b"<!DOCTYPE html>\n<p>Agents", types.HTML),
        ("a.xhtml", XHTML, types.HTML),
        ("wide.doc", "<html><body>Agents".encode("utf-16"), types.HTML),
        ("a.mht", SAVED_PAGE, types.MHTML),
        ("really-mht.doc", SAVED_PAGE, types.MHTML),
        ("a.eml", MAIL, types.EML),
        ("really-mail.txt", MAIL, types.EML),
        ("word-2003.doc", WORD_XML, types.WORD_XML),
        ("excel-2003.xls", EXCEL_XML, types.EXCEL_XML),
        ("a.csv", b"Lesson,Country\n", types.CSV),
        ("a.tsv", b"Lesson\tCountry\n", types.TSV),
        ("exported.xls", b"Lesson\tCountry\n", types.TSV),
        ("exported2.xls", b"Lesson,Country\n", types.CSV),
        ("a.md", b"# Lessons", types.MARKDOWN),
        ("A.MARKDOWN", b"# Lessons", types.MARKDOWN),
        ("tagged.md", b"<b>Lessons</b> from the field", types.MARKDOWN),
        ("a.txt", b"Lessons", types.PLAIN),
        ("a.TEXT", "Leçons".encode("cp1252"), types.PLAIN),
        ("wide.txt", "Leçons".encode("utf-16"), types.PLAIN),
        ("wide-unmarked.txt", "Agents ran out".encode("utf-16-be"), types.PLAIN),
        ("memo.txt", b"To: all\nFrom: the office\nDate: 3 May\nSubject: Cash\n\nAgents ran out.", types.PLAIN),
        ("formula.txt", b"<10 agents, of whom <5 had cash", types.PLAIN),
        ("README", b"Lessons", types.PLAIN),
        ("Report of 12.05.2015", b"Lessons", types.PLAIN),
        ("really-text.doc", b"Lessons\r\n\f", types.PLAIN),
        ("unmarked.rtf", b"Lessons", types.PLAIN),
        ("MZ.txt", b"MZ is the code of Mozambique", types.PLAIN),
        ("escape.txt", b"\x1b[1mAgents\x1b[0m ran out of cash before noon", types.PLAIN),
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
        ("a.zip", b"PK\5\6" + bytes(18), State.EMPTY, "It is a ZIP archive with nothing in it."),
        ("a.docx", b"\0" * 100_000, State.DAMAGED, "It is called a DOCX, but its content is not one."),
        ("a.pdf", b"Not found", State.DAMAGED, "It is called a PDF, but its content is not one."),
        ("a.xlsx", b"plain", State.DAMAGED, "It is called a XLSX, but its content is not one."),
        ("a.doc", ole("WordDocument")[:600], State.DAMAGED, "The file's container is cut off or broken."),
        ("a.pdf", b"\x89PNG\r\n\x1a\n\0\0", State.UNSUPPORTED, "Its content is a picture (PNG) (.pdf)."),
        ("scan.tif", b"II*\0\x08\0\0\0", State.UNSUPPORTED, "Its content is a picture (TIFF) (.tif)."),
        ("scan", b"\xff\xd8\xff\xe0\0\x10JFIF", State.UNSUPPORTED, "Its content is a picture (JPEG)."),
        (
            "a.bmp",
            b"BM\x36\0\x0c\0" + b"\0\0\0\0\x36\0\0\0",
            State.UNSUPPORTED,
            "Its content is a picture (BMP) (.bmp).",
        ),
        ("a.rar", b"Rar!\x1a\x07\x01\0", State.UNSUPPORTED, "Its content is a RAR archive (.rar)."),
        ("a.tar", b"a.pdf".ljust(257, b"\0") + b"ustar", State.UNSUPPORTED, "Its content is a tar archive (.tar)."),
        ("a.txt", b"\x7fELF\x02\x01\0\0", State.UNSUPPORTED, "Its content is a program (.txt)."),
        ("a.mdb", b"\0\x01\0\0Standard Jet DB\0", State.UNSUPPORTED, "Its content is an Access database (.mdb)."),
        ("a.ps", b"%!PS-Adobe-3.0", State.UNSUPPORTED, "Its content is a PostScript file (.ps)."),
        ("run", b"#!/bin/sh\necho", State.UNSUPPORTED, "Its content is a script."),
        (
            "a.bin",
            b"\x01\x02\x03\x04\0\xff",
            State.UNSUPPORTED,
            "Its content is of a type that is not read (.bin).",
        ),
        ("noise", b"\x01\x02\x03\x04\x05", State.UNSUPPORTED, "Its content is of a type that is not read."),
        ("a.svg", b'<?xml version="1.0"?><svg/>', State.UNSUPPORTED, "Its content is a picture (SVG)."),
        ("b.svg", b'<svg xmlns="x"/>', State.UNSUPPORTED, "Its content is a picture (SVG)."),
        ("a.xml", b"<?xml version='1.0'?><rss/>", State.UNSUPPORTED, "Its content is data in XML."),
        ("a.md", b'<?xml version="1.0"?>', State.UNSUPPORTED, "Its content is data in XML."),
        ("a.json", b'{"lesson": 1}', State.UNSUPPORTED, "Its content is data in JSON."),
        ("a.log", b"12:00 started", State.UNSUPPORTED, "Its content is what a program logged."),
        ("a.py", b"import os", State.UNSUPPORTED, "Its content is text of a kind that is not known (.py)."),
        ("Inbox", b"From a@b.org Mon May 3\n" + MAIL, State.UNSUPPORTED, "It is a mailbox with many messages."),
        ("a.vsdx", archive({"visio/document.xml": "x"}), State.UNSUPPORTED, "It is a Visio drawing."),
        (
            "a.sxw",
            archive({"mimetype": "application/vnd.sun.xml.writer"}),
            State.UNSUPPORTED,
            "Its content is of the type application/vnd.sun.xml.writer, which is not read.",
        ),
        (
            "a.mpp",
            ole("Props9"),
            State.UNSUPPORTED,
            "It is of a program of Windows whose files are not read.",
        ),
    ],
)
def test_what_is_not_read_says_what_it_is(
    tmp_path: Path, name: str, data: bytes, state: State, reason: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        media_type(written(tmp_path, name, data))

    assert (caught.value.state, caught.value.reason) == (state, reason)
    assert caught.value.outcome.advice


def test_a_scan_is_told_to_become_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        media_type(written(tmp_path, "scan.jpg", b"\xff\xd8\xff\xe0"))

    assert "put it in a PDF" in caught.value.outcome.advice


def test_a_message_of_the_standard_library_is_an_e_mail(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Lessons"
    message.set_content("Agents ran out of cash.")

    assert media_type(written(tmp_path, "message", message.as_bytes())) == types.EML


@pytest.mark.parametrize("start", [b"<!---->", b"<?x?>", b" ", b"<!DOCTYPE a>"])
def test_what_stands_before_the_first_element_is_passed_over_once(tmp_path: Path, start: bytes) -> None:
    """Tried in all its divisions, this would take longer than the universe is old."""
    path = written(tmp_path, "a.doc", start * (8000 // len(start)) + b"no element")

    assert media_type(path) == types.PLAIN


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.PDF", ".pdf"),
        ("report.v2", ".v2"),
        ("report 2.1", ""),
        ("12.05.2015", ""),
        ("final. draft", ""),
        ("a.7z", ".7z"),
        ("none", ""),
        (".hidden", ""),
    ],
)
def test_extensions(name: str, expected: str) -> None:
    assert extension(Path(name)) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.docx", types.PDF, "It is called .docx, but its content is a PDF; it was read as that."),
        ("a.DOC", types.RTF, "It is called .doc, but its content is an RTF document; it was read as that."),
        ("a.docm", types.DOCX, ""),
        ("a.htm", types.HTML, ""),
        ("a", types.PDF, ""),
        ("a.2015", types.PDF, ""),
        ("a.bak", types.PDF, ""),
    ],
)
def test_a_name_that_says_something_else_is_told(name: str, kind: str, expected: str) -> None:
    assert mismatch(Path(name), kind) == expected


def test_every_type_has_a_name_and_extensions() -> None:
    public = [value for name, value in vars(types).items() if name.isupper() and not name.startswith("_")]
    kinds = {value for value in public if isinstance(value, str)}

    assert kinds == EXTENSIONS.keys()
    assert all(name_of(kind).startswith(("a ", "an ", "plain ")) and EXTENSIONS[kind] for kind in kinds)
