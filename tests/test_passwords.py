"""Passwords: read from a file, tried on real encrypted files, and told, kept or logged nowhere."""

from __future__ import annotations

import io
import logging
import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msoffcrypto
import pypdf
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from index.embedded import open_library
from index.ingestion import Order, run
from ingest import media_types as types
from ingest.formats import read
from ingest.limited import Limits
from ingest.opening import Task
from ingest.options import ReadOptions
from ingest.outcome import State, UnreadableError
from ingest.passwords import MOST_PASSWORDS, PasswordFileError, read_passwords
from tests.hash_embedder import HashEmbedder
from tests.office_files import SENTENCE, pdf, word, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary
    from index.ingestion import Step
    from tests.conftest import Program

SECRET = "Kœnigs-4711 "
TEXT = "Agents ran out of cash on the first day, and nobody had told the households when they would return."


def locked_word(password: str = SECRET) -> bytes:
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(word(TEXT))).encrypt(password, buffer)
    return buffer.getvalue()


def locked_pdf(password: str = SECRET) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf(TEXT)))
    writer.encrypt(password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_one_password_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "passwords.txt", "\ufeffone\r\n\r\ntwo words \r\none\nMöwe".encode())

    assert read_passwords(path) == ("one", "two words ", "Möwe")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "cannot be read: No such file or directory. Check its name."),
        (b"", "There is no password in"),
        (b"\n\r\n", "There is no password in"),
        (b"M\xf6we", "is no text in UTF-8. Save it as such."),
        ("\n".join(map(str, range(MOST_PASSWORDS + 1))).encode(), "has more than 100 lines."),
    ],
)
def test_a_file_that_is_none_says_why(tmp_path: Path, data: bytes | None, message: str) -> None:
    path = tmp_path / "passwords.txt"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(PasswordFileError) as caught:
        read_passwords(path)

    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_folder_is_no_password_file(tmp_path: Path) -> None:
    with pytest.raises(PasswordFileError, match="cannot be read"):
        read_passwords(tmp_path)


@pytest.mark.parametrize(("name", "data"), [("a.docx", locked_word()), ("a.pdf", locked_pdf())])
def test_the_right_password_opens_a_file(tmp_path: Path, name: str, data: bytes) -> None:
    path = written(tmp_path, name, data)

    reading = read(path, ReadOptions(("wrong", SECRET, "other")))

    assert TEXT in reading.pages[0].text.replace("\n", " ")
    assert reading.media_type in {types.DOCX, types.PDF}
    assert reading.notes == ()


@pytest.mark.parametrize(("name", "data"), [("a.docx", locked_word()), ("a.pdf", locked_pdf())])
@pytest.mark.parametrize("passwords", [(), ("wrong", "kœnigs-4711 ")])
def test_without_it_the_file_stays_encrypted(
    tmp_path: Path, name: str, data: bytes, passwords: tuple[str, ...]
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, name, data), ReadOptions(passwords))

    assert caught.value.state is State.ENCRYPTED
    assert "--password-file" in caught.value.outcome.advice
    assert "wrong" not in caught.value.reason + caught.value.outcome.advice


def test_a_workbook_that_is_only_protected_against_changes_needs_none(tmp_path: Path) -> None:
    """Excel encrypts it with a password that everybody knows."""
    reading = read(written(tmp_path, "a.docx", locked_word("VelvetSweatshop")))

    assert reading.pages[0].text == TEXT


def test_a_locked_file_of_another_name_is_told_once(tmp_path: Path) -> None:
    reading = read(written(tmp_path, "a.xlsx", locked_word()), ReadOptions((SECRET,)))

    assert reading.notes == ("It is called .xlsx, but its content is a Word document (DOCX); it was read as that.",)


def test_no_decrypted_copy_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    read(written(tmp_path, "a.docx", locked_word()), ReadOptions((SECRET,)))

    assert list((tmp_path / "temporary").iterdir()) == []


def test_passwords_do_not_show_in_what_is_printed() -> None:
    options = ReadOptions((SECRET,))
    task = Task(Path("a.docx"), "0" * 64, "a.docx", options=options)
    order = Order((Path("a"),), options=options)

    assert pickle.loads(pickle.dumps(task)).options.passwords == (SECRET,)
    assert SECRET.strip() not in f"{options!r} {task!r} {order!r} {replace(order, prune=True)!s}"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path / "library", HashEmbedder().identity, create=True) as opened:
        yield opened


def states(library: EmbeddedLibrary, folder: Path, *passwords: str) -> dict[str, str]:
    steps: list[Step] = []
    order = Order((folder,), limits=Limits(1), options=ReadOptions(passwords))
    run(library, HashEmbedder(), order, lambda step, _total: steps.append(step))
    return {Path(step.path).name: step.outcome.state.value for step in steps}


def test_a_run_with_passwords_tries_what_was_encrypted_again(
    library: EmbeddedLibrary, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    written(folder, "a.docx", locked_word())
    written(folder, "b.pdf", locked_pdf("another"))
    with caplog.at_level(logging.DEBUG):
        assert states(library, folder) == {"a.docx": "encrypted", "b.pdf": "encrypted"}
        assert states(library, folder, "wrong") == {"a.docx": "encrypted", "b.pdf": "encrypted"}
        assert states(library, folder, SECRET) == {"a.docx": "ready", "b.pdf": "encrypted"}
        assert states(library, folder, "another") == {"a.docx": "unchanged", "b.pdf": "ready"}
        assert states(library, folder) == {"a.docx": "unchanged", "b.pdf": "unchanged"}

    assert SECRET.strip() not in caplog.text
    kept = b"".join(file.read_bytes() for file in (tmp_path / "library").rglob("*") if file.is_file())
    assert SECRET.strip().encode() not in kept
    assert b"Agents ran out of cash" in kept


def test_the_command_line_takes_a_file_of_passwords(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    written(folder, "a.docx", locked_word())
    passwords = written(folder, "passwords.txt", f"wrong\n{SECRET}\n".encode())

    first = program("ingest", folder / "a.docx", library=tmp_path / "library", code=3)
    assert "--password-file" in first.stdout
    done = program("ingest", folder, "--password-file", passwords, library=tmp_path / "library")

    assert SECRET.strip() not in done.stdout + done.stderr
    shown = program("status", "--json", library=tmp_path / "library").stdout
    assert '"ready": 1' in shown
    assert "passwords.txt" not in shown


def test_the_command_line_names_a_password_file_that_is_missing(program: Program, tmp_path: Path) -> None:
    written(tmp_path, "a.txt", SENTENCE)

    done = program(
        "ingest", tmp_path, "--password-file", tmp_path / "none.txt", library=tmp_path / "library", code=2
    )

    assert "none.txt" in done.stderr.replace("\n", "")


def test_the_library_that_decrypts_is_the_one_we_think() -> None:
    """`verify_password` is what makes a wrong password fail before anything is written."""
    office = msoffcrypto.OfficeFile(io.BytesIO(locked_word()))

    assert (office.format, office.type) == ("ooxml", "agile")
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        office.load_key(password="wrong", verify_password=True)
