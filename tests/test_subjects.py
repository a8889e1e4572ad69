from __future__ import annotations

import pytest

from ingest.phrases import fold
from ingest.subjects import segments_of, subject_of, telling_words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Final Evaluation of the Orchard Roads Programme", "orchard road"),
        ("EVALUATION BRIEF: ORCHARD ROADS PROGRAMME, KENYA", "orchard road"),
        (
            "Management Response to the Evaluation of IOM's Orchard Roads Programme in Kenya (abridged)",
            "orchard road",
        ),
        ("Annex VI: Terms of Reference. Orchard Roads", "orchard road"),
        ("Évaluation finale du projet « Jardins de sable » au Niger", "jardin sable"),
        ("Réponse de la direction : évaluation des Jardins de sable", "jardin sable"),
        ("Informe final: evaluación del programa Caminos de maíz", "camino maiz"),
        ("Relatório de avaliação do projeto Poços e Escolas em Moçambique", "poco escola"),
        ("التقييم النهائي لمشروع حدائق الرمل في اليمن", "حدائق رمل"),
        ("Evaluation Report, June 2021", ""),
        ("Terms of reference", ""),
    ],
)
def test_only_what_a_title_is_about_is_left(title: str, words: str) -> None:
    assert " ".join(subject_of(title).words) == fold(words)


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Review of Orchard Roads 2019", {2019}),
        ("Orchard Roads, Phase II: evaluation", {2}),
        ("Orchard Roads phase 2", {2}),
        ("Annex VI: Orchard Roads", set()),
        ("Annex 6. Orchard Roads 2018–2022", {2018, 2022}),
        ("Version 3 of the evaluation", set()),
        ("المرحلة 2 من مشروع حدائق الرمل", {2}),
    ],
)
def test_numbers_of_a_series_but_not_of_an_annex(title: str, numbers: set[int]) -> None:
    assert subject_of(title).numbers == numbers


def test_parts_of_a_title_keep_their_writing() -> None:
    title = "Évaluation du projet Jardins de sable Étude de cas: Zinder – l'école d'été"
    assert [part.strip() for part in segments_of(title)] == [
        "Évaluation du projet Jardins de sable",
        "",
        "Zinder",
        "l'école d'été",
    ]
    assert subject_of(title).segments == (("jardin", "sable"), ("zinder",), ("ecole", "ete"))


def test_organisations_and_countries_are_context() -> None:
    assert telling_words("UNICEF and WFP in Burkina Faso, au Burkina Faso, em Moçambique") == ()
