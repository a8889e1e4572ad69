"""A PDF's pages with words that are their text: where they are none, they are recognised, or it is told."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import languages, ocr
from ingest.options import ReadOptions
from ingest.outcome import State, UnreadableError
from ingest.pdf_pictures import picture_of
from ingest.picture import Picture
from ingest.raw_pdf import RawPage, RawPdf
from ingest.read_pdf import opened, read_raw
from ingest.recognised_words import words_in_points
from ingest.recognition import HOPELESS, SURE_OF_LANGUAGE, Attempt, PageReader
from ingest.seen import RecognitionError
from ingest.spaced_letters import joined_letters
from ingest.text_layer import FEWEST_CHARACTERS, Flaw, flaw_of
from ingest.unread_pages import NO_SENSE, NOT_READ, SCAN_ADVICE, STOPPED, lacking_note, reason, sentences

# A few words are kept beside a picture, unless it says so many times as much.
MORE = 1.5
# Fewer characters that make no sense are specks of a photograph, and nothing is missing.
SPECKS = 60


@dataclass(frozen=True, slots=True)
class PdfText:
    """``unread`` and ``notes`` as in `Reading`."""

    raw: RawPdf
    unread: int = 0
    notes: tuple[str, ...] = ()


def read_pages(path: Path, options: ReadOptions) -> PdfText:
    """Read a PDF's pages.

    Raises:
        UnreadableError: as `read_raw` does; or there is no text, or none that can be read without OCR.
    """
    raw = read_raw(path, options.passwords)
    raw = replace(raw, pages=tuple(replace(page, words=joined_letters(page.words)) for page in raw.pages))
    flaws = {page.number: flaw for page in raw.pages if (flaw := flaw_of(page)) is not None}
    engine = ocr.engine() if flaws and options.recognise else None
    if engine is None:
        unread = {number: NOT_READ.format(flaw=flaw) for number, flaw in flaws.items()}
        return _text(replace(raw, pages=tuple(_usable(page, flaws.get(page.number)) for page in raw.pages)), unread)
    reader = PageReader(engine, _language(raw, flaws))
    scans = _Scans(reader, options.page_seconds)
    with closing(opened(path, options.passwords)) as pdf:
        for number, flaw in flaws.items():
            with closing(pdf[number - 1]) as page:
                scans.take(raw.pages[number - 1], flaw, picture_of(page))
    pages = tuple(scans.pages.get(page.number, page) for page in raw.pages)
    return _text(replace(raw, pages=pages), scans.unread, lacking_note(reader.lacking), SCAN_ADVICE)


def _usable(page: RawPage, flaw: Flaw | None) -> RawPage:
    """The page with the words that are text."""
    return replace(page, words=()) if flaw in {Flaw.GARBLED, Flaw.SPACED} else page


def _language(raw: RawPdf, flaws: Mapping[int, Flaw]) -> str:
    """The language of the pages with text, where it can be told."""
    words = (word.text for page in raw.pages if page.number not in flaws for word in page.words)
    code, confidence = languages.detect(" ".join(words))
    return code if confidence >= SURE_OF_LANGUAGE else ""


@dataclass(slots=True)
class _Scans:
    """Pages as they were recognised; of those that are ``unread``, what is the matter."""

    reader: PageReader
    seconds: float
    pages: dict[int, RawPage]
    unread: dict[int, str]

    def __init__(self, reader: PageReader, seconds: float) -> None:
        self.reader, self.seconds, self.pages, self.unread = reader, seconds, {}, {}

    def take(self, page: RawPage, flaw: Flaw, picture: Picture) -> None:
        self.pages[page.number] = _usable(page, flaw)
        try:
            attempt = self.reader.read(picture, self.seconds)
        except RecognitionError:
            self.unread[page.number] = STOPPED.format(flaw=flaw, seconds=self.seconds)
            return
        if attempt.confidence >= HOPELESS:
            recognised = _page(page, attempt, picture)
            if recognised.letters > MORE * self.pages[page.number].letters:
                self.pages[page.number] = recognised
        elif len(attempt.seen.text) > SPECKS or flaw is Flaw.GARBLED:
            self.unread[page.number] = NO_SENSE.format(flaw=flaw)


def _page(page: RawPage, attempt: Attempt, picture: Picture) -> RawPage:
    """The page with the words that were recognised, turned as they were.

    Its ruling lines hold only if it was turned so before.
    """
    same = attempt.turns == page.turns
    scale = 72 / picture.dpi
    size = picture.width * scale, picture.height * scale
    width, height = size if attempt.turns % 2 == 0 else size[::-1]
    return replace(
        page,
        width=width,
        height=height,
        words=words_in_points(attempt.seen, picture.dpi),
        rules=page.rules if same else (),
        areas=page.areas if same else (),
        turns=attempt.turns,
        ocr=round(attempt.confidence, 3),
    )


def _text(raw: RawPdf, unread: Mapping[int, str], lacking: str = "", advice: str = "") -> PdfText:
    """The pages with notes on what is unread.

    Raises:
        UnreadableError: there is no text on them.
    """
    letters = [page.letters for page in raw.pages if page.number not in unread]
    notes = (*sentences(unread), *([lacking] if lacking else []))
    if unread and max(letters, default=0) < FEWEST_CHARACTERS:
        why = " ".join([reason(unread, len(raw.pages)), *([lacking] if lacking else [])])
        raise UnreadableError(State.NEEDS_OCR, why, advice, len(unread))
    if not any(letters):
        raise UnreadableError(State.EMPTY, _emptiness(raw))
    return PdfText(raw, len(unread), notes)


def _emptiness(raw: RawPdf) -> str:
    count = len(raw.pages)
    if raw.form:
        return "It is a form: what stands in its fields is not read, and there is no other text."
    pages = "Its page has" if count == 1 else f"Its {count} pages have"
    if any(page.pictured for page in raw.pages):
        return f"{pages} pictures, and there is no text in them."
    return f"{pages} neither text nor pictures."
