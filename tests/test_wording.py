from __future__ import annotations

import pytest

from search.wording import stems, tokens, wording


@pytest.mark.parametrize(
    ("situation", "telling"),
    [
        ("what went wrong with mobile cash transfers before", "went wrong mobile cash transfers"),
        ("¿Qué salió mal con los bonos?", "salió mal bonos"),
        ("L'évaluation des écoles du Niger", "évaluation écoles Niger"),
        ("Por que os cartões não chegaram", "cartões chegaram"),
        ("ماذا حدث مع التحويلات", "حدث التحويلات"),
        ("to be or not to be", "to be or not to be"),  # if all are function words, all count
        ("Don’t pay twice", "Don’t pay twice"),
        ("COVID-19 CVA/CTP", "COVID 19 CVA CTP"),
        ("???", ""),
    ],
)
def test_the_words_that_tell(situation: str, telling: str) -> None:
    assert wording(situation).telling == telling


@pytest.mark.parametrize(
    ("situation", "phrases"),
    [
        ('why "petty theft" happened', ("petty theft",)),
        ("“mobile money” and « argent mobile »", ("mobile money", "argent mobile")),
        ('"one" "two words"', ("one", "two words")),
        ('an open "quote', ()),
        ('""', ()),
        ('"  "', ()),
        ("five o'clock 'single'", ()),
    ],
)
def test_quoted_phrases(situation: str, phrases: tuple[str, ...]) -> None:
    assert wording(situation).phrases == phrases


def test_quoted_words_are_looked_for_as_words_too() -> None:
    assert wording('why "petty theft" happened').telling == "petty theft happened"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("transfers", "Transfer"),
        ("distributed", "distribution"),
        ("évaluations", "evaluation"),
        ("l'école", "ECOLES"),
        ("mujeres", "mujeres"),
        ("desplazadas", "desplazada"),
    ],
)
def test_words_of_one_stem_match(one: str, other: str) -> None:
    assert stems(one) & stems(other)


@pytest.mark.parametrize(("one", "other"), [("cash", "cashew"), ("seed", "need"), ("market", "marked")])
def test_words_of_two_stems_do_not(one: str, other: str) -> None:
    assert not stems(one) & stems(other)


def test_tokens_stand_where_they_say() -> None:
    text = "L'école de Kano: 3,5 % “late”_paid."
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "L'école", "de", "Kano", "3", "5", "late", "paid",
    ]  # fmt: skip


def test_quotation_marks_in_a_pasted_text_are_its_own() -> None:
    pasted = 'A seal called "primary" in the drawings ' + "was pressed less than the supplier had asked for " * 3
    assert wording(pasted).phrases == ()
