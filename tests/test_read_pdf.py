"""PDFs made here, each for one thing that real ones do, and what the reader makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import NameObject, NumberObject, RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Reading, Role, text_of
from ingest.outcome import State, UnreadableError
from ingest.passages import cut
from ingest.pdf_reading import read_pdf

Draw = Callable[[Canvas], None]
HIGH = A4[1]


def made(folder: Path, *pages: Draw, **options: int) -> Path:
    path = folder / "a.pdf"
    canvas = Canvas(str(path), pagesize=A4, invariant=True, pageCompression=options.get("compressed", 1))
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(*lines: str, left: float = 72, top: float = 120, size: float = 10, font: str = "Helvetica") -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for n, line in enumerate(lines):
            canvas.drawString(left, HIGH - top - 1.2 * size * n, line)

    return draw


def together(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def blocks(reading: Reading) -> list[tuple[Role, str]]:
    return [(block.role, text_of(block.spans, reading.pages)) for block in reading.blocks]


PROSE = (
    "Agents ran out of cash on the first day, and people walked back with nothing after hours",
    "of waiting in the sun. The hotline number stood only on posters in town, so that complaints",
    "never reached the team, which learned of the shortage from a driver two weeks later.",
)


@pytest.mark.parametrize("compressed", [0, 1])
def test_a_paragraph_is_a_block(tmp_path: Path, compressed: int) -> None:
    reading = read_pdf(made(tmp_path, text(*PROSE), compressed=compressed))

    assert blocks(reading) == [(Role.PARAGRAPH, " ".join(PROSE))]
    assert [(page.number, page.text) for page in reading.pages] == [(1, " ".join(PROSE))]


def test_each_line_knows_its_place(tmp_path: Path) -> None:
    page = read_pdf(made(tmp_path, text(*PROSE))).pages[0]

    assert [page.text[box.start : box.end] for box in page.lines] == list(PROSE)
    for n, box in enumerate(page.lines):
        base = (120 + 12 * n) / HIGH
        assert box.left == pytest.approx(72 / A4[0], abs=0.003)
        assert box.top < base < box.bottom + 0.001
        assert box.bottom - box.top < 12 / HIGH


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_a_turned_and_cropped_page_reads_as_it_is_displayed(tmp_path: Path, turns: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(*{0: (100, 700), 90: (100, 100), 180: (500, 200), 270: (500, 750)}[turns])
        canvas.rotate(turns)
        for n, line in enumerate(
            ("Agents ran out of cash on the first day,", "and people walked back with nothing.")
        ):
            canvas.drawString(0, -12 * n, line)
        canvas.restoreState()
        canvas.drawString(5, 5, "printer's mark 4711")

    writer = PdfWriter(clone_from=made(tmp_path, draw))
    writer.pages[0].rotate(turns)
    writer.pages[0].cropbox = RectangleObject((50, 60, 550, 800))
    writer.write(tmp_path / "turned.pdf")

    page = read_pdf(tmp_path / "turned.pdf").pages[0]

    assert page.text == "Agents ran out of cash on the first day, and people walked back with nothing."
    first, second = page.lines
    assert first.bottom < second.bottom
    assert first.left == pytest.approx(second.left, abs=0.003)
    assert all(0 <= side <= 1 for box in page.lines for side in (box.left, box.top, box.right, box.bottom))
    wide, high = (500, 740) if turns in {0, 180} else (740, 500)
    left, base = {0: (50, 100), 90: (40, 50), 180: (50, 140), 270: (50, 50)}[turns]
    assert first.left == pytest.approx(left / wide, abs=0.003)
    assert first.bottom == pytest.approx(base / high, abs=0.012)


def test_ligatures_and_soft_hyphens(tmp_path: Path) -> None:
    reading = read_pdf(
        made(tmp_path, text("An assessment of field offices found that the assess-", "ment of risks was late."))
    )

    assert reading.pages[0].text.endswith("found that the assessment of risks was late.")


def test_a_superscript_mark_is_dropped_and_its_note_is_a_footnote(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, HIGH - 120)
        line.textOut("Cholera came back after the rains")
        line.setFont("Helvetica", 6)
        line.setRise(4)
        line.textOut("12")
        line.setFont("Helvetica", 10)
        line.setRise(0)
        line.textOut(" in 30 of 45 wards and on 20 km")
        line.setFont("Helvetica", 6)
        line.setRise(4)
        line.textOut("2")
        line.setFont("Helvetica", 10)
        line.setRise(0)
        line.textOut(", said the ministry")
        line.setFont("Helvetica", 6)
        line.setRise(4)
        line.textOut("13")
        line.setFont("Helvetica", 10)
        line.setRise(0)
        line.textOut(".")
        canvas.drawText(line)
        text(*PROSE, top=160)(canvas)
        text("12 Ministry of Health, cholera bulletin of May 2021.", top=700, size=8)(canvas)

    assert blocks(read_pdf(made(tmp_path, draw))) == [
        (Role.PARAGRAPH, "Cholera came back after the rains in 30 of 45 wards and on 20 km2, said the ministry."),
        (Role.PARAGRAPH, " ".join(PROSE)),
        (Role.FOOTNOTE, "12 Ministry of Health, cholera bulletin of May 2021."),
    ]


def test_a_paragraph_goes_on_over_the_page_and_past_a_footnote(tmp_path: Path) -> None:
    note = text("1 Ministry of Health, cholera bulletin of May 2021.", top=760, size=8)
    foot = text("Agents ran out of cash because the banks in the", top=700)
    head = text("district were closed on market days.", top=110)
    reading = read_pdf(made(tmp_path, together(text(*PROSE), foot, note), together(head, text(*PROSE, top=200))))

    (piece,) = [p for p in cut(reading.blocks, reading.pages) if "closed on market days" in p.text]
    assert "because the banks in the district were closed on market days." in piece.text
    assert {span.page for span in piece.spans} >= {1, 2}
    assert [role for role, _ in blocks(reading)] == [Role.PARAGRAPH, Role.PARAGRAPH, Role.FOOTNOTE, Role.PARAGRAPH]


def test_running_headers_and_page_numbers_are_kept_out(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        head = text("Evaluation of Lakeside", top=40, size=8)
        return together(head, text(*PROSE), text(f"Page {number} of 4", top=810, size=8))

    reading = read_pdf(made(tmp_path, *map(page, range(1, 5))))

    assert [page.text for page in reading.pages] == [" ".join(PROSE)] * 4


def test_two_columns_come_in_order_and_headings_have_levels(tmp_path: Path) -> None:
    title = text("What we learned about cash transfers in six months", top=80, size=16, font="Helvetica-Bold")
    left = text(
        "Agents ran out of cash on the first day,", "and people walked back with nothing", "after hours in the sun."
    )
    right = text(
        "The hotline number stood on posters",
        "in town only, so that complaints never",
        "reached the team.",
        left=310,
    )
    reading = read_pdf(made(tmp_path, together(title, left, right)))

    assert (reading.blocks[0].role, reading.blocks[0].level) == (Role.HEADING, 1)
    assert reading.pages[0].text.split("\n")[1:] == [
        "Agents ran out of cash on the first day, and people walked back with nothing after hours in the sun.",
        "The hotline number stood on posters in town only, so that complaints never reached the team.",
    ]


def test_a_wrapped_line_that_begins_with_a_letter_or_a_dash_is_no_item(tmp_path: Path) -> None:
    lines = (
        "El equipo no pudo decidir a tiempo si las familias recibirían efectivo en la mano",
        "o cupones, y eso retrasó todo.",
    )

    assert blocks(read_pdf(made(tmp_path, text(*lines)))) == [(Role.PARAGRAPH, " ".join(lines))]


def test_items_of_a_list_are_blocks(tmp_path: Path) -> None:
    lines = (
        "The team learned:",
        "- Register SIM cards before",
        "- Print the number on cards",
        "a) Ask the women first",
    )

    assert blocks(read_pdf(made(tmp_path, text(*lines)))) == [
        (Role.PARAGRAPH, lines[0]),
        *((Role.BULLET, line) for line in lines[1:]),
    ]


def ruled(rows: list[list[str]], top: float) -> Draw:
    xs = [72 + 150 * n for n in range(len(rows[0]) + 1)]

    def draw(canvas: Canvas) -> None:
        ys = [HIGH - top - 20 * n for n in range(len(rows) + 1)]
        canvas.grid(xs, ys)
        for row, y in zip(rows, ys, strict=False):
            for cell, x in zip(row, xs, strict=False):
                canvas.drawString(x + 4, y - 14, cell)

    return draw


HEADER = ["Recommendation", "Response", "By when"]


def columns(reading: Reading) -> list[tuple[tuple[str, ...], str]]:
    return [(b.columns, text_of(b.spans, reading.pages)) for b in reading.blocks if b.role is Role.ROW]


def test_the_header_of_a_table_is_carried_over_the_page(tmp_path: Path) -> None:
    first = together(
        text(*PROSE), ruled([HEADER, ["Register cards", "Accepted", "June"], ["Print posters", "", "May"]], 600)
    )
    second = together(
        ruled([["Hire agents", "Rejected", "Never"], ["Train them", "", "July"]], 110), text(*PROSE, top=300)
    )

    assert columns(read_pdf(made(tmp_path, first, second))) == [
        ((), "Recommendation | Response | By when"),
        (tuple(HEADER), "Register cards | Accepted | June"),
        (("Recommendation", "By when"), "Print posters | May"),
        (tuple(HEADER), "Hire agents | Rejected | Never"),
        (("Recommendation", "By when"), "Train them | July"),
    ]


def test_a_header_printed_again_is_not_carried(tmp_path: Path) -> None:
    first = together(text(*PROSE), ruled([HEADER, ["Register cards", "Accepted", "June"]], 600))
    second = together(ruled([HEADER, ["Hire agents", "Rejected", "Never"]], 110), text(*PROSE, top=300))

    assert columns(read_pdf(made(tmp_path, first, second)))[2:] == [
        ((), "Recommendation | Response | By when"),
        (tuple(HEADER), "Hire agents | Rejected | Never"),
    ]


def test_a_header_told_from_its_row_by_weight_alone(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 222, 372], [HIGH - 110, HIGH - 150, HIGH - 170])
        for n, (name, value, below) in enumerate(
            (("What", "Register cards", "Posters"), ("Who", "The team", "Agents"))
        ):
            text(name, left=76 + 150 * n, top=124, font="Helvetica-Bold")(canvas)
            text(value, left=76 + 150 * n, top=140)(canvas)
            text(below, left=76 + 150 * n, top=164)(canvas)

    assert columns(read_pdf(made(tmp_path, draw))) == [
        ((), "What | Who"),
        (("What", "Who"), "Register cards | The team"),
        (("What", "Who"), "Posters | Agents"),
    ]


def test_properties_and_page_labels(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=made(tmp_path, text(*PROSE), text(*PROSE)))
    writer.add_metadata({"/Title": " Final   evaluation ", "/Author": "Amina", "/CreationDate": "D:20210512"})
    writer.set_page_label(0, 0, PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(1, 1, PageLabelStyle.DECIMAL, start=1)
    writer.write(tmp_path / "labelled.pdf")

    reading = read_pdf(tmp_path / "labelled.pdf")

    assert dict(reading.properties) == {"title": "Final evaluation", "author": "Amina", "created": "D:20210512"}
    assert [page.label for page in reading.pages] == ["i", "1"]


def refusal(path: Path) -> tuple[State, str]:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(path)
    return caught.value.state, caught.value.reason


def test_a_password_to_open_it_is_asked_for(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=made(tmp_path, text(*PROSE)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")

    assert refusal(tmp_path / "locked.pdf") == (State.ENCRYPTED, "The PDF asks for a password.")


def test_a_password_only_for_changes_does_not_hinder(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=made(tmp_path, text(*PROSE)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")

    assert read_pdf(tmp_path / "locked.pdf").pages[0].text == " ".join(PROSE)


def picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(_lettered(), 0, 0, 600, 800)


def _lettered() -> object:
    from PIL import Image, ImageDraw

    page = Image.new("L", (300, 400), 255)
    for line in range(20):
        ImageDraw.Draw(page).text((20, 10 + 19 * line), "Water committees stopped working.")
    return page


def test_pictures_of_text_need_ocr(tmp_path: Path) -> None:
    assert refusal(made(tmp_path, picture)) == (
        State.NEEDS_OCR,
        "1 of 1 page holds pictures without text and was not read.",
    )
    assert refusal(made(tmp_path, picture, together(picture, text("p. 2")))) == (
        State.NEEDS_OCR,
        "2 of 2 pages hold pictures without text and were not read.",
    )


def test_some_pages_with_text_are_read(tmp_path: Path) -> None:
    assert [page.text for page in read_pdf(made(tmp_path, picture, text(*PROSE))).pages] == ["", " ".join(PROSE)]


def test_blank_pages_are_empty_and_a_few_words_are_text(tmp_path: Path) -> None:
    assert refusal(made(tmp_path, text(""), text(""))) == (
        State.EMPTY,
        "Its 2 pages have neither text nor pictures.",
    )
    assert read_pdf(made(tmp_path, text("Hello, camp")).resolve()).pages[0].text == "Hello, camp"


def test_a_form_says_that_its_fields_are_not_read(tmp_path: Path) -> None:
    path = made(tmp_path, lambda canvas: canvas.acroForm.textfield(name="a", value="An answer", x=72, y=500))

    assert refusal(path) == (
        State.EMPTY,
        "It is a form: what stands in its fields is not read, and there is no other text.",
    )


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8, 0.95, 0.999])
def test_a_file_that_is_cut_off_is_read_or_called_damaged(tmp_path: Path, share: float) -> None:
    data = made(tmp_path, *[text(*PROSE)] * 5).read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: int(share * len(data))])

    if share > 0.95:  # only the end of the cross-reference table is missing
        assert [page.text for page in read_pdf(path).pages] == [" ".join(PROSE)] * 5
    else:
        assert refusal(path) == (State.DAMAGED, "The PDF's structure is broken beyond repair.")


def test_an_outline_that_points_nowhere_does_no_harm(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=made(tmp_path, text(*PROSE)))
    writer.add_outline_item(title="Nowhere", page_number=0)
    writer.add_outline_item(title="Lost", page_number=None)
    writer.write(tmp_path / "outlined.pdf")

    assert blocks(read_pdf(tmp_path / "outlined.pdf")) == [(Role.PARAGRAPH, " ".join(PROSE))]


def test_a_page_that_cannot_be_loaded_is_empty(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=made(tmp_path, text(*PROSE), text(*PROSE)))
    writer.pages[0][NameObject("/Contents")] = NumberObject(7)
    writer.write(tmp_path / "broken.pdf")

    assert [page.text for page in read_pdf(tmp_path / "broken.pdf").pages] == ["", " ".join(PROSE)]
