"""The words of a PDF's pages with their places. The one file that speaks to PDFium for text."""

from __future__ import annotations

import ctypes
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest import normalise
from ingest.outcome import State, UnreadableError
from ingest.pdf_rules import is_pictured, rules_of
from ingest.raw_pdf import Bookmark, RawPage, RawPdf, Word

BOLD_WEIGHT = 600
# PDFium leaves out some blanks; a gap between two advances of this share of the type size is one.
WORD_GAP = 0.15
# A digit whose baseline stands this much of the type size above its neighbour's is a footnote mark.
RAISED = 0.2
SMALL = 0.85


def read_raw(path: Path, passwords: Sequence[str] = ()) -> RawPdf:
    """Read all pages; ``passwords`` are tried where the file asks for one.

    Raises:
        UnreadableError: the file wants a password, is not a PDF that PDFium can open, or has no pages.
    """
    with closing(_open(path, passwords)) as pdf:
        if not len(pdf):
            raise UnreadableError(State.DAMAGED, "The PDF has no pages that can be read.")
        pages = tuple(_page(pdf, index) for index in range(len(pdf)))
        return RawPdf(pages, _bookmarks(pdf), _properties(pdf), form=pdf.get_formtype() != pdfium_c.FORMTYPE_NONE)


def _open(path: Path, passwords: Sequence[str]) -> pdfium.PdfDocument:
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # what it warns of ends in a reason of ours
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(path, password)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) != pdfium_c.FPDF_ERR_PASSWORD:
                raise UnreadableError(State.DAMAGED, "The PDF's structure is broken beyond repair.") from error
    raise UnreadableError(State.ENCRYPTED, "The PDF asks for a password.")


def _properties(pdf: pdfium.PdfDocument) -> tuple[tuple[str, str], ...]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created"}
    found = pdf.get_metadata_dict(skip_empty=True)
    return tuple((ours, normalise.line(found[theirs])) for theirs, ours in names.items() if theirs in found)


def _bookmarks(pdf: pdfium.PdfDocument) -> tuple[Bookmark, ...]:
    found = []
    for entry in pdf.get_toc(max_depth=6):
        target = entry.get_dest()
        index = target.get_index() if target else None
        if index is not None:
            found.append(Bookmark(normalise.line(entry.get_title()), entry.level + 1, index + 1))
    return tuple(found)


def _page(pdf: pdfium.PdfDocument, index: int) -> RawPage:
    """A page that PDFium cannot load is an empty page: the others still count."""
    label = pdf.get_page_label(index) or None
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return RawPage(index + 1, label, 1.0, 1.0, (), ())
    with closing(page):
        to_display = _Display(page)
        with closing(page.get_textpage()) as text_page:
            words = tuple(word for word in _words(text_page, to_display) if to_display.shows(word))
        size = to_display.width, to_display.height
        rules = rules_of(page, to_display.box)
        return RawPage(index + 1, label, *size, words, rules, pictured=is_pictured(page))


class _Display:
    """From PDF coordinates to points of the displayed page: origin top left, rotation and crop applied."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        crop: tuple[float, float, float, float] = page.get_cropbox()
        self._left, self._bottom, self._right, self._top = crop
        self._turns: int = page.get_rotation() // 90
        upright = self._right - self._left, self._top - self._bottom
        self.width, self.height = upright if self._turns % 2 == 0 else upright[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        east, south = x - self._left, self._top - y
        west, north = self._right - x, y - self._bottom
        turned: list[tuple[float, float]] = [(east, south), (north, east), (west, north), (south, west)]
        return turned[self._turns]

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (x0, y0), (x1, y1) = self.point(left, top), self.point(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def shows(self, word: Word) -> bool:
        """Printer's marks and cut-away parts of a page are in its text, but outside of what is displayed."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return 0 <= x <= self.width and 0 <= y <= self.height


@dataclass(slots=True)
class _Character:
    text: str
    box: tuple[float, float, float, float]
    base: float
    size: float


