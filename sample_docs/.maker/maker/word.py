"""Word files with Word's own styles, a header, a footer and real footnotes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from maker.markup import Element, Shape, parse, runs

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

    from maker.content import Source

EPOCH = (1980, 1, 1, 0, 0, 0)
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
UNUSED = ("/stylesWithEffects", "/thumbnail")
STYLES = {
    Shape.PARAGRAPH: "Normal",
    Shape.BULLET: "List Bullet",
    Shape.NUMBERED: "List Number",
}


def render_docx(source: Source) -> bytes:
    document = Document()
    _slim(document)
    _set_properties(document, source)
    _furnish(document, source)
    notes: list[str] = []
    _write_head(document, source)
    for element in parse(source.body):
        _write(document, element, notes)
    if notes:
        _attach_footnotes(document, notes)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_zip(buffer.getvalue())


def _slim(document: WordDocument) -> None:
    """Drop what the template brings and nobody uses: 800 kB of table styles and effects, unpacked."""
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(UNUSED)]:
            del relations[key]


def _set_properties(document: WordDocument, source: Source) -> None:
    properties = document.core_properties
    moment = datetime.fromisoformat(source.issued)
    properties.created = properties.modified = moment
    properties.title = source.design.meta_title
    properties.author = properties.last_modified_by = source.design.meta_author
    properties.comments = ""
    properties.language = source.language


def _furnish(document: WordDocument, source: Source) -> None:
    section = document.sections[0]
    if source.design.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.header.paragraphs[0].text = source.running
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{source.footer}\t\t")
    _add_field(foot, "PAGE")


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A field that Word fills in, such as the page's number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def _write_head(document: WordDocument, source: Source) -> None:
    document.add_heading(source.title, 0)
    if source.subtitle:
        document.add_paragraph(source.subtitle, style="Subtitle")
    for line in (source.programme, source.organisation, source.date_line):
        document.add_paragraph(line)
    document.add_paragraph().add_run(source.sample_line).bold = True


def _write(document: WordDocument, element: Element, notes: list[str]) -> None:
    if element.shape is Shape.HEADING:
        document.add_heading(element.text, element.level)
    elif element.shape is Shape.TABLE:
        _write_table(document, element, notes)
    elif element.shape is Shape.SWITCH:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif element.shape is Shape.BOX:
        for line, style in zip(element.rows, ["Intense Quote", *["Quote"] * len(element.rows)], strict=False):
            _fill(document.add_paragraph(style=style), line[0], notes)
    else:
        _fill(document.add_paragraph(style=STYLES[element.shape]), element.text, notes)


def _write_table(document: WordDocument, element: Element, notes: list[str]) -> None:
    table = document.add_table(rows=0, cols=len(element.rows[0]), style="Table Grid")
    for at, row in enumerate(element.rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            _fill(cell.paragraphs[0], f"**{text}**" if at == 0 else text, notes)
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)


def _fill(paragraph: Paragraph, text: str, notes: list[str]) -> None:
    for run in runs(text):
        made = paragraph.add_run(run.text)
        made.bold, made.italic = run.bold or None, run.italic or None
        if run.note:
            notes.append(run.note)
            made.font.superscript = True
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), str(len(notes)))
            made._r.append(reference)


def _attach_footnotes(document: WordDocument, notes: list[str]) -> None:
    """Word wants the two separators (-1 and 0) beside the notes themselves."""
    bodies = [
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
        '<w:footnote w:type="continuationSeparator" w:id="0">'
        "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>",
        *(_footnote(number, note) for number, note in enumerate(notes, 1)),
    ]
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{"".join(bodies)}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _footnote(number: int, note: str) -> str:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    text = f'<w:r><w:t xml:space="preserve"> {escape(note)}</w:t></w:r>'
    return f'<w:footnote w:id="{number}"><w:p>{mark}{text}</w:p></w:footnote>'


def _same_zip(content: bytes) -> bytes:
    """The same archive without the clock, and stored: the same bytes whichever zlib a machine has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = 0
            new.writestr(member, old.read(name))
    return buffer.getvalue()
