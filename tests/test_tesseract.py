"""Tesseract's answers, and Tesseract itself on pages drawn here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import tesseract
from ingest.picture import Picture
from ingest.recognised_words import words_in_points
from ingest.seen import Orientation, RecognitionError, Seen, SeenWord
from tests.conftest import ROOT
from tests.scans import DPI, Text, drawn, needs_tesseract

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<html><body>
 <div class='ocr_page' id='page_1' title='image "stdin"; bbox 0 0 1653 2339; ppageno 0; scan_res 200 200'>
  <div class='ocr_carea' id='block_1_1' title="bbox 180 199 1135 245">
   <p class='ocr_par' id='par_1_1' lang='fra' title="bbox 180 199 1135 245">
    <span class='ocr_line' id='line_1_1' title="bbox 200 199 1200 250; baseline -0.01 -6; x_size 41">
     <span class='ocrx_word' id='word_1_1' title='bbox 200 201 360 239; x_wconf 96'><strong>R&amp;D</strong></span>
     <span class='ocrx_word' id='word_1_2' title='bbox 380 205 410 238; x_wconf 31'>à</span>
     <span class='ocrx_word' id='word_1_3' title='bbox 420 205 430 238; x_wconf 10'> </span>
    </span>
    <span class='ocr_header' id='line_1_2' title="bbox 200 300 1200 340; baseline -0.01 -4; x_size 27.5">
     <span class='ocrx_word' id='word_1_4' title='bbox 200 310 290 335; x_wconf 90'>fin</span>
    </span>
    <span class='ocr_line' id='line_1_3' title="bbox 1500 300 1540 900; x_size 30">
     <span class='ocrx_word' id='word_1_5' title='bbox 1500 600 1540 900; x_wconf 88'>marge</span>
     <span class='ocrx_word' id='word_1_6' title='bbox 1500 300 1540 580; x_wconf 88'>gauche</span>
    </span>
   </p>
  </div>
 </div>
</body></html>"""


def test_words_come_with_their_lines_size_and_baseline_followed_to_the_left_edge() -> None:
    assert tesseract.read_hocr(HOCR) == Seen(
        (
            SeenWord("R&D", 200, 201, 360, 239, base=246.0, size=41, confidence=0.96),
            SeenWord("à", 380, 205, 410, 238, base=246.0, size=41, confidence=0.31),
            SeenWord("fin", 200, 310, 290, 335, base=338.0, size=27.5, confidence=0.9),
            SeenWord("marge", 1500, 600, 1540, 900, base=915.0, size=30, confidence=0.88, sideways=True),
            SeenWord("gauche", 1500, 300, 1540, 580, base=915.0, size=30, confidence=0.88, sideways=True),
        )
    )


def test_words_that_are_unsure_are_dropped_and_sizes_that_are_nearly_one_are_one() -> None:
    seen = Seen(
        tuple(
            SeenWord(text, 100, 100, 200, 150, 140, size, sure)
            for text, size, sure in (
                ("evaluation", 27, 0.9),
                ("finale", 28, 0.9),
                ("programme", 27, 0.41),
                ("Résumé", 41, 0.8),
                ("||", 60, 0.39),
            )
        )
    )

    words = words_in_points(seen, 200)

    assert [word.text for word in words] == ["evaluation", "finale", "programme", "Résumé"]
    assert [word.size for word in words] == pytest.approx([9.72, 9.72, 9.72, 14.76])
    assert (words[0].left, words[0].top, words[0].right, words[0].bottom, words[0].base) == pytest.approx(
        (36, 36, 72, 54, 50.4)
    )


def test_the_orientation_is_told_or_it_is_not() -> None:
    answer = (
        "Page number: 0\nOrientation in degrees: 90\nRotate: 270\nOrientation confidence: 14.20\n"
        "Script: Arabic\nScript confidence: 81.1\n"
    )

    assert tesseract.read_orientation(answer) == Orientation(3, "Arabic")
    assert tesseract.read_orientation(answer.replace("14.20", "1.20")) is None
    assert tesseract.read_orientation(answer.replace("81.1", "0.48")) is None
    assert tesseract.read_orientation("Too few characters.") is None


LINES = ("The registration of telephone cards", "began two weeks before the payment.")


def picture(*texts: Text) -> Picture:
    page = drawn(*texts)
    return Picture(page.width, page.height, page.tobytes(), DPI)


def engine() -> tesseract.Tesseract:
    found = tesseract.installed()
    assert found is not None, "Tesseract is not installed"
    return found


@needs_tesseract
def test_all_five_languages_and_the_orientation_are_there() -> None:
    assert engine().languages >= {"ar", "en", "es", "fr", "pt"}
    assert "osd" in engine().data
    assert engine().signature.startswith("tesseract ")


@needs_tesseract
def test_words_stand_where_they_were_drawn() -> None:
    seen = engine().words(picture(Text(LINES, left=72, top=144, size=12)), "en", 60)
    words = words_in_points(seen, DPI)

    assert [word.text for word in words] == " ".join(LINES).split()
    assert seen.confidence > 0.85
    first, last = words[0], words[-1]
    assert (first.left, first.top) == pytest.approx((72, 144), abs=4)
    assert last.base - first.base == pytest.approx(1.45 * 12, abs=1)
    assert {round(word.size, 2) for word in words} == {round(first.size, 2)}
    assert first.size == pytest.approx(12, rel=0.15)


@needs_tesseract
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_it_tells_how_a_page_is_turned(turns: int) -> None:
    page = picture(Text(LINES * 8, size=14))

    assert engine().orientation(page.turned(-turns), 60) == Orientation(turns, "Latin")


@needs_tesseract
def test_an_empty_page_holds_nothing() -> None:
    assert engine().words(picture(), "en", 60).words == ()
    assert engine().orientation(picture(), 60) is None


@needs_tesseract
def test_it_is_stopped_when_its_time_is_over() -> None:
    with pytest.raises(RecognitionError, match=r"was stopped after 0\.05 seconds"):
        engine().words(picture(Text(LINES * 20)), "en", 0.05)


def test_without_the_program_or_its_data_there_is_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tesseract.installed() is None

    if sys.platform == "win32":
        return
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho osd\n", encoding="utf-8")
    program.chmod(0o755)
    assert tesseract.installed() is None


# Resolutions that no other test names, so that the processes of this one are known by them.
RUN = """
import sys
from ingest.tesseract import installed
from tests.test_tesseract import LINES, picture
from tests.scans import Text
from dataclasses import replace

page = replace(picture(Text(LINES * 20, size=9)), dpi=217)
while True:
    installed().words(page, "en", 60)
"""


@needs_tesseract
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc")
def test_no_tesseract_outlives_a_killed_caller() -> None:
    with subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, stdout=subprocess.DEVNULL) as caller:
        try:
            assert within(60, lambda: bool(running("217")))
        finally:
            caller.kill()

    assert within(10, lambda: not running("217"))


def running(dpi: str) -> list[str]:
    """The processes of Tesseract with this resolution."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes().split(b"\0")
        except OSError:
            continue
        if os.path.basename(command[0]) == b"tesseract" and dpi.encode() in command:  # noqa: PTH119
            found.append(file.parent.name)
    return found


def within(seconds: float, reached: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.05)
    return False
