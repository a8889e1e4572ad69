"""Archives as they are made, and as nobody should make them: what is unpacked, under which name, what is not."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.media_types import ZIP
from ingest.member_names import Names, is_left_out, parts
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import Outcome, State, UnreadableError
from ingest.unpacking import Contents, Room, contents, extract

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1 << 20


def archive(path: Path, *files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in files:
            made.writestr(name, data, method)
    return path


def unpacked(path: Path, options: ReadOptions = PLAIN, **room: int) -> Contents:
    return contents(path, ZIP, Room(path.parent / "room", **{"file_bytes": 10 * MIB, **room}), options)


def texts(held: Contents) -> dict[str, bytes | State]:
    """The members by name: their bytes, or the state that they ended in."""
    return {
        member.name: member.value.read_bytes() if isinstance(member.value, Path) else member.value.state
        for member in held.members
    }


def outcome(held: Contents, name: str) -> Outcome:
    [value] = [member.value for member in held.members if member.name == name]
    assert isinstance(value, Outcome)
    return value


def test_files_are_unpacked_under_numbers_with_their_endings(tmp_path: Path) -> None:
    held = unpacked(archive(tmp_path / "a.zip", ("2019/report.PDF", b"one"), ("notes", b""), ("a.b c", b"three")))
    assert texts(held) == {"2019/report.PDF": b"one", "notes": b"", "a.b c": b"three"}
    assert sorted(path.name for path in (tmp_path / "room").iterdir()) == ["00000.PDF", "00001", "00002"]
    assert held.outcome == Outcome(State.READY, "3 files in it.")
    assert held.bytes == 8


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\Ana\\report.pdf", "Users/Ana/report.pdf"),
        ("..\\..\\windows\\system32\\x.dll", "windows/system32/x.dll"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("\\\\server\\share\\x.txt", "server/share/x.txt"),
        ("line\nbreak.txt", "line\ufffdbreak.txt"),
        ("دروس/تقرير.pdf", "دروس/تقرير.pdf"),
    ],
)
def test_no_name_leads_out(tmp_path: Path, name: str, expected: str) -> None:
    held = unpacked(archive(tmp_path / "a.zip", (name, b"x")))
    assert texts(held) == {expected: b"x"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "room"]
    assert [path.parent.name for path in (tmp_path / "room").rglob("*")] == ["room"]


def test_what_systems_leave_is_left_out(tmp_path: Path) -> None:
    names = ["__MACOSX/._a.pdf", ".DS_Store", ".git/config", "Thumbs.db", "x/~$a.docx", "..", "/", "x/desktop.ini"]
    held = unpacked(archive(tmp_path / "a.zip", *((name, b"x") for name in names), ("a.txt", b"in")))
    assert texts(held) == {"a.txt": b"in"}
    assert held.outcome.reason == "1 file in it."


def test_links_and_folders_are_passed_over(tmp_path: Path) -> None:
    link, device = zipfile.ZipInfo("link"), zipfile.ZipInfo("device")
    link.external_attr, device.external_attr = (stat.S_IFLNK | 0o777) << 16, (stat.S_IFCHR | 0o666) << 16
    files = ((link, b"/etc/passwd"), (device, b""), ("folder/", b""), ("windows\\", b""), ("a.txt", b"in"))
    assert texts(unpacked(archive(tmp_path / "a.zip", *files))) == {"a.txt": b"in"}


def test_each_member_has_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    files = [("a.txt", b"1"), ("./a.txt", b"2"), ("A.txt", b"3"), ("../a.txt", b"4"), ("b", b"5"), ("b/c", b"6")]
    with zipfile.ZipFile(path, "w") as made:
        for name, data in files:
            made.writestr(name, data)
    assert texts(unpacked(path)) == {
        "a.txt": b"1",
        "a (2).txt": b"2",
        "A.txt": b"3",
        "a (3).txt": b"4",
        "b": b"5",
        "b_c": b"6",
    }


paths = st.lists(st.sampled_from(["a", "b", "a.txt", "a (2).txt", "x" * 600]), min_size=1, max_size=3).map(tuple)


@given(st.lists(paths, max_size=12))
def test_no_two_names_are_alike_and_none_lies_in_another(given_paths: list[tuple[str, ...]]) -> None:
    names = Names()
    found = [names.given(path) for path in given_paths]
    assert len(set(found)) == len(found)
    assert not any(other.startswith(f"{name}/") for name in found for other in found)
    again = Names()
    assert [again.given(path) for path in given_paths] == found


@given(st.text(max_size=40))
def test_whatever_a_name_says_its_parts_are_plain(name: str) -> None:
    for part in parts(name):
        assert part == part.strip()
        assert part not in {"", ".", ".."}
        assert not set(part) & set("/\\\0\n")
    assert is_left_out(parts(name)) or parts(name)


def old_name(path: Path, raw: bytes, extra: bytes = b"") -> Path:
    """An archive whose one file has a name in bytes that are not marked as UTF-8, as old programs write it."""
    stand_in = "n" * len(raw)
    info = zipfile.ZipInfo(stand_in)
    info.extra = extra
    archive(path, (info, b"x"), method=zipfile.ZIP_STORED)
    data = path.read_bytes().replace(stand_in.encode(), raw)
    path.write_bytes(data)
    return path


def unicode_path(name: str) -> bytes:
    data = b"\x01" + struct.pack("<L", 0) + name.encode()
    return struct.pack("<HH", 0x7075, len(data)) + data


@pytest.mark.parametrize(
    ("raw", "extra", "expected"),
    [
        ("Évaluation à mi-parcours.pdf".encode("cp850"), b"", "Évaluation à mi-parcours.pdf"),
        ("Avaliação São Tomé.pdf".encode("cp850"), b"", "Avaliação São Tomé.pdf"),
        ("تقرير.pdf".encode(), b"", "تقرير.pdf"),
        (b"_____.pdf", unicode_path("تقرير.pdf"), "تقرير.pdf"),
        (b"plain.pdf", b"\x75", "plain.pdf"),
    ],
)
def test_names_of_old_programs(tmp_path: Path, raw: bytes, extra: bytes, expected: str) -> None:
    assert texts(unpacked(old_name(tmp_path / "a.zip", raw, extra))) == {expected: b"x"}


def test_a_very_long_name_keeps_its_ends(tmp_path: Path) -> None:
    [name] = texts(unpacked(archive(tmp_path / "a.zip", (f"folder/{'x' * 60_000}.pdf", b"x"))))
    assert len(name) <= 501
    assert name.startswith("folder/xxx")
    assert name.endswith("xxx.pdf")


@dataclass(frozen=True)
class Raw:
    """A file as an archive has it, whatever is said of it."""

    name: bytes
    data: bytes
    size: int
    crc: int
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0


def deflated(name: bytes, data: bytes) -> Raw:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Raw(name, packer.compress(data) + packer.flush(), len(data), zlib.crc32(data))


def zeros(name: bytes, size: int) -> Raw:
    """So many zeros, a whole number of MiB: the compressed MiB is repeated, which is quick."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return Raw(name, piece * (size // MIB) + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), size, 0)


