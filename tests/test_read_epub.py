"""Books: their parts in reading order, each read as a web page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest.document import Role, text_of
from ingest.outcome import State, UnreadableError
from ingest.read_epub import read_epub
from tests.office_files import archive, epub, written


def chapter(title: str, text: str) -> str:
    return (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body><h1>{title}</h1><p>{text}</p>'
        '<aside epub:type="footnote" id="n"><p>A note.</p></aside></body></html>'
    )


CHAPTERS = {"one.xhtml": chapter("One", "First text."), "part two.xhtml": chapter("Two", "Second text.")}


def test_the_parts_are_read_in_the_order_of_the_spine(tmp_path: Path) -> None:
    reading = read_epub(written(tmp_path, "a.epub", epub(CHAPTERS, ("part two.xhtml", "one.xhtml"))))

    assert [(block.role, text_of(block.spans, reading.pages)) for block in reading.blocks] == [
        (Role.HEADING, "Two"),
        (Role.PARAGRAPH, "Second text."),
        (Role.FOOTNOTE, "A note."),
        (Role.HEADING, "One"),
        (Role.PARAGRAPH, "First text."),
        (Role.FOOTNOTE, "A note."),
    ]
    assert reading.properties == (
        ("title", "Twenty Years of Vouchers"),
        ("author", "A. Writer"),
        ("created", "2019-05"),
    )
    assert (reading.paged, reading.notes) == (False, ())


def test_missing_parts_are_told(tmp_path: Path) -> None:
    book = epub(CHAPTERS, ("one.xhtml", "part two.xhtml"))
    path = written(tmp_path, "a.epub", without(book, "OEBPS/one.xhtml"))

    reading = read_epub(path)

    assert reading.notes == ("1 of its 2 parts are missing.",)
    assert text_of(reading.blocks[0].spans, reading.pages) == "Two"


def without(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return archive({each: file.read(each) for each in file.namelist() if each != name})


def encryption(part: str) -> dict[str, str]:
    reference = f'<CipherData><CipherReference URI="{part}"/></CipherData>'
    return {"META-INF/encryption.xml": f"<encryption><EncryptedData>{reference}</EncryptedData></encryption>"}


def test_a_protected_book_is_encrypted(tmp_path: Path) -> None:
    book = epub(CHAPTERS, ("one.xhtml",), encryption("OEBPS/one.xhtml"))

    with pytest.raises(UnreadableError) as caught:
        read_epub(written(tmp_path, "a.epub", book))

    assert (caught.value.state, caught.value.reason) == (State.ENCRYPTED, "The book is protected against copying.")


def test_scrambled_typefaces_do_not_matter(tmp_path: Path) -> None:
    book = epub(CHAPTERS, ("one.xhtml",), encryption("OEBPS/font.otf"))

    assert read_epub(written(tmp_path, "a.epub", book)).pages[0].text.startswith("One\nFirst text.")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"META-INF/container.xml": "<container/>"},
        {"META-INF/container.xml": '<container><rootfile full-path="none.opf"/></container>'},
        {"META-INF/container.xml": "no markup"},
        {"META-INF/container.xml": '<container><rootfile full-path="../../etc/passwd"/></container>'},
    ],
)
def test_a_book_without_its_list_of_parts_is_damaged(tmp_path: Path, parts: dict[str, str]) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_epub(written(tmp_path, "a.epub", archive({"mimetype": "application/epub+zip", **parts})))

    assert caught.value.state is State.DAMAGED
