"""The text of a web page before it is parsed: its encoding, and mends for what the parser cannot take."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from ingest.outcome import State, UnreadableError
from ingest.read_text import decoded_text

_LOOKED_AT = 4096
_CHARSET = re.compile(
    rb"""<(?:meta[^>]*?charset|\?xml[^>]*?encoding)\s*=\s*["']?\s*([\w:-]{1,40})""", re.IGNORECASE
)
# Python's names for encodings include some that are none for texts, and some that take forever.
_ENCODING = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|(?:windows|cp|iso|koi8|gb|big5|shift|euc|mac|latin|us-ascii)[\w-]*"
)
# What a page calls so is this to browsers, by HTML's own standard.
_MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254"}
# An element closed where it opens, which only XHTML knows; those that have no content may stay.
_CLOSED = re.compile(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)([a-z][\w:-]*)((?:\s[^<>]*)?)/>",
    re.IGNORECASE,
)
_XHTML = "http://www.w3.org/1999/xhtml"
_NESTING = re.compile(r"</?(?!(?:script|style|title|head|body|html)\b)[a-z][^<>]*>", re.IGNORECASE)


def decoded_page(data: bytes) -> str:
    """A page's text by what it says of its encoding, where that holds."""
    said = _CHARSET.search(data[:_LOOKED_AT])
    return decoded_text(data, known_encoding(said[1].decode("ascii", "replace")) if said else "")


def known_encoding(name: str) -> str:
    """An encoding for texts by the name that a file gives; empty where there is none of that name."""
    folded = name.strip().casefold()
    return _MEANT.get(folded, folded) if _ENCODING.fullmatch(folded) else ""


def unclosed(text: str) -> str:
    """XHTML's closed elements opened and closed: to the HTML parser `<title/>` opens one that never ends."""
    return _CLOSED.sub(r"<\1\2></\1>", text) if _XHTML in text[:_LOOKED_AT] else text


def flattened(text: str) -> str:
    """Markup without any nesting: each tag is a line's end."""
    return _NESTING.sub("<br>", text)


def saved_page(data: bytes) -> str:
    """The page of a file that holds it together with its pictures.

    Raises:
        UnreadableError: there is none.
    """
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                return decoded_text(body, known_encoding(part.get_content_charset("") or ""))
    raise UnreadableError(State.EMPTY, "The saved page holds no text.")
