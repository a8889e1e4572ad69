"""Scanned pages from the file to the answer: read, found by questions in their language, marked, shown as scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from index.embedded import EmbeddedLibrary, open_library
from index.ingestion import Order, Report, Step, run
from ingest import ocr, rapid
from ingest.document import Block, Page, Reading, Role, Span, text_of
from ingest.documents import as_document
from ingest.limited import Limits
from ingest.options import ReadOptions
from ingest.outcome import INSTALL_OCR, State, UnreadableError
from ingest.pdf_reading import read_pdf
from ingest.picture import Picture
from ingest.tesseract import Tesseract
from search.answer import Answer, Situation
from search.engine import search
from service.doors import Services
from service.drawing import marks_on
from service.http import create_app
from service.replies import answer_out
from service.terminal import show_answer
from tests.hash_embedder import HashEmbedder
from tests.scan_texts import LINES, QUESTIONS
from tests.scans import DPI, HIGH, WIDE, Text, drawn, joined, needs_tesseract, photograph, saved

EMBEDDER = HashEmbedder()
RECOGNISE = ReadOptions(recognise=True, page_seconds=120)


def lesson(language: str) -> Text:
    return Text(LINES[language][1:], top=130, leftward=language == "ar")


def scan(language: str) -> Image.Image:
    title = Text(LINES[language][:1], top=80, size=15, leftward=language == "ar")
    return drawn(title, lesson(language))


def alike(found: str, expected: str) -> float:
    """The share of words that stand in both in the same order."""
    return SequenceMatcher(None, found.split(), expected.split(), autojunk=False).ratio()


def text_page(path: Path, *lines: str) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for n, line in enumerate(lines):
        canvas.drawString(72, 700 - 14 * n, line)
    canvas.save()
    return path


def whole(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.mark.parametrize("language", LINES)
@needs_tesseract
def test_a_scan_is_read_as_what_it_says(tmp_path: Path, language: str) -> None:
    reading = read_pdf(saved(tmp_path / "a.pdf", scan(language)), RECOGNISE)

    (page,) = reading.pages
    assert alike(whole(page), " ".join(LINES[language])) > (0.75 if language == "ar" else 0.95)
    assert 0.7 < (page.ocr or 0) <= 1
    assert reading.notes == ()
    heading, *rest = reading.blocks
    assert (heading.role, heading.level) == (Role.HEADING, 1)
    assert alike(text_of(heading.spans, reading.pages), LINES[language][0]) > 0.7
    assert {block.role for block in rest} == {Role.PARAGRAPH}


# In a real library


class Runs:
    def __init__(self, library: EmbeddedLibrary) -> None:
        self.library = library
        self.states: dict[str, str] = {}

    def __call__(self, folder: Path, page_seconds: float = 120, *, retry: bool = False) -> Report:
        self.states = {}
        order = Order((folder,), limits=Limits(2, page_seconds=page_seconds), retry=retry)
        return run(self.library, EMBEDDER, order, self._tell)

    def _tell(self, step: Step, _total: int) -> None:
        self.states[Path(step.path).name] = step.outcome.state.value

    def ask(self, question: str) -> Answer:
        return self.answer(Situation(question))

    def answer(self, situation: Situation) -> Answer:
        return search(situation, self.library, EMBEDDER)

    def reason(self, path: Path) -> str:
        row = self.library.file(str(path))
        assert row is not None
        return row.outcome.reason


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with open_library(tmp_path / "library", EMBEDDER.identity, create=True) as library:
        yield Runs(library)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports"


@needs_tesseract
def test_scans_in_five_languages_are_found_by_questions_in_them(
    runs: Runs, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in LINES:
        saved(folder / f"{language}.pdf", scan(language))
    text_page(
        folder / "text.pdf",
        "The head office saw the register of telephone cards after the payment was over,",
        "and the supplier had sent two thousand cards too few to the northern provinces.",
    )

    report = runs(folder)

    assert report.states == {State.READY: 6}
    for language, question in QUESTIONS.items():
        best, *_ = (hit for hit in runs.ask(question).hits if hit.passage.ocr is not None)
        assert Path(best.passage.document.locations[0].path).name == f"{language}.pdf"
        assert best.passage.language == language
        assert 0.7 < (best.passage.ocr or 0) <= 1
        told = {Path(hit.document.files[0]).name: hit.ocr_confidence for hit in answer_out(runs.ask(question)).hits}
        assert told[f"{language}.pdf"] == pytest.approx(best.passage.ocr, abs=0.001)
    shown = answer_out(runs.ask(QUESTIONS["en"])).hits
    assert {Path(hit.document.files[0]).name: hit.ocr_confidence is None for hit in shown}["text.pdf"]
    _assert_shown(runs, capsys)


def _assert_shown(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    """That it is a scan stands in the terminal and on the page, and only with scans."""
    answer = runs.ask(QUESTIONS["fr"])
    scanned = [hit.passage.ocr for hit in answer.hits if hit.passage.ocr is not None]
    marks = [f"Recognised from a scan, {100 * sure:.0f} % sure" for sure in scanned]
    show_answer(answer)
    terminal = capsys.readouterr().out
    services = Services(runs.answer, runs.library, runs.library)
    with TestClient(create_app(services), base_url="http://127.0.0.1") as client:
        page = client.get("/", params={"q": QUESTIONS["fr"]}).text
    assert marks
    for shown in (terminal, page):
        assert shown.count("Recognised from a scan") == len(marks)
        assert all(mark in shown for mark in marks)


@needs_tesseract
def test_a_mixed_file_has_all_its_pages(runs: Runs, folder: Path, tmp_path: Path) -> None:
    path = joined(
        folder / "mixed.pdf",
        text_page(tmp_path / "1.pdf", *LINES["en"][:4]),
        saved(tmp_path / "2.pdf", drawn(Text(LINES["en"][4:], top=130))),
        saved(tmp_path / "3.pdf", photograph(), drawn()),
    )

    assert runs(folder).states == {State.READY: 1}

    reading = read_pdf(path, RECOGNISE)
    assert [page.ocr is None for page in reading.pages] == [True, False, True, True]
    assert [whole(page) for page in reading.pages[2:]] == ["", ""]
    assert reading.notes == ()
    assert runs.reason(path) == ""
    (hit, *_) = runs.ask(QUESTIONS["en"]).hits
    assert hit.passage.pages[1] == 2
    assert hit.passage.ocr == reading.pages[1].ocr


def dark(page: Image.Image) -> np.ndarray:
    return np.asarray(page) < 110


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@needs_tesseract
def test_a_turned_scan_is_read_upright_and_its_lines_are_marked_where_they_stand(
    tmp_path: Path, turns: int
) -> None:
    upright = scan("en")
    page_picture = upright.rotate(-90 * turns, expand=True)

    reading = read_pdf(saved(tmp_path / "a.pdf", page_picture), RECOGNISE)

    (page,) = reading.pages
    assert alike(whole(page), " ".join(LINES["en"])) > 0.9
    ink = dark(page_picture)
    marked = np.zeros_like(ink)
    high, wide = ink.shape
    for box in page.lines:
        assert ink[_rows(box.top, box.bottom, high), _rows(box.left, box.right, wide)].mean() > 0.05
        marked[_rows(box.top, box.bottom, high), _rows(box.left, box.right, wide)] = True
    assert (ink & marked).sum() > 0.95 * ink.sum()
    assert marked.mean() < 0.25
    boxes = marks_on(page, reading.blocks[0].spans)
    assert len(boxes) == 1
    assert (boxes[0].right - boxes[0].left > boxes[0].bottom - boxes[0].top) == (turns % 2 == 0)


def _rows(low: float, high: float, size: int) -> slice:
    return slice(int(low * size), round(high * size) + 1)


@needs_tesseract
def test_a_scan_that_lies_askew_keeps_its_lines(tmp_path: Path) -> None:
    page_picture = scan("fr").rotate(1.5, fillcolor=250, resample=Image.Resampling.BICUBIC)

    (page,) = read_pdf(saved(tmp_path / "a.pdf", page_picture), RECOGNISE).pages

    assert alike(whole(page), " ".join(LINES["fr"])) > 0.9


@needs_tesseract
def test_columns_of_a_scan_come_one_after_the_other(tmp_path: Path) -> None:
    left = (
        "Agents ran out of cash on the",
        "first day, and people walked",
        "back with nothing after hours",
        "of waiting in the sun.",
    )
    right = (
        "Telephone cards are registered",
        "two weeks before a payment is",
        "made, so that nobody waits at",
        "the bank for the money.",
    )
    page = drawn(Text(left, left=60, top=120), Text(right, left=320, top=120))

    (found,) = read_pdf(saved(tmp_path / "a.pdf", page), RECOGNISE).pages

    assert alike(whole(found), " ".join(left + right)) > 0.95


def over_a_scan(path: Path, picture: Image.Image, words: str, *, unseen: bool) -> Path:
    """A scan with a text layer of these words on it."""
    picture.save(path.with_suffix(".png"))
    canvas = Canvas(str(path), pagesize=(WIDE, HIGH), invariant=True)
    canvas.drawImage(str(path.with_suffix(".png")), 0, 0, WIDE, HIGH)
    text = canvas.beginText(72, 40)
    text.setTextRenderMode(3 if unseen else 0)
    for n in range(0, len(words), 70):
        text.textLine(words[n : n + 70])
    canvas.drawText(text)
    canvas.save()
    return path


@needs_tesseract
def test_a_garbled_text_layer_and_a_stamp_give_way_to_what_the_scan_says(tmp_path: Path) -> None:
    shifted = "".join(chr(ord(c) - 29) if c.isalpha() else c for c in " ".join(LINES["en"]))
    garbled = over_a_scan(tmp_path / "garbled.pdf", scan("en"), shifted, unseen=True)
    stamped = over_a_scan(tmp_path / "stamped.pdf", scan("en"), "Received 12 May 2019", unseen=False)

    for path in (garbled, stamped):
        (page,) = read_pdf(path, RECOGNISE).pages
        assert alike(whole(page).removesuffix(" Received 12 May 2019"), " ".join(LINES["en"])) > 0.95


def refusal(path: Path, options: ReadOptions = RECOGNISE) -> tuple[State, str]:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(path, options)
    return caught.value.state, caught.value.reason


@needs_tesseract
def test_what_holds_no_text_is_empty_and_what_makes_no_sense_is_told(tmp_path: Path) -> None:
    scribbled = np.full((2339, 1653), 250, np.uint8)
    rng = np.random.default_rng(3)
    for _ in range(900):
        x, y = rng.integers(60, 1560), rng.integers(60, 2260)
        scribbled[y : y + rng.integers(2, 30), x : x + rng.integers(2, 30)] = 10

    assert refusal(saved(tmp_path / "photo.pdf", photograph())) == (
        State.EMPTY,
        "Its page has pictures, and there is no text in them.",
    )
    assert refusal(saved(tmp_path / "scribble.pdf", Image.fromarray(scribbled)))[0] in {
        State.NEEDS_OCR,
        State.EMPTY,
    }


# Without an engine, without time


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """As if none were installed, until what it gives is called."""
    with monkeypatch.context() as patch:
        patch.setattr(ocr, "ENGINES", {})
        ocr.engine.cache_clear()

        def install() -> None:
            patch.undo()
            ocr.engine.cache_clear()

        yield install
    ocr.engine.cache_clear()


def two_files(folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A scan of two pages, and a file of one page with text and one without."""
    scanned = saved(folder / "scan.pdf", scan("en"), scan("fr"))
    mixed = joined(
        folder / "mixed.pdf",
        text_page(tmp_path / "1.pdf", *LINES["es"]),
        saved(tmp_path / "2.pdf", scan("es")),
    )
    return scanned, mixed


