"""A PDF's pages with their words and rules, its outline and properties, by PDFium."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest import normalise
from ingest.outcome import State, UnreadableError
from ingest.pdf_drawings import drawings_of
from ingest.pdf_encodings import unmapped
from ingest.pdf_frame import Frame, turned
from ingest.pdf_pictures import look_of
from ingest.pdf_words import words_of
from ingest.raw_pdf import Bookmark, RawPage, RawPdf, Word

# A pictured page with fewer letters may be a scan with a stamp or a page number set on it: it is looked at.
FEW_LETTERS = 200
# A page is read turned where this share of its letters is.
TURNED_SHARE = 0.6


def read_raw(path: Path, passwords: Sequence[str] = ()) -> RawPdf:
    """Read all pages; ``passwords`` are tried where the file asks for one.

    Raises:
        UnreadableError: the file wants a password, is not a PDF that PDFium can open, or has no pages.
    """
    with closing(opened(path, passwords)) as pdf:
        if not len(pdf):
            raise UnreadableError(State.DAMAGED, "The PDF has no pages that can be read.")
        pages = tuple(_page(pdf, index) for index in range(len(pdf)))
        return RawPdf(pages, _bookmarks(pdf), _properties(pdf), form=pdf.get_formtype() != pdfium_c.FORMTYPE_NONE)


def opened(path: Path, passwords: Sequence[str]) -> pdfium.PdfDocument:
    """The file as PDFium has it. Raises `UnreadableError` as `read_raw` does."""
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
        crop, turns = page.get_cropbox(), page.get_rotation() // 90
        frames = [Frame(crop, quarter) for quarter in range(4)]
        with closing(page.get_textpage()) as text_page:
            found = [
                (quarter, word) for quarter, word in words_of(text_page, frames) if _shows(frames[quarter], word)
            ]
            guessed = unmapped(text_page)
        main = _main_quarter(found, turns)
        frame = frames[main]
        words = (*(word for quarter, word in found if quarter == main), *_turned_words(found, main, frames))
        drawn = drawings_of(page, frame.box)
        raw = RawPage(
            index + 1,
            label,
            frame.width,
            frame.height,
            words,
            drawn.rules,
            pictured=drawn.pictured,
            turns=(main - turns) % 4,
            areas=drawn.areas,
            unmapped=guessed,
        )
        return replace(raw, look=look_of(page, raw)) if raw.pictured and raw.letters < FEW_LETTERS else raw


def _shows(frame: Frame, word: Word) -> bool:
    """Printer's marks and cut-away parts of a page are in its text, but outside of what is displayed."""
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return 0 <= x <= frame.width and 0 <= y <= frame.height


def _main_quarter(found: Iterable[tuple[int, Word]], displayed: int) -> int:
    """How the text of most of the page is turned: a table may be printed at right angles to its page."""
    letters: Counter[int] = Counter({displayed: 1})
    for quarter, word in found:
        letters[quarter] += len(word.text)
    quarter, most = letters.most_common(1)[0]
    return quarter if most > TURNED_SHARE * letters.total() else displayed


def _turned_words(found: Iterable[tuple[int, Word]], main: int, frames: Sequence[Frame]) -> list[Word]:
    """Text that stands at right angles to the rest, a line of it as one word in a box of the page."""
    lines: list[tuple[int, Word]] = []
    for quarter, word in found:
        if quarter == main:
            continue
        if lines and lines[-1][0] == quarter and _goes_on(lines[-1][1], word):
            before = lines[-1][1]
            text = f"{before.text} {word.text}"
            lines[-1] = quarter, replace(before, text=text, right=max(before.right, word.right))
        else:
            lines.append((quarter, word))
    return [_in_frame(word, main - quarter, frames[quarter]) for quarter, word in lines]


def _goes_on(before: Word, after: Word) -> bool:
    return abs(after.base - before.base) < 0.3 * before.size and 0 <= after.left - before.right < before.size


def _in_frame(word: Word, quarters: int, frame: Frame) -> Word:
    box = turned((word.left, word.top, word.right, word.bottom), quarters, frame.width, frame.height)
    return Word(word.text, *box, box[3], word.size, word.bold, turned=True)
