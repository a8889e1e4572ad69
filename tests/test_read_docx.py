"""Word files, made here element by element, as pages and blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.document import Block, Reading, Role, text_of
from ingest.read_docx import read_docx

W = nsdecls("w")


def new() -> Any:
    document: Any = docx.Document()
    return document


def read(folder: Path, document: Any) -> Reading:
    path = folder / "a.docx"
    document.save(str(path))
    return read_docx(path)


def texts(reading: Reading) -> list[str]:
    return [text_of(block.spans, reading.pages) for block in reading.blocks]


def kinds(reading: Reading) -> list[tuple[Role, int, str]]:
    return [(b.role, b.level, t) for b, t in zip(reading.blocks, texts(reading), strict=True)]


def add(document: Any, inner: str) -> None:
    """A paragraph of this XML before the last section's properties."""
    document.element.body.insert(-1, parse_xml(f"<w:p {W} {nsdecls('wp', 'a')}>{inner}</w:p>"))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def pages_of(reading: Reading) -> list[tuple[str, list[int]]]:
    return [(text_of(b.spans, reading.pages), [s.page for s in b.spans]) for b in reading.blocks]


def test_styles_are_roles_and_levels(tmp_path: Path) -> None:
    document = new()
    document.add_paragraph("Final evaluation", style="Title")
    document.add_heading("4 Lessons learned", 1)
    document.add_heading("4.2 Cash", 2)
    document.add_paragraph("Agents ran out of cash.")
    document.add_paragraph("Register SIM cards first", style="List Bullet")
    document.add_paragraph("Print the number", style="List Number 2")
    document.add_paragraph("• Typed by hand")
    add(document, run("Coordination", "<w:b/>"))
    add(document, run("Not a title.", "<w:b/>"))
    add(document, '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>' + run("By its outline level"))
    add(document, run("Half ", "<w:b/>") + run("bold", '<w:b w:val="0"/>'))

    assert kinds(read(tmp_path, document)) == [
        (Role.HEADING, 1, "Final evaluation"),
        (Role.HEADING, 1, "4 Lessons learned"),
        (Role.HEADING, 2, "4.2 Cash"),
        (Role.PARAGRAPH, 0, "Agents ran out of cash."),
        (Role.BULLET, 0, "Register SIM cards first"),
        (Role.BULLET, 0, "Print the number"),
        (Role.BULLET, 0, "• Typed by hand"),
        (Role.HEADING, 9, "Coordination"),
        (Role.PARAGRAPH, 0, "Not a title."),
        (Role.HEADING, 2, "By its outline level"),
        (Role.PARAGRAPH, 0, "Half bold"),
    ]


def test_a_style_based_on_a_heading_is_one_and_styles_in_a_circle_end(tmp_path: Path) -> None:
    document = new()
    own = document.styles.add_style("House title", 1)
    own.base_style = document.styles["Heading 2"]
    one, two = document.styles.add_style("One", 1), document.styles.add_style("Two", 1)
    one.base_style, two.base_style = two, one
    document.add_paragraph("Cash", style="House title")
    document.add_paragraph("Round and round.", style="One")

    assert kinds(read(tmp_path, document)) == [(Role.HEADING, 2, "Cash"), (Role.PARAGRAPH, 0, "Round and round.")]


def test_properties_are_those_of_the_file(tmp_path: Path) -> None:
    document = new()
    document.core_properties.title, document.core_properties.author = "  Final  evaluation ", "Amina"
    document.add_paragraph("Text.")

    properties = dict(read(tmp_path, document).properties)

    assert (properties["title"], properties["author"]) == ("Final evaluation", "Amina")
    assert properties["created"].startswith("2013")


def test_tracked_and_hidden_text(tmp_path: Path) -> None:
    document = new()
    deleted = '<w:del w:id="1" w:author="A"><w:r><w:delText>never </w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="A">{run("often ")}</w:ins>'
    moved = f'<w:moveFrom w:id="3" w:author="A">{run("gone ")}</w:moveFrom>'
    field = "<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>"
    hidden = run("secret ", "<w:vanish/>") + run("shown ", '<w:vanish w:val="0"/>')
    add(document, run("Agents ") + deleted + inserted + moved + field + hidden + run("ran out."))

    assert texts(read(tmp_path, document)) == ["Agents often shown ran out."]


