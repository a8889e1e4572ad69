"""The characters of a PDF's page into words. Each word is built in the frame in which its own text is upright."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest import normalise
from ingest.pdf_frame import Frame
from ingest.raw_pdf import Word

BOLD_WEIGHT = 600
# PDFium leaves out some blanks; a gap between two advances of this share of the type size is one.
WORD_GAP = 0.15
# A digit whose baseline stands this much of the type size above its neighbour's is a footnote mark.
RAISED = 0.2
SMALL = 0.85
# PDFium writes this in place of a hyphen that it found at a line's end: the layout mends it.
_FOUND_HYPHEN = 2
_FIRST_ACCENT = "\u0300"
_ALEFS = frozenset("اأإآ")
_LAM = "ل"


@dataclass(slots=True)
class _Character:
    """Its box is as high as its ink and as wide as its advance: between two ones there is room for a blank."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    quarter: int


def words_of(text_page: pdfium.PdfTextPage, frames: Sequence[Frame]) -> Iterator[tuple[int, Word]]:
    """Words in the file's order, each with the quarter turns by which its text is turned and in that frame."""
    raw = text_page.raw
    source = _Source(raw, frames)
    run: list[_Character] = []
    start = 0
    broken = False
    for index in range(text_page.count_chars()):
        character = source.character(index)
        if character is None:
            # PDFium puts a blank of its own behind a raised digit, where a full stop may follow.
            broken = broken or not (_is_small(run) and pdfium_c.FPDFText_IsGenerated(raw, index) == 1)
            continue
        if run and _begins(run, character, broken=broken):
            yield from _word(run, raw, start)
            run = []
        broken = False
        start = start if run else index
        run.append(character)
    yield from _word(run, raw, start)


class _Source:
    """Asks PDFium for a page's characters, as seldom as it can: each question costs half a microsecond.

    As long as characters reach as high and as low as the one before, they have its baseline, size and turn too.
    """

    def __init__(self, raw: pdfium_c.FPDF_TEXTPAGE, frames: Sequence[Frame]) -> None:
        self._raw = raw
        self._frames = frames
        self._ink = tuple(ctypes.c_double() for _ in range(4))
        self._left, self._right, self._bottom, self._top = self._ink
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._loose = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._reach: tuple[float, float] | None = None
        self._quarter, self._size, self._base = 0, 0.0, 0.0

    def character(self, index: int) -> _Character | None:
        """None for a blank, and for what has no place or no letter."""
        code = pdfium_c.FPDFText_GetUnicode(self._raw, index)
        if code == _FOUND_HYPHEN and pdfium_c.FPDFText_IsHyphen(self._raw, index):
            code = 0xAD
        if code <= 32 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            return None
        text = chr(code)
        if text.isspace() or not pdfium_c.FPDFText_GetCharBox(self._raw, index, *self._ink):
            return None
        left, right, bottom, top = self._left.value, self._right.value, self._bottom.value, self._top.value
        loose = self._loose
        if pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, loose):
            advance = loose.left, loose.bottom, loose.right, loose.top
        else:
            advance = left, bottom, right, top
        if bottom == top and advance[0] == advance[2]:
            return None  # set in type of no size: nobody sees it
        if (advance[1], advance[3]) != self._reach:
            self._measure(index)
            self._reach = advance[1], advance[3]
        frame = self._frames[self._quarter]
        _, high, _, low = frame.box(left, bottom, right, top)
        start, _, end, _ = frame.box(*advance)
        return _Character(text, start, high, end, low, self._base, self._size, self._quarter)

    def _measure(self, index: int) -> None:
        """Type size as displayed: the font's nominal size may be 1 and the text matrix the true one."""
        matrix = self._matrix
        self._size = pdfium_c.FPDFText_GetFontSize(self._raw, index)
        self._quarter = 0
        if pdfium_c.FPDFText_GetMatrix(self._raw, index, matrix):
            self._quarter = _quarter(matrix.a, matrix.b, matrix.c, matrix.d)
            self._size *= math.hypot(matrix.c, matrix.d)
        pdfium_c.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        self._base = self._frames[self._quarter].point(self._x.value, self._y.value)[1]


def _quarter(a: float, b: float, c: float, d: float) -> int:
    """By how many quarters the text is turned, counter-clockwise; mirrored text counts as upright."""
    if (a > 0 and abs(b) <= a) or a * d - b * c < 0:
        return 0
    if abs(b) > abs(a):
        return 1 if b > 0 else 3
    return 2 if a < 0 else 0


