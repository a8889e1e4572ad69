"""Pages as people name them, and what is said of those that were not read."""

from __future__ import annotations

import pytest

from ingest.text_layer import Flaw
from ingest.unread_pages import NO_SENSE, NOT_READ, STOPPED, lacking_note, listed, reason, sentences


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([4], "4"),
        ([4, 5], "4 and 5"),
        ([3, 7, 9, 10, 11, 12], "3, 7 and 9–12"),
        ([1, 2, 3], "1–3"),
        ([1, 2, 3, 8, 9], "1–3, 8 and 9"),
    ],
)
def test_numbers_as_people_write_them(numbers: list[int], words: str) -> None:
    assert listed(numbers) == words


def test_one_sentence_for_each_thing_that_is_the_matter() -> None:
    unread = {
        9: NOT_READ.format(flaw=Flaw.NO_TEXT),
        3: NOT_READ.format(flaw=Flaw.NO_TEXT),
        10: NOT_READ.format(flaw=Flaw.NO_TEXT),
        5: NOT_READ.format(flaw=Flaw.GARBLED),
        6: NO_SENSE.format(flaw=Flaw.NO_TEXT),
        7: STOPPED.format(flaw=Flaw.SPACED, seconds=30.0),
    }

    assert sentences(unread) == (
        "Pages 3, 9 and 10 hold pictures without text and were not read.",
        "Page 5 holds text in an unreadable encoding and was not read.",
        "Page 6 holds pictures without text, of which OCR made no sense.",
        "Page 7 holds text in single letters, and OCR failed or took longer than 30 seconds a page.",
    )
    assert (
        reason({1: NOT_READ.format(flaw=Flaw.NO_TEXT)}, 1)
        == "1 of 1 page holds pictures without text and was not read."
    )
    assert reason(dict.fromkeys(range(1, 13), NOT_READ.format(flaw=Flaw.NO_TEXT)), 12) == (
        "12 of 12 pages hold pictures without text and were not read."
    )


def test_languages_without_data_come_with_the_command_that_installs_them() -> None:
    note = lacking_note({"fr", "ar", "zh"})

    assert note.startswith("Some of it seems to be in Arabic and French and Chinese, which")
    assert "sudo apt install tesseract-ocr-ara tesseract-ocr-fra tesseract-ocr-chi-sim;" in note
    assert lacking_note(()) == ""
