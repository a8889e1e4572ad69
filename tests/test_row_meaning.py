"""What headers say of their columns, and cells of their rows, in five languages."""

from __future__ import annotations

import pytest

from ingest.document import Field, Kind, Origin
from ingest.row_meaning import Meaning, is_action_plan, is_log, is_matrix, kind_of_type, meaning_of, meanings
from ingest.row_tags import answer_tags, log_kind, place_tags
from ingest.row_values import due_of, response_of, status_of
from ingest.vocabulary import values as vocabulary_values


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ("Lesson learned", "Leçons apprises", "Lecciones aprendidas", "Lições aprendidas", "الدروس المستفادة"),
            "lesson",
        ),
        (
            ("Good practices", "Bonnes pratiques", "Buenas prácticas", "Boas práticas", "الممارسات الجيدة"),
            "good_practice",
        ),
        (("Challenges", "Défis rencontrés", "Desafíos", "Desafios", "التحديات"), "challenge"),
        (("Recommendation", "Recommandations", "Recomendación", "Recomendações", "التوصية"), "recommendation"),
        (("Country", "Pays", "País", "PAÍSES", "البلد"), "country"),
        (("Sector / theme", "Secteur", "Área temática", "Setor", "القطاع"), "sector"),
        (("Year", "Année", "Año", "Ano", "السنة"), "year"),
        (("Hazard", "Type de catastrophe", "Amenaza", "Tipo de desastre", "نوع الكارثة"), "hazard"),
        (("Organisation", "Organisme", "Organización", "Organização", "المنظمة"), "organisation"),
        (("Type", "Catégorie", "Tipo", "Categoria", "النوع"), "type"),
        (
            (
                "Management response",
                "Réponse de la direction",
                "Respuesta de la gerencia",
                "Resposta da gestão",
                "رد الإدارة",
            ),
            "response",
        ),
        (("Key action(s)", "Actions clés", "Acciones clave", "Ações-chave", "الإجراءات الرئيسية"), "action"),
        (("Responsible unit(s)", "Unité responsable", "Responsable", "Responsável", "الجهة المسؤولة"), "owner"),
        (("Time frame", "Échéance", "Plazo", "Prazo", "الموعد النهائي"), "due"),
        (("Status", "Statut", "Estado", "Situação", "حالة التنفيذ"), "status"),
    ],
)
def test_headers_in_five_languages(headers: tuple[str, ...], expected: str) -> None:
    assert [(header, meaning_of(header)) for header in headers] == [
        (header, Meaning(expected)) for header in headers
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Recommendation status", Meaning.STATUS),
        ("Statut de la recommandation", Meaning.STATUS),
        ("Date due", Meaning.DUE),
        ("Lesson ID", Meaning.OTHER),
        ("Recommendation to", Meaning.OTHER),
        ("Management response (Accept/Partially Accept/Reject)", Meaning.RESPONSE),
        ("Follow-up – Status", Meaning.STATUS),
        ("What did we learn, and what would you do differently next time when it happens?", Meaning.LESSON),
        ("(Country)", Meaning.COUNTRY),
        ("Description", None),
        ("Latrine", None),
        ("", None),
        ("We " * 30 + "learned a lesson", None),
    ],
)
def test_an_attribute_comes_before_what_it_is_of(header: str, expected: Meaning | None) -> None:
    assert meaning_of(header) is expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("Title|Lesson learned|Country", "log"),
        ("Category|Description|Lesson", "log"),
        ("Lesson|Recommendation|Action|Responsible", "log"),
        ("Challenge|Sector|Year", "log"),
        ("Type|Title|Country", "log"),
        ("Recommendation|Country|Year", "log"),
        ("Recommendation|Management response|Action|Status", "matrix"),
        ("No|Recommandation|Responsable|Échéance", "matrix"),
        ("Action|Responsible|Deadline", "plan"),
        ("Finding|Conclusion|Recommendation", ""),
        ("Evaluation question|Indicator|Data source", ""),
        ("Country|Households reached|Year", ""),
        ("Lesson", ""),
        ("Deliverable|Due date|Responsible", ""),
    ],
)
def test_what_a_table_is(columns: str, expected: str) -> None:
    held = meanings(columns.split("|"))
    found = {"log": is_log(held), "matrix": is_matrix(held), "plan": is_action_plan(held)}

    assert [name for name, is_one in found.items() if is_one][:1] == ([expected] if expected else [])


def values(meaning: Meaning, cell: str) -> list[str]:
    return [tag.value for tag in place_tags({meaning: cell})]


