"""Web pages: structure, what is left out, encodings, and markup that no program should choke on."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import Reading, Role, text_of
from ingest.read_html import page_reading, read_html
from tests.office_files import written

LONG = "Agents ran out of cash before noon, and nobody had told the households on which day they would return."


def blocks(reading: Reading) -> list[tuple[Role, int, str]]:
    return [(block.role, block.level, text_of(block.spans, reading.pages)) for block in reading.blocks]


def texts(markup: str) -> list[str]:
    return [text for _, _, text in blocks(page_reading(markup))]


def test_headings_paragraphs_lists_quotes_and_captions() -> None:
    reading = page_reading("""
        <h1>Review of the
            cash programme</h1>
        <p>Agents <em>ran out</em> of cash&nbsp;on the first&#32;day.</p>
        <h2>Lessons</h2>
        <ul><li>Register cards first<ul><li>and early</li></ul></li>
        <li><p>Print the number</p><p>on each card</p></li></ul>
        <ol><li>Call the recipient</ol>
        <blockquote><p>We waited for weeks.</p></blockquote>
        <figure><img src="a.png" alt="Graph"><figcaption>Figure 1: Delays</figcaption></figure>
        <dl><dt>CVA</dt><dd>cash and voucher assistance</dd></dl>
        <pre>kept
