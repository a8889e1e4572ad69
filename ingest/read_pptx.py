"""PPTX as pages and blocks: a slide is a page, its title a heading. The one file that speaks to python-pptx.

Hidden slides are read: who opens the file sees them in their place among the others, so a citation can be checked,
and they are where authors put what there was no time to say. Slide numbers, footers and dates are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest import normalise, zip_guard
from ingest.blocks import BULLET
from ingest.document import Block, Page, Reading, Role
from ingest.grid_pages import cell_text, write_parts
from ingest.outcome import State, UnreadableError, guarded
from ingest.pages import PageWriter
from ingest.raw_slides import Line, Shape, Slide, in_order, titled
from ingest.sheet_parts import Row, parts_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_OTHER_TYPES = (
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FURNITURE = {"SLIDE_NUMBER", "FOOTER", "DATE", "HEADER", "SLIDE_IMAGE"}
_TITLES = {"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"}
_BULLETED = {"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"}
_OPENING = {"title", "secHead"}
_BULLETS = {f"{_A}buChar", f"{_A}buAutoNum", f"{_A}buBlip"}
_NO_BULLET = f"{_A}buNone"
_TEXT_POINTS = {"node", "asst", "doc"}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_DEEPEST_GROUP = 20
_LARGE = 0.05  # of a slide: a logo is less
_PICTURES = "Slides that are pictures without text"


def read_pptx(path: Path) -> Reading:
    """Read a presentation.

    Raises:
        UnreadableError: it is none that can be opened, unpacks to too much, or is made of pictures.
    """
    zip_guard.check(path)
    with guarded("The PPTX's parts are missing or broken."):
        presentation = _opened(path)
        size = (presentation.slide_width or 1, presentation.slide_height or 1)
        slides, notes = _slides(presentation, size)
        properties = _properties(presentation.core_properties)
    pages, blocks = _written(slides)
    silent = [number for number, slide in enumerate(slides, start=1) if slide.silent]
    if silent and not blocks:
        raise UnreadableError(State.NEEDS_OCR, f"Its slides are pictures without text ({len(silent)}).")
    return Reading(MEDIA_TYPE, pages, blocks, True, properties, (*notes, *_listed(_PICTURES, silent)))


def _listed(what: str, numbers: Sequence[int]) -> tuple[str, ...]:
    return (f"{what}: {', '.join(map(str, numbers))}.",) if numbers else ()


def _opened(path: Path) -> Any:
    """Also templates and shows, which `pptx.Presentation` refuses by their name alone."""
    from pptx.opc.package import PartFactory
    from pptx.package import Package
    from pptx.parts.presentation import PresentationPart

    PartFactory.part_type_for.update(dict.fromkeys(_OTHER_TYPES, PresentationPart))
    main: Any = Package.open(str(path)).main_document_part
    return main.presentation


def _properties(core: Any) -> tuple[tuple[str, str], ...]:
    created = core.created.isoformat() if core.created else ""
    pairs = (("title", core.title), ("author", core.author), ("created", created))
    return tuple((name, normalise.line(value)) for name, value in pairs if value)


def _slides(presentation: Any, size: tuple[int, int]) -> tuple[list[Slide], tuple[str, ...]]:
    """All slides; a broken one is empty and named in a note."""
    slides: list[Slide] = []
    broken: list[int] = []
    for number in range(1, len(presentation.slides) + 1):
        try:
            slides.append(_slide(presentation.slides[number - 1], size))
        except MemoryError:
            raise
        except Exception:  # one broken slide does not cost the others
            slides.append(Slide(()))
            broken.append(number)
    if slides and len(broken) == len(slides):
        raise UnreadableError(State.DAMAGED, "None of its slides can be read.")
    return slides, _listed("Slides that are broken and were not read", broken)


def _slide(slide: Any, size: tuple[int, int]) -> Slide:
    shapes = [shape for each in slide.shapes for shape in _shapes(each, slide.part, size)]
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return Slide(
        tuple(shape for shape in shapes if shape.lines or shape.rows),
        tuple(_lines(notes.paragraphs, bulleted=False)) if notes is not None else (),
        slide.slide_layout._element.get("type", "") in _OPENING,
        any(_is_large_picture(shape, size) for shape in slide.shapes),
    )


def _is_large_picture(shape: Any, size: tuple[int, int]) -> bool:
    large = (shape.width or 0) * (shape.height or 0) > _LARGE * size[0] * size[1]
    return large and str(shape._element.tag).endswith("}pic")


def _shapes(shape: Any, part: Any, size: tuple[int, int], depth: int = 0) -> Iterator[Shape]:
    kind = _placeholder(shape)
    left, top = (shape.left or 0) / size[0], (shape.top or 0) / size[1]
    if kind in _FURNITURE or depth > _DEEPEST_GROUP:
        return
    if hasattr(shape, "shapes"):
        inner = [one for each in shape.shapes for one in _shapes(each, part, size, depth + 1)]
        yield from (replace(one, left=left, top=top) for one in in_order(inner, _from_the_right(inner)))
    elif getattr(shape, "has_table", False):
        yield Shape(left, top, rows=tuple(_rows(shape.table)))
    else:
        yield Shape(left, top, tuple(_text(shape, part, kind)), title=kind in _TITLES)


def _placeholder(shape: Any) -> str:
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    return str(kind.name) if kind is not None else ""


def _text(shape: Any, part: Any, kind: str) -> Iterator[Line]:
    if shape.has_text_frame:
        plain = shape.text_frame._txBody.find(f"{_A}lstStyle/{_A}lvl1pPr/{_A}buNone") is not None
        yield from _lines(shape.text_frame.paragraphs, kind in _BULLETED and not plain)
    elif getattr(shape, "has_chart", False):
        if shape.chart.has_title and shape.chart.chart_title.has_text_frame:
            title = normalise.line(shape.chart.chart_title.text_frame.text.replace("\v", " "))
            yield from [Line(Role.CAPTION, title)] if title else []
    else:
        yield from _diagram(shape._element, part)


def _lines(paragraphs: Iterable[Any], bulleted: bool) -> Iterator[Line]:
    for paragraph in paragraphs:
        text = normalise.line(_paragraph_text(paragraph._p).replace("\n", " "))
        if text:
            own = paragraph._p.find(f"{_A}pPr")
            marks = {child.tag for child in own} if own is not None else set()
            marked = bool(marks & _BULLETS) or (bulleted and _NO_BULLET not in marks)
            yield Line(Role.BULLET if marked or BULLET.match(text) else Role.PARAGRAPH, text)


def _paragraph_text(paragraph: Any) -> str:
    """Its runs and fields, without the number of the slide and the date."""
    pieces = []
    for child in paragraph:
        if child.tag == f"{_A}br":
            pieces.append("\n")
        elif not (child.tag == f"{_A}fld" and child.get("type", "").startswith(("slidenum", "datetime"))):
            pieces += [leaf.text or "" for leaf in child.iter(f"{_A}t")]
    return "".join(pieces)


def _rows(table: Any) -> Iterator[Row]:
    for number, row in enumerate(table.rows, start=1):
        cells: dict[int, str] = {}
        wide: dict[int, int] = {}
        for column, cell in enumerate(row.cells, start=1):
            text = "" if cell.is_spanned else cell_text(cell.text_frame.text.replace("\v", " "))
            if text:
                cells[column] = text
                wide[column] = cell.span_width if cell.is_merge_origin else 1
        if cells:
            yield Row(number, cells, wide)


def _diagram(element: Any, part: Any) -> Iterator[Line]:
    """The texts of a SmartArt drawing, in the order of its outline."""
    from pptx.oxml import parse_xml

    for relation in element.iter(f"{_DIAGRAM}relIds"):
        model: Any = parse_xml(part.related_part(relation.get(f"{_RELATION}dm")).blob)
        for point in model.iter(f"{_DIAGRAM}pt"):
            if point.get("type", "node") in _TEXT_POINTS:
                text = normalise.line(" ".join(leaf.text or "" for leaf in point.iter(f"{_A}t")))
                yield from [Line(Role.BULLET, text)] if text else []


def _from_the_right(shapes: Sequence[Shape]) -> bool:
    letters = [char for shape in shapes for line in shape.lines for char in line.text if char.isalpha()]
    return 2 * len([char for char in letters if _RIGHT_TO_LEFT.match(char)]) > len(letters)


def _written(slides: Sequence[Slide]) -> tuple[tuple[Page, ...], tuple[Block, ...]]:
    pages: list[Page] = []
    blocks: list[Block] = []
    for number, slide in enumerate(slides, start=1):
        writer = PageWriter(number)
        for shape in titled(in_order(slide.shapes, _from_the_right(slide.shapes))):
            blocks += [_block(line, writer, slide.opens) for line in shape.lines]
            blocks += write_parts(parts_of(shape.rows), writer)[0]
        blocks += [_block(line, writer) for line in slide.notes]
        pages.append(writer.page())
    return tuple(pages), tuple(blocks)


def _block(line: Line, writer: PageWriter, opens: bool = False) -> Block:
    level = (1 if opens else 2) if line.role is Role.HEADING else 0
    return Block(line.role, (writer.add([line.text]),), level)
