"""Containers that unpack to more than a document can be are refused before a library loads them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
import pytest

from ingest import zip_guard
from ingest.outcome import State, UnreadableError

MB = 1024**2


def container(*parts: tuple[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def refusal(data: bytes, most_bytes: int = zip_guard.MOST_BYTES) -> tuple[State, str]:
    with pytest.raises(UnreadableError) as caught:
        zip_guard.check(io.BytesIO(data), most_bytes)
    return caught.value.state, caught.value.reason


def lying(data: bytes, size: int, crc: int) -> bytes:
    """The container with one part whose size and checksum are declared as these, in both places."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed = bytearray(data)
    for place, offset in ((local, 14), (central, 16)):
        struct.pack_into("<I", changed, place + offset, crc)
        struct.pack_into("<I", changed, place + offset + 8, size)
    return bytes(changed)


def noise(size: int) -> bytes:
    """Bytes that do not shrink."""
    found = bytearray()
    while len(found) < size:
        found += zlib.compress(str(len(found)).encode() * 3, 0)
    return bytes(found[:size])


def test_real_documents_pass(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Agents ran out of cash.")
    document.save(str(tmp_path / "a.docx"))
    zip_guard.check(tmp_path / "a.docx")
    zip_guard.check(io.BytesIO(container(("a.xml", b""), ("pictures/a.png", noise(3 * MB)))))
    zip_guard.check(io.BytesIO(container(("a.png", noise(3 * MB)), method=ZIP_STORED)))


def test_a_part_that_only_a_bomb_has_is_refused() -> None:
    state, reason = refusal(container(("word/document.xml", b" " * (50 * MB))))

    assert state is State.TOO_LARGE
    assert reason == "Its part “word/document.xml” unpacks to more than 400 times its size."


def test_the_sum_of_all_parts_counts() -> None:
    data = container(("a.png", noise(3 * MB)), ("b.png", noise(3 * MB)))

    zip_guard.check(io.BytesIO(data), 7 * MB)
    assert refusal(data, 5 * MB) == (State.TOO_LARGE, "It unpacks to more than 5 MB, which no document needs.")


def test_a_container_that_lies_about_a_size_is_measured() -> None:
    """Even with the checksum of the declared beginning, which zipfile accepts."""
    true = b"x" * (30 * MB)
    data = lying(container(("a.xml", true)), 100, zlib.crc32(true[:100]))
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("a.xml") == true[:100]

    assert refusal(data)[0] is State.TOO_LARGE


def test_a_gigabyte_is_refused_at_its_declaration() -> None:
    data = lying(container(("a.xml", b"x")), 1024 * MB, 0)

    assert refusal(data) == (State.TOO_LARGE, "It unpacks to more than 400 MB, which no document needs.")


def test_too_many_parts_are_refused() -> None:
    data = container(*((f"{number}.xml", b"") for number in range(zip_guard.MOST_PARTS + 1)), method=ZIP_STORED)

    assert refusal(data)[0] is State.TOO_LARGE


def test_markup_is_limited_and_streamed_sheets_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_guard, "MOST_MARKUP", 1 * MB)
    rows = b"".join(b'<row r="%d"><c s="1"/></row>' % number for number in range(100_000))

    zip_guard.check(io.BytesIO(container(("xl/worksheets/sheet1.xml", rows))))
    assert refusal(container(("word/document.xml", rows))) == (
        State.TOO_LARGE,
        "Its part “word/document.xml” is more than 1 MB of markup.",
    )


def test_what_cannot_be_unpacked_is_damaged_or_encrypted() -> None:
    whole = container(("a.xml", noise(1000)))
    encrypted = bytearray(whole)
    encrypted[whole.index(b"PK\x01\x02") + 8] |= 1
    moved = bytearray(whole)
    moved[0] = 0

    assert refusal(whole[:500])[0] is State.DAMAGED
    assert refusal(bytes(moved))[0] is State.DAMAGED
    assert refusal(container(("a.xml", b"x"), method=ZIP_BZIP2))[0] is State.DAMAGED
    assert refusal(bytes(encrypted)) == (State.ENCRYPTED, "The document asks for a password.")
