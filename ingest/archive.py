"""What lies in a ZIP archive, one file after the other. Nothing that its headers say of sizes is relied upon."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ingest.entry import CHUNK, Entry
from ingest.options import ReadOptions
from ingest.outcome import State, UnreadableError

# An archive without central directory is read by no program; one that is cut off has none.
_BROKEN = (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, struct.error, OverflowError)
_ENCRYPTED, _UTF_8, _AES = 0x1, 0x800, 99
# The other methods that zipfile knows are unpacked in pieces of any size: 4 KiB of bzip2 can hold gigabytes.
_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})
_UNICODE_PATH = 0x7075
_OTHER_PROGRAM = "Unpack it with its own program, then ingest the folder."


def entries(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The files in the archive, without folders and links.

    Raises:
        UnreadableError: it is cut off or broken.
    """
    passwords = [password.encode() for password in options.passwords]
    with _opened(path) as archive:
        for info in archive.infolist():
            if _is_file(info):
                yield Entry(_name(info), partial(_pieces, archive, info, passwords), info.compress_size)


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        archive = ZipFile(path)
    except _BROKEN as error:
        raise UnreadableError(State.DAMAGED, "The archive is cut off or broken.") from error
    with archive:
        yield archive


def _is_file(info: ZipInfo) -> bool:
    """Links, devices and the like are passed over, as they are in folders."""
    form = stat.S_IFMT(info.external_attr >> 16)
    return form in {0, stat.S_IFREG} and not info.filename.endswith(("/", "\\"))


def _name(info: ZipInfo) -> str:
    """Windows writes names in an old code page, of which cp850 has the letters; macOS in UTF-8 unmarked."""
    said = _unicode_path(info.extra)
    if said:
        return said
    if info.flag_bits & _UTF_8:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _unicode_path(extra: bytes) -> str:
    """The name in the extra field that some programs write beside one in an old code page; empty without it."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and size > 5:  # a version, a checksum, then the name
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""


def _pieces(archive: ZipFile, info: ZipInfo, passwords: Sequence[bytes]) -> Iterator[bytes]:
    if info.compress_type not in _METHODS | {_AES}:
        reason = f"It is packed by a method that is not read ({info.compress_type})."
        raise UnreadableError(State.UNSUPPORTED, reason, _OTHER_PROGRAM)
    password = _fitting(archive, info, passwords) if info.flag_bits & _ENCRYPTED else None
    try:
        with archive.open(info, pwd=password) as file:
            while piece := file.read(CHUNK):
                yield piece
    except (*_BROKEN, OSError) as error:
        raise UnreadableError(State.DAMAGED, "Its bytes in the archive are damaged.") from error


def _fitting(archive: ZipFile, info: ZipInfo, passwords: Sequence[bytes]) -> bytes:
    """The password of a file. One in 256 wrong ones opens it too, so of several that do each is read through."""
    if info.compress_type == _AES:
        raise UnreadableError(
            State.ENCRYPTED, "It is encrypted by a method that is not read (AES).", _OTHER_PROGRAM
        )
    opening = [password for password in passwords if _opens(archive, info, password)]
    for password in opening[:-1]:
        if _reads(archive, info, password):
            return password
    if opening:
        return opening[-1]
    raise UnreadableError(State.ENCRYPTED, "It asks for a password.")


def _opens(archive: ZipFile, info: ZipInfo, password: bytes) -> bool:
    try:
        archive.open(info, pwd=password).close()
    except (RuntimeError, *_BROKEN):  # the first is a wrong password
        return False
    return True


def _reads(archive: ZipFile, info: ZipInfo, password: bytes) -> bool:
    try:
        with archive.open(info, pwd=password) as file:
            while file.read(CHUNK):
                pass
    except (RuntimeError, *_BROKEN):
        return False
    return True
