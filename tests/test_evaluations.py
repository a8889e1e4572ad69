"""All programmes and reports here are invented."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.evaluation_evidence import contradict
from ingest.evaluation_facts import Description, facts_of
from ingest.evaluation_pairs import shared_marks
from ingest.evaluations import groups_of
from ingest.sketches import Sketch, packed

REPORT, BRIEF, RESPONSE, TERMS, START, ANNEX, CASE = (
    "evaluation report", "evaluation brief", "management response", "terms of reference", "inception report",
    "annex", "case study",
)  # fmt: skip
WORDS = "cash water school market seed road camp clinic goat well bridge harvest fence boat loan radio".split()


def of(identity: str, title: str, kind: str = REPORT, **said: object) -> Description:
    """A document of an evaluation of 2021 by one organisation in one country, in English, unless ``said``."""
    known: dict[str, object] = {
        "language": "en",
        "year": 2021,
        "countries": frozenset({"Kenya"}),
        "organisations": frozenset({"Acacia Trust"}),
    }
    return replace(Description(identity, title, document_type=kind), **{**known, **said})  # type: ignore[arg-type]


def grouped(*described: Description) -> set[frozenset[str]]:
    return {frozenset(group.documents) for group in groups_of(described)}


def sketch(*runs: range, figures: range = range(0), front: str = "") -> Sketch:
    """A sketch that has these marks in common with others that have them."""
    return Sketch(packed(7919 * mark for each in runs for mark in each), packed(figures), front)


@pytest.mark.parametrize(
    ("language", "report", "others"),
    [
        ("en", "Final Evaluation of the Orchard Roads Programme", [
            ("EVALUATION BRIEF: ORCHARD ROADS", BRIEF),
            ("Management Response Matrix: Evaluation of the Orchard Roads Programme, Kenya", RESPONSE),
            ("Terms of Reference for the final evaluation of the Orchard Roads Programme", TERMS),
            ("Inception Report. Orchard Roads Programme: final evaluation", START),
            ("Annex IV: Orchard Roads – survey results", ANNEX),
        ]),
        ("fr", "Évaluation finale du projet « Jardins de sable »", [
            ("Réponse de la direction : évaluation finale du projet Jardins de sable", RESPONSE),
            ("Résumé d’évaluation – Jardins de sable", BRIEF),
            ("Termes de référence : évaluation du projet Jardins de sable", TERMS),
        ]),
        ("es", "Evaluación del programa Caminos de maíz", [
            ("Respuesta de la gerencia: evaluación del programa Caminos de maíz", RESPONSE),
            ("Resumen de evaluación: Caminos de maíz", BRIEF),
        ]),
        ("pt", "Relatório de avaliação do projeto Poços da serra", [
            ("Resposta da gestão: avaliação do projeto Poços da serra", RESPONSE),
            ("Termos de referência da avaliação do projeto Poços da serra", TERMS),
        ]),
        ("ar", "التقييم النهائي لمشروع حدائق الرمل", [
            ("رد الإدارة: تقييم مشروع حدائق الرمل", RESPONSE),
            ("موجز التقييم: حدائق الرمل", BRIEF),
        ]),
    ],
)  # fmt: skip
def test_documents_about_one_evaluation_by_their_titles(
    language: str, report: str, others: list[tuple[str, str]]
) -> None:
    every = [of("0", report, language=language)]
    every += [of(str(at), title, kind, language=language) for at, (title, kind) in enumerate(others, 1)]
    assert grouped(*every) == {frozenset(each.id for each in every)}


ORCHARD = "Evaluation of the Orchard Roads Programme"
STUDY = "assessment"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of("a", ORCHARD, timing="Mid-term"), of("b", ORCHARD, timing="Final")),
        (of("a", ORCHARD, timing="Mid-term"), of("b", f"Management response: {ORCHARD}", RESPONSE, timing="Final")),
        (of("a", "Orchard Roads: baseline study", STUDY), of("b", "Orchard Roads: endline study", STUDY)),
        (of("a", "Projet Jardins : étude de base", STUDY), of("b", "Projet Jardins", STUDY, timing="Final")),
        (of("a", ORCHARD, year=2019), of("b", ORCHARD, year=2021)),
        (of("a", ORCHARD, year=2021), of("b", ORCHARD, year=2022)),
        (of("a", ORCHARD, year=2021), of("b", f"Management response: {ORCHARD}", RESPONSE, year=2018)),
        (of("a", "Review of Orchard Roads 2019", year=2020), of("b", "Review of Orchard Roads 2020", year=None)),
        (of("a", f"{ORCHARD}, Phase I"), of("b", f"{ORCHARD}, Phase II")),
        (of("a", f"{ORCHARD}, 2018-2020"), of("b", f"{ORCHARD}, 2020-2022")),
        (of("a", f"CS1137 {ORCHARD}"), of("b", f"CS1140 {ORCHARD}")),
        (of("a", ORCHARD, paths=("/r/AB2201.pdf",)), of("b", ORCHARD, BRIEF, paths=("/r/AB2202 brief.pdf",))),
        (of("a", ORCHARD), of("b", ORCHARD, countries=frozenset({"Uganda"}))),
        (of("a", ORCHARD), of("b", ORCHARD, organisations=frozenset({"Tamarisk Relief"}))),
        (of("a", ORCHARD), of("b", "After-action review: Orchard Roads Programme", "after-action review")),
        (of("a", ORCHARD), of("b", "Orchard Roads Programme: annual report", "progress report")),
        (of("a", ORCHARD), of("b", "Study of pump repair in the Orchard Roads Programme")),
        (of("a", ORCHARD), of("b", "Evaluation brief: Orchard Schools Programme", BRIEF)),
        (of("a", "Evaluation brief: roads that stay", BRIEF), of("b", "Evaluation brief: wells that dry", BRIEF)),
        (of("a", "Evaluation report"), of("b", "Management response", RESPONSE)),
        (of("a", ""), of("b", "")),
    ],
)  # fmt: skip
def test_what_is_of_two_evaluations_stays_apart(one: Description, other: Description) -> None:
    same_place = [replace(each, paths=each.paths or (f"/reports/{each.id}.pdf",)) for each in (one, other)]
    assert grouped(*same_place) == set()


def test_a_mid_term_and_a_final_evaluation_each_take_their_own() -> None:
    every = [
        of("1", ORCHARD, timing="Mid-term", year=2019),
        of("2", f"Evaluation brief: {ORCHARD}", BRIEF, year=2019),
        of("3", ORCHARD, timing="Final", year=2022),
        of("4", f"Evaluation brief: {ORCHARD}", BRIEF, year=2022),
        of("5", f"Management response: {ORCHARD}", RESPONSE, timing="Final", year=2023),
    ]
    assert grouped(*every) == {frozenset("12"), frozenset("345")}


def test_case_studies_of_several_countries_belong_to_their_evaluation() -> None:
    head = "Evaluation of the Drought Data Strategy 2020-2025"
    every = [
        of("1", head, countries=frozenset()),
        of("2", f"{head} Case study: Kenya", CASE),
        of("3", f"{head} Case study: Mali", CASE, countries=frozenset({"Mali"})),
        of("4", "Case study: Mali", CASE, countries=frozenset({"Mali"})),
    ]
    assert grouped(*every) == {frozenset("123")}
    assert grouped(*every[1:]) == {frozenset("23")}


def test_a_brief_with_a_title_of_its_own_by_the_text_it_shares() -> None:
    report = of("1", ORCHARD, sketch=sketch(range(2000)))
    brief = of("2", "Roads that pay for themselves", BRIEF, sketch=sketch(range(1990, 2010), range(5000, 5060)))
    stranger = of("3", "A brief about wells", BRIEF, sketch=sketch(range(1, 4), range(6000, 6080)))
    assert grouped(report, brief, stranger) == {frozenset("12")}


def test_terms_of_reference_share_the_text_of_their_publisher() -> None:
    one = of("1", "Terms of reference: Orchard Roads", TERMS, sketch=sketch(range(100), range(200, 300)))
    other = of("2", "Terms of reference: Mountain Wells", TERMS, sketch=sketch(range(100), range(400, 500)))
    report = of("3", "Evaluation of Mountain Goats", sketch=sketch(range(40), range(600, 2000)))
    assert grouped(one, other, report) == set()


def test_two_forms_of_one_report_by_their_text() -> None:
    full = of("1", ORCHARD, sketch=sketch(range(900)))
    shorter = of("2", "Roads, orchards and people", sketch=sketch(range(100, 350), range(2000, 2100)))
    assert grouped(full, shorter) == {frozenset("12")}
    assert grouped(full, replace(shorter, sketch=sketch(range(100, 200), range(2000, 2250)))) == set()


def test_a_project_code_in_the_file_names() -> None:
    report = of("1", "Roads, orchards and people", paths=("/a/CS1137_report.pdf",))
    response = of("2", "Matrix", RESPONSE, paths=("/b/CS1137-MR.pdf",))
    same_year = of("3", "Other matrix", RESPONSE, paths=("/b/MR_2021.pdf", "/b/IMG20210304.pdf"))
    assert grouped(report, response, same_year) == {frozenset("12")}


def test_the_exact_title_at_the_front_of_a_text_without_one() -> None:
    report = of("1", "Evaluation of Orchard Roads and Mountain Wells", paths=("/a/r.pdf",))
    front = "district council orchard road mountain well accept"
    response = of("2", "", RESPONSE, sketch=sketch(front=front), paths=("/b/m.pdf",))
    assert grouped(report, response) == {frozenset("12")}
    assert grouped(replace(report, document_type="review"), replace(response, document_type=REPORT)) == set()


@pytest.mark.parametrize(
    ("written", "title", "language"),
    [("Orchard Roads", "Routes des vergers", "fr"), ("Orchard Roads", "Caminos de huertos", "es"),
     ("Caminos de huertos", "طرق البساتين", "ar"), ("Routes des vergers", "Estradas dos pomares", "pt")],
)  # fmt: skip
def test_a_translation_by_its_figures(written: str, title: str, language: str) -> None:
    first = of("1", written, language="en", pages=40, sketch=sketch(range(300), figures=range(40)))
    second = of("2", title, language=language, pages=44, sketch=sketch(range(900, 1200), figures=range(5, 50)))
    assert grouped(first, second) == {frozenset("12")}
    assert grouped(first, replace(second, language="en")) == set()
    assert grouped(first, replace(second, year=2018)) == set()
    assert grouped(first, replace(second, sketch=sketch(range(900, 1200), figures=range(38, 90)))) == set()


def test_a_translation_by_its_name() -> None:
    english = of("1", "Orchard Roads", pages=40, paths=("/roads/report_EN.pdf",))
    french = of("2", "Routes des vergers", language="fr", pages=44, paths=("/roads/report_FR.pdf",))
    assert grouped(english, french) == {frozenset("12")}
    assert grouped(english, replace(french, paths=("/wells/report_FR.pdf",))) == set()
    assert grouped(english, replace(french, pages=4)) == set()


def test_what_is_said_of_a_document_wins() -> None:
    every = [
        of("1", ORCHARD, timing="Mid-term", given="Orchard 2021"),
        of("2", "Mountain Wells", timing="Final", given="Orchard 2021"),
        of("3", f"Management response: {ORCHARD}", RESPONSE, timing="Mid-term"),
        of("4", "Evaluation brief: Mountain Wells", BRIEF, given="Another"),
    ]
    assert grouped(*every) == {frozenset("12"), frozenset("4")}  # the response fits one of the two only
    del every[1]
    assert grouped(*every) == {frozenset("13"), frozenset("4")}
    assert {group.name for group in groups_of(every)} == {"Orchard 2021", "Another"}


def test_names() -> None:
    response = of("2", f"MANAGEMENT RESPONSE: {ORCHARD.upper()}", RESPONSE)
    brief = of("3", f"Evaluation brief: “{ORCHARD}”", BRIEF)
    [group] = groups_of([of("1", ORCHARD), response, brief])
    assert group.name == f"{ORCHARD} (2021)"
    [group] = groups_of([response, brief])
    assert group.name == f"{ORCHARD} (2021)"
    twins = [of("1", ORCHARD), response, of("8", ORCHARD, organisations=frozenset({"Reed"})),
             replace(response, id="9", organisations=frozenset({"Reed"}))]  # fmt: skip
    assert {group.name for group in groups_of(twins)} == {f"{ORCHARD} (2021) [1]", f"{ORCHARD} (2021) [8]"}


def library(seed: int) -> list[Description]:
    """Documents of a few words each, so that much of them is alike and much contradicts."""
    draw = random.Random(seed)
    kinds = [REPORT, BRIEF, RESPONSE, TERMS, CASE, "review", ""]

    def one(number: int) -> Description:
        start = draw.randrange(40)
        return Description(
            id=f"{draw.randrange(1 << 32):08x}{number}",
            title=" ".join(draw.choices(WORDS, k=draw.randrange(4))) + draw.choice(["", " 2020", " phase II"]),
            paths=(f"/{draw.choice('abc')}/{draw.choice(['CS101', 'CS102', 'x'])}_{number}.pdf",),
            language=draw.choice(["en", "fr", ""]),
            year=draw.choice([None, 2020, 2021]),
            countries=frozenset(draw.sample(["Mali", "Niger"], draw.randrange(3))),
            organisations=frozenset(draw.sample(["Reed", "Acacia"], draw.randrange(3))),
            document_type=draw.choice(kinds),
            timing=draw.choice(["", "", "Final", "Mid-term"]),
            sketch=sketch(range(start, start + 20), figures=range(start, start + 12)),
            given=draw.choice([""] * 9 + ["Given"]),
        )

    return [one(number) for number in range(14)]


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_the_documents_says_nothing(seed: int, shuffler: random.Random) -> None:
    described = library(seed)
    shuffled = described[:]
    shuffler.shuffle(shuffled)
    assert groups_of(shuffled) == groups_of(described)


@given(st.integers(0, 10_000))
def test_no_group_contradicts_itself(seed: int) -> None:
    described = sorted(library(seed), key=lambda each: each.id)
    facts = [facts_of(each) for each in described]
    shared = {frozenset((facts[a].id, facts[b].id)): marks for (a, b), marks in shared_marks(facts).items()}
    by_id = {each.id: each for each in facts}
    for group in groups_of(described):
        for one, other in combinations((by_id[each] for each in group.documents), 2):
            if not (one.described.given and other.described.given):
                marks = shared.get(frozenset((one.id, other.id)))
                assert not (contradict(one, other, marks) if marks else contradict(one, other))


def test_groups_form_in_the_random_libraries() -> None:
    """That the two properties above are of something."""
    assert sum(len(group.documents) > 1 for seed in range(20) for group in groups_of(library(seed))) > 20