def test_content_controls_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    document = new()
    control = f"<w:sdt {W}><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(control))
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    choice = (
        f'<mc:AlternateContent {mc}><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
    )
    anchored = run("Beside it.") + f"<w:r>{choice}</mc:AlternateContent></w:r>"
    add(document, anchored)
    table = document.add_table(1, 2)
    table.cell(0, 0).paragraphs[0]._p.append(parse_xml(f"<w:r {W}>{choice}</mc:AlternateContent></w:r>"))
    table.cell(0, 1).text = "Cell."

    assert texts(read(tmp_path, document)) == ["In a control.", "Beside it.", "In a box.", "Cell.", "In a box."]


def rows(reading: Reading) -> list[tuple[tuple[str, ...], str]]:
    return [(b.columns, t) for b, t in zip(reading.blocks, texts(reading), strict=True) if b.role is Role.ROW]


def test_a_table_names_the_columns_of_its_cells(tmp_path: Path) -> None:
    document = new()
    table = document.add_table(3, 3)
    for row, line in zip(table.rows, ["What|Answer|When", "Cards|Yes|May", "Posters||June"], strict=True):
        for cell, text in zip(row.cells, line.split("|"), strict=True):
            cell.text = text

    assert rows(read(tmp_path, document)) == [
        ((), "What | Answer | When"),
        (("What", "Answer", "When"), "Cards | Yes | May"),
        (("What", "When"), "Posters | June"),
    ]


def test_merged_cells_keep_the_columns_in_step(tmp_path: Path) -> None:
    document = new()
    table = document.add_table(4, 3)
    lines = ["Matrix||", "What|Answer|When", "Cards||May", "Posters|Yes|June"]
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, line.split("|"), strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 2))
    table.cell(2, 0).merge(table.cell(2, 1))

    assert rows(read(tmp_path, document)) == [
        ((), "Matrix"),
        ((), "What | Answer | When"),
        (("What", "When"), "Cards | May"),
        (("What", "Answer", "When"), "Posters | Yes | June"),
    ]


@pytest.mark.parametrize("width", ["two", "-3", "900000000", ""])
def test_a_width_that_cannot_be_costs_neither_the_table_nor_time(tmp_path: Path, width: str) -> None:
    document = new()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Lesson", "Country", "Pay early.", "Mali"], strict=True):
        cell.text = text
    table._cells[1]._tc.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {W} w:val="{width}"/>'))
    assert rows(read(tmp_path, document))[-1] == (("Lesson", "Country"), "Pay early. | Mali")


def test_an_outline_level_that_is_no_number_says_nothing(tmp_path: Path) -> None:
    document = new()
    for level, text in (("1", "Findings"), ("high", "The wells ran dry in May.")):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="{level}"/>'))
    assert kinds(read(tmp_path, document)) == [
        (Role.HEADING, 2, "Findings"),
        (Role.PARAGRAPH, 0, "The wells ran dry in May."),
    ]


def test_a_deleted_row_is_left_out_and_a_table_in_a_cell_is_read(tmp_path: Path) -> None:
    document = new()
    table = document.add_table(3, 2)
    for row, line in zip(table.rows, ["What|Answer", "Gone|No", "Cards|Yes"], strict=True):
        for cell, text in zip(row.cells, line.split("|"), strict=True):
            cell.text = text
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:id="1" w:author="A"/>'))
    table.cell(2, 1).add_table(1, 1).cell(0, 0).text = "since May"

    assert [text for _, text in rows(read(tmp_path, document))] == ["What | Answer", "Cards | Yes since May"]


