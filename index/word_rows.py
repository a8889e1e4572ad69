"""What the word index takes of a passage, and which stemmer its language gets."""

from __future__ import annotations

import re
from dataclasses import dataclass

# tantivy's stemmers by ISO 639-1 code; passages in any other language go unstemmed into `NEUTRAL`.
STEMMERS = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "ta": "Tamil",
    "tr": "Turkish",
}
ALIASES = {"nb": "no", "nn": "no"}
NEUTRAL = "und"


@dataclass(frozen=True, slots=True)
class WordRow:
    """What the word index takes of a passage; ``document`` is a key, ``kind`` a code of `KIND_CODES`."""

    number: int
    document: int
    kind: int
    language: str
    section: str
    text: str
    columns: str


def stemmed_as(language: str) -> str:
    """The index that passages of this language go into: an ISO 639-1 code, or `NEUTRAL`."""
    code = re.split("[-_]", language.lower())[0]
    code = ALIASES.get(code, code)
    return code if code in STEMMERS else NEUTRAL


def plain(text: str) -> str:
    """Without halves of surrogate pairs, which are in no passage and which tantivy refuses."""
    return text.encode("utf-8", "ignore").decode("utf-8")
