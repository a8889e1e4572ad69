"""How a page is read in its language and the right way up, with an engine that reads plain letters off a strip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ingest.picture import Picture
from ingest.recognition import PageReader
from ingest.seen import Orientation, RecognitionError, Seen, SeenWord

TEXTS = {
    "en": "Agents ran out of cash on the first day and people walked back with nothing after hours of waiting",
    "fr": "Les agents ont manqué d'argent liquide dès le premier jour et les gens sont rentrés les mains vides",
    "ar": "نفدت النقود لدى الوكلاء في اليوم الأول وعاد الناس إلى بيوتهم خاليي الوفاض بعد ساعات من الانتظار",
    "de": "Den Agenten ging schon am ersten Tag das Bargeld aus und die Menschen kehrten mit leeren Händen zurück",
}
SCRIPTS = {"ar": "Arabic"}


def strip(text: str, turns: int = 0) -> Picture:
    """A picture of one row that holds the text's own bytes; it must be turned by ``turns`` to be upright."""
    data = text.encode("utf-16-le")
    return Picture(len(data), 1, data, 200).turned(-turns)


@dataclass
class StripEngine:
    """Reads strips. As another language of the same script it is .85 sure, of another script or turned, .3."""

    languages: frozenset[str]
    asked: list[tuple[str, int]] = field(default_factory=list)
    tick: Callable[[], None] = lambda: None
    signature: str = "strips"

    def words(self, picture: Picture, language: str, seconds: float) -> Seen:  # noqa: ARG002
        self.tick()
        text, turned = self._under(picture)
        self.asked.append((language, picture.height > 1 or turned))
        own = next(code for code, known in TEXTS.items() if known == text)
        same_script = SCRIPTS.get(own) == SCRIPTS.get(language)
        sure = 0.3 if turned or not same_script else 0.95 if language == own else 0.85
        shown = text if same_script else text[::-1]
        return Seen(tuple(SeenWord(word, 0, 0, 1, 1, 1, 1, sure) for word in shown.split()))

    def orientation(self, picture: Picture, seconds: float) -> Orientation | None:  # noqa: ARG002
        self.tick()
        text, turned = self._under(picture)
        own = next(code for code, known in TEXTS.items() if known == text)
        return Orientation(2 if turned else 0, SCRIPTS.get(own, "Latin"))

    @staticmethod
    def _under(picture: Picture) -> tuple[str, bool]:
        for turned, data in ((False, picture.grey), (True, picture.grey[::-1])):
            text = data.decode("utf-16-le", "replace")
            if text in TEXTS.values():
                return text, turned
        raise RecognitionError("Nothing known stands there.")


def engine(*languages: str) -> StripEngine:
    return StripEngine(frozenset(languages))


def test_a_page_is_read_again_as_the_language_that_it_turns_out_to_be_in() -> None:
    known = engine("en", "fr")
    reader = PageReader(known)

    first, second = (reader.read(strip(TEXTS["fr"]), 9.0) for _ in range(2))

    assert (first.language, first.seen.text) == ("fr", TEXTS["fr"])
    assert first.confidence == pytest.approx(0.95)
    assert second == first
    assert known.asked == [("en", False), ("fr", False), ("fr", False)]


def test_another_script_and_a_page_on_its_head_are_told_by_the_engine_where_it_is_unsure() -> None:
    known = engine("en", "fr", "ar")
    reader = PageReader(known, "fr")

    arabic = reader.read(strip(TEXTS["ar"]), 9.0)
    turned = reader.read(strip(TEXTS["ar"], turns=2), 9.0)
    english = reader.read(strip(TEXTS["en"]), 9.0)

    assert [(a.language, a.turns, a.seen.text) for a in (arabic, turned, english)] == [
        ("ar", 0, TEXTS["ar"]),
        ("ar", 2, TEXTS["ar"]),
        ("en", 0, TEXTS["en"]),
    ]


def test_what_there_is_no_data_of_is_remembered() -> None:
    reader = PageReader(engine("en", "fr"))

    arabic = reader.read(strip(TEXTS["ar"]), 9.0)
    german = reader.read(strip(TEXTS["de"]), 9.0)

    assert arabic.confidence == pytest.approx(0.3)
    assert german.language == "en"
    assert german.confidence == pytest.approx(0.85)
    assert reader.lacking == {"ar"}  # of German there is too little to tell

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(TEXTS, "de", TEXTS["de"] * 3)
        reader.read(strip(TEXTS["de"]), 9.0)
    assert reader.lacking == {"ar", "de"}


def test_an_engine_of_one_model_is_asked_once() -> None:
    known = engine()
    known.languages = frozenset()

    attempt = PageReader(known, "fr").read(strip(TEXTS["en"]), 9.0)

    assert (attempt.language, known.asked) == ("", [("", False)])


def test_time_runs_out_between_attempts_and_the_best_so_far_stands() -> None:
    now = 0.0

    def tick() -> None:
        nonlocal now
        now += 5.0

    known = StripEngine(frozenset({"en", "fr"}), tick=tick)
    late = PageReader(known, clock=lambda: now).read(strip(TEXTS["fr"]), 4.0)

    assert late.language == "en"
    assert late.confidence == pytest.approx(0.85)
    assert known.asked == [("en", False)]


def test_what_an_engine_cannot_read_at_all_is_an_error() -> None:
    with pytest.raises(RecognitionError, match="Nothing known"):
        PageReader(engine("en")).read(strip("Something else"), 9.0)
