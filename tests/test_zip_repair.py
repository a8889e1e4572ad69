"""Containers without their directory: what is whole is read, and said to be only that."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from ingest import media_types as types
from ingest.formats import read
from ingest.outcome import State, UnreadableError
from ingest.zip_repair import repaired
from tests.office_files import SENTENCE, archive, odt, word, written

PARTS = {"a.xml": "first " * 500, "b.xml": "second " * 30_000, "c.txt": "third"}


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def without_directory(data: bytes) -> bytes:
    return data[: data.index(b"PK\1\2")]


def test_all_parts_of_a_container_without_its_directory_are_found(tmp_path: Path) -> None:
    broken = written(tmp_path, "broken.zip", without_directory(archive(PARTS)))

    assert repaired(broken, tmp_path / "mended.zip") == 3
    assert parts_of(tmp_path / "mended.zip") == PARTS


def test_parts_that_are_packed_as_a_stream_or_not_at_all_are_found(tmp_path: Path) -> None:
    class Stream(io.RawIOBase):
        """Cannot go back to write sizes into headers: they follow the content."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.data += piece
            return len(piece)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xml", PARTS["a.xml"])
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as file:
        file.writestr("c.txt", PARTS["c.txt"])
    joined = without_directory(stream.data) + without_directory(stored.getvalue())

    assert repaired(written(tmp_path, "broken.zip", joined), tmp_path / "mended.zip") == 2
    assert parts_of(tmp_path / "mended.zip") == {"a.xml": PARTS["a.xml"], "c.txt": PARTS["c.txt"]}


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_a_part_that_is_cut_off_is_none(tmp_path: Path, share: float) -> None:
    noise = {f"{n}.txt": "".join(random.Random(n).choices("abcdefgh", k=20_000)) for n in range(10)}
    data = without_directory(archive(noise))

    count = repaired(written(tmp_path, "broken.zip", data[: int(share * len(data))]), tmp_path / "mended.zip")

    assert count == int(share * 10) - (share == 0.1)
    assert parts_of(tmp_path / "mended.zip") == {f"{n}.txt": noise[f"{n}.txt"] for n in range(count)}


def test_a_changed_part_is_none(tmp_path: Path) -> None:
    data = bytearray(without_directory(archive({"a.txt": "first", "b.txt": "second"})))
    data[14] ^= 1  # the first part's checksum

    assert repaired(written(tmp_path, "broken.zip", bytes(data)), tmp_path / "mended.zip") == 1
    assert parts_of(tmp_path / "mended.zip") == {"b.txt": "second"}


@pytest.mark.parametrize("data", [b"PK\3\4", b"PK\3\4" * 10_000, b"PK\3\4" + b"\xff" * 100, b""])
def test_there_may_be_none(tmp_path: Path, data: bytes) -> None:
    assert repaired(written(tmp_path, "broken.zip", data), tmp_path / "mended.zip") == 0


@pytest.mark.parametrize(("name", "data"), [("a.docx", word()), ("a.odt", odt(f"<text:p>{SENTENCE}</text:p>"))])
def test_a_document_whose_end_is_missing_is_read_and_noted(tmp_path: Path, name: str, data: bytes) -> None:
    path = written(tmp_path, name, without_directory(data))

    reading = read(path)

    count = data.count(b"PK\3\4")
    assert SENTENCE in reading.pages[0].text
    assert reading.media_type in {types.DOCX, types.ODT}
    assert reading.notes == (
        f"The file is cut off or broken: only what stands in {count} parts that are whole was read.",
    )


@pytest.mark.parametrize(
    "data",
    [
        word()[:2000],
        without_directory(archive({"a.txt": "no document"})),
        without_directory(archive({"word/document.xml": "broken"})),
        b"PK\3\4 and nothing else",
    ],
)
def test_where_the_text_is_missing_the_file_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, "a.docx", data))

    assert (caught.value.state, caught.value.reason) == (
        State.DAMAGED,
        "The file's container is cut off or broken.",
    )
