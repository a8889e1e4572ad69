from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from index.library import Location
from ingest.document import LineBox, Page, Span
from service import pictures as pictures_module
from service.drawing import Box, UndrawableError, draw_page, marks_on
from service.errors import PageNotDrawnError, PageTimedOutError
from service.pictures import Pictures, Wanted
from tests.memory_documents import AGENTS, LATE, SPLIT, handful, location_of, write_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.memory_library import MemoryLibrary

# The wash over white paper, and the dark bar before it; see `service.drawing`.
WASH = (255, 235, 171)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> MemoryLibrary:
    return handful(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def pictures() -> Iterator[Pictures]:
    made = Pictures(seconds=30, memory_mb=1024)
    yield made
    made.close()


def wanted(path: Path, number: int, boxes: tuple[Box, ...]) -> Wanted:
    return Wanted(location_of(path), number, boxes, path)


def drawn(pictures: Pictures, location: Location, number: int, boxes: tuple[Box, ...]) -> Image.Image:
    return Image.open(io.BytesIO(pictures.page(Wanted(location, number, boxes, Path(location.path))))).convert(
        "RGB"
    )


def washed_rows(picture: Image.Image) -> tuple[float, float]:
    """Top and bottom of what is marked, as fractions of the height."""
    wide, high = picture.size
    rows = [y for y in range(high) if any(is_wash(picture.getpixel((x, y))) for x in range(0, wide, 7))]
    return rows[0] / high, (rows[-1] + 1) / high


def is_wash(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= 4 for a, b in zip(pixel, WASH, strict=True))


def test_the_mark_is_where_the_words_are(library: MemoryLibrary, pictures: Pictures) -> None:
    passage = next(each for each in library.passages if each.text.startswith(LATE))
    page = library.page(passage.document.id, 2)
    assert page is not None
    boxes = marks_on(page, passage.spans)
    assert [page.text[line.start : line.end] for line in page.lines[1:3]] == [LATE, AGENTS]
    picture = drawn(pictures, passage.document.locations[0], 2, boxes)
    assert picture.width == 900
    top, bottom = washed_rows(picture)
    assert top == pytest.approx(page.lines[1].top, abs=0.004)
    assert bottom == pytest.approx(page.lines[2].bottom, abs=0.004)
    plain = drawn(pictures, passage.document.locations[0], 2, ())
    inside = [
        round(each * size) for each, size in zip(box_of(page.lines[1]), (*plain.size, *plain.size), strict=True)
    ]
    words = plain.crop((inside[0], inside[1], inside[2], inside[3])).convert("L")
    assert any(words.histogram()[:90]), "there is ink where the mark is"


def box_of(line: LineBox) -> tuple[float, float, float, float]:
    return line.left, line.top, line.right, line.bottom


def test_a_passage_over_two_pages_is_marked_on_both(library: MemoryLibrary, pictures: Pictures) -> None:
    passage = next(each for each in library.passages if each.text == " ".join(SPLIT))
    for number, line in ((2, -1), (3, 0)):
        page = library.page(passage.document.id, number)
        assert page is not None
        boxes = marks_on(page, passage.spans)
        assert boxes == (Box(*box_of(page.lines[line])),)
        top, bottom = washed_rows(drawn(pictures, passage.document.locations[0], number, boxes))
        assert (top, bottom) == pytest.approx((page.lines[line].top, page.lines[line].bottom), abs=0.004)


def test_only_lines_with_visible_words_of_the_span_are_marked() -> None:
    lines = (LineBox(0, 3, 0, 0, 1, 0.1), LineBox(4, 7, 0, 0.1, 1, 0.2), LineBox(8, 11, 0, 0.2, 1, 0.3))
    page = Page(1, "one two six", lines=lines)
    assert marks_on(page, (Span(1, 3, 8),)) == (Box(0, 0.1, 1, 0.2),)
    assert marks_on(page, (Span(2, 0, 11),)) == ()


def test_a_picture_is_kept_until_the_file_changes(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "changing.pdf"
    write_pdf(path, [["one"]])
    first = pictures.page(wanted(path, 1, ()))
    started = time.perf_counter()
    assert pictures.page(wanted(path, 1, ())) is first
    assert time.perf_counter() - started < 0.01
    write_pdf(path, [["one", "and another"]])
    os.utime(path, ns=(1, 1))
    assert pictures.page(wanted(path, 1, ())) != first
    monkeypatch.setattr(pictures_module, "MOST_KEPT", 1)
    pictures.page(wanted(path, 1, (Box(0, 0, 1, 1),)))
    assert len(pictures._kept) == 1


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n1 0 obj\n<<>>\n%%EOF"])
def test_a_broken_file_is_a_typed_error(pictures: Pictures, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(PageNotDrawnError, match="damaged"):
        pictures.page(wanted(path, 1, ()))


def test_a_page_beyond_the_last_is_a_typed_error(pictures: Pictures, tmp_path: Path) -> None:
    path = tmp_path / "short.pdf"
    write_pdf(path, [["one"]])
    with pytest.raises(PageNotDrawnError):
        pictures.page(wanted(path, 2, ()))


def test_a_gone_file_cannot_be_drawn(tmp_path: Path) -> None:
    with pytest.raises(UndrawableError):
        draw_page(str(tmp_path / "none.pdf"), 1, ())


def test_a_page_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    write_pdf(path, [["one"]])
    hasty = Pictures(seconds=0.001)
    try:
        with pytest.raises(PageTimedOutError, match="stopped"):
            hasty.page(wanted(path, 1, ()))
    finally:
        hasty.close()


@pytest.mark.skipif(sys.platform == "win32", reason="address space is limited on POSIX only")
def test_the_worker_is_limited(tmp_path: Path) -> None:
    """In too little memory the page fails, and the service lives on."""
    path = tmp_path / "page.pdf"
    write_pdf(path, [["one"]])
    small = Pictures(seconds=30, memory_mb=16)
    try:
        with pytest.raises(PageNotDrawnError):
            small.page(wanted(path, 1, ()))
    finally:
        small.close()


def test_a_very_long_page_stays_small(pictures: Pictures, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "receipt.pdf"
    canvas = Canvas(str(path), pagesize=(100, 14_000))
    canvas.drawString(10, 10, "end")
    canvas.showPage()
    canvas.save()
    assert drawn(pictures, location_of(path), 1, ()).height <= 4_001
