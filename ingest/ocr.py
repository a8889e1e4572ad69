"""What recognises text in pictures: the seam between a page's picture and an engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Protocol

from ingest import rapid, tesseract
from ingest.picture import Picture
from ingest.seen import Orientation, Seen


class Recogniser(Protocol):
    """An engine. Its methods raise `RecognitionError` where they fail or take more than ``seconds``.

    ``languages`` are those it has data of, as ISO 639-1 codes, and none where it reads all that it can with one
    model. ``signature`` changes with the engine, its version and its languages.
    """

    @property
    def languages(self) -> frozenset[str]: ...

    @property
    def signature(self) -> str: ...

    def words(self, picture: Picture, language: str, seconds: float) -> Seen:
        """What it reads in an upright picture; ``language`` is one of its own, or empty."""
        ...

    def orientation(self, picture: Picture, seconds: float) -> Orientation | None:
        """How the picture must be turned, and its script; None where it cannot tell."""
        ...


# Each gives its engine where that is installed. The first that does is taken.
ENGINES: dict[str, Callable[[], Recogniser | None]] = {
    "tesseract": tesseract.installed,
    "rapidocr": rapid.installed,
}


def signature() -> str:
    """What the engine that there is can do, so that pages are tried again when another comes."""
    found = engine()
    return found.signature if found else "no OCR"


@cache
def engine() -> Recogniser | None:
    """The engine that there is. Looked for once: it takes Tesseract a tenth of a second to say what it can."""
    return next((found for look in ENGINES.values() if (found := look()) is not None), None)
