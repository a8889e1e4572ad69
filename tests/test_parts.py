"""Parts that hold no lessons are told by title, form and place; what an annex finds is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, Kind, Page, Reading, Role, Span
from ingest.part_titles import Part, part_of_title
from ingest.parts import with_parts

FINDING = "Agents ran out of cash on the first day, and people walked back with nothing after hours of waiting."


def reading(*parts: tuple[Role, str], page: int = 1, pages: int = 1, columns: tuple[str, ...] = ()) -> Reading:
    """Blocks under each other on one page of several; a heading's level stands before its text: "2 Findings"."""
    text, blocks = "", []
    for role, raw in parts:
        level, words = (int(raw[0]), raw[2:]) if role is Role.HEADING else (0, raw)
        start = len(text)
        text += words + "\n"
        named = columns if role is Role.ROW else ()
        blocks.append(Block(role, (Span(page, start, start + len(words)),), level, named))
    made = tuple(Page(number, text if number == page else "") for number in range(1, pages + 1))
    return Reading("text/plain", made, tuple(blocks), paged=pages > 1)


def heading(text: str, level: int = 1) -> tuple[Role, str]:
    return Role.HEADING, f"{level} {text}"


def paragraph(text: str) -> tuple[Role, str]:
    return Role.PARAGRAPH, text


def kinds(read: Reading) -> list[Kind | None]:
    return [block.kind for block in with_parts(read).blocks if block.role is not Role.HEADING]


@pytest.mark.parametrize(
    "title",
    [
        "Table of contents",
        "LIST OF ACRONYMS AND ABBREVIATIONS",
        "References",
        "Annex 5: List of persons met during the mission",
        "Sigles et abréviations",
        "Annexe IV - Bibliographie",
        "Table des matières",
        "Índice de tablas y figuras",
        "Anexo 3. Lista de personas entrevistadas",
        "Siglas e acrónimos",
        "Referências bibliográficas",
        "قائمة المختصرات",
        "الملحق ٣: قائمة المراجع",
    ],
)
def test_lists_are_entries(title: str) -> None:
    assert part_of_title(title) is Part.ENTRIES


@pytest.mark.parametrize(
    "title",
    [
        "Annex 1: Terms of Reference for the final evaluation",
        "Annex B. Evaluation matrix",
        "APPENDIX II – INTERVIEW GUIDES",
        "Annex 4 Household survey questionnaire",
        "Annexe 1 : Termes de référence",
        "Annexe 2. Guides d'entretien semi-directif",
        "Anexo 4. Cuestionario para beneficiarios",
        "Anexo II: Matriz de evaluación",
        "Anexo 1. Termos de referência",
        "Anexo 3 – Guiões de entrevista",
        "الملحق 1: الشروط المرجعية",
        "الملحق ٢: دليل المقابلات",
    ],
)
def test_instruments_are_told_by_their_titles(title: str) -> None:
    assert part_of_title(title) is Part.INSTRUMENT


@pytest.mark.parametrize(
    "title",
    [
        "Annex 3: Case study of Turkana",
        "3.2 Contents of the kits",
        "Limitations of the questionnaire",
        "Analysis of the terms of reference",
        "References made by the staff to the hotline",
        "Lessons learned",
        "Annexes",
        "Annexe 6 : Étude de cas",
        "Hallazgos",
        "الدروس المستفادة",
        "Tables were missing in the schools of the district",
    ],
)
def test_other_titles_open_no_such_part(title: str) -> None:
    assert part_of_title(title) is None


def test_an_annex_ends_where_the_next_one_begins_whatever_its_level() -> None:
    read = reading(
        heading("Annex 1: Terms of reference"),
        heading("Scope", 2),
        paragraph("The consultant will identify lessons learned and write a report."),
        heading("Annex 2: Case study of Turkana", 3),
        paragraph(FINDING),
    )

    assert kinds(read) == [Kind.METHOD, None]


def test_findings_and_case_studies_under_an_instrument_are_left_to_the_classifier() -> None:
    read = reading(
        heading("Annex 3: Interview guides"),
        paragraph("How did the transfers reach you?"),
        heading("Key findings of the interviews", 2),
        paragraph(FINDING),
    )

    assert kinds(read) == [Kind.METHOD, None]


def test_a_list_ends_where_prose_begins() -> None:
    read = reading(
        heading("Acronyms"),
        paragraph("CVA Cash and voucher assistance"),
        paragraph(f"{FINDING} {FINDING} {FINDING}"),
        paragraph(FINDING),
    )

    assert kinds(read) == [Kind.OTHER, None, None]


