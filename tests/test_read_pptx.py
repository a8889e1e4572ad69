"""Presentations made here: slides as pages, in the order in which a person reads them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pptx
import pytest
from lxml import etree
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu, Inches

from ingest.document import Reading, text_of
from ingest.outcome import State, UnreadableError
from ingest.read_pptx import read_pptx

COVER, CONTENT, SECTION, TWO, TITLE_ONLY, BLANK = 0, 1, 2, 3, 5, 6
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def new() -> Any:
    return pptx.Presentation()


def add(deck: Any, layout: int, title: str = "", *bodies: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    places = [each for each in slide.placeholders if each.placeholder_format.idx > 0]
    for place, body in zip(places, bodies, strict=False):
        place.text_frame.text = body
    return slide


def box(slide: Any, text: str, left: float, top: float) -> Any:
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = text
    return shape


def read(folder: Path, deck: Any) -> Reading:
    deck.save(str(folder / "a.pptx"))
    return read_pptx(folder / "a.pptx")


def lines(reading: Reading) -> list[tuple[str, str]]:
    return [
        (f"{block.role.value}{block.level or ''} p{block.spans[0].page}", text_of(block.spans, reading.pages))
        for block in reading.blocks
    ]


def test_titles_are_headings_and_bodies_bullets(tmp_path: Path) -> None:
    deck = new()
    add(deck, COVER, "Final evaluation", "Mission, 2021")
    add(deck, SECTION, "Findings")
    add(deck, CONTENT, "Cash", "Agents ran out of cash.\nPay on the first day.\vThen tell people.")
    slide = add(deck, CONTENT, "Plain", "Said without a mark.")
    slide.placeholders[1].text_frame.paragraphs[0]._p.get_or_add_pPr().append(etree.fromstring(f"<a:buNone {A}/>"))
    deck.core_properties.title, deck.core_properties.author = " Final  evaluation ", "Amina"
    reading = read(tmp_path, deck)

    assert lines(reading) == [
        ("heading1 p1", "Final evaluation"),
        ("paragraph p1", "Mission, 2021"),
        ("heading1 p2", "Findings"),
        ("heading2 p3", "Cash"),
        ("bullet p3", "Agents ran out of cash."),
        ("bullet p3", "Pay on the first day. Then tell people."),
        ("heading2 p4", "Plain"),
        ("paragraph p4", "Said without a mark."),
    ]
    assert reading.paged
    properties = dict(reading.properties)
    assert (properties["title"], properties["author"]) == ("Final evaluation", "Amina")
    assert "created" in properties


def test_furniture_is_left_out(tmp_path: Path) -> None:
    deck = new()
    slide = add(deck, CONTENT, "Cash", "Pay on the first day.")
    for place in deck.slide_layouts[CONTENT].placeholders:
        if place.placeholder_format.type.name in {"DATE", "FOOTER", "SLIDE_NUMBER"}:
            slide.shapes._spTree.append(etree.fromstring(etree.tostring(place._element)))
    for shape in list(slide.shapes)[2:]:
        shape.text_frame.text = "Footer 12"
    numbered = box(slide, "", 8, 7)
    numbered.text_frame.paragraphs[0]._p.append(
        etree.fromstring(
            f'<a:fld {A} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:t>1</a:t></a:fld>'
        )
    )

    assert [text for _, text in lines(read(tmp_path, deck))] == ["Cash", "Pay on the first day."]


def test_shapes_are_read_in_rows_and_groups_together(tmp_path: Path) -> None:
    deck = new()
    slide = add(deck, TITLE_ONLY, "Order")
    box(slide, "lower right", 6, 5)
    box(slide, "upper right", 6, 2.1)
    box(slide, "lower left", 1, 5.1)
    group = slide.shapes.add_group_shape()
    for text, left, top in (("group second", 2.5, 2), ("group third", 1, 3.4), ("group first", 1, 2)):
        inner = group.shapes.add_textbox(Inches(left), Inches(top), Inches(1), Inches(0.5))
        inner.text_frame.text = text

    assert [text for _, text in lines(read(tmp_path, deck))] == [
        "Order",
        "group first",
        "group second",
        "group third",
        "upper right",
        "lower left",
        "lower right",
    ]


def test_arabic_columns_are_read_from_the_right(tmp_path: Path) -> None:
    deck = new()
    slide = add(deck, TITLE_ONLY, "الدروس المستفادة")
    box(slide, "العمود الثاني", 1, 2)
    box(slide, "العمود الأول", 6, 2)

    assert [text for _, text in lines(read(tmp_path, deck))] == [
        "الدروس المستفادة",
        "العمود الأول",
        "العمود الثاني",
    ]


def test_a_short_line_on_top_is_the_title_where_the_layout_has_none(tmp_path: Path) -> None:
    deck = new()
    slide = add(deck, BLANK)
    box(slide, "What went wrong", 1, 0.5)
    box(slide, "Agents ran out of cash on the first day.", 1, 3)
    box(add(deck, BLANK), "Alone on its slide", 1, 1)

    assert lines(read(tmp_path, deck)) == [
        ("heading2 p1", "What went wrong"),
        ("paragraph p1", "Agents ran out of cash on the first day."),
        ("paragraph p2", "Alone on its slide"),
    ]


def test_notes_follow_their_slide(tmp_path: Path) -> None:
    deck = new()
    add(
        deck, CONTENT, "Cash", "Late payments"
    ).notes_slide.notes_text_frame.text = "The lesson: sign with two providers.\n- One of them will be late"
    add(deck, CONTENT, "Next", "More")

    assert lines(read(tmp_path, deck))[2:5] == [
        ("paragraph p1", "The lesson: sign with two providers."),
        ("bullet p1", "- One of them will be late"),
        ("heading2 p2", "Next"),
    ]


def test_hidden_slides_are_read_and_keep_their_number(tmp_path: Path) -> None:
    deck = new()
    add(deck, CONTENT, "Seen", "One")
    add(deck, CONTENT, "Backup", "Two")._element.set("show", "0")
    add(deck, CONTENT, "Seen again", "Three")

    assert [place for place, _ in lines(read(tmp_path, deck))] == [
        f"{role} p{page}" for page in (1, 2, 3) for role in ("heading2", "bullet")
    ]


def test_a_table_names_the_columns_of_its_cells(tmp_path: Path) -> None:
    deck = new()
    slide = add(deck, TITLE_ONLY, "Matrix")
    table = slide.shapes.add_table(3, 3, 0, Inches(2), Inches(8), Inches(2)).table
    for row, line in enumerate(["What|Answer|When", "Pay cards early|Yes|May", "Posters||June"]):
        for column, text in enumerate(line.split("|")):
            table.cell(row, column).text = text
    table.cell(2, 0).merge(table.cell(2, 1))
    reading = read(tmp_path, deck)

    assert [(block.columns, text_of(block.spans, reading.pages)) for block in reading.blocks[1:]] == [
        ((), "What | Answer | When"),
        (("What", "Answer", "When"), "Pay cards early | Yes | May"),
        (("What", "When"), "Posters | June"),
    ]


def chart_data() -> Any:
    make: Any = CategoryChartData
    return make()


def test_charts_give_their_title_and_drawings_their_texts(tmp_path: Path) -> None:
    deck = new()
    slide = add(deck, TITLE_ONLY, "Graphics")
    data: Any = chart_data()
    data.categories = ["a", "b"]
    data.add_series("Households", (1, 2))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.PIE, Emu(0), Inches(2), Inches(3), Inches(3), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Households reached"
    texts = "".join(
        f'<dgm:pt modelId="{number}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for number, (kind, text) in enumerate(
            [("node", "Sign with banks"), ("pres", "no text"), ("node", "Train agents")]
        )
    )
    blob = f'<dgm:dataModel xmlns:dgm="{DIAGRAM}" {A}><dgm:ptLst>{texts}</dgm:ptLst></dgm:dataModel>'.encode()
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        blob,
    )
    relation = slide.part.relate_to(
        part, f"{DIAGRAM.replace('drawingml', 'officeDocument')}/relationships/diagramData"
    )
    frame = etree.fromstring(etree.tostring(next(each for each in slide.shapes if each.has_chart)._element))
    held = frame.find(".//{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData")
    held.set("uri", DIAGRAM)
    for child in list(held):
        held.remove(child)
    ids = etree.SubElement(held, f"{{{DIAGRAM}}}relIds")
    ids.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm", relation)
    slide.shapes._spTree.append(frame)

    assert lines(read(tmp_path, deck))[1:] == [
        ("caption p1", "Households reached"),
        ("bullet p1", "Sign with banks"),
        ("bullet p1", "Train agents"),
    ]


def test_slides_that_are_pictures_need_ocr(tmp_path: Path) -> None:
    deck = new()
    Image.new("RGB", (40, 30), "white").save(tmp_path / "scan.png")
    for _ in range(2):
        add(deck, BLANK).shapes.add_picture(str(tmp_path / "scan.png"), 0, 0, deck.slide_width, deck.slide_height)
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, deck)
    assert (caught.value.state, caught.value.reason) == (
        State.NEEDS_OCR,
        "Its slides are pictures without text (2).",
    )

    add(deck, CONTENT, "Cash", "Pay on the first day.")
    assert read(tmp_path, deck).notes == ("Slides that are pictures without text: 1, 2.",)


def changed(folder: Path, part: str, change: Any) -> Path:
    with ZipFile(folder / "a.pptx") as old, ZipFile(folder / "b.pptx", "w", ZIP_DEFLATED) as copy:
        for name in old.namelist():
            copy.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return folder / "b.pptx"


@pytest.mark.parametrize(
    "kind",
    [
        "openxmlformats-officedocument.presentationml.template",
        "openxmlformats-officedocument.presentationml.slideshow",
        "ms-powerpoint.presentation.macroEnabled",
        "ms-powerpoint.slideshow.macroEnabled",
        "ms-powerpoint.template.macroEnabled",
    ],
)
def test_templates_shows_and_files_with_macros_are_read(tmp_path: Path, kind: str) -> None:
    deck = new()
    add(deck, CONTENT, "Cash", "Pay on the first day.")
    read(tmp_path, deck)
    plain = b"openxmlformats-officedocument.presentationml.presentation"
    path = changed(tmp_path, "[Content_Types].xml", lambda old: old.replace(plain, kind.encode()))

    assert lines(read_pptx(path))[0] == ("heading2 p1", "Cash")


def test_a_broken_slide_does_not_cost_the_others(tmp_path: Path) -> None:
    deck = new()
    add(deck, CONTENT, "One", "First")
    add(deck, CONTENT, "Two", "Second")
    read(tmp_path, deck)

    found = read_pptx(
        changed(tmp_path, "ppt/slides/slide1.xml", lambda old: old.replace(b'type="title"', b'type="?"'))
    )

    assert found.notes == ("Slides that are broken and were not read: 1.",)
    assert [place for place, _ in lines(found)] == ["heading2 p2", "bullet p2"]


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (ord("a") + n, b"&%c;" % (ord("a") + n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE])
@pytest.mark.parametrize("part", ["ppt/slides/slide1.xml", "ppt/presentation.xml", "docProps/core.xml"])
def test_entities_are_not_followed(tmp_path: Path, doctype: bytes, part: str) -> None:
    deck = new()
    add(deck, CONTENT, "Cash", "Pay early")
    deck.core_properties.author = "Pay early"
    read(tmp_path, deck)

    def harmed(markup: bytes) -> bytes:
        return doctype + re.sub(rb"^<\?xml.*?\?>", b"", markup).replace(b"Pay early", b"&j;")

    found = outcome(changed(tmp_path, part, harmed))

    assert isinstance(found, Reading) or found is State.DAMAGED
    assert "root:" not in str(found)
    assert "aaaa" not in str(found)


def outcome(path: Path) -> Reading | State:
    try:
        return read_pptx(path)
    except UnreadableError as error:
        return error.state


def test_no_cut_file_raises_anything_else(tmp_path: Path) -> None:
    deck = new()
    add(deck, CONTENT, "Cash", "Pay early")
    read(tmp_path, deck)
    whole = (tmp_path / "a.pptx").read_bytes()
    for at in range(0, len(whole), len(whole) // 30):
        flipped = bytearray(whole)
        flipped[at : at + 8] = b"\xff" * len(flipped[at : at + 8])
        for data in (whole[:at], bytes(flipped)):
            (tmp_path / "c.pptx").write_bytes(data)
            found = outcome(tmp_path / "c.pptx")
            assert isinstance(found, Reading) or found in State
