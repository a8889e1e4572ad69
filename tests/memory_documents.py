"""A handful of documents with real files: PDFs made here, whose lines stand where their pages say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from index.library import Location
from ingest.document import (
    Document,
    Field,
    Kind,
    LineBox,
    Origin,
    Page,
    Passage,
    Span,
    Tag,
    document_id,
    text_of,
)
from tests.memory_library import MemoryLibrary

if TYPE_CHECKING:
    from pathlib import Path

FONT, SIZE, LEADING, MARGIN, HEAD = "Helvetica", 11, 16, 72, 110
PDF = "application/pdf"
ODD_NAME = "Évaluation “Idai” #1 100% – été.pdf"
ARABIC_NAME = "دروس مستفادة.md"
SCRIPT = "<script>alert('x')</script>"

LATE = "Mobile cash transfers came six weeks late because SIM cards were not registered in time."
AGENTS = "Agents ran out of cash on the first day, and people walked back empty-handed."
SPLIT = ("Register SIM cards before the first transfer,", "and agree with agents how much cash they hold.")
EVALUATION = "Evaluation of the cash response to Cyclone Idai (2021)"
TWIN = "Complaints by phone reached nobody: the number was printed only on posters in the district office."


@dataclass(frozen=True)
class Piece:
    """A passage by the words it is made of: (page, text) for each of its spans."""

    places: tuple[tuple[int, str], ...]
    kind: Kind = Kind.LESSON
    section: tuple[str, ...] = ("4 Lessons learned", "4.2 Cash")
    columns: tuple[str, ...] = ()


def write_pdf(path: Path, pages: list[list[str]]) -> tuple[Page, ...]:
    """A PDF of A4 pages with these lines, and the pages as a reader would give them."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    made = []
    for number, lines in enumerate(pages, 1):
        canvas.setFont(FONT, SIZE)
        for place, line in enumerate(lines):
            canvas.drawString(MARGIN, A4[1] - HEAD - place * LEADING, line)
        canvas.showPage()
        made.append(Page(number, " ".join(lines), lines=line_boxes(lines)))
    canvas.save()
    return tuple(made)


def line_boxes(lines: list[str]) -> tuple[LineBox, ...]:
    wide, high = A4
    boxes, start = [], 0
    for place, line in enumerate(lines):
        base = HEAD + place * LEADING
        right = (MARGIN + stringWidth(line, FONT, SIZE)) / wide
        top, bottom = (base - 0.75 * SIZE) / high, (base + 0.22 * SIZE) / high
        boxes.append(LineBox(start, start + len(line), MARGIN / wide, top, right, bottom))
        start += len(line) + 1
    return tuple(boxes)


def document_of(
    path: Path, media_type: str, pages: tuple[Page, ...], pieces: list[Piece], language: str, **values: list[str]
) -> tuple[Document, Location]:
    """The document that ``path`` holds, with tags from ``values``, and where it lies."""
    tags = tuple(Tag(Field(name), value, 0.9, Origin.TEXT) for name, each in values.items() for value in each)
    identity = document_id(hashlib.sha256(path.read_bytes()).hexdigest())
    passages = tuple(passage_of(n, piece, pages, language) for n, piece in enumerate(pieces))
    tags += (Tag(Field.LANGUAGE, language, 0.99, Origin.TEXT),)
    document = Document(identity, media_type, media_type == PDF, pages, passages, tags)
    return document, location_of(path)


def location_of(path: Path) -> Location:
    state = path.stat()
    return Location(str(path), state.st_size, state.st_mtime_ns)


def passage_of(ordinal: int, piece: Piece, pages: tuple[Page, ...], language: str) -> Passage:
    spans = tuple(span_of(pages[number - 1], words) for number, words in piece.places)
    text = text_of(spans, pages)
    return Passage(ordinal, spans, text, piece.section, piece.kind, 0.8, language, piece.columns)


def span_of(page: Page, words: str) -> Span:
    start = page.text.index(words)
    return Span(page.number, start, start + len(words))