def raw_archive(path: Path, *files: Raw, times: int = 1) -> Path:
    """The files, each of which the directory lists so many times. Sizes beyond 4 GiB stand in an extra field."""
    out, directory = bytearray(), bytearray()
    for file in files:
        large = file.size >= 1 << 32
        extra = struct.pack("<HHQ", 1, 8, file.size) if large else b""
        said = (file.flags, file.method, 0, 0, file.crc, len(file.data), 0xFFFFFFFF if large else file.size)
        start = len(out)
        out += struct.pack("<4sH4H3L2H", b"PK\3\4", 45, *said, len(file.name), 0) + file.name + file.data
        lengths = (len(file.name), len(extra), 0, 0, 0, 0, start)
        entry = struct.pack("<4s2H4H3L5H2L", b"PK\1\2", 45, 45, *said, *lengths) + file.name + extra
        directory += entry * times
    count = len(files) * times
    end = (0xFFFF, 0xFFFF) if count > 0xFFFE else (count, count)
    last = struct.pack("<4s2H2H2LH", b"PK\5\6", 0, 0, *end, len(directory), len(out), 0)
    if count > 0xFFFE:
        at = len(out) + len(directory)
        last = (
            struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), len(out))
            + struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
            + last
        )
    path.write_bytes(out + directory + last)
    return path


