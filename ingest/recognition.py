"""One page after the other, by an engine: in which language, and which side up."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest import languages
from ingest.seen import RecognitionError, Seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.ocr import Recogniser
    from ingest.picture import Picture

# Below it the page may stand on its head or be in another script: Tesseract is .80 sure and more of a Latin page
# read as another Latin language, .73 to .83 of Arabic scans with noise, and .44 at most of what is turned or of
# another script.
DOUBTFUL = 0.7
# Below it what was read is no text. At .58 of an Arabic scan a quarter of the words was right.
HOPELESS = 0.6
SURE_OF_LANGUAGE = 0.6
# With fewer there is nothing to doubt: a page number, or specks of a photograph.
FEWEST_CHARACTERS = 20
# Of so many it is told that the engine has no data of their language.
TELLING_CHARACTERS = 200
# The languages of a script as Tesseract names it, the first that there is data of.
LANGUAGES = {
    "Arabic": ("ar", "fa", "ur", "ps", "ku"),
    "Armenian": ("hy",),
    "Bengali": ("bn",),
    "Cyrillic": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "tg", "mn"),
    "Devanagari": ("hi", "ne", "mr"),
    "Ethiopic": ("am",),
    "Georgian": ("ka",),
    "Greek": ("el",),
    "Gujarati": ("gu",),
    "Gurmukhi": ("pa",),
    "Han": ("zh",),
    "Hangul": ("ko",),
    "Hebrew": ("he",),
    "Japanese": ("ja",),
    "Kannada": ("kn",),
    "Khmer": ("km",),
    "Korean": ("ko",),
    "Lao": ("lo",),
    "Latin": ("en", "fr", "es", "pt"),
    "Malayalam": ("ml",),
    "Myanmar": ("my",),
    "Sinhala": ("si",),
    "Tamil": ("ta",),
    "Telugu": ("te",),
    "Thai": ("th",),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was seen in the picture turned clockwise by ``turns`` quarters, read as ``language``."""

    seen: Seen
    turns: int
    language: str

    @property
    def confidence(self) -> float:
        return self.seen.confidence


@dataclass(slots=True)
class PageReader:
    """Reads pages; what it learns of one it keeps for the next.

    ``language`` is what to begin with, empty where nothing is known. ``lacking`` are languages and scripts that it
    met and that the engine has no data of.
    """

    engine: Recogniser
    language: str = ""
    turns: int = 0
    lacking: set[str] = field(default_factory=set)
    clock: Callable[[], float] = time.monotonic

    def read(self, picture: Picture, seconds: float) -> Attempt:
        """The best that it can make of a page.

        Raises:
            RecognitionError: the engine failed, or took more than ``seconds`` for its first attempt.
        """
        end = self.clock() + seconds
        best = self._attempt(picture, self.turns, self._known(self.language), end)
        best = self._upright(picture, best, end)
        best = self._in_its_language(picture, best, end)
        if best.confidence >= DOUBTFUL:
            self.turns, self.language = best.turns, best.language
        return best

    def _known(self, language: str) -> str:
        """The language if there is data of it, else the first of the Latin ones, else any."""
        known = self.engine.languages
        if not known:
            return ""
        return next(code for code in (language, *LANGUAGES["Latin"], min(known)) if code in known)

    def _attempt(self, picture: Picture, turns: int, language: str, end: float) -> Attempt:
        left = end - self.clock()
        if left <= 0:
            raise RecognitionError("There is no time left for this page.")
        return Attempt(self.engine.words(picture.turned(turns), language, left), turns, language)

    def _upright(self, picture: Picture, best: Attempt, end: float) -> Attempt:
        """The same, or better: turned, or as another script, where the engine can tell."""
        doubtful = best.confidence < DOUBTFUL and len(best.seen.text) >= FEWEST_CHARACTERS
        if not (doubtful or best.seen.sideways):
            return best
        try:
            found = self.engine.orientation(picture, max(0.1, end - self.clock()))
            if found is None:
                return best
            language = self._of_script(found.script, best.language)
            if (found.turns, language) == (best.turns, best.language):
                return best
            other = self._attempt(picture, found.turns, language, end)
        except RecognitionError:
            return best
        return other if best.seen.sideways or other.confidence > best.confidence else best

    def _of_script(self, script: str, language: str) -> str:
        """A language of this script that there is data of; ``language`` where it is of it, or none is."""
        candidates = LANGUAGES.get(script, ())
        known = [code for code in candidates if code in self.engine.languages]
        if not known and candidates:
            self.lacking.add(candidates[0])
        return language if language in candidates or not known else known[0]

    def _in_its_language(self, picture: Picture, best: Attempt, end: float) -> Attempt:
        """The same, or better: as the language that it turns out to be in."""
        language, confidence = languages.detect(best.seen.text)
        if not self.engine.languages or best.confidence < HOPELESS or confidence < SURE_OF_LANGUAGE:
            return best
        if language not in self.engine.languages and len(best.seen.text) >= TELLING_CHARACTERS:
            self.lacking.add(language)
        if language == best.language or language not in self.engine.languages:
            return best
        try:
            other = self._attempt(picture, best.turns, language, end)
        except RecognitionError:
            return best
        return other if other.confidence > best.confidence else best
