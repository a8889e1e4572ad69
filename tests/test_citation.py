from __future__ import annotations

from dataclasses import replace

import pytest

from index.library import DocumentRecord, Location, PassageRecord
from ingest.document import Field, Kind, Origin, Span, Tag
from service.citation import also_in_text, citation, readable, title_of


def record(title: str = "", paged: bool = True, path: str = "/reports/r.pdf", **values: str) -> DocumentRecord:
    tags = tuple(
        Tag(Field(name), value, 1.0, Origin.PERSON) for name, each in values.items() for value in each.split(";")
    )
    return DocumentRecord("ab12", title, "application/pdf", paged, 9, 1, tags, (Location(path, 1, 1),))


def passage(document: DocumentRecord, first: int = 12, last: int = 12) -> PassageRecord:
    spans = (Span(first, 5, 9), Span(last, 0, 4)) if last > first else (Span(first, 5, 9),)
    section = ("4 Lessons", "4.2 Cash")
    return PassageRecord(0, "ab12-0000", 0, "text", section, (), spans, Kind.LESSON, 1.0, "en", document)


@pytest.mark.parametrize(
    ("document", "pages", "expected"),
    [
        (record("The title", organisation="IFRC", year="2021"), (12, 12), "IFRC (2021). The title, p. 12."),
        (record("The title", organisation="IFRC", year="2021"), (12, 13), "IFRC (2021). The title, p. 12–13."),
        (record("A title.", organisation="A;B", year="2021"), (1, 1), "A and B (2021). A title, p. 1."),
        (record("A title", organisation="A;B;C"), (1, 1), "A, B and C (n.d.). A title, p. 1."),
        (record("A title", organisation="A;B;C;D"), (1, 1), "A et al. (n.d.). A title, p. 1."),
        (record("A title", year="2020"), (1, 1), "A title (2020), p. 1."),
        (record("A title", year="next year"), (1, 1), "A title (n.d.), p. 1."),
        (record(organisation="A", year="2020", path="/x/Été.pdf"), (3, 3), "A (2020). Été.pdf, p. 3."),
        (
            record("A title", paged=False, organisation="A", year="2020"),
            (1, 1),
            "A (2020). A title, section “4.2 Cash”.",
        ),
    ],
)
def test_citation(document: DocumentRecord, pages: tuple[int, int], expected: str) -> None:
    assert citation(passage(document, *pages)) == expected


EVALUATION = "Evaluation of Orchard Roads (2021)"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (record("B", path="/r/b.pdf", evaluation=EVALUATION, document_type="Evaluation brief"),
         "b.pdf (evaluation brief of the same evaluation), p. 2"),
        (record(path="/b.pdf", evaluation=EVALUATION), "b.pdf (another document of the same evaluation), p. 2"),
        (record("B", path="/r/b.md", paged=False), "b.md, section “4.2 Cash”"),
        (record("B", path="/r/b.pdf", evaluation="Another"), "b.pdf, p. 2"),
    ],
)  # fmt: skip
def test_where_the_same_is_said(other: DocumentRecord, expected: str) -> None:
    shown = passage(record("A", evaluation=EVALUATION))
    assert also_in_text(passage(replace(other, id="cd34"), 2, 2), shown) == expected
    assert also_in_text(passage(shown.document, 7, 8), shown) == "the same document, p. 7–8"


def test_a_file_name_that_is_no_text_can_still_be_written() -> None:
    bad = b"/reports/caf\xe9.pdf".decode("utf-8", "surrogateescape")
    assert readable(bad) == "/reports/caf?.pdf"
    assert title_of(record(path=bad)) == "caf?.pdf"