def written(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_flat_bomb_is_stopped_early(tmp_path: Path) -> None:
    """Ten gigabytes of zeros in ten megabytes."""
    path = raw_archive(tmp_path / "a.zip", zeros(b"0.txt", 10 << 30))
    assert path.stat().st_size < 15 * MIB
    held = unpacked(path, file_bytes=200 * MIB)
    assert outcome(held, "0.txt").state is State.TOO_LARGE
    assert outcome(held, "0.txt").reason == "It has more than 200 MiB."
    assert held.bytes <= 201 * MIB
    assert written(tmp_path / "room") == 0


def test_a_member_that_only_a_trap_can_be_is_named_so(tmp_path: Path) -> None:
    held = unpacked(archive(tmp_path / "a.zip", ("0.txt", bytes(20 * MIB))), file_bytes=100 * MIB)
    assert outcome(held, "0.txt").state is State.TOO_LARGE
    assert "500 times its size, as only a trap does" in outcome(held, "0.txt").reason
    assert held.bytes <= 11 * MIB


def test_all_files_together_have_a_limit(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", *((f"{number}.txt", bytes(3 * MIB)) for number in range(5)))
    held = unpacked(path, bytes=10 * MIB)
    assert list(texts(held)) == ["0.txt", "1.txt", "2.txt"]
    assert held.outcome.state is State.TOO_LARGE
    assert held.outcome.reason == "It unpacks to more than 10 MiB; files of it that were read: 3."
    assert held.outcome.advice == "Unpack it with its own program, then ingest the folder."
    assert written(tmp_path / "room") == 9 * MIB


def test_a_hundred_thousand_files_are_stopped(tmp_path: Path) -> None:
    held = unpacked(raw_archive(tmp_path / "a.zip", deflated(b"0.txt", b""), times=100_000))
    assert len(held.members) == 10_000
    assert held.members[-1].name == "0 (10000).txt"
    assert held.outcome.state is State.TOO_LARGE
    assert held.outcome.reason == "More than 10,000 files are packed in one; of this one were read: 10,000."


def test_entries_that_share_their_bytes_are_counted_as_often_as_they_are_written(tmp_path: Path) -> None:
    """As in the densest bombs."""
    path = raw_archive(tmp_path / "a.zip", deflated(b"0.txt", bytes(range(256)) * 20_000), times=100)
    held = unpacked(path, bytes=22 * MIB)
    assert written(tmp_path / "room") <= 22 * MIB
    assert len(held.members) == 4


def test_what_headers_say_of_sizes_is_not_believed(tmp_path: Path) -> None:
    liar = replace(deflated(b"a.txt", bytes(3 * MIB)), size=7)
    held = unpacked(raw_archive(tmp_path / "a.zip", liar, deflated(b"b.txt", b"sound")))
    assert texts(held) == {"a.txt": State.DAMAGED, "b.txt": b"sound"}
    assert outcome(held, "a.txt").reason == "Its bytes in the archive are damaged."


def encrypted(password: bytes, name: bytes, data: bytes) -> Raw:
    """A file in the old encryption, by the algorithm that the format describes."""
    crc = zlib.crc32(data)
    hidden = scrambled(password, bytes(11) + bytes([crc >> 24]) + data)
    return Raw(name, hidden, len(data), crc, zipfile.ZIP_STORED, flags=1)


def scrambled(password: bytes, data: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(value: int, byte: int) -> int:
        return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def turn(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    for byte in password:
        turn(byte)
    out = bytearray()
    for byte in data:
        mask = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF))
        turn(byte)
    return bytes(out)


def test_encrypted_files_are_told_apart_and_opened_by_a_password(tmp_path: Path) -> None:
    files = encrypted(b"sesame", b"a.txt", b"the secret"), deflated(b"b.txt", b"open")
    path = raw_archive(tmp_path / "a.zip", *files)
    assert texts(unpacked(path)) == {"a.txt": State.ENCRYPTED, "b.txt": b"open"}
    (tmp_path / "again").mkdir()
    many = ReadOptions(passwords=(*(f"wrong {number}" for number in range(600)), "sesame"))
    assert texts(unpacked(path.rename(tmp_path / "again" / "a.zip"), many)) == {
        "a.txt": b"the secret",
        "b.txt": b"open",
    }


def test_an_archive_of_encrypted_files_only_is_encrypted(tmp_path: Path) -> None:
    files = (encrypted(b"sesame", name, b"the secret") for name in (b"a.txt", b"b.txt"))
    path = raw_archive(tmp_path / "a.zip", *files)
    with pytest.raises(UnreadableError, match="All files in it ask for a password") as told:
        unpacked(path, ReadOptions(passwords=("wrong",)))
    assert told.value.state is State.ENCRYPTED


@pytest.mark.parametrize("method", [9, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 93])
def test_an_unknown_method_is_unsupported(tmp_path: Path, method: int) -> None:
    raw = replace(deflated(b"a.txt", b"some text"), method=method)
    assert outcome(unpacked(raw_archive(tmp_path / "a.zip", raw)), "a.txt") == Outcome(
        State.UNSUPPORTED,
        f"It is packed by a method that is not read ({method}).",
        "Unpack it with its own program, then ingest the folder.",
    )


def test_another_encryption_is_told(tmp_path: Path) -> None:
    raw = replace(encrypted(b"sesame", b"a.txt", b"some text"), method=99)
    path = raw_archive(tmp_path / "a.zip", raw, deflated(b"b.txt", b"open"))
    held = outcome(unpacked(path, ReadOptions(passwords=("sesame",))), "a.txt")
    assert (held.state, held.reason) == (State.ENCRYPTED, "It is encrypted by a method that is not read (AES).")


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:-30],
        lambda data: data[:4] + bytes(len(data) - 4),
        lambda data: data.replace(b"PK\1\2", b"PK\1\1"),
    ],
)
def test_a_broken_archive_is_damaged(tmp_path: Path, broken: Callable[[bytes], bytes]) -> None:
    path = archive(tmp_path / "a.zip", ("a.txt", b"some text " * 100), ("b.txt", b"more text " * 100))
    path.write_bytes(broken(path.read_bytes()))
    with pytest.raises(UnreadableError, match="cut off or broken") as told:
        unpacked(path)
    assert told.value.state is State.DAMAGED