def _words(text_page: pdfium.PdfTextPage, display: _Display) -> Iterator[Word]:
    raw = text_page.raw
    run: list[_Character] = []
    before: _Character | None = None
    start = 0
    for index in range(text_page.count_chars()):
        character = _character(raw, index, display)
        if character is None and _is_small(before, run) and pdfium_c.FPDFText_IsGenerated(raw, index) == 1:
            continue  # PDFium puts a blank behind a raised digit, where a full stop may follow
        if character is None or (before and _apart(before, character)):
            yield from _word(run, raw, start)
            run = []
        if character is not None:
            start = start if run else index
            if not _is_footnote_mark(run, character):
                run.append(character)
        before = character
    yield from _word(run, raw, start)


def _character(raw: pdfium_c.FPDF_TEXTPAGE, index: int, display: _Display) -> _Character | None:
    code = pdfium_c.FPDFText_GetUnicode(raw, index)
    if pdfium_c.FPDFText_IsHyphen(raw, index):
        code = 0xAD  # PDFium found it at a line's end: the layout mends it
    text = chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""
    if not text or text.isspace() or (code < 32):
        return None
    box = _character_box(raw, index, display)
    if box is None:
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
    return _Character(text, box, display.point(x.value, y.value)[1], _size(raw, index))


def _character_box(
    raw: pdfium_c.FPDF_TEXTPAGE, index: int, display: _Display
) -> tuple[float, float, float, float] | None:
    """As high as its ink and as wide as its advance: between two ones there is ink enough for a blank."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium_c.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
        return None
    ink = display.box(left.value, bottom.value, right.value, top.value)
    loose = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(raw, index, loose):
        return ink
    advance = display.box(loose.left, loose.bottom, loose.right, loose.top)
    return advance[0], ink[1], advance[2], ink[3]


def _size(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> float:
    """Type size as displayed: the font's nominal size may be 1 and the text matrix the true one."""
    matrix = pdfium_c.FS_MATRIX()
    nominal: float = pdfium_c.FPDFText_GetFontSize(raw, index)
    if not pdfium_c.FPDFText_GetMatrix(raw, index, matrix):
        return nominal
    return nominal * math.hypot(matrix.c, matrix.d)


def _is_bold(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(raw, index) >= BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(96)
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, name, len(name), flags)
    return 0 < length <= len(name) and any(mark in name.value for mark in (b"Bold", b"Black", b"Heavy"))


def _apart(before: _Character, after: _Character) -> bool:
    """Whether two neighbours in the file belong to different words although no blank stands between."""
    size = max(before.size, after.size, 1.0)
    gap = after.box[0] - before.box[2]
    return abs(after.base - before.base) > 0.6 * size or gap > WORD_GAP * size or gap < -1.5 * size


def _is_footnote_mark(run: list[_Character], character: _Character) -> bool:
    """A small raised digit glued to a word. Kept after a unit of measure: m², km³."""
    if not run or not character.text.isdigit() or not run[0].text.isalpha():
        return False
    anchor = next(c for c in reversed(run) if not c.text.isdigit() or c is run[0])
    raised = anchor.base - character.base > RAISED * anchor.size and character.size < SMALL * anchor.size
    return raised and "".join(c.text for c in run) not in {"m", "km", "cm", "mm"}


def _is_small(character: _Character | None, run: list[_Character]) -> bool:
    return character is not None and bool(run) and character.size < SMALL * run[0].size


def _word(run: list[_Character], raw: pdfium_c.FPDF_TEXTPAGE, start: int) -> Iterator[Word]:
    """The word, if anything readable is left of it."""
    text = normalise.characters("".join(character.text for character in run))
    if not text:
        return
    left, top, right, bottom = zip(*(character.box for character in run), strict=True)
    sizes = sorted(character.size for character in run)
    base = sorted(character.base for character in run)[len(run) // 2]
    size = sizes[len(sizes) // 2]
    yield Word(text, min(left), min(top), max(right), max(bottom), base, size, _is_bold(raw, start))
