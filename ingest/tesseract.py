"""Text in pictures by Tesseract. The one file that speaks to it: through its program, in hOCR.

hOCR, and not the simpler TSV, since only hOCR has the baseline and type size of each line: on a page set in 10.5
and 15 points sizes come within 4 %, where the heights of words of one size differ by 60 %.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from statistics import median

from ingest.picture import Picture
from ingest.programs import ProgramMissingError, ProgramTimedOutError, run
from ingest.seen import Orientation, RecognitionError, Seen, SeenWord

PROGRAM = "tesseract"
# Its installer for Windows does not put it on the search path.
_ON_WINDOWS = Path(r"C:\Program Files\Tesseract-OCR\tesseract.exe")
# Workers read files side by side: an engine that takes four threads a page makes all of them slower.
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
_ASK_SECONDS = 20.0
# Of pages of text it is 11 and more sure which side is up, and 2.3 and more of the script; of specks and two words
# 1.2 and 0.5.
SURE_OF_TURN, SURE_OF_SCRIPT = 2.0, 1.5
# The names of its data, by the code of the language.
DATA = {
    "am": "amh", "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben", "bs": "bos", "ca": "cat",
    "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est", "eu": "eus",
    "fa": "fas", "fi": "fin", "fr": "fra", "gl": "glg", "gu": "guj", "he": "heb", "hi": "hin", "hr": "hrv",
    "ht": "hat", "hu": "hun", "hy": "hye", "id": "ind", "is": "isl", "it": "ita", "ja": "jpn", "ka": "kat",
    "kk": "kaz", "km": "khm", "kn": "kan", "ko": "kor", "ku": "kmr", "ky": "kir", "lo": "lao", "lt": "lit",
    "lv": "lav", "mk": "mkd", "ml": "mal", "mn": "mon", "mr": "mar", "ms": "msa", "my": "mya", "ne": "nep",
    "nl": "nld", "no": "nor", "pa": "pan", "pl": "pol", "ps": "pus", "pt": "por", "ro": "ron", "ru": "rus",
    "si": "sin", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam",
    "te": "tel", "tg": "tgk", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie",
    "zh": "chi_sim",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program at ``program``, its ``version`` and the names of the data that it has."""

    program: str
    version: str
    data: frozenset[str]

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(code for code, name in DATA.items() if name in self.data)

    @property
    def signature(self) -> str:
        return " ".join([self.version, *sorted(self.data)])

    def words(self, picture: Picture, language: str, seconds: float) -> Seen:
        return read_hocr(self._run(picture, seconds, "-l", DATA[language], "--psm", "3", "hocr"))

    def orientation(self, picture: Picture, seconds: float) -> Orientation | None:
        """None also where there are too few letters on it to tell, which Tesseract calls an error."""
        if "osd" not in self.data:
            return None
        try:
            return read_orientation(self._run(picture, seconds, "--psm", "0"))
        except _NothingSeenError:
            return None

    def _run(self, picture: Picture, seconds: float, *arguments: str) -> str:
        dpi = str(max(70, min(2400, round(picture.dpi))))
        command = [self.program, "stdin", "stdout", "--dpi", dpi, *arguments]
        try:
            done = run(command, seconds, stdin=picture.pgm(), environment=_ONE_THREAD)
        except (ProgramTimedOutError, ProgramMissingError) as error:
            raise RecognitionError(str(error)) from error
        if done.returncode:
            raise _NothingSeenError(done.stderr.decode(errors="replace").strip()[-200:])
        return done.stdout.decode(errors="replace")


class _NothingSeenError(RecognitionError):
    """It ended with an error."""


def installed() -> Tesseract | None:
    """The program with its data, where it is there and has any."""
    program = _program()
    if program is None:
        return None
    try:
        version = run([program, "--version"], _ASK_SECONDS).stdout.decode(errors="replace").partition("\n")[0]
        listed = run([program, "--list-langs"], _ASK_SECONDS).stdout.decode(errors="replace")
    except (ProgramMissingError, ProgramTimedOutError):
        return None
    data = frozenset(line.strip() for line in listed.splitlines()[1:])
    return Tesseract(program, version.strip(), data) if data - {"osd"} else None


def _program() -> str | None:
    found = shutil.which(PROGRAM)
    if found is None and sys.platform == "win32" and _ON_WINDOWS.exists():
        return str(_ON_WINDOWS)
    return found


def read_orientation(answer: str) -> Orientation | None:
    """What it says, where it is sure enough of it."""
    told = dict(line.split(": ", 1) for line in answer.splitlines() if ": " in line)
    sure = float(told.get("Orientation confidence", 0)), float(told.get("Script confidence", 0))
    if sure[0] < SURE_OF_TURN or sure[1] < SURE_OF_SCRIPT:
        return None
    return Orientation(int(told["Rotate"]) // 90, told["Script"])


@dataclass(slots=True)
class _Line:
    """``base`` at its left end, ``slope`` downwards to the right."""

    left: float
    base: float
    slope: float
    size: float
    upright: bool
    words: list[tuple[str, tuple[float, float, float, float], float]]

    @property
    def sideways(self) -> bool:
        """Lines that go up or down come without a baseline, or with a steep one; so do single signs."""
        return not self.upright and len(self.words) > 1


def read_hocr(page: str) -> Seen:
    """The words of Tesseract's hOCR."""
    parser = _Parser()
    parser.feed(page)
    slope = median([line.slope for line in parser.lines if not line.sideways] or [0.0])
    return Seen(
        tuple(
            SeenWord(text, *box, line.base - slope * line.left, line.size, confidence, line.sideways)
            for line in parser.lines
            for text, box, confidence in line.words
            if text
        )
    )


_LINES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"})
_WORD = "ocrx_word"


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[_Line] = []
        self._in_word = False

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        kind, title = told.get("class"), _properties(told.get("title") or "")
        if kind in _LINES:
            self.lines.append(_line(title))
        elif kind == _WORD and self.lines:
            left, top, right, bottom = title["bbox"]
            self.lines[-1].words.append(("", (left, top, right, bottom), title["x_wconf"][0] / 100))
            self._in_word = True

    def handle_data(self, data: str) -> None:
        if self._in_word:
            text, box, sure = self.lines[-1].words[-1]
            self.lines[-1].words[-1] = text + data.strip(), box, sure

    def handle_endtag(self, tag: str) -> None:
        self._in_word = self._in_word and tag != "span"


def _properties(title: str) -> dict[str, tuple[float, ...]]:
    """``bbox 180 199 1135 245; baseline -0.01 -6; x_size 41``; what is not of numbers is left out."""
    found = {}
    for part in title.split(";"):
        name, *values = part.split() or [""]
        if values and all(re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", value) for value in values):
            found[name] = tuple(map(float, values))
    return found


def _line(title: dict[str, tuple[float, ...]]) -> _Line:
    left, top, right, bottom = title["bbox"]
    slope, below = title.get("baseline", (0.0, 0.0))
    upright = abs(slope) < 1 and ("baseline" in title or right - left > bottom - top)
    return _Line(left, bottom + below, slope, title.get("x_size", (bottom - top,))[0], upright, [])