def notes(document: Any, kind: str, **texts: str) -> None:
    """Footnotes or endnotes as Word stores them, with the two separators that have no text."""
    inner = "".join(f'<w:{kind} w:id="{key[1:]}"><w:p>{run(text)}</w:p></w:{kind}>' for key, text in texts.items())
    blob = f'<w:{kind}s {W}><w:{kind} w:type="separator" w:id="0"><w:p/></w:{kind}>{inner}</w:{kind}s>'.encode()
    part: Any = Part(
        PackURI(f"/word/{kind}s.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
        blob,
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES.replace("footnotes", f"{kind}s"))


def test_notes_follow_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    document = new()
    notes(document, "footnote", _2="Ministry of Health, 2021.", _3="Nobody refers to this.")
    notes(document, "endnote", _2="See annex 4.")
    add(document, run("Agents ran out.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    document.add_heading("Next", 1)
    add(document, run("Print it.") + '<w:r><w:endnoteReference w:id="2"/></w:r>')

    assert kinds(read(tmp_path, document)) == [
        (Role.PARAGRAPH, 0, "Agents ran out."),
        (Role.FOOTNOTE, 0, "Ministry of Health, 2021."),
        (Role.HEADING, 1, "Next"),
        (Role.PARAGRAPH, 0, "Print it."),
        (Role.FOOTNOTE, 0, "See annex 4."),
    ]


MET = "<w:r><w:lastRenderedPageBreak/></w:r>"
SET = '<w:r><w:br w:type="page"/></w:r>'


def test_page_breaks_that_word_met_are_pages(tmp_path: Path) -> None:
    document = new()
    add(document, run("One begins here, and ") + MET + run("ends on two."))
    add(document, run("All on two."))
    add(document, MET + run("On three."))
    reading = read(tmp_path, document)

    assert pages_of(reading) == [
        ("One begins here, and ends on two.", [1, 2]),
        ("All on two.", [2]),
        ("On three.", [3]),
    ]
    assert [page.text for page in reading.pages] == [
        "One begins here, and",
        "ends on two.\nAll on two.",
        "On three.",
    ]
    assert reading.paged


def test_a_break_that_was_set_and_met_is_one(tmp_path: Path) -> None:
    document = new()
    add(document, run("One.") + SET)
    add(document, MET + run("Two."))
    add(document, "<w:pPr><w:pageBreakBefore/></w:pPr>" + MET + run("Three."))
    add(document, run("Also three.") + '<w:pPr><w:sectPr><w:type w:val="continuous"/></w:sectPr></w:pPr>')
    add(document, "<w:pPr><w:sectPr/></w:pPr>" + run("Last of three."))
    add(document, run("Four."))

    assert pages_of(read(tmp_path, document)) == [
        ("One.", [1]),
        ("Two.", [2]),
        ("Three.", [3]),
        ("Also three.", [3]),
        ("Last of three.", [3]),
        ("Four.", [4]),
    ]


def test_a_cover_that_is_a_picture_is_a_page(tmp_path: Path) -> None:
    document = new()
    add(document, SET)
    add(document, run("Two."))

    assert pages_of(read(tmp_path, document)) == [("Two.", [2])]


def test_rows_stand_on_the_page_where_they_begin(tmp_path: Path) -> None:
    document = new()
    table = document.add_table(3, 2)
    for row, line in zip(table.rows, ["What|Answer", "Cards|Yes", "Posters|No"], strict=True):
        for cell, text in zip(row.cells, line.split("|"), strict=True):
            cell.text = text
    for cell in table.rows[1].cells:  # Word marks the break in each cell that it cuts
        cell.paragraphs[0]._p.append(parse_xml(f"<w:r {W}><w:lastRenderedPageBreak/><w:t>, on</w:t></w:r>"))
    document.add_paragraph("After.")

    assert pages_of(read(tmp_path, document)) == [
        ("What | Answer", [1]),
        ("Cards, on | Yes, on", [1]),
        ("Posters | No", [2]),
        ("After.", [2]),
    ]


def test_a_row_of_one_cell_goes_on_over_the_page(tmp_path: Path) -> None:
    document = new()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "The unit accepts,"
    cell.paragraphs[0]._p.append(parse_xml(f"<w:r {W}><w:lastRenderedPageBreak/><w:t>and will act.</w:t></w:r>"))
    document.add_paragraph("After.")

    assert pages_of(read(tmp_path, document)) == [("The unit accepts, and will act.", [1, 2]), ("After.", [2])]


def test_without_breaks_there_are_no_pages(tmp_path: Path) -> None:
    document = new()
    document.add_paragraph("Text.")
    reading = read(tmp_path, document)

    assert not reading.paged
    assert reading.blocks == (Block(Role.PARAGRAPH, reading.blocks[0].spans),)
    assert [page.number for page in reading.pages] == [1]


@pytest.mark.parametrize(
    "kind",
    [
        "ms-word.document.macroEnabled",
        "ms-word.template.macroEnabledTemplate",
        "openxmlformats-officedocument.wordprocessingml.template",
    ],
)
def test_templates_and_documents_with_macros_are_read(tmp_path: Path, kind: str) -> None:
    document = new()
    document.add_paragraph("Pay on the first day.")
    document.save(str(tmp_path / "a.docx"))
    plain = b"openxmlformats-officedocument.wordprocessingml.document"
    with ZipFile(tmp_path / "a.docx") as old, ZipFile(tmp_path / "b.docx", "w") as copy:
        for name in old.namelist():
            data = old.read(name)
            copy.writestr(name, data.replace(plain, kind.encode()) if name == "[Content_Types].xml" else data)

    assert texts(read_docx(tmp_path / "b.docx")) == ["Pay on the first day."]