def handful(folder: Path) -> MemoryLibrary:
    """Five documents of four languages; the second repeats a passage of the first."""
    library = MemoryLibrary()
    for document, location in (idai(folder), brief(folder), senegal(folder), arabic(folder), table(folder)):
        library.add(document, location)
    return library


def idai(folder: Path) -> tuple[Document, Location]:
    """Three pages under a file name that breaks careless links; one passage runs over pages 2 and 3."""
    path = folder / ODD_NAME
    lines = [
        ["Evaluation of the cash response to Cyclone Idai", "Final evaluation"],
        ["4 Lessons learned", LATE, AGENTS, *filler(20), SPLIT[0]],
        [SPLIT[1], "5 Recommendations", TWIN],
    ]
    pieces = [
        Piece(((2, f"{LATE} {AGENTS}"),)),
        Piece(((2, SPLIT[0]), (3, SPLIT[1]))),
        Piece(((3, TWIN),), Kind.CHALLENGE, ("5 Recommendations",)),
    ]
    return document_of(
        path, PDF, write_pdf(path, lines), pieces, "en",
        title=["Evaluation of the cash response to Cyclone Idai"], country=["Mozambique", "Malawi"],
        organisation=["IFRC"], year=["2021"], sector=["Cash and vouchers"], timing=["Final evaluation"],
        document_type=["Evaluation report"], evaluation=[EVALUATION], hazard=["Cyclone", "Flood"],
        donor=["European Union"], period=["2019-2020"], criterion=["Efficiency"],
    )  # fmt: skip


def brief(folder: Path) -> tuple[Document, Location]:
    path = folder / "brief.pdf"
    pieces = [Piece(((1, TWIN),), Kind.CHALLENGE, ("Key messages",))]
    pages = write_pdf(path, [["Evaluation brief", TWIN]])
    return document_of(path, PDF, pages, pieces, "en", title=["Idai in brief"], country=["Mozambique"],
                       organisation=["IFRC"], year=["2022"], document_type=["Evaluation brief"],
                       evaluation=[EVALUATION])  # fmt: skip


def senegal(folder: Path) -> tuple[Document, Location]:
    path = folder / "sénégal.pdf"
    text = "Les transferts monétaires par mobile ont échoué là où le réseau manquait ; il faut des relais."
    pages = write_pdf(path, [["Enseignements", text]])
    pieces = [Piece(((1, text),), Kind.GOOD_PRACTICE, ("Enseignements",))]
    return document_of(path, PDF, pages, pieces, "fr", title=["Évaluation finale : filets sociaux"],
                       country=["Senegal"], organisation=["Croix-Rouge", "PAM"], year=["2019"])  # fmt: skip


def arabic(folder: Path) -> tuple[Document, Location]:
    """No pages, right to left, and markup in its text and title that must stay text."""
    path = folder / ARABIC_NAME
    text = f'تأخرت التحويلات النقدية لأن الشرائح لم تسجل {SCRIPT} & "cash" transfers.'
    path.write_text(text, encoding="utf-8")
    pieces = [Piece(((1, text),), Kind.FINDING, ("<b>النتائج</b>",))]
    return document_of(path, "text/markdown", (Page(1, text),), pieces, "ar", title=[f"تقييم {SCRIPT}"],
                       country=["Yemen"], organisation=["A <b>", "B", "C", "D"], year=["2020"])  # fmt: skip


def table(folder: Path) -> tuple[Document, Location]:
    """A table row, and next to nothing known about the document."""
    path = folder / "matrix.pdf"
    text = "Transfer cash through agents in the camps; accepted; by June"
    pages = write_pdf(path, [["Management response", text]])
    columns = ("Recommendation", "Response", "By when")
    pieces = [Piece(((1, text),), Kind.MANAGEMENT_RESPONSE, (), columns)]
    return document_of(path, PDF, pages, pieces, "en")


def filler(count: int) -> list[str]:
    return [f"Paragraph {n} tells how the teams travelled and whom they met." for n in range(count)]
