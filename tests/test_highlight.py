from __future__ import annotations

from itertools import pairwise
from math import log

import pytest

from search.highlight import best_sentence, marks, rarity
from search.wording import wording

TEXT = "Cash was late. The transfers to agents came late, and late again! Water was there."


def shown(text: str, situation: str) -> list[str]:
    return [text[start:end] for start, end in marks(text, wording(situation))]


@pytest.mark.parametrize(
    ("text", "situation", "expected"),
    [
        (TEXT, "late transfer", ["late", "transfers", "late", "late"]),
        (TEXT, "the cash", ["Cash"]),
        ("L’école fut évaluée.", "évaluations d'ecole", ["L’école", "évaluée"]),
        ("No match here", "vaccine", []),
        ("", "vaccine", []),
    ],
)
def test_marks_are_the_words_that_match(text: str, situation: str, expected: list[str]) -> None:
    assert shown(text, situation) == expected


def test_marks_are_in_order_and_apart() -> None:
    found = marks(TEXT * 3, wording("late transfers to agents"))
    assert found == sorted(found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))


def test_rarity_is_the_logarithm_of_the_share() -> None:
    weights = rarity(["cash late", "cash early", "water late cash"], wording("cash late vaccine"))
    assert weights["cash"] == pytest.approx(log(1 + 3 / 3))
    assert weights["late"] == pytest.approx(log(1 + 3 / 2))
    assert "vaccin" not in weights


def best(text: str, situation: str, *others: str) -> str | None:
    wanted = wording(situation)
    place = best_sentence(text, wanted, rarity([text, *others], wanted))
    return text[slice(*place)] if place else None


def test_the_best_sentence_has_the_most_telling_words() -> None:
    assert best(TEXT, "late transfers") == "The transfers to agents came late, and late again!"
    assert best(TEXT, "water") == "Water was there."


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    others = ["cash", "cash", "cash", "late"]
    assert best("Cash and cash came. The vaccine came.", "cash vaccine", *others) == "The vaccine came."


def test_a_word_that_is_repeated_counts_once() -> None:
    assert best("Late, late, late. Cash came late.", "late cash") == "Cash came late."


def test_of_equals_the_first() -> None:
    assert best("Cash came. Cash went.", "cash") == "Cash came."


@pytest.mark.parametrize(("text", "situation"), [("Only one sentence on cash.", "cash"), (TEXT, "vaccine")])
def test_none_where_there_is_nothing_to_choose(text: str, situation: str) -> None:
    assert best(text, situation) is None
