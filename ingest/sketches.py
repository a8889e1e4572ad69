"""What of a document's text is compared with that of others: samples that say which texts overlap."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.document import Field
from ingest.subjects import SATELLITES, telling_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.document import Document, Page

# Texts of one evaluation share 7 to 53 % of their runs of six words, briefs of one publisher about different
# evaluations 4 % at most (their fixed phrases). One run in eight is kept: the same ones in every document.
RUN = 6
ONE_IN = 8
FRONT_PAGES = 2
FRONT_WORDS = 800
_WORD = re.compile(r"[^\W_]+")
_FIGURE = re.compile(
    r"(?<![\w.])(?:\d{1,3}(?:[.,'’٬٫\s]\d{3})+(?:[.,٫]\d+)?|\d+(?:[.,٫]\d+)?)(?!\w|[.,٫٬]\d)"  # 1 234,5 or 12.5
)
_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Sketch:
    """``runs`` and ``figures`` are ascending 32-bit numbers, packed little-endian; see `packed`.

    ``runs`` stand for runs of words, ``figures`` for pairs of neighbouring figures, which a translation keeps.
    ``front`` are the telling words of the first pages, in order, parted by blanks; empty for what is not about
    an evaluation, as a brief or a response is.
    """

    runs: bytes = b""
    figures: bytes = b""
    front: str = ""


EMPTY = Sketch()


def sketch_of(document: Document) -> Sketch:
    """The sketch of a document. To be made anew (`ingest.documents.READER_VERSION`) when this changes."""
    texts = [passage.text for passage in document.passages]
    return Sketch(
        runs=packed(mark for text in texts for mark in _runs(text)),
        figures=packed(_figure_pairs(texts)),
        front=" ".join(telling_words(_front(document.pages))) if _is_about_another(document) else "",
    )


def _is_about_another(document: Document) -> bool:
    return not SATELLITES.isdisjoint(document.values(Field.DOCUMENT_TYPE))


def packed(marks: Iterable[int]) -> bytes:
    distinct = sorted(set(marks))
    return struct.pack(f"<{len(distinct)}I", *distinct)


def _runs(text: str) -> Iterator[int]:
    words = [word.casefold() for word in _WORD.findall(text)]
    for at in range(len(words) - RUN + 1):
        mark = zlib.crc32(" ".join(words[at : at + RUN]).encode())
        if mark % ONE_IN == 0:
            yield mark


def _figure_pairs(texts: Sequence[str]) -> Iterator[int]:
    """Neighbouring figures of which one is telling: small numbers and years stand beside each other anywhere."""
    figures = [figure for text in texts for figure in figures_in(text)]
    for one, other in pairwise(figures):
        if one != other and (_is_telling(one) or _is_telling(other)):
            yield zlib.crc32(f"{one} {other}".encode())


def figures_in(text: str) -> list[str]:
    """The digits of each figure, whatever parts its thousands and decimals: "1 234,5" and "1,234.5" are 12345."""
    return ["".join(str(int(char)) for char in found if char.isdecimal()) for found in _FIGURE.findall(text)]


def _is_telling(figure: str) -> bool:
    return len(figure) > 2 and int(figure) not in _YEARS


def _front(pages: Sequence[Page]) -> str:
    with_text = [page.text for page in pages if page.text.strip()]
    return " ".join(" ".join(with_text[:FRONT_PAGES]).split()[:FRONT_WORDS])
