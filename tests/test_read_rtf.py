"""RTF: characters of many code pages, headings, lists, tables, notes, and what is left out deliberately."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import normalise
from ingest.document import Kind, Reading, Role, text_of
from ingest.outcome import State, UnreadableError
from ingest.read_rtf import read_rtf
from ingest.rtf_tokens import Is, tokens
from tests.office_files import written

STYLES = (
    r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset178 Arial;}{\f2\fcharset2 Symbol;}{\f3\fcharset204 Arial;}}"
    r"{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Heading 2;}{\s3\sbasedon2 My Heading;}"
    r"{\s4 Title;}{\s5 toc 1;}{\s6 caption;}{\*\cs7 heading 3;}}"
)


def reading_of(folder: Path, body: str | bytes, head: str = STYLES) -> Reading:
    data = body if isinstance(body, bytes) else body.encode("ascii")
    return read_rtf(written(folder, "a.rtf", b"{\\rtf1\\ansi\\ansicpg1252\\deff0" + head.encode() + data + b"}"))


def blocks(reading: Reading) -> list[tuple[Role, int, str]]:
    return [(block.role, block.level, text_of(block.spans, reading.pages)) for block in reading.blocks]


def text(folder: Path, body: str | bytes) -> str:
    return reading_of(folder, body).pages[0].text


def test_headings_lists_and_captions(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        r"""\pard\s4 Review\par
\pard\s1\outlinelevel0 Lessons\line learned\par
\pard\s3 Cash\par
\pard Agents {\b ran out} of
 cash.\par