def _is_bold(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(raw, index) >= BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(96)
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, name, len(name), flags)
    return 0 < length <= len(name) and any(mark in name.value for mark in (b"Bold", b"Black", b"Heavy"))


def _begins(run: list[_Character], character: _Character, *, broken: bool) -> bool:
    """Whether another word begins. An accent never does, also where PDFium puts a blank before it."""
    before = run[-1]
    if character.text >= _FIRST_ACCENT and _is_accent(character.text) and before.quarter == character.quarter:
        return abs(character.base - before.base) > before.size or _gap(before, character) > before.size
    return broken or _apart(run, _letter(run), character)


def _letter(run: list[_Character]) -> _Character:
    """The last that is no accent."""
    if run[-1].text < _FIRST_ACCENT:
        return run[-1]
    return next((character for character in reversed(run) if not _is_accent(character.text)), run[-1])


def _apart(run: list[_Character], before: _Character, after: _Character) -> bool:
    """Whether the word ends behind ``before``, its last letter, although no blank stands there."""
    size = max(before.size, after.size, 1.0)
    if before.quarter != after.quarter or abs(after.base - before.base) > 0.6 * size:
        return True
    if _gap(before, after) <= WORD_GAP * size:
        return False
    # Behind a number in a line of Arabic the next sign stands on the left of its first digit.
    digits = list(takewhile(lambda character: character.text.isdigit(), reversed(run)))
    return not digits or abs(digits[-1].left - after.right) > WORD_GAP * size


def _gap(before: _Character, after: _Character) -> float:
    """The room between two neighbours, of which either may stand on the left."""
    return after.left - before.right if after.left >= before.left else before.left - after.right


def _is_accent(text: str) -> bool:
    """A mark above or below a letter, such as those of Arabic and Hebrew vowels: it has no room of its own."""
    return text >= _FIRST_ACCENT and unicodedata.category(text) == "Mn"


def _without_marks(run: list[_Character]) -> list[_Character]:
    """The run without small raised digits glued to a word. They stay behind a unit of measure: m², km³."""
    if not run[0].text.isalpha() or all(character.size >= SMALL * run[0].size for character in run):
        return run
    kept: list[_Character] = []
    for character in run:
        if not (kept and _is_footnote_mark(kept, character)):
            kept.append(character)
    return kept


def _is_footnote_mark(run: list[_Character], character: _Character) -> bool:
    if not character.text.isdigit():
        return False
    anchor = next(c for c in reversed(run) if not c.text.isdigit() or c is run[0])
    raised = anchor.base - character.base > RAISED * anchor.size and character.size < SMALL * anchor.size
    return raised and "".join(c.text for c in run) not in {"m", "km", "cm", "mm"}


def _is_small(run: list[_Character]) -> bool:
    return bool(run) and run[-1].size < SMALL * run[0].size


def _word(run: list[_Character], raw: pdfium_c.FPDF_TEXTPAGE, start: int) -> Iterator[tuple[int, Word]]:
    """The word, if anything readable is left of it."""
    if not run:
        return
    run = _without_marks(run)
    text = normalise.characters("".join(character.text for character in _as_written(run)))
    if not text:
        return
    middle = len(run) // 2
    sizes = sorted(character.size for character in run)
    bases = sorted(character.base for character in run)
    yield (
        run[0].quarter,
        Word(
            text,
            min(character.left for character in run),
            min(character.top for character in run),
            max(character.right for character in run),
            max(character.bottom for character in run),
            bases[middle],
            sizes[middle],
            _is_bold(raw, start),
        ),
    )


def _as_written(run: list[_Character]) -> list[_Character]:
    """PDFium turns lines of Arabic and Hebrew around glyph by glyph; what that puts wrong is put right.

    The letters of a ligature come last first: "la" as "al". An accent comes before the letter it stands on.
    """
    if all(character.text < "\u0590" for character in run):
        return run
    written: list[_Character] = []
    waiting: list[_Character] = []
    for character in run:
        if _is_accent(character.text) and not (written and _stands_on(character, written[-1])):
            waiting.append(character)
            continue
        if written and character.text == _LAM and written[-1].text in _ALEFS and _one_glyph(written[-1], character):
            written.insert(-1, character)
        else:
            written.append(character)
        written += waiting
        waiting = []
    return written + waiting


def _stands_on(accent: _Character, letter: _Character) -> bool:
    return letter.left <= (accent.left + accent.right) / 2 <= letter.right


def _one_glyph(one: _Character, other: _Character) -> bool:
    return one.left == other.left and one.right == other.right