def test_a_broken_member_takes_no_other_with_it(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a.txt", bytes(range(256)) * 40), ("b.txt", b"sound"))
    data = bytearray(path.read_bytes())
    data[60:80] = b"\xff" * 20
    path.write_bytes(data)
    assert texts(unpacked(path)) == {"a.txt": State.DAMAGED, "b.txt": b"sound"}


def test_one_file_is_taken_out_from_any_depth(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", ("x/../report.pdf", b"the report"), ("report.pdf", b"another"))
    path = archive(tmp_path / "a.zip", ("mails/in.zip", inner.read_bytes()), ("mails/in.zip.txt", b"no"))
    (tmp_path / "out").mkdir()
    room = Room(tmp_path / "out", 10 * MIB)
    assert extract(path, "mails/in.zip/x/report.pdf", room).read_bytes() == b"the report"
    with pytest.raises(FileExistsError):
        extract(path, "mails/in.zip/report.pdf", room)
    (tmp_path / "more").mkdir()
    found = extract(path, "mails/in.zip/report.pdf", Room(tmp_path / "more", 10 * MIB))
    assert (found.read_bytes(), found.suffix) == (b"another", ".pdf")
    assert list((tmp_path / "more").iterdir()) == [found]
    for gone in ("mails", "mails/in.zip/none.pdf", "nothing", ""):
        (tmp_path / f"none {gone}".replace("/", " ")).mkdir()
        with pytest.raises(UnreadableError, match="not in there"):
            extract(path, gone, Room(tmp_path / f"none {gone}".replace("/", " "), 10 * MIB))


def test_limits_hold_for_one_file_too(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("0.txt", bytes(3 * MIB)))
    with pytest.raises(UnreadableError):
        extract(path, "0.txt", Room(tmp_path, 2 * MIB))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip"]
