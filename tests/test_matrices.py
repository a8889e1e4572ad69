"""Lesson logs and management responses of any layout, from blocks to passages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.document import Block, Field, Kind, Page, Passage, Reading, Role, Tag, text_of
from ingest.documents import as_document
from ingest.form_labels import pieces
from ingest.formats import read
from ingest.matrices import with_meaning
from ingest.pages import PageWriter
from ingest.row_meaning import Meaning

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
RECOMMENDATION, RESPONSE, OTHER = Kind.RECOMMENDATION, Kind.MANAGEMENT_RESPONSE, Kind.OTHER
Line = tuple[Role, str] | tuple[Role, str, tuple[str, ...]]


def reading(*lines: Line) -> Reading:
    writer = PageWriter(1)
    blocks = [
        Block(line[0], (writer.add([line[1]]),), int(line[0] is Role.HEADING), line[2] if len(line) > 2 else ())
        for line in lines
    ]
    return Reading("text/plain", (writer.page(),), tuple(blocks), paged=False)


def table(header: str, *rows: str) -> list[Line]:
    """Rows as readers write them: empty cells leave no trace but in the columns."""
    names = header.split("|")
    found: list[Line] = [(Role.ROW, " | ".join(names))]
    for row in rows:
        filled = [(name, cell) for name, cell in zip(names, row.split("|"), strict=True) if cell]
        found.append((Role.ROW, " | ".join(cell for _, cell in filled), tuple(name for name, _ in filled)))
    return found


def meant(lines: list[Line]) -> list[tuple[str, Kind | None, dict[str, list[str]]]]:
    found = with_meaning(reading(*lines))
    return [(text_of(block.spans, found.pages)[:28], block.kind, values(block.tags)) for block in found.blocks]


def values(tags: tuple[Tag, ...]) -> dict[str, list[str]]:
    return {tag.field.value: [one.value for one in tags if one.field is tag.field] for tag in tags}


def test_a_row_of_a_log_has_its_columns_as_tags_and_its_kind() -> None:
    rows = (
        "Pay on the first day of the month.|Niger|Agriculture|2020|Drought|WFP|Lesson learned",
        "Agents ran out of cash at once.|Mali; Chad||2019-2021|||Challenge",
        "Text without a type.||||||",
    )

    assert meant(table("Lesson|Country|Sector|Year|Hazard|Organisation|Type", *rows)) == [
        ("Lesson | Country | Sector | ", OTHER, {}),
        (
            "Pay on the first day of the ",
            Kind.LESSON,
            {
                "country": ["Niger"],
                "sector": ["Agriculture"],
                "hazard": [tag_of_hazard()],
                "organisation": ["WFP"],
                "year": ["2020"],
            },
        ),
        ("Agents ran out of cash at on", Kind.CHALLENGE, {"country": ["Mali", "Chad"], "year": ["2019", "2021"]}),
        ("Text without a type.", Kind.LESSON, {}),
    ]


def tag_of_hazard() -> str:
    """As the vocabulary writes it, whether it knows the hazard or keeps what was written."""
    from ingest.vocabulary import canonical

    return canonical(Field.HAZARD, "drought") or ""


def test_a_column_may_hold_which_of_two_a_row_is() -> None:
    found = meant(
        table("Lesson / good practice|Description|Pays", "Bonne pratique|Payer tôt.|Niger", "Leçon|Payer.|Mali")
    )

    assert [kind for _, kind, _ in found] == [OTHER, Kind.GOOD_PRACTICE, Kind.LESSON]


@pytest.mark.parametrize(
    "header",
    [
        "Recommendation|Management response|Key actions|Responsible|Deadline|Status",
        "Recommandation|Réponse de la direction|Actions clés|Responsable|Échéance|Statut",
        "Recomendación|Respuesta de la gerencia|Acciones clave|Responsable|Plazo|Estado",
        "Recomendação|Resposta da gestão|Ações-chave|Responsável|Prazo|Estado",
        "التوصية|رد الإدارة|الإجراءات الرئيسية|الجهة المسؤولة|الموعد النهائي|حالة التنفيذ",
    ],
)
def test_a_matrix_in_five_languages_with_actions_below_a_recommendation(header: str) -> None:
    found = meant(
        table(
            header,
            "Pay earlier.|Partially accepted|Sign with a bank|Finance|31/12/2024|Completed",
            "||Train agents|Programme|03/2025|",
            "Pay twice.|Rejected||||",
        )
    )

    assert found[1:] == [
        (
            "Pay earlier. | Partially acc",
            RECOMMENDATION,
            {
                "response": ["partially accepted"],
                "action": ["Sign with a bank", "Train agents"],
                "owner": ["Finance", "Programme"],
                "due": ["2024-12-31", "2025-03"],
                "status": ["completed"],
            },
        ),
        (
            "Train agents | Programme | 0",
            RESPONSE,
            {
                "response": ["partially accepted"],
                "action": ["Train agents"],
                "owner": ["Programme"],
                "due": ["2025-03"],
            },
        ),
        ("Pay twice. | Rejected", RECOMMENDATION, {"response": ["rejected"]}),
    ]


def test_a_header_that_is_repeated_is_no_row() -> None:
    found = meant(
        table("Recommendation|Owner", "Pay earlier.|Finance", "Recommendation|Owner", "Pay twice.|Finance")
    )

    assert [kind for _, kind, _ in found] == [OTHER, RECOMMENDATION, OTHER, RECOMMENDATION]


def test_a_bar_within_a_cell_leaves_the_row_without_tags() -> None:
    found = meant([(Role.ROW, "Lesson | Country"), (Role.ROW, "Pay early | often | Niger", ("Lesson", "Country"))])

    assert found[1] == ("Pay early | often | Niger", None, {})


FORM: list[Line] = [
    (Role.HEADING, "Management response matrix"),
    (Role.PARAGRAPH, "Date of publication: May 2024."),
    (Role.ROW, "Evaluation recommendation # 1: Pay on the first day of each month."),
    (Role.ROW, "Responsible unit(s): Finance"),
    (
        Role.ROW,
        "Management response - accept/partially accept/reject: Finance accepts this. Key actions: Sign with banks",
    ),
    (Role.FOOTNOTE, "1 Of the capital."),
    (Role.ROW, "Implementation monitoring status - discarded/open/completed: (Time 2) Completed"),
    (Role.ROW, "Comments on implementation status: (Time 2)"),
    (Role.ROW, "Evaluation recommendation # 2: Pay twice a month and tell people so."),
    (Role.ROW, "Management response: rejected, since it costs too much."),
    (Role.PARAGRAPH, "After the table."),
]


def test_a_form_of_full_width_rows() -> None:
    first = {"response": ["accepted"], "owner": ["Finance"], "status": ["completed"]}

    assert meant(FORM) == [
        ("Management response matrix", None, {}),
        ("Date of publication: May 202", None, {}),
        ("Evaluation recommendation # ", RECOMMENDATION, first | {"action": ["Sign with banks"]}),
        ("Responsible unit(s): Finance", RESPONSE, first),
        ("Management response - accept", RESPONSE, first),
        ("Key actions: Sign with banks", RESPONSE, first),
        ("1 Of the capital.", None, {}),
        ("Implementation monitoring st", RESPONSE, first),
        ("Comments on implementation s", OTHER, {}),
        ("Evaluation recommendation # ", RECOMMENDATION, {"response": ["rejected"]}),
        ("Management response: rejecte", RESPONSE, {"response": ["rejected"]}),
        ("After the table.", None, {}),
    ]


def test_a_form_of_headings_with_their_values_below() -> None:
    lines: list[Line] = [
        (Role.HEADING, "Recommandation n° 1 : (Time 0)"),
        (Role.PARAGRAPH, "Payer le premier jour du mois."),
        (Role.HEADING, "Unité(s) responsable(s) :"),
        (Role.PARAGRAPH, "Finances"),
        (Role.HEADING, "Réponse de la direction - partiellement acceptée"),
        (Role.HEADING, "Actions clés :"),
        (Role.BULLET, "1. Signer avec deux banques"),
        (Role.BULLET, "2. Former les agents"),
        (Role.HEADING, "Annexe"),
        (Role.PARAGRAPH, "Autre chose."),
    ]
    found = with_meaning(reading(*lines))
    shared = {"response": ["partially accepted"], "owner": ["Finances"]}
    actions = {"action": ["Signer avec deux banques", "Former les agents"]}

    assert [(block.role, block.kind, values(block.tags)) for block in found.blocks] == [
        (Role.HEADING, None, {}),
        (Role.PARAGRAPH, RECOMMENDATION, shared | actions),
        (Role.PARAGRAPH, RESPONSE, shared),
        (Role.PARAGRAPH, RESPONSE, shared),
        (Role.PARAGRAPH, RESPONSE, shared),
        (Role.PARAGRAPH, RESPONSE, shared),
        (Role.BULLET, RESPONSE, shared),
        (Role.BULLET, RESPONSE, shared),
        (Role.HEADING, None, {}),
        (Role.PARAGRAPH, None, {}),
    ]


def test_a_form_with_a_table_of_actions_whose_header_stands_in_its_middle() -> None:
    lines: list[Line] = [
        (Role.ROW, "Recommendation 1: Pay on the first day of each month."),
        (Role.ROW, "Recommendation to: Finance | Priority level (1 to 3): 2 soon"),
        (Role.ROW, "Management response (Accept/Partially Accept/Reject) Accepted"),
        (Role.ROW, "Key action | Time frame or deadline | Responsible unit(s) | Implementation monitoring"),
        (Role.ROW, "Comments or action taken | Status"),
        (Role.ROW, "Sign with banks | Within a year | Finance"),
        (Role.ROW, "Train the agents | Programme | Conditional on funds"),
        (Role.ROW, "Tell people | June 2025"),
    ]
    accepted = {"response": ["accepted"]}
    found = meant(lines)

    assert [kind for _, kind, _ in found] == [RECOMMENDATION] * 3 + [RESPONSE, OTHER, OTHER] + [RESPONSE] * 3
    assert [tags for _, _, tags in found[-3:]] == [
        accepted | {"action": ["Sign with banks"], "owner": ["Finance"], "due": ["Within a year"]},
        accepted | {"action": ["Train the agents"]},  # which cell is missing is not sure
        accepted | {"action": ["Tell people"]},
    ]
    assert found[0][2]["action"] == ["Sign with banks", "Train the agents", "Tell people"]


def test_a_form_of_two_columns() -> None:
    columns = ("Recommendation 1", "Pay on the first day of each month.")
    lines: list[Line] = [
        (Role.ROW, " | ".join(columns)),
        (Role.ROW, "Management response | Accepted", columns),
        (Role.ROW, "Responsible | Finance", columns),
        (Role.ROW, "Deadline | 31 December 2024", columns),
    ]
    tags = {"response": ["accepted"], "owner": ["Finance"], "due": ["2024-12-31"]}
    found = with_meaning(reading(*lines))

    assert [(block.kind, block.columns, values(block.tags)) for block in found.blocks] == [
        (RECOMMENDATION, (), tags),
        (RESPONSE, (), tags),
        (RESPONSE, (), tags),
        (RESPONSE, (), tags),
    ]


def test_a_report_with_recommendations_is_no_form() -> None:
    lines: list[Line] = [
        (Role.HEADING, "Recommendations"),
        (Role.HEADING, "Recommendation 1: Pay on the first day of each month"),
        (Role.PARAGRAPH, "Responsible: Finance. Deadline: none."),
        (Role.HEADING, "Annex 2"),
        (Role.PARAGRAPH, "Management response: see the other file."),
        *table("Evaluation question|Indicator|Data source", "Was it on time?|Days|Records"),
    ]
    before = reading(*lines)

    changed = [
        (old, new) for old, new in zip(before.blocks, with_meaning(before).blocks, strict=True) if old != new
    ]
    assert [new.kind for _, new in changed] == [OTHER]  # the header of the table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Evaluation recommendation # 2: Pay.", [(Meaning.RECOMMENDATION, "Pay.")]),
        ("التوصية 3: ادفع مبكرا", [(Meaning.RECOMMENDATION, "ادفع مبكرا")]),
        ("Overall management response – agreed", [(Meaning.RESPONSE, "agreed")]),
        (
            "Done. Key actions: Sign. Responsible unit(s): (Time 0) A",
            [(None, ""), (Meaning.ACTION, "Sign."), (Meaning.OWNER, "(Time 0) A")],
        ),
        ("Recommendations are hard to write.", [(None, "")]),
        ("Status of the roads", [(None, "")]),
        ("The key actions: sign and pay", [(None, "")]),
        ("", [(None, "")]),
    ],
)
def test_labels(text: str, expected: list[tuple[Meaning | None, str]]) -> None:
    found = pieces(text)

    assert [(piece.meaning, piece.value if piece.meaning else "") for piece in found] == expected
    assert "".join(text[piece.start : piece.end] for piece in found) == text


def passages(source: Reading) -> tuple[Passage, ...]:
    return as_document(source, "0" * 64, "a").passages


def test_one_row_of_a_log_is_one_passage_however_short_or_alike() -> None:
    rows = ["Pay early.|Niger", "Pay often.|Niger", "Pay " + "early and " * 60 + "often.|Mali"]
    found = passages(reading(*table("Lesson|Country", *rows)))

    assert [(passage.text[:20], passage.kind, values(passage.tags)) for passage in found] == [
        ("Lesson | Country", OTHER, {}),
        ("Pay early. | Niger", Kind.LESSON, {"country": ["Niger"]}),
        ("Pay often. | Niger", Kind.LESSON, {"country": ["Niger"]}),
        ("Pay early and early ", Kind.LESSON, {"country": ["Mali"]}),
    ]
    assert found[1].columns == ("Lesson", "Country")


def test_a_row_that_is_cut_keeps_its_tags_and_its_pieces_are_exact() -> None:
    long = ". ".join(f"Lesson number {number} is that agents need cash on the first day" for number in range(40))
    source = reading(*table("Lesson|Country", f"{long}|Niger", "Pay early.|Mali"))
    found = passages(source)[1:]

    assert len(found) > 3
    assert [values(passage.tags) for passage in found] == [{"country": ["Niger"]}] * (len(found) - 1) + [
        {"country": ["Mali"]}
    ]
    assert all(passage.text == text_of(passage.spans, source.pages) for passage in found)


def test_a_workbook_and_a_csv_of_the_same_log_give_the_same_passages(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Lesson learned", "Country", "Year"],
        ["Pay on the first day.", "Niger", 2020],
        ["Tell people.", "Mali", 2021],
    ]
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.csv").write_text("\n".join(";".join(map(str, row)) for row in rows), encoding="cp1252")

    one, two = (
        [(each.text, each.kind, each.columns, each.tags) for each in passages(read(tmp_path / name))]
        for name in ("a.xlsx", "a.csv")
    )
    assert one == two
    assert len(one) == 3


def test_no_text_is_changed_and_spans_stay_in_order() -> None:
    before = reading(*FORM)
    after = with_meaning(before)

    assert after.pages == before.pages
    spans = [span for block in after.blocks for span in block.spans]
    assert spans == sorted(spans)
    kept: list[Page] = list(after.pages)
    told = "".join(kept[0].text[span.start : span.end] for span in spans)
    assert told.replace(" ", "") == kept[0].text.replace("\n", "").replace(" ", "")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count", "responses"),
    [
        ("AAP Evaluation - Management Response Final.docx", 9, {"accepted": 9}),
        ("HoA_EU_JI_Final_Eval_-_Management_Response_Matrix_-_Final.pdf", 7, {"accepted": 7}),
        (
            "CS1137-CS1138_Management_Response_Plan_Javier_SANCHEZ_MARTI.pdf",
            19,
            {"accepted": 18, "partially accepted": 1},
        ),
    ],
)
def test_real_matrices(name: str, count: int, responses: dict[str, int]) -> None:
    """Counted by eye in the files."""
    if not REPORTS.is_dir():
        pytest.skip("../shared is not there")
    source = with_meaning(read(REPORTS / name))
    told = [block for block in source.blocks if block.kind in {RECOMMENDATION, Kind.MANAGEMENT_RESPONSE}]
    first = [
        block
        for before, block in zip((None, *told), told, strict=False)
        if block.kind is RECOMMENDATION and (before is None or before.kind is not RECOMMENDATION)
    ]
    found = [values(block.tags)["response"][0] for block in first]

    assert len(first) == count
    assert {one: found.count(one) for one in set(found)} == responses
    assert all(values(block.tags).get("owner") and values(block.tags).get("action") for block in first)
