"""Characters as they should be: ligatures, soft hyphens, odd blanks and bullets of private fonts.

Every function here is applied before offsets are counted: some lengthen the text, most shorten it.
"""

from __future__ import annotations

import re
import unicodedata

# Latin ligatures and presentation forms (Unicode block Alphabetic Presentation Forms, FB00-FB06).
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}
# Symbol and Wingdings bullets that Word writes into the private use area.
_PRIVATE_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf06e\uf0e0\uf02d\uf0a2\uf071", "•")
_DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# What stretches Arabic words to fill a line is no letter (U+0640).
_DROPPED = dict.fromkeys("\u0640\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff\ufffd\x00\x02" + _DIRECTION_MARKS, "")
_TABLE = str.maketrans(_LIGATURES | _PRIVATE_BULLETS | _DROPPED)
_BLANKS = re.compile(r"[^\S\n]+")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
# Not those that are blanks: a vertical tab or a next-line character parts two words.
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# Arabic and Hebrew letters by their shape (isolated, initial …), as PDFs have them: words are searched without.
_SHAPES = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")


def characters(text: str) -> str:
    """Mend characters one by one: no blank is folded, soft hyphens stay (the layout needs them)."""
    mended = _PRIVATE_USE.sub("", _CONTROL.sub("", text.translate(_TABLE)))
    unshaped = _SHAPES.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), mended)
    return unicodedata.normalize("NFC", unshaped)


def line(text: str) -> str:
    """A line of text: characters mended, runs of blanks folded, ends stripped, soft hyphens gone."""
    return _BLANKS.sub(" ", characters(text).replace("\u00ad", "")).strip()


def key(text: str) -> str:
    """For comparing texts: letters and digits only, case folded, compatibility forms resolved."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