@needs_tesseract
def test_without_an_engine_it_is_told_and_with_one_it_is_read(
    runs: Runs, folder: Path, tmp_path: Path, no_engine: Callable[[], None]
) -> None:
    scanned, mixed = two_files(folder, tmp_path)

    report = runs(folder)

    assert runs.states == {"scan.pdf": "needs_ocr", "mixed.pdf": "ready"}
    ((path, outcome),) = report.failed
    assert (path, outcome.state) == (str(scanned), State.NEEDS_OCR)
    assert outcome.reason == "2 of 2 pages hold pictures without text and were not read."
    assert outcome.advice == f"{INSTALL_OCR} Then run `lessons ingest --retry-failed`."
    note = f"Page 2 holds pictures without text and was not read. {INSTALL_OCR} Then ingest it again."
    assert runs.reason(mixed) == note
    assert runs.ask(QUESTIONS["es"]).hits[0].passage.ocr is None

    runs(folder)
    assert runs.states == {"scan.pdf": "needs_ocr", "mixed.pdf": "unchanged"}

    no_engine()
    runs(folder)
    assert runs.states == {"scan.pdf": "ready", "mixed.pdf": "ready"}
    assert runs.reason(mixed) == ""
    assert {hit.passage.pages for hit in runs.ask(QUESTIONS["es"]).hits} == {(1, 1), (2, 2)}

    runs(folder)
    assert runs.states == {"scan.pdf": "unchanged", "mixed.pdf": "unchanged"}


