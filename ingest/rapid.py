"""Text in pictures by RapidOCR, where Tesseract is not installed. The one file that speaks to it.

It comes as a Python package with its models inside (the extra ``lessons[ocr]``), so that it needs no rights to
install. One model reads the languages of Latin letters, Chinese and Japanese: of English, French, Spanish and
Portuguese scans .98 to 1.00 of the words. It knows no Arabic, and takes about six times as long as Tesseract.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from statistics import median
from typing import Any

from ingest.picture import Box, Picture
from ingest.seen import Orientation, RecognitionError, Seen, SeenWord

PACKAGE = "rapidocr"
# Its boxes have room around the letters. Shares of their height: type size, and baseline from the top.
SIZE, BASE = 0.7, 0.75
# It makes larger pictures smaller: at twice the size it takes four times as long and reads no more.
MOST_DOTS = 2_400

Corners = list[list[float]]
Found = tuple[str, float, Box]


@dataclass(frozen=True, slots=True)
class Rapid:
    """The package in this ``version``."""

    version: str

    @property
    def languages(self) -> frozenset[str]:
        return frozenset()

    @property
    def signature(self) -> str:
        return f"{PACKAGE} {self.version}"

    def words(self, picture: Picture, language: str, seconds: float) -> Seen:  # noqa: ARG002  it has neither
        import numpy as np

        dots = np.repeat(picture.dots()[:, :, None], 3, axis=2)
        try:
            found = _engine()(dots, use_cls=False, return_word_box=True)
        except Exception as error:  # it raises whatever its libraries raise
            raise RecognitionError(f"RapidOCR failed: {type(error).__name__}.") from error
        return Seen(tuple(_words(found.word_results or ())))

    def orientation(self, picture: Picture, seconds: float) -> Orientation | None:  # noqa: ARG002
        return None


def installed() -> Rapid | None:
    """The package, where it and what runs its models are there; neither is loaded yet."""
    if importlib.util.find_spec(PACKAGE) is None or importlib.util.find_spec("onnxruntime") is None:
        return None
    return Rapid(version(PACKAGE))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "error", "Global.max_side_len": MOST_DOTS, **threads})


def _words(lines: Any) -> list[SeenWord]:
    kept = [[(text, float(sure), _bounds(box)) for text, sure, box in line if text.strip()] for line in lines]
    kept = [line for line in kept if line]
    slope = median([_slope(line) for line in kept if len(line) > 1] or [0.0])
    return [word for line in kept for word in _line(line, slope)]


def _bounds(corners: Corners) -> Box:
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _slope(line: Sequence[Found]) -> float:
    """How much it sinks to the right."""
    (left, _, _, begin), (right, _, _, end) = line[0][2], line[-1][2]
    return (end - begin) / max(1.0, right - left)


def _line(line: Sequence[Found], slope: float) -> Iterator[SeenWord]:
    height = median(bottom - top for _, _, (_, top, _, bottom) in line)
    left, _, _, bottom = line[0][2]
    base = bottom - (1 - BASE) * height - slope * left
    for text, sure, box in line:
        yield SeenWord(text, *box, base, SIZE * height, sure)
