"""How it ended with a file: one state, with a reason and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Every file ends in one of these."""

    READY = "ready"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"


GOOD_STATES = frozenset({State.READY, State.UNCHANGED, State.DUPLICATE})

INSTALL_OCR = (
    "Install Tesseract with the languages of your documents "
    "(Debian, Ubuntu: sudo apt install tesseract-ocr tesseract-ocr-fra tesseract-ocr-spa tesseract-ocr-por "
    "tesseract-ocr-ara; macOS: brew install tesseract tesseract-lang; "
    "Windows: winget install UB-Mannheim.TesseractOCR), "
    'or, for languages in Latin letters, pip install "lessons[ocr]".'
)
ADVICE = {
    State.NEEDS_OCR: f"{INSTALL_OCR} Then run `lessons ingest --retry-failed`.",
    State.ENCRYPTED: "Save a copy without a password, or name a file of passwords with --password-file.",
    State.UNSUPPORTED: "Save it as PDF or DOCX in its own program, then ingest that.",
    State.EMPTY: "There is nothing to read in it; replace the file if it should hold text.",
    State.DAMAGED: "Open it in its own program and save it anew, or ask for another copy.",
    State.TOO_LARGE: "Split it, or raise LESSONS_MAX_FILE_MB, then ingest it again.",
    State.TIMED_OUT: "Split it, or raise LESSONS_FILE_SECONDS, then ingest it again.",
}


MEMORY_ADVICE = "Split it, or raise LESSONS_WORKER_MEMORY_MB, then ingest it again."
RECOGNITION_ADVICE = "Split it, or raise LESSONS_OCR_PAGE_SECONDS, then ingest it again."


@dataclass(frozen=True, slots=True)
class Outcome:
    """A state with its reason in plain words and the advice that goes with it (both empty for the good ones).

    ``unread`` is the number of pages without usable text, for OCR to read.
    """

    state: State
    reason: str = ""
    advice: str = ""
    unread: int = 0

    @property
    def good(self) -> bool:
        return self.state in GOOD_STATES


CHANGED = Outcome(State.DAMAGED, "It changed while it was read.", "Ingest it again when nobody writes to it.")


class ChangedError(Exception):
    """A file is not the one any more that was to be read."""


class NoRoomError(Exception):
    """The disk is full on which a reader must write: no fault of the file, and no other can be read either."""


class UnreadableError(Exception):
    """A file that cannot be read. Carries the state it ends in and a reason that a person understands.

    ``advice`` says what to do where that is not what helps with most files in this state. ``unread`` is as in
    `Outcome`.
    """

    def __init__(self, state: State, reason: str, advice: str = "", unread: int = 0) -> None:
        super().__init__(state, reason, advice, unread)
        self.state = state
        self.reason = reason
        self.advice = advice
        self.unread = unread

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.state, self.reason, self.advice or ADVICE[self.state], self.unread)


@contextmanager
def guarded(reason: str) -> Iterator[None]:
    """What a library raises on broken parts has no common ground: here it is a damaged file, with ``reason``."""
    try:
        yield
    except (MemoryError, UnreadableError):
        raise
    except Exception as error:
        raise UnreadableError(State.DAMAGED, reason) from error
