"""Plain text and Markdown: encodings, pages, headings, lists, tables, front matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.document import Reading, Role, text_of
from ingest.read_text import decoded, plain_reading, read_markdown, read_plain

FRENCH = "Les agents ont manqué d'espèces dès le premier jour ; l'équipe n'a été prévenue qu'après coup, à l'été."
ARABIC = "تأخرت التحويلات النقدية لأن الشرائح لم تسجل قبل التوزيع الأول في المخيمات"


def blocks(reading: Reading) -> list[tuple[Role, int, str]]:
    return [(block.role, block.level, text_of(block.spans, reading.pages)) for block in reading.blocks]


def markdown(folder: Path, text: str) -> Reading:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    return read_markdown(path)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "cp1252"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (ARABIC, "utf-8"),
        (ARABIC, "cp1256"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))

    assert decoded(path) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"One{end}two{end}{end}three".encode())

    assert [text for _, _, text in blocks(read_plain(path))] == ["One two", "three"]


def test_form_feeds_part_pages() -> None:
    reading = plain_reading("First page.\n\fSecond page.\n\nMore of it.\n\f\n")

    assert [(page.number, page.text) for page in reading.pages] == [
        (1, "First page."),
        (2, "Second page.\nMore of it."),
    ]
    assert [block.spans[0].page for block in reading.blocks] == [1, 2, 2]
    assert reading.paged


def test_text_without_form_feeds_has_no_pages() -> None:
    assert not plain_reading("One.\n\nTwo.").paged


def test_plain_text_has_headings_lists_and_mended_hyphens() -> None:
    text = """LESSONS LEARNED

What went wrong
---------------

The assess-
ment was late. The assessment
came after the rains.

- Register SIM cards
  before the first transfer
- Print the number

2.1 Next steps

Nothing more."""

    assert blocks(plain_reading(text)) == [
        (Role.HEADING, 1, "LESSONS LEARNED"),
        (Role.HEADING, 1, "What went wrong"),
        (Role.PARAGRAPH, 0, "The assessment was late. The assessment came after the rains."),
        (Role.BULLET, 0, "- Register SIM cards before the first transfer"),
        (Role.BULLET, 0, "- Print the number"),
        (Role.HEADING, 1, "2.1 Next steps"),
        (Role.PARAGRAPH, 0, "Nothing more."),
    ]


def test_a_wrapped_line_that_begins_like_an_item_is_none() -> None:
    text = "El equipo no pudo decidir a tiempo si las familias recibirían efectivo\no cupones, y eso retrasó todo."

    assert [role for role, _, _ in blocks(plain_reading(text))] == [Role.PARAGRAPH]


def test_markdown_headings_lists_and_quotes(tmp_path: Path) -> None:
    text = """# Review

Some *emphasised* and `coded`
text with a [link](http://localhost) &amp; more.

## Lessons

- Register **cards** first
  and early
  1. Print the number

     On every ration card
- Last

> Quoted words

```
kept as
text
```

<div>dropped</div>
"""

    assert blocks(markdown(tmp_path, text)) == [
        (Role.HEADING, 1, "Review"),
        (Role.PARAGRAPH, 0, "Some emphasised and coded text with a link & more."),
        (Role.HEADING, 2, "Lessons"),
        (Role.BULLET, 0, "Register cards first and early"),
        (Role.BULLET, 0, "Print the number"),
        (Role.BULLET, 0, "On every ration card"),
        (Role.BULLET, 0, "Last"),
        (Role.PARAGRAPH, 0, "Quoted words"),
        (Role.PARAGRAPH, 0, "kept as text"),
    ]


def test_a_markdown_table_names_the_columns_of_its_cells(tmp_path: Path) -> None:
    reading = markdown(
        tmp_path, "| What | Answer | When |\n|---|---|---|\n| Cards | Yes | May |\n| Posters | | June |\n"
    )

    assert [(block.columns, text_of(block.spans, reading.pages)) for block in reading.blocks] == [
        ((), "What | Answer | When"),
        (("What", "Answer", "When"), "Cards | Yes | May"),
        (("What", "When"), "Posters | June"),
    ]
    assert not reading.paged


def test_front_matter_is_properties(tmp_path: Path) -> None:
    reading = markdown(tmp_path, '---\nTitle: "Review: Idai"\nyear: 2021\nempty:\n---\n# Text\n')

    assert reading.properties == (("title", "Review: Idai"), ("year", "2021"))
    assert blocks(reading) == [(Role.HEADING, 1, "Text")]


def test_text_between_two_rules_is_no_front_matter(tmp_path: Path) -> None:
    reading = markdown(tmp_path, "---\n\nAgents ran out of cash.\n\n---\n\nMore.\n")

    assert reading.properties == ()
    assert [text for _, _, text in blocks(reading)] == ["Agents ran out of cash.", "More."]