def test_references_may_be_long() -> None:
    long = "Okello, A. (2019). " + " ".join(["Cash transfers in drought and the markets of Turkana"] * 6) + "."

    assert kinds(reading(heading("References"), paragraph(long))) == [Kind.OTHER]


def test_contents_without_a_title_are_told_by_their_pages() -> None:
    lines = ["Summary 3", "Background of the programme 5", "Findings 9", "Lessons learned 21", "Annexes 30"]

    assert kinds(reading(*map(paragraph, lines), paragraph(FINDING))) == [*[Kind.OTHER] * 5, None]


def test_figures_at_line_ends_that_do_not_rise_are_no_contents() -> None:
    lines = ["Targets of Niger 90", "Targets of Mali 15", "Targets of Chad 42", "Targets of Togo 7"]

    assert kinds(reading(*map(paragraph, lines))) == [None] * 4


def test_dots_to_a_page_number_are_contents() -> None:
    assert kinds(reading(paragraph("4.2 Lessons learned ........................ 21"))) == [Kind.OTHER]


def test_acronyms_without_a_title() -> None:
    lines = [
        "AAP Accountability to affected populations",
        "CFM | Complaints and feedback mechanism",
        "CVA: Cash and voucher assistance",
        "FGD Focus group discussion",
        "KII Key informant interview",
        "PDM Post-distribution monitoring",
    ]

    assert kinds(reading(*map(paragraph, lines))) == [Kind.OTHER] * 6
    assert kinds(reading(*map(paragraph, lines[:3]))) == [None] * 3


def test_a_run_of_questions_is_an_instrument() -> None:
    questions = [f"{n}. What did you do when the agent had no cash?" for n in range(1, 8)]

    assert kinds(reading(*((Role.BULLET, question) for question in questions))) == [Kind.METHOD] * 7
    assert kinds(reading(*((Role.BULLET, question) for question in questions[:3]))) == [None] * 3


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (("Criterion", "Evaluation questions", "Indicators", "Data sources"), Kind.METHOD),
        (("Questions d'évaluation", "Indicateurs", "Sources de vérification"), Kind.METHOD),
        (("Preguntas de evaluación", "Indicadores", "Fuentes"), Kind.METHOD),
        (("Perguntas de avaliação", "Indicadores", "Fontes"), Kind.METHOD),
        (("أسئلة التقييم", "المؤشرات", "مصادر البيانات"), Kind.METHOD),
        (("Evaluation questions", "Indicators", "Findings"), None),
        (("Recommendation", "Response", "Indicator"), None),
    ],
)
def test_a_matrix_that_asks_is_method_and_one_that_answers_is_not(
    columns: tuple[str, ...], kind: Kind | None
) -> None:
    assert kinds(reading((Role.ROW, "Was it fit? | Share of families | Survey"), columns=columns)) == [kind]


def test_a_cover_and_an_imprint_are_parts_of_long_documents_only() -> None:
    cover = paragraph("Saltmarsh Aid, June 2021"), paragraph("© 2021. All rights reserved.")

    assert kinds(reading(*cover, pages=9)) == [Kind.OTHER, Kind.OTHER]
    assert kinds(reading(*cover, pages=2)) == [None, None]
    assert kinds(reading(cover[1], paragraph(FINDING), page=2, pages=9)) == [Kind.OTHER, None]
    assert kinds(reading(cover[1], page=6, pages=9)) == [None]


def test_captions_are_other_and_what_the_file_says_stands() -> None:
    read = reading((Role.CAPTION, "Figure 3: Payments by month"), paragraph(FINDING))
    told = Block(Role.PARAGRAPH, read.blocks[1].spans, kind=Kind.LESSON)
    under = Reading(read.media_type, read.pages, (*read.blocks[:1], told))

    assert kinds(read) == [Kind.OTHER, None]
    assert kinds(under) == [Kind.OTHER, Kind.LESSON]


@given(st.lists(st.tuples(st.sampled_from(Role), st.text(max_size=40).map(lambda text: f"1 {text}"))))
def test_no_text_is_changed(parts: list[tuple[Role, str]]) -> None:
    read = reading(*parts)
    typed = with_parts(read)

    assert typed.pages == read.pages
    assert [(b.role, b.spans, b.level) for b in typed.blocks] == [(b.role, b.spans, b.level) for b in read.blocks]
