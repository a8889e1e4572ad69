"""What a text is: by what it says of itself (markup, mail), else by its extension, which counts here only."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path

from ingest import media_types as types
from ingest.foreign_types import TEXT_ADVICE, unread_text
from ingest.media_types import EXTENSIONS, extension
from ingest.outcome import State, UnreadableError
from ingest.read_text import utf_encoding

_CONTAINERS = (
    *(types.PDF, types.DOCX, types.PPTX, types.XLSX, types.XLSB, types.ODT, types.ODP, types.ODS),
    *(types.PPT, types.EPUB, types.MSG, types.ZIP),
)
# A text under such a name is not what it says.
_NEVER_TEXT = frozenset[str]().union(*(EXTENSIONS[kind] for kind in _CONTAINERS))
_TELLING = (types.CSV, types.TSV, types.MARKDOWN, types.HTML, types.EML, types.MHTML, types.PLAIN)
# Texts are given the names of word processors' files, and no name at all.
_TEXTS = dict.fromkeys(("", ".doc", ".dot", ".rtf", ".wpd", ".wp", ".rst"), types.PLAIN) | {
    each: kind for kind in _TELLING for each in EXTENSIONS[kind]
}


def text_type(path: Path, head: bytes) -> str:
    """The type of a file that begins with ``head`` and is no container and has no signature.

    Raises:
        UnreadableError: it is no text, or of a type that is not read.
    """
    called = extension(path)
    if not _is_text(head):
        raise _refusal(path, called)
    encoding = utf_encoding(head) or "latin-1"
    text = head.removeprefix(BOM_UTF8).decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    return _said_type(text, called) or _called_type(text, called)


def _is_text(head: bytes) -> bool:
    """Hardly any control characters: one in a hundred may be a slip."""
    if utf_encoding(head):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1a\x1b" for byte in head)
    return b"\0" not in head and controls * 100 <= len(head)


def _refusal(path: Path, called: str) -> UnreadableError:
    if called in _NEVER_TEXT:
        return _not_as_called(called)
    named = f" ({path.suffix})" if path.suffix else ""
    return UnreadableError(State.UNSUPPORTED, f"Its content is of a type that is not read{named}.")


def _not_as_called(called: str) -> UnreadableError:
    return UnreadableError(State.DAMAGED, f"It is called a {called[1:].upper()}, but its content is not one.")


def _called_type(text: str, called: str) -> str:
    if called in _NEVER_TEXT:
        raise _not_as_called(called)
    if called in EXTENSIONS[types.XLS]:  # what databases call the tables that they export
        return types.TSV if "\t" in text else types.CSV
    if called not in _TEXTS:
        raise UnreadableError(State.UNSUPPORTED, f"Its content is {unread_text(called)}.", TEXT_ADVICE)
    return _TEXTS[called]


# What may stand before the first element. Atomic: a text of nothing but comments must not be tried in all ways.
_ROOT = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+<([\w:.-]+)", re.DOTALL | re.IGNORECASE
)
_WHOLE = frozenset({"html", "head", "body"})
# Pieces of pages. A text with marks may begin with one as well, so its name must not say that it is a text.
_PROSE = EXTENSIONS[types.PLAIN] | EXTENSIONS[types.MARKDOWN] | {".rst"}
_PIECES = frozenset("meta title style script link table div p center font h1 h2 h3 ul ol span br b".split())
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]?(.*)\n(?:[ \t]+.*\n)*")
# The others (from, to, date, subject) stand above a memorandum too.
_OF_MAIL = frozenset({"received", "return-path", "message-id", "mime-version", "delivered-to", "x-mailer"})
_FEWEST_HEADERS = 3


def _said_type(text: str, called: str) -> str:
    root = _ROOT.match(text)
    if root is None and text.startswith("<?xml"):
        raise UnreadableError(State.UNSUPPORTED, "Its content is data in XML.")
    if root is not None:
        return _markup_type(text[: root.start(1)], text, root[1].casefold(), called)
    if text.startswith("From ") and _headers(text.partition("\n")[2]).keys() & _OF_MAIL:
        advice = "Save the messages you need as EML, then ingest those."
        raise UnreadableError(State.UNSUPPORTED, "It is a mailbox with many messages.", advice)
    headers = _headers(text)
    if len(headers) < _FEWEST_HEADERS or not headers.keys() & _OF_MAIL:
        return ""
    is_page = headers.get("content-type", "").startswith("multipart/related")
    return types.MHTML if is_page and not headers.keys() & {"to", "received"} else types.EML


def _markup_type(before: str, text: str, root: str, called: str) -> str:
    if root in _WHOLE or "<!doctype html" in before.casefold():
        return types.HTML
    if root in _PIECES and called not in _PROSE:
        return types.HTML
    if root.endswith(":worddocument"):
        return types.WORD_XML
    if root.endswith("workbook") and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return types.EXCEL_XML
    if text.startswith("<?xml") or called in {".xml", ".svg"}:
        name = "a picture (SVG)" if root.endswith("svg") else "data in XML"
        raise UnreadableError(State.UNSUPPORTED, f"Its content is {name}.")
    return ""


def _headers(text: str) -> dict[str, str]:
    """The header lines at a text's start: names in lower case, and what follows on their line."""
    found: dict[str, str] = {}
    at = 0
    while match := _HEADER.match(text, at):
        found.setdefault(match[1].casefold(), match[2].strip().casefold())
        at = match.end()
    return found
