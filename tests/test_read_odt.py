"""OpenDocument texts: structure, pages, notes, and what is left out deliberately."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import Kind, Reading, Role, text_of
from ingest.outcome import State, UnreadableError
from ingest.read_odt import read_odt
from tests.office_files import ODT, archive, odt, written

STYLES = """
    <style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
    <style:style style:name="P2" style:family="paragraph">
        <style:paragraph-properties fo:break-before="page"/></style:style>
    <style:style style:name="P3" style:family="paragraph">
        <style:text-properties fo:font-weight="bold"/></style:style>
    <style:style style:name="P4" style:family="paragraph" style:parent-style-name="Table"/>
    <style:style style:name="Table" style:family="paragraph" style:parent-style-name="Caption"/>
    <style:style style:name="Caption" style:family="paragraph"/>
    <style:style style:name="Title" style:family="paragraph"/>
    <style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
    <style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>
"""


def reading_of(folder: Path, body: str, meta: str = "", soft_breaks: bool = False) -> Reading:
    return read_odt(written(folder, "a.odt", odt(body, STYLES, meta, soft_breaks=soft_breaks)))


def blocks(reading: Reading) -> list[tuple[Role, int, str]]:
    return [(block.role, block.level, text_of(block.spans, reading.pages)) for block in reading.blocks]


def test_headings_lists_and_captions(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        """
        <text:p text:style-name="P1">Review</text:p>
        <text:h text:outline-level="2">Lessons<text:line-break/>learned</text:h>
        <text:p>Agents<text:s text:c="3"/>ran <text:span>out<text:tab/>of</text:span> cash.</text:p>
        <text:list><text:list-header><text:p>Before:</text:p></text:list-header>
          <text:list-item><text:p>Register cards</text:p>
            <text:list><text:list-item><text:p>early</text:p></text:list-item></text:list></text:list-item>
          <text:list-item><text:h text:outline-level="3">Next</text:h></text:list-item></text:list>
        <text:p text:style-name="P4">Table 1: Delays</text:p>
        <text:p text:style-name="P3">What went wrong</text:p>
        <text:p><text:span text:style-name="T1">Why it</text:span><text:s/>
        <text:span text:style-name="T1">did</text:span></text:p>
        <text:p><text:span text:style-name="T1">Cash</text:span> came late</text:p>
        <text:section><text:p>In a section.</text:p></text:section>
        """,
    )

    assert blocks(reading) == [
        (Role.HEADING, 1, "Review"),
        (Role.HEADING, 2, "Lessons learned"),
        (Role.PARAGRAPH, 0, "Agents ran out of cash."),
        (Role.PARAGRAPH, 0, "Before:"),
        (Role.BULLET, 0, "Register cards"),
        (Role.BULLET, 0, "early"),
        (Role.HEADING, 3, "Next"),
        (Role.CAPTION, 0, "Table 1: Delays"),
        (Role.HEADING, 9, "What went wrong"),
        (Role.HEADING, 9, "Why it did"),
        (Role.PARAGRAPH, 0, "Cash came late"),
        (Role.PARAGRAPH, 0, "In a section."),
    ]
    assert not reading.paged


def test_a_table_names_the_columns_of_its_cells(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        """<table:table><table:table-header-rows><table:table-row>
          <table:table-cell><text:p>What</text:p></table:table-cell>
          <table:table-cell table:number-columns-spanned="2"><text:p>When</text:p></table:table-cell>
          <table:covered-table-cell/></table:table-row></table:table-header-rows>
        <table:table-row>
          <table:table-cell><text:list><text:list-item><text:p>Cards</text:p></text:list-item></text:list>
            <text:p>and posters</text:p></table:table-cell>
          <table:table-cell/><table:table-cell><text:p>2020</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-repeated="2"/>
          <table:table-cell><text:p>2021</text:p></table:table-cell></table:table-row></table:table>""",
    )

    assert [(block.columns, text_of(block.spans, reading.pages)) for block in reading.blocks] == [
        ((), "What | When"),
        (("What", "When"), "Cards and posters | 2020"),
        (("When",), "2021"),
    ]


def test_pages_are_where_the_program_and_the_author_ended_them(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        """<text:p text:style-name="P2">One</text:p>
        <text:p>Two begins<text:soft-page-break/> and ends</text:p>
        <text:p text:style-name="P2">Three</text:p>
        <table:table><table:table-row><table:table-cell><text:p>Cell</text:p></table:table-cell></table:table-row>
        <text:soft-page-break/>
        <table:table-row><table:table-cell><text:p>Next<text:soft-page-break/> one</text:p></table:table-cell>
        </table:table-row></table:table>
        <text:p>Last</text:p>""",
    )

    assert [page.text for page in reading.pages] == [
        "One\nTwo begins",
        "and ends",
        "Three\nCell",
        "Next one",
        "Last",
    ]
    assert reading.paged
    assert [span.page for span in reading.blocks[1].spans] == [1, 2]


def test_breaks_of_the_author_alone_are_no_pages(tmp_path: Path) -> None:
    body = '<text:p>One</text:p><text:p text:style-name="P2">Two</text:p>'

    assert not reading_of(tmp_path, body).paged
    marked = reading_of(tmp_path, body, soft_breaks=True)
    assert (marked.paged, [page.text for page in marked.pages]) == (True, ["One", "Two"])


def test_notes_and_boxes_follow_their_paragraph(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        """<text:p>Late<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
        <text:note-body>
        <text:p>By 47</text:p><text:p>days.</text:p></text:note-body></text:note> transfers.
        <draw:frame><draw:text-box><text:h text:outline-level="1">Box</text:h>
        <text:p>Boxed text</text:p></draw:text-box>
        </draw:frame></text:p><text:p>After</text:p><draw:custom-shape><text:p>Shape</text:p></draw:custom-shape>""",
    )

    assert blocks(reading) == [
        (Role.PARAGRAPH, 0, "Late transfers."),
        (Role.FOOTNOTE, 0, "By 47 days."),
        (Role.HEADING, 1, "Box"),
        (Role.PARAGRAPH, 0, "Boxed text"),
        (Role.PARAGRAPH, 0, "After"),
        (Role.PARAGRAPH, 0, "Shape"),
    ]


@pytest.mark.parametrize(
    "left_out",
    [
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>left out</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>",
        '<text:p><text:span text:style-name="T2">left out</text:span></text:p>',
        "<text:p><office:annotation><text:p>left out</text:p></office:annotation></text:p>",
        "<text:p><text:hidden-text>left out</text:hidden-text></text:p>",
        '<text:section text:display="none"><text:p>left out</text:p></text:section>',
        "<office:forms><text:p>left out</text:p></office:forms>",
        "<text:p><text:ruby><text:ruby-text>left out</text:ruby-text></text:ruby></text:p>",
    ],
)
def test_what_is_deleted_hidden_or_a_comment_is_left_out(tmp_path: Path, left_out: str) -> None:
    reading = reading_of(tmp_path, f"<text:p>Before</text:p>{left_out}<text:p>After</text:p>")

    assert [text for _, _, text in blocks(reading)] == ["Before", "After"]


def test_a_table_of_contents_is_marked_as_such(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        """<text:table-of-content><text:table-of-content-source><text:index-title-template>No</text:index-title-template>
        </text:table-of-content-source><text:index-body><text:p>Lessons<text:tab/>4</text:p></text:index-body>
        </text:table-of-content><text:p>Text</text:p>""",
    )

    assert [(block.kind, text) for block, (_, _, text) in zip(reading.blocks, blocks(reading), strict=True)] == [
        (Kind.OTHER, "Lessons 4"),
        (None, "Text"),
    ]


def test_properties(tmp_path: Path) -> None:
    meta = (
        "<dc:title>Review</dc:title><meta:initial-creator>A. Writer</meta:initial-creator>"
        "<dc:creator>B. Editor</dc:creator><meta:creation-date>2021-05-03T10:00:00</meta:creation-date>"
    )

    assert reading_of(tmp_path, "<text:p>Text</text:p>", meta).properties == (
        ("title", "Review"),
        ("author", "A. Writer"),
        ("created", "2021-05-03T10:00:00"),
    )


MANIFEST = (
    '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><file-entry full-path="content.xml">'
    "<encryption-data/></file-entry></manifest>"
)


@pytest.mark.parametrize(
    ("parts", "state", "reason"),
    [
        (
            {"content.xml": b"\x8f\x01scrambled", "META-INF/manifest.xml": MANIFEST},
            State.ENCRYPTED,
            "The document asks for a password.",
        ),
        ({"content.xml": "<office"}, State.DAMAGED, "Its part “content.xml” is broken."),
        ({"content.xml": "<other/>"}, State.DAMAGED, "The ODT's parts are missing or broken."),
        ({"content.xml": "<a>" * 3000}, State.DAMAGED, "Its part “content.xml” is broken."),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, parts: dict[str, str | bytes], state: State, reason: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_odt(written(tmp_path, "a.odt", archive({"mimetype": ODT, **parts})))

    assert (caught.value.state, caught.value.reason) == (state, reason)


def test_tables_within_tables_within_tables_end(tmp_path: Path) -> None:
    """The parser itself ends at 256 levels; what is below that must be followed."""
    opened = "<table:table><table:table-row><table:table-cell>" * 60
    closed = "</table:table-cell></table:table-row></table:table>" * 60

    assert blocks(reading_of(tmp_path, f"{opened}<text:p>Cell</text:p>{closed}")) == [(Role.ROW, 0, "Cell")]