@needs_tesseract
def test_what_failed_for_want_of_an_engine_is_tried_again_when_asked(
    runs: Runs, folder: Path, tmp_path: Path, no_engine: Callable[[], None]
) -> None:
    two_files(folder, tmp_path)
    text_page(folder / "text.pdf", *LINES["en"])
    runs(folder)
    no_engine()

    runs(folder, retry=True)

    assert runs.states == {"scan.pdf": "ready", "mixed.pdf": "ready"}


@needs_tesseract
def test_pages_that_take_too_long_are_told_and_tried_again_with_more_time(
    runs: Runs, folder: Path, tmp_path: Path
) -> None:
    scanned, mixed = two_files(folder, tmp_path)

    runs(folder, page_seconds=0.05)

    assert runs.states == {"scan.pdf": "needs_ocr", "mixed.pdf": "ready"}
    what = "pictures without text, and OCR failed or took longer than 0.05 seconds a page."
    assert runs.reason(scanned) == f"2 of 2 pages hold {what}"
    assert runs.reason(mixed) == f"Page 2 holds {what}"

    runs(folder)
    assert runs.states == {"scan.pdf": "ready", "mixed.pdf": "ready"}


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_no_page_is_recognised(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", drawn(Text(["Letters of some height, drawn without a shaper."] * 5)))

    assert refusal(path) == (State.NEEDS_OCR, "1 of 1 page holds pictures without text and was not read.")


@needs_tesseract
def test_a_language_without_data_is_told_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = ocr.engine()
    assert isinstance(full, Tesseract)
    english = Tesseract(full.program, full.version, frozenset({"eng", "osd"}))
    monkeypatch.setattr(ocr, "engine", lambda: english)
    path = joined(
        tmp_path / "both.pdf",
        saved(tmp_path / "1.pdf", scan("en")),
        saved(tmp_path / "2.pdf", scan("ar")),
        saved(tmp_path / "3.pdf", scan("fr")),
    )

    reading = read_pdf(path, RECOGNISE)

    unread, lacking = reading.notes
    assert unread == "Page 2 holds pictures without text, of which OCR made no sense."
    assert lacking.startswith("Some of it seems to be in Arabic and French, which Tesseract has no data of here")
    assert "sudo apt install tesseract-ocr-ara tesseract-ocr-fra" in lacking
    assert reading.unread == 1


# The engine that comes as a package


def test_the_package_reads_latin_letters_with_accents_where_there_is_no_program() -> None:
    engine = rapid.installed()
    if engine is None:
        pytest.skip("the extra lessons[ocr] is not installed")
    page = drawn(Text(LINES["fr"][:4], size=12))
    seen = engine.words(Picture(page.width, page.height, page.tobytes(), DPI), "", 60)

    assert alike(seen.text, " ".join(LINES["fr"][:4])) > 0.9
    assert seen.confidence > 0.9
    assert all(70 * DPI / 72 - 12 <= word.left < word.right <= WIDE * DPI / 72 for word in seen.words)
    assert [round(word.base) for word in seen.words] == sorted(round(word.base) for word in seen.words)


def test_an_unreadable_passage_of_a_scan_still_counts_its_least_confidence() -> None:
    pages = (Page(1, "The first page was scanned well.", ocr=0.96), Page(2, "The second one was not.", ocr=0.71))
    block = Block(Role.PARAGRAPH, (Span(1, 0, 32), Span(2, 0, 23)))
    document = as_document(Reading("application/pdf", pages, (block,)), "0" * 64, "a.pdf")

    assert [passage.ocr for passage in document.passages] == [0.71]