\pard\ls1 Register cards\par
{\listtext 1.\tab}Print the number\par
\pard{\pntext\'b7\tab}Call the recipient\par
\pard\s6 Table 1: Delays\par
\pard\b What went wrong\b0\par
\pard\b Late.\par
\pard\plain Last""",
    )

    assert blocks(reading) == [
        (Role.HEADING, 1, "Review"),
        (Role.HEADING, 1, "Lessons learned"),
        (Role.HEADING, 2, "Cash"),
        (Role.PARAGRAPH, 0, "Agents ran out of cash."),
        (Role.BULLET, 0, "Register cards"),
        (Role.BULLET, 0, "Print the number"),
        (Role.BULLET, 0, "Call the recipient"),
        (Role.CAPTION, 0, "Table 1: Delays"),
        (Role.HEADING, 9, "What went wrong"),
        (Role.PARAGRAPH, 0, "Late."),
        (Role.PARAGRAPH, 0, "Last"),
    ]
    assert not reading.paged


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"d\'e9j\'e0", "déjà"),
        ("déjà".encode("cp1252"), "déjà"),
        (r"\u233\'e9t\u233?", "été"),
        (r"\uc0\u233 t\u233 {\uc2\u8211\'96\'96}x", "été–x"),
        (r"\uc1\u-3913 x", "•"),
        (r"\u55357?\u56832?", "😀"),
        (r"\f1 \'e3\'d1\'cd\'c8\'c7\f0  \'e9", "مرحبا é"),
        (r"\f3 \'cf\'f0\'e8", "При"),
        (r"\f2\'b7\f0  Item", "• Item"),
        (r"a\~b\_c\-d\{\}\\ \emdash\endash\lquote\rquote\ldblquote\rdblquote\bullet\tab z", "a b-cd{}\\ —–‘’“”• z"),
        ("one\\\ntwo", "one\ntwo"),
        ("one\r\ntwo", "onetwo"),
    ],
)
def test_characters(tmp_path: Path, body: str | bytes, expected: str) -> None:
    assert text(tmp_path, body) == expected


def test_the_code_page_of_the_document_holds_where_the_font_says_nothing(tmp_path: Path) -> None:
    data = rb"{\rtf1\ansi\ansicpg1256{\fonttbl{\f0\fcharset0 Arial;}}\f0 \'e3\'d1\'cd\'c8\'c7\par}"

    assert read_rtf(written(tmp_path, "a.rtf", data)).pages[0].text == "مرحبا"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=50))
def test_any_text_in_unicode_comes_back(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    units = content.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]

    read = text(tmp_path_factory.mktemp("rtf"), "".join(f"\\u{code}?" for code in codes) + ".")

    assert read == normalise.line(content + ".")


@pytest.mark.parametrize(
    "left_out",
    [
        r"{\header left out\par}",
        r"{\footerl left out\par}",
        r"{\*\unknown left out}",
        r"{\*\unknown{\inner left out}}",
        r"{\v left out}",
        r"{\deleted left out}",
        r"{\*\annotation left out\par}",
        r"{\pict\pngblip 6c656674206f7574}",
        r"{\object{\*\objclass Word}{\*\objdata 6c656674}}",
        r"{\field{\*\fldinst HYPERLINK left out}}",
        r"{\xe left out}",
        r"{\*\bkmkstart left out}",
        r"{\nonshppict{\pict left out}}",
        r"{\info{\title x}{\comment left out}}",
    ],
)
def test_what_is_deleted_hidden_or_no_text_is_left_out(tmp_path: Path, left_out: str) -> None:
    assert text(tmp_path, rf"Be{left_out}fore\par After\par") == "Before\nAfter"


def test_results_of_fields_and_insertions_are_read(tmp_path: Path) -> None:
    body = r"See {\field{\*\fldinst PAGEREF x}{\fldrslt page 4}} {\revised and more}"
    body += r"{\object{\*\objdata 6c}{\result !}}"

    assert text(tmp_path, body) == "See page 4 and more!"


def test_a_table_names_the_columns_of_its_cells(tmp_path: Path) -> None:
    row = r"\trowd\cellx1000\cellx2000\cellx3000\pard\intbl "
    merged = r"\trowd\cellx2010\cellx3000\pard\intbl "
    reading = reading_of(
        tmp_path,
        rf"Before\par {row}What\cell Answer\cell When\cell\row {row}Cards\par and posters\cell\cell 2020\cell\row"
        rf"{merged}No\cell 2021\cell\row\pard After\par",
    )

    assert [(block.role, block.columns, text_of(block.spans, reading.pages)) for block in reading.blocks] == [
        (Role.PARAGRAPH, (), "Before"),
        (Role.ROW, (), "What | Answer | When"),
        (Role.ROW, ("What", "When"), "Cards and posters | 2020"),
        (Role.ROW, ("What", "When"), "No | 2021"),
        (Role.PARAGRAPH, (), "After"),
    ]


def test_a_row_that_never_ends_is_kept(tmp_path: Path) -> None:
    assert text(tmp_path, r"\trowd\cellx1000\pard\intbl What\cell When\cell and") == "What | When\nand"


def test_notes_and_boxes_follow_their_paragraph(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        r"Late{\super\chftn{\footnote\pard\chftn  By 47\par days.}} transfers."
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv left}}{\shptxt\pard Boxed\par text\par}}"
        r"{\shprslt left out}}\par After\par",
    )

    assert blocks(reading) == [
        (Role.PARAGRAPH, 0, "Late transfers."),
        (Role.FOOTNOTE, 0, "By 47 days."),
        (Role.PARAGRAPH, 0, "Boxed"),
        (Role.PARAGRAPH, 0, "text"),
        (Role.PARAGRAPH, 0, "After"),
    ]


def test_a_table_of_contents_is_marked_as_such(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, r"\pard\s5 Lessons\tab 4\par\pard\s0 Text\par")

    assert [block.kind for block in reading.blocks] == [Kind.OTHER, None]


def test_properties(tmp_path: Path) -> None:
    head = (
        r"{\info{\title Review d\'e9t\u233?}{\author A. Writer}{\creatim\yr2021\mo5\dy3\hr10\min4}{\revtim\yr2024}}"
    )

    assert reading_of(tmp_path, r"Text\par", head).properties == (
        ("title", "Review dété"),
        ("author", "A. Writer"),
        ("created", "2021-05-03"),
    )


def test_what_is_embedded_in_binary_is_passed_over(tmp_path: Path) -> None:
    body = rb"Before{\pict\bin8 }}}{\par} after\par"

    assert text(tmp_path, body) == "Before after"


def test_groups_ten_thousand_deep_are_refused_and_fewer_read(tmp_path: Path) -> None:
    assert text(tmp_path, "{" * 5000 + "deep" + "}" * 5000 + r" end\par") == "deep end"

    with pytest.raises(UnreadableError) as caught:
        text(tmp_path, "{" * 1_000_000)

    assert (caught.value.state, caught.value.reason) == (State.DAMAGED, "Its groups are nested without end.")


@pytest.mark.parametrize(
    "body",
    [
        "}}}} text",
        r"\u",
        r"\u99999999999 text",
        r"\'zz text",
        "\\",
        r"\bin99999999 x",
        r"\cellx\cell\row text",
        r"{\footnote",
    ],
)
def test_broken_rtf_does_no_harm(tmp_path: Path, body: str) -> None:
    assert len(blocks(reading_of(tmp_path, r"Text\par " + body))) >= 1


def test_tokens() -> None:
    found = [(token.kind, token.word, token.number, token.text) for token in tokens(b"{\\b0 x\\'e9\r\ny\\~\\u-5?}")]

    assert found == [
        (Is.OPEN, "", None, b""),
        (Is.WORD, "b", 0, b""),
        (Is.TEXT, "", None, b"x"),
        (Is.TEXT, "", None, b"\xe9"),
        (Is.TEXT, "", None, b"y"),
        (Is.WORD, "~", None, b""),
        (Is.WORD, "u", -5, b""),
        (Is.TEXT, "", None, b"?"),
        (Is.CLOSE, "", None, b""),
    ]