as text</pre>
        loose text <b>at the end</b>""")

    assert blocks(reading) == [
        (Role.HEADING, 1, "Review of the cash programme"),
        (Role.PARAGRAPH, 0, "Agents ran out of cash on the first day."),
        (Role.HEADING, 2, "Lessons"),
        (Role.BULLET, 0, "Register cards first"),
        (Role.BULLET, 0, "and early"),
        (Role.BULLET, 0, "Print the number"),
        (Role.BULLET, 0, "on each card"),
        (Role.BULLET, 0, "Call the recipient"),
        (Role.PARAGRAPH, 0, "We waited for weeks."),
        (Role.CAPTION, 0, "Figure 1: Delays"),
        (Role.PARAGRAPH, 0, "CVA"),
        (Role.PARAGRAPH, 0, "cash and voucher assistance"),
        (Role.PARAGRAPH, 0, "kept as text"),
        (Role.PARAGRAPH, 0, "loose text at the end"),
    ]
    assert (reading.paged, len(reading.pages)) == (False, 1)


def test_line_breaks_stay_within_a_paragraph_and_two_end_it() -> None:
    assert texts("<p>Agents ran out<br>of cash.<br/> <br>Nobody came.</p>") == [
        "Agents ran out of cash.",
        "Nobody came.",
    ]


def test_lines_of_the_markup_are_no_lines_of_the_text() -> None:
    assert texts("<p><b>Agents</b>\n<i></i>\n\n<b>ran</b>\n<b>out</b>") == ["Agents ran out"]


def test_a_short_bold_paragraph_is_a_heading() -> None:
    markup = (
        f"<p><b>What went wrong</b></p><p><b>{LONG} {LONG}</b></p><p><b>Cash</b> came late</p><p><b>Late.</b></p>"
    )

    assert [(role, level) for role, level, _ in blocks(page_reading(markup))] == [
        (Role.HEADING, 9),
        (Role.PARAGRAPH, 0),
        (Role.PARAGRAPH, 0),
        (Role.PARAGRAPH, 0),
    ]


def test_a_table_names_the_columns_of_its_cells() -> None:
    reading = page_reading("""<table><caption>Answers</caption>
        <thead><tr><th>What<th>Answer<th colspan=2>When</tr></thead>
        <tr><td rowspan=2>Cards<td>Yes<td>May<td>2020</tr>
        <tr><td>No<td><td>2021<script>x</script></tr>
        <tr><td>Posters<br>and radio<td><ul><li>Yes<li>twice</ul></tr></table>""")

    assert blocks(reading)[0] == (Role.CAPTION, 0, "Answers")
    assert [(block.columns, text_of(block.spans, reading.pages)) for block in reading.blocks[1:]] == [
        ((), "What | Answer | When"),
        (("What", "Answer", "When", "When"), "Cards | Yes | May | 2020"),
        (("Answer", "When"), "No | 2021"),
        (("What", "Answer"), "Posters and radio | Yes twice"),
    ]
    assert {block.role for block in reading.blocks[1:]} == {Role.ROW}


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td><h2>Lessons</h2><p>Text</p></td><td>Side</td></tr><tr><td>A</td><td>B</td></tr></table>",
        "<table role=presentation><tr><td>A</td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>",
        "<table><tr><td>One row</td><td>of two</td></tr></table>",
        "<table><tr><td>One column</td></tr><tr><td>of two</td></tr></table>",
        "<table><tr><td><table><tr><td>A</td></tr></table></td><td>B</td></tr><tr><td>C</td><td>D</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_is_none(markup: str) -> None:
    assert Role.ROW not in {role for role, _, _ in blocks(page_reading(markup))}


def test_the_rows_of_a_table_within_one_that_lays_out_are_rows() -> None:
    inner = "<table><tr><th>What</th><th>When</th></tr><tr><td>Cards</td><td>May</td></tr></table>"
    markup = f"<table><tr><td>Menu</td><td>{inner}</td></tr><tr><td>A</td><td>B</td></tr></table>"

    assert texts(markup) == ["Menu", "What | When", "Cards | May", "A", "B"]


@pytest.mark.parametrize(
    "left_out",
    [
        "<script>left out</script>",
        "<style>left out</style>",
        "<nav><a href=x>left out</a></nav>",
        "<footer>left out</footer>",
        "<noscript>left out</noscript>",
        "<template>left out</template>",
        "<select><option>left out</option></select>",
        "<button>left out</button>",
        "<textarea>left out</textarea>",
        "<p hidden>left out</p>",
        "<p style='color: red; DISPLAY : none'>left out</p>",
        "<p style='visibility:hidden'>left out</p>",
        "<div aria-hidden=true>left out</div>",
        "<div role=navigation>left out</div>",
        "<div role=banner>left out</div>",
        "<div role=dialog>left out</div>",
        "<div id=cookie-notice><p>left out</p></div>",
        "<section class='gdpr box'>left out</section>",
        "<aside><a href=x>left out</a> <a href=y>left out</a></aside>",
        "<svg><text>left out</text></svg>",
        "<iframe src=x>left out</iframe>",
        "<del>left out</del>",
        "<!-- left out -->",
        "<!--[if mso]><p>left out</p><![endif]-->",
        "<object data=x>left out</object>",
    ],
)
def test_what_is_no_text_of_the_page_is_left_out(left_out: str) -> None:
    assert texts(f"<p>Before</p>{left_out}<p>After</p>") == ["Before", "After"]


@pytest.mark.parametrize(
    "kept",
    [
        "<header><h1>kept</h1></header>",
        "<div role=banner><h1>kept</h1></div>",
        "<aside>kept</aside>",
        "<form><p>kept</p></form>",
        "<details><summary>kept</summary></details>",
        "<body class=cookies-accepted style='visibility:hidden'><p>kept</p></body>",
        "<blockquote><footer>kept</footer></blockquote>",
        "<p style='display:block'>kept</p>",
    ],
)
def test_what_only_looks_like_furniture_is_kept(kept: str) -> None:
    assert "kept" in texts(f"<p>Before</p>{kept}<p>After</p>")


def test_notes_are_apart_from_the_text_and_their_marks_gone() -> None:
    reading = page_reading("""
        <p>Transfers were late<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a> in 5 km<sup>2</sup>.</p>
        <p>See <a href="#annex">annex 1</a> and <a href="#fn2">this note</a>.</p>
        <div id="ftn1"><p><a href="#_ftnref1">[1]</a> By 47 days.</p></div>""")

    assert blocks(reading) == [
        (Role.PARAGRAPH, 0, "Transfers were late in 5 km2."),
        (Role.PARAGRAPH, 0, "See annex 1 and this note."),
        (Role.FOOTNOTE, 0, "By 47 days."),
    ]


def test_properties() -> None:
    reading = page_reading("""<head><title>Review
        of Cash</title><meta name=Author content="A. Writer">
        <meta property="article:published_time" content="2021-05-03">
        <meta name=description content=none></head><p>Text""")

    assert reading.properties == (("title", "Review of Cash"), ("author", "A. Writer"), ("created", "2021-05-03"))


ARABIC = "تأخرت التحويلات النقدية لأن الشرائح لم تسجل قبل التوزيع الأول في المخيمات"
FRENCH = "Les agents ont manqué d’espèces dès le premier jour ; l’équipe n’a été prévenue qu’à l’été."


@pytest.mark.parametrize(
    ("head", "text", "encoding"),
    [
        ("<meta charset=utf-8>", FRENCH, "utf-8"),
        ("<meta charset='utf-8'>", FRENCH, "utf-8-sig"),
        ("", FRENCH, "utf-8"),
        ("<meta charset=iso-8859-1>", FRENCH, "utf-8"),
        ("<meta charset=ISO-8859-1>", FRENCH, "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">', ARABIC, "cp1256"),
        ("<meta charset=utf-16>", ARABIC, "utf-16"),
        ("", FRENCH, "cp1252"),
        ("<meta charset=utf-8>", FRENCH, "cp1252"),
        ("<meta charset=unicode_escape>", FRENCH, "cp1252"),
        ("<meta charset=no-such>", FRENCH, "utf-8"),
    ],
)
def test_encodings(tmp_path: Path, head: str, text: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body><p>{text}</p></body></html>"

    reading = read_html(written(tmp_path, "a.html", page.encode(encoding)))

    assert reading.pages[0].text == text


def test_closed_elements_of_xhtml_do_not_swallow_the_page() -> None:
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head>'
        '<body><a id="top"/><div class="rule"/><p>One<br/>two<b/> three</p></body></html>'
    )

    assert texts(page) == ["One two three"]


def test_broken_markup_is_read_all_the_same() -> None:
    assert texts("<h1>Lessons<p>One <b>two</i> three<li>four</ul><td>five<p") == [
        "Lessons",
        "One two three",
        "four",
        "five",
    ]


@pytest.mark.parametrize("markup", ["", " ", "<!-- only -->", "<>", "<html></html>", "<?xml?>"])
def test_a_page_without_text_has_no_blocks(markup: str) -> None:
    assert page_reading(markup).blocks == () or texts(markup) == ["<>"]


@pytest.mark.parametrize("tag", ["div", "b", "table", "ul", "blockquote", "span", "aside", "section"])
def test_markup_a_hundred_thousand_deep_is_read_and_noted(tag: str) -> None:
    reading = page_reading(f"<p>First.</p>{f'<{tag}>' * 100_000}within{f'</{tag}>' * 100_000}<p>Last.</p>")

    assert "First. within Last." in " ".join(reading.pages[0].text.split())
    assert reading.notes == (
        "Its markup is nested too deep: its headings, lists and tables were read as paragraphs.",
    )


def test_right_to_left_text_stays_in_the_order_it_is_read_in() -> None:
    assert texts(f'<p dir="rtl">\u202b{ARABIC}\u202c (2021)</p>') == [f"{ARABIC} (2021)"]


def test_absurd_spans_do_no_harm() -> None:
    row = "<tr>" + "<td colspan=999999999 rowspan=999999999>x</td><td colspan=-1 rowspan=two>y</td>" * 50

    assert len(texts(f"<table>{row * 20}</table>")) == 20


def test_each_block_stands_where_it_says() -> None:
    reading = page_reading("<h1>One</h1>" + "<p>Two</p><table><tr><th>A<th>B<tr><td>1<td>2</table>" * 3)

    page = reading.pages[0].text
    assert page.split("\n") == ["One", *["Two", "A | B", "1 | 2"] * 3]
    assert [page[block.spans[0].start : block.spans[0].end] for block in reading.blocks] == page.split("\n")