def test_cells_are_values_of_the_vocabulary() -> None:
    assert values(Meaning.COUNTRY, "Kenia; Côte d'Ivoire / DRC") == [
        "Kenya",
        "Côte d'Ivoire",
        "Democratic Republic of the Congo",
    ]
    assert values(Meaning.COUNTRY, "Bosnia and Herzegovina") == ["Bosnia and Herzegovina"]
    assert values(Meaning.COUNTRY, "Niger and Mali") == ["Niger", "Mali"]
    assert values(Meaning.COUNTRY, "Regional office") == []
    assert values(Meaning.YEAR, "2019-2021") == ["2019", "2021"]
    assert values(Meaning.YEAR, "2020-10-31") == ["2020"]
    assert values(Meaning.SECTOR, "Agricultura") == ["Agriculture"]
    assert values(Meaning.ORGANISATION, "PAM, Amina's Cooperative") == ["WFP", "Amina's Cooperative"]
    assert values(Meaning.TYPE, "Agriculture") == ["Agriculture"]
    assert place_tags({Meaning.HAZARD: "Meteor strike"}) == ()
    tag = place_tags({Meaning.HAZARD: "Floods"})[0]
    assert (tag.field, tag.origin) == (Field.HAZARD, Origin.FILE)
    assert tag.value in vocabulary_values(Field.HAZARD)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Lesson learned", Kind.LESSON),
        ("Bonne pratique", Kind.GOOD_PRACTICE),
        ("Desafíos", Kind.CHALLENGE),
        ("توصية", Kind.RECOMMENDATION),
        ("Lesson learned / Good practice", None),
        ("Other", None),
        ("", None),
    ],
)
def test_types_are_kinds(cell: str, expected: Kind | None) -> None:
    assert kind_of_type(cell) is expected


def test_a_row_is_what_its_type_says_else_its_lesson_else_its_longest_text() -> None:
    lesson, challenge = "Pay on the first day.", "Agents ran out of cash on the very first day."
    assert log_kind({Meaning.LESSON: lesson, Meaning.TYPE: "Challenge"}) is Kind.CHALLENGE
    assert log_kind({Meaning.LESSON: lesson, Meaning.CHALLENGE: challenge}) is Kind.LESSON
    assert log_kind({Meaning.RECOMMENDATION: "Pay early.", Meaning.CHALLENGE: challenge}) is Kind.CHALLENGE
    assert log_kind({Meaning.COUNTRY: "Niger"}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Accepted", "accepted"),
        ("The unit accepts the recommendation. It will", "accepted"),
        ("The recommendation is relevant and accepted.", "accepted"),
        ("accept/partially accept/reject: the unit accepts", "accepted"),
        ("partially accept (Time 1)", "partially accepted"),
        ("Agreed in part", "partially accepted"),
        ("Partiellement acceptée", "partially accepted"),
        ("Aceptada parcialmente", "partially accepted"),
        ("مقبولة جزئيا", "partially accepted"),
        ("Not accepted, since", "rejected"),
        ("No se acepta", "rejected"),
        ("Não aceite", "rejected"),
        ("Rejetée", "rejected"),
        ("مقبولة", "accepted"),
        ("Accept/Reject", None),
        ("Accepted / partially accepted / rejected", None),
        ("The unit takes note", None),
        ("", None),
    ],
)
def test_responses(text: str, expected: str | None) -> None:
    assert response_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Completed", "completed"),
        ("Completed. All staff were trained in May.", "completed"),
        ("Ongoing (2024)", "initiated"),
        ("Not yet started", "not initiated"),
        ("En cours", "initiated"),
        ("Pendiente", "not initiated"),
        ("Em andamento", "initiated"),
        ("قيد التنفيذ", "initiated"),
        ("discarded", "discarded"),
        ("discarded/open/completed: (Time 2)", None),
        ("Complete this field when following up. Say if it is discarded, open or completed.", None),
        ("Indicate here if the implementation of the recommendation is discarded, open or completed.", None),
        ("", None),
    ],
)
def test_states(text: str, expected: str | None) -> None:
    assert status_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 December 2024", "2024-12-31"),
        ("December 31st, 2024", "2024-12-31"),
        ("By the end of March 2025", "2025-03"),
        ("31 de marzo de 2025", "2025-03-31"),
        ("1er mars 2025", "2025-03-01"),
        ("25/06/2024", "2024-06-25"),
        ("06/25/2024", "2024-06-25"),
        ("12/2024", "2024-12"),
        ("2024-12-31", "2024-12-31"),
        ("January 2024 to June 2025", "2025-06"),
        ("٣١ ديسمبر ٢٠٢٤", "2024-12-31"),
        ("05/06/2024", "05/06/2024"),
        ("Q4 2024", "Q4 2024"),
        ("Continuous effort", "Continuous effort"),
        ("45/13/2024", "45/13/2024"),
        (" ", None),
    ],
)
def test_dates_that_are_sure_are_read(text: str, expected: str | None) -> None:
    assert due_of(text) == expected


def test_answers_are_tags_from_the_text() -> None:
    cells = {
        Meaning.RESPONSE: "Accepted",
        Meaning.ACTION: "Train " * 100,
        Meaning.OWNER: "AAP Unit",
        Meaning.DUE: "May 2025",
        Meaning.STATUS: "Completed",
    }
    found = {tag.field: tag.value for tag in answer_tags(cells)}

    assert found.keys() == {Field.RESPONSE, Field.ACTION, Field.OWNER, Field.DUE, Field.STATUS}
    assert len(found[Field.ACTION]) <= 300
    assert {tag.origin for tag in answer_tags(cells)} == {Origin.TEXT}
    assert answer_tags({Meaning.OWNER: "–", Meaning.STATUS: "see above"}) == ()
