"""Each file is read by the reader of its content's type; what is not as it should be is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest import media_types as types
from ingest.formats import READERS, read
from ingest.outcome import State, UnreadableError
from tests.office_files import SENTENCE, archive, epub, odt, ole, pdf, repacked, word, written

HTML = f"<html><body><p>{SENTENCE}</p></body></html>"
MHTML = (
    "From: <Saved by Blink>\r\nSubject: Review\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="cut"\r\n\r\n'
    "--cut\r\nContent-Type: text/css\r\n\r\np { color: red }\r\n"
    "--cut\r\nContent-Type: text/html; charset=windows-1256\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "PHA+2sfmzw==\r\n--cut--\r\n"
)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf(), types.PDF),
        ("a.docx", word(), types.DOCX),
        ("a.odt", odt(f"<text:p>{SENTENCE}</text:p>"), types.ODT),
        ("a.rtf", f"{{\\rtf1 {SENTENCE}\\par}}".encode(), types.RTF),
        ("a.epub", epub({"one.xhtml": HTML}, ("one.xhtml",)), types.EPUB),
        ("a.html", HTML.encode(), types.HTML),
        ("a.md", SENTENCE.encode(), types.MARKDOWN),
        ("a.txt", SENTENCE.encode(), types.PLAIN),
    ],
)
def test_each_type_is_read_by_its_reader(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    reading = read(written(tmp_path, name, data))

    assert (reading.media_type, reading.pages[0].text, reading.notes) == (kind, SENTENCE, ())


def test_a_saved_page_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    reading = read(written(tmp_path, "a.mht", MHTML))

    assert (reading.media_type, reading.pages[0].text) == (types.MHTML, "عاود")


def test_a_saved_page_without_a_page_is_empty(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, "a.mht", MHTML.replace("text/html;", "image/png;").replace('"text/html"', '"x"')))

    assert caught.value.state is State.EMPTY


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        ("a.docx", pdf(), "It is called .docx, but its content is a PDF; it was read as that."),
        ("a.pdf", word(), "It is called .pdf, but its content is a Word document (DOCX); it was read as that."),
        ("a.doc", HTML.encode(), "It is called .doc, but its content is a web page; it was read as that."),
        (
            "a.doc",
            b"{\\rtf1 " + SENTENCE.encode() + b"}",
            "It is called .doc, but its content is an RTF document; it was read as that.",
        ),
        ("a.doc", SENTENCE.encode(), "It is called .doc, but its content is plain text; it was read as that."),
    ],
)
def test_a_name_that_says_something_else_is_noted(tmp_path: Path, name: str, data: bytes, note: str) -> None:
    reading = read(written(tmp_path, name, data))

    assert reading.notes == (note,)
    assert reading.pages[0].text == SENTENCE


@pytest.mark.parametrize(
    ("name", "data", "state", "reason"),
    [
        ("a.docx", archive({"word/document.xml": "x"}), State.DAMAGED, "The DOCX's parts are missing or broken."),
        ("a.docx", word()[:2000], State.DAMAGED, "The file's container is cut off or broken."),
        ("a.odt", archive({"mimetype": types.ODT}), State.DAMAGED, "The ODT's parts are missing or broken."),
        (
            "a.epub",
            archive({"mimetype": types.EPUB}),
            State.DAMAGED,
            "The book's list of parts is missing or broken.",
        ),
        ("a.pdf", b"%PDF-1.7\nnothing more", State.DAMAGED, "The PDF's structure is broken beyond repair."),
        (
            "a.docx",
            ole("EncryptedPackage"),
            State.ENCRYPTED,
            "It is encrypted in a way that is not known, perhaps for certain people only.",
        ),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, state: State, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, name, data))

    assert (caught.value.state, caught.value.reason) == (state, reason)
    assert caught.value.outcome.advice


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_templates_and_documents_with_macros_are_read(tmp_path: Path, kind: str) -> None:
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = word()
    changed = repacked(
        data, {"[Content_Types].xml": part(data, "[Content_Types].xml").replace(plain, kind.encode())}
    )

    reading = read(written(tmp_path, "a.docm", changed))

    assert (reading.media_type, reading.pages[0].text) == (types.DOCX, SENTENCE)


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)


SECRET = "The account number is 4711."
EXPANDED = "lollol"


def document_type(folder: Path, root: str, levels: int) -> bytes:
    """Declares ``e``, which stands for 10 to the power of ``levels`` words, and ``file``, a file here."""
    secret = written(folder, "secret.txt", SECRET)
    powers = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(levels))
    last = f'<!ENTITY e0 "lol">{powers}<!ENTITY e "&e{levels};">'
    return f'<!DOCTYPE {root} [{last}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'.encode()


def hostile(folder: Path, name: str, levels: int) -> bytes:
    """A document of this kind that calls the two entities behind its sentence."""
    calls = SENTENCE.encode() + b" &e; &file;"
    page = b"<?xml version='1.0'?>" + document_type(folder, "html", levels) + b"<html><p>" + calls + b"</p></html>"
    if name == "a.html":
        return page
    if name == "a.epub":
        return epub({"one.xhtml": page.decode()}, ("one.xhtml",))
    docx_part, odt_part = ("word/document.xml", "w:document"), ("content.xml", "office:document-content")
    packed = word() if name == "a.docx" else odt(f"<text:p>{SENTENCE}</text:p>")
    inside, root = docx_part if name == "a.docx" else odt_part
    declaration, _, rest = part(packed, inside).partition(b"?>")
    assert SENTENCE.encode() in rest
    changed = declaration + b"?>" + document_type(folder, root, levels) + rest.replace(SENTENCE.encode(), calls)
    return repacked(packed, {inside: changed})


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.html", "a.epub"])
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, name: str) -> None:
    reading = read(written(tmp_path, name, hostile(tmp_path, name, levels=1)))

    text = reading.pages[0].text
    assert SENTENCE in text
    assert SECRET not in text
    assert EXPANDED not in text


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_a_billion_laughs_are_a_broken_document(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, name, hostile(tmp_path, name, levels=9)))

    assert caught.value.state is State.DAMAGED


@pytest.mark.parametrize("name", ["a.html", "a.epub"])
def test_a_billion_laughs_are_not_heard_on_a_page(tmp_path: Path, name: str) -> None:
    reading = read(written(tmp_path, name, hostile(tmp_path, name, levels=9)))

    assert EXPANDED not in reading.pages[0].text
    assert SENTENCE in reading.pages[0].text


def test_a_picture_with_entities_is_not_even_parsed(tmp_path: Path) -> None:
    data = b'<?xml version="1.0"?>' + document_type(tmp_path, "svg", 9) + b"<svg><text>&e;</text></svg>"

    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, "a.svg", data))

    assert (caught.value.state, caught.value.reason) == (State.UNSUPPORTED, "Its content is a picture (SVG).")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.odt", {"mimetype": types.ODT, "content.xml": b" " * (60 << 20)}),
        ("a.epub", {"mimetype": types.EPUB, "META-INF/container.xml": b" " * (60 << 20)}),
        ("a.docx", {"[Content_Types].xml": b" " * (60 << 20), "word/document.xml": b"x"}),
    ],
)
def test_a_bomb_is_too_large(tmp_path: Path, name: str, data: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, name, archive(data)))

    assert caught.value.state is State.TOO_LARGE


def test_all_readers_are_for_known_types() -> None:
    assert READERS.keys() <= types.EXTENSIONS.keys()
