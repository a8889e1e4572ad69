"""Words and ruling lines of a PDF's pages, with their places. The one file that speaks to PDFium for text."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest import normalise
from ingest.outcome import State, UnreadableError

BOLD_WEIGHT = 600
# A rule is a path thinner than this, in points; table borders drawn as filled rectangles are up to 2 pt.
RULE_THICKNESS = 2.5
RULE_LENGTH = 12.0
# A chart can hold hundreds of thousands of paths; no table does.
MOST_PATHS = 5_000
# PDFium leaves out some blanks; a gap between two advances of this share of the type size is one.
WORD_GAP = 0.15
# A digit whose baseline stands this much of the type size above its neighbour's is a footnote mark.
RAISED = 0.2


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank; points from the displayed page's top left corner.

    ``base`` is the y of its baseline, ``size`` the type size in points as displayed.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: horizontal where ``top == bottom``, vertical where ``left == right``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return self.top == self.bottom


@dataclass(frozen=True, slots=True)
class RawPage:
    """What stands on a page, in the file's order."""

    number: int
    label: str | None
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline. ``level`` starts at 1."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class RawPdf:
    """A PDF as PDFium sees it."""

    pages: tuple[RawPage, ...]
    bookmarks: tuple[Bookmark, ...]
    properties: tuple[tuple[str, str], ...]


def read_raw(path: Path) -> RawPdf:
    """Read all pages.

    Raises:
        UnreadableError: the file wants a password, is not a PDF that PDFium can open, or has no pages.
    """
    with closing(_open(path)) as pdf:
        if not len(pdf):
            raise UnreadableError(State.DAMAGED, "The PDF has no pages that can be read.")
        pages = tuple(_page(pdf, index) for index in range(len(pdf)))
        return RawPdf(pages, _bookmarks(pdf), _properties(pdf))


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(path)
        pdf.init_forms()
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableError(State.ENCRYPTED, "The PDF asks for a password.") from error
        raise UnreadableError(State.DAMAGED, "The PDF's structure is broken beyond repair.") from error
    return pdf


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
            words = tuple(_words(text_page, to_display))
        return RawPage(index + 1, label, to_display.width, to_display.height, words, _rules(page, to_display))


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


@dataclass(slots=True)
class _Character:
    text: str
    box: tuple[float, float, float, float]
    base: float
    size: float


def _words(text_page: pdfium.PdfTextPage, display: _Display) -> Iterator[Word]:
    raw = text_page.raw
    run: list[_Character] = []
    start = 0
    for index in range(text_page.count_chars()):
        character = _character(raw, index, display)
        if character is None or (run and _apart(run[-1], character)):
            if run:
                yield _word(run, _is_bold(raw, start))
            run = []
        if character is not None:
            if not run:
                start = index
            if not _is_footnote_mark(run, character):
                run.append(character)
    if run:
        yield _word(run, _is_bold(raw, start))


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
    raised = anchor.base - character.base > RAISED * anchor.size and character.size < 0.85 * anchor.size
    return raised and "".join(c.text for c in run) not in {"m", "km", "cm", "mm"}


def _word(run: list[_Character], bold: bool) -> Word:
    left, top, right, bottom = zip(*(character.box for character in run), strict=True)
    text = normalise.characters("".join(character.text for character in run))
    sizes = sorted(character.size for character in run)
    base = sorted(character.base for character in run)[len(run) // 2]
    size = sizes[len(sizes) // 2]
    return Word(text, min(left), min(top), max(right), max(bottom), base, size, bold)


def _rules(page: pdfium.PdfPage, display: _Display) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for count, item in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count >= MOST_PATHS:
            return ()
        found += _sides(display.box(*item.get_bounds()), stroked=_is_stroked(item))
    return tuple(found)


def _is_stroked(path: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_c.FPDFPath_GetDrawMode(path.raw, fill, stroke)) and bool(stroke.value)


def _sides(box: tuple[float, float, float, float], *, stroked: bool) -> Iterator[Rule]:
    """A thin path is a rule; a box with a border is four. A filled area without one is decoration."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    if high <= RULE_THICKNESS and wide >= RULE_LENGTH:
        middle = (top + bottom) / 2
        yield Rule(left, middle, right, middle)
    elif wide <= RULE_THICKNESS and high >= RULE_LENGTH:
        middle = (left + right) / 2
        yield Rule(middle, top, middle, bottom)
    elif stroked and wide >= RULE_LENGTH and high >= RULE_LENGTH:
        yield Rule(left, top, right, top)
        yield Rule(left, bottom, right, bottom)
        yield Rule(left, top, left, bottom)
        yield Rule(right, top, right, bottom)
