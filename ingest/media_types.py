"""The types of files as values: what each is called, and which extensions go with it."""

from __future__ import annotations

import re
from pathlib import PurePath

_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
PDF = "application/pdf"
DOCX = f"{_OFFICE}.wordprocessingml.document"
PPTX = f"{_OFFICE}.presentationml.presentation"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT, ODP, ODS = f"{_ODF}.text", f"{_ODF}.presentation", f"{_ODF}.spreadsheet"
DOC, PPT, XLS = "application/msword", "application/vnd.ms-powerpoint", "application/vnd.ms-excel"
WORD_XML, EXCEL_XML = "application/vnd.ms-word.xml", "application/vnd.ms-excel.xml"
WORDPERFECT = "application/vnd.wordperfect"
ENCRYPTED_OFFICE = "application/vnd.ms-office.encrypted"
MSG, EML = "application/vnd.ms-outlook", "message/rfc822"
EPUB, ZIP, RTF = "application/epub+zip", "application/zip", "application/rtf"
BROKEN_ZIP = "application/zip; broken"
HTML, MHTML = "text/html", "multipart/related"
CSV, TSV, MARKDOWN, PLAIN = "text/csv", "text/tab-separated-values", "text/markdown", "text/plain"

_TYPES: dict[str, tuple[str, str]] = {
    PDF: ("a PDF", "pdf"),
    DOCX: ("a Word document (DOCX)", "docx docm dotx dotm"),
    PPTX: ("a PowerPoint presentation (PPTX)", "pptx pptm ppsx ppsm potx potm"),
    XLSX: ("an Excel workbook (XLSX)", "xlsx xlsm xltx xltm"),
    XLSB: ("a binary Excel workbook (XLSB)", "xlsb"),
    ODT: ("an OpenDocument text (ODT)", "odt ott"),
    ODP: ("an OpenDocument presentation (ODP)", "odp otp"),
    ODS: ("an OpenDocument spreadsheet (ODS)", "ods ots"),
    DOC: ("a Word document of before 2007 (DOC)", "doc dot"),
    PPT: ("a PowerPoint presentation of before 2007 (PPT)", "ppt pps pot"),
    XLS: ("an Excel workbook of before 2007 (XLS)", "xls xlt xlw"),
    WORD_XML: ("a Word document of 2003 in XML", "xml"),
    EXCEL_XML: ("an Excel workbook of 2003 in XML", "xml"),
    WORDPERFECT: ("a WordPerfect document", "wpd wp wp5 wp6"),
    ENCRYPTED_OFFICE: ("an encrypted Office file", "docx docm dotx pptx pptm ppsx xlsx xlsm xlsb"),
    MSG: ("an Outlook message (MSG)", "msg oft"),
    EML: ("an e-mail", "eml"),
    EPUB: ("an electronic book (EPUB)", "epub"),
    ZIP: ("a ZIP archive", "zip"),
    BROKEN_ZIP: ("a broken ZIP container", "zip docx docm pptx xlsx xlsm odt odp ods epub"),
    RTF: ("an RTF document", "rtf"),
    HTML: ("a web page", "html htm xhtml xht shtml"),
    MHTML: ("a saved web page (MHTML)", "mht mhtml"),
    CSV: ("a table in CSV", "csv"),
    TSV: ("a table in TSV", "tsv tab"),
    MARKDOWN: ("a Markdown text", "md markdown"),
    PLAIN: ("plain text", "txt text asc me rst 1st"),
}
EXTENSIONS = {kind: frozenset("." + each for each in known.split()) for kind, (_, known) in _TYPES.items()}
_KNOWN = frozenset[str]().union(*EXTENSIONS.values())
# A version or a date at a name's end ("Report 2.1", "12.05.2015") is no extension.
_EXTENSION = re.compile(r"\.(?=\d*[a-z])[a-z0-9_-]{1,10}")


def extension(path: PurePath) -> str:
    """A file's extension in lower case with its dot; empty where it has none."""
    suffix = path.suffix.casefold()
    return suffix if _EXTENSION.fullmatch(suffix) else ""


def name_of(kind: str) -> str:
    """What people call a type, with its article."""
    return _TYPES[kind][0]


def mismatch(path: PurePath, kind: str) -> str:
    """A sentence on a name that says something else than the content; empty where it does not."""
    called = extension(path)
    if called not in _KNOWN or called in EXTENSIONS[kind]:
        return ""
    return f"It is called {called}, but its content is {name_of(kind)}; it was read as that."
