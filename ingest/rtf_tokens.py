"""RTF as tokens, and its bytes as characters. By Microsoft's RTF Specification 1.9.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Is(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A brace, a control word or symbol with its number, or bytes of text in the code page of their font."""

    kind: Is
    word: str = ""
    number: int | None = None
    text: bytes = b""


_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_OPEN, _CLOSE = Token(Is.OPEN), Token(Is.CLOSE)


def tokens(data: bytes) -> Iterator[Token]:
    """All tokens; what is embedded in binary is passed over."""
    at = 0
    while match := _TOKEN.match(data, at):
        at = match.end()
        if match["word"] == b"bin":
            at += max(int(match["number"] or 0), 0)
        elif token := _token(match):
            yield token


def _token(match: re.Match[bytes]) -> Token | None:
    kind, value = match.lastgroup, match[match.lastgroup or 0]
    if kind in {"word", "number"}:
        number = match["number"]
        return Token(Is.WORD, match["word"].decode("ascii"), int(number) if number else None)
    if kind == "symbol":
        return Token(Is.WORD, "par" if value in b"\r\n" else value.decode("latin-1"))
    if kind == "brace":
        return _OPEN if value == b"{" else _CLOSE
    if kind == "hex":
        return Token(Is.TEXT, text=bytes.fromhex(value.decode("ascii")))
    return Token(Is.TEXT, text=value) if kind == "text" else None


# The code page of a character set of Windows (fcharset).
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
# Its characters are pictures: Windows numbers them in the private use area.
SYMBOL = 2
CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


def code_page(number: int | None) -> str:
    """Python's name of a code page of Windows; the western one where there is no such."""
    special = {10000: "mac_roman", 65001: "utf-8", 936: "gbk", 950: "big5"}
    name = special.get(number or 0, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def decoded(data: bytes, charset: int | None, usual: str) -> str:
    """Bytes of a font with this character set; ``usual`` is the document's code page."""
    if charset == SYMBOL:
        return "".join(chr(0xF000 + byte) if byte > 32 else chr(byte) for byte in data)
    # Many writers say "ANSI" of each font whatever the document's code page is.
    return data.decode(_CHARSETS.get(charset or 0, usual), "replace")


# Control words and symbols that stand for characters.
CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "_": "-",
    "\\": "\\",
    "{": "{",
    "}": "}",
}
