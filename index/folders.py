"""Folders that are published whole: their files' checksums, and copies that share what never changes."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import weakref
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Size and CRC-32 of each file, by its path within the folder. CRC-32 reads 4 GB/s here, SHA-256 1.8 GB/s;
# the checksum finds damage, not an attacker.
Checksums = dict[str, list[int]]

_CHUNK_BYTES = 1 << 20


class TemporaryFolder:
    """A folder outside the library that is removed with its last user, or when the program ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="lessons-"))
        weakref.finalize(self, remove_folder, self.path)


def checksums(folder: Path) -> Checksums:
    """Of all files in the folder and below; files whose name begins with a dot are left out."""
    return {file.relative_to(folder).as_posix(): _checksum(file) for file in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def _checksum(path: Path) -> list[int]:
    checksum, size = 0, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
    return [size, checksum]


def link_folder(source: Path, target: Path, copied: tuple[str, ...]) -> None:
    """Make ``target`` with the files of ``source``: shared, but those named ``copied`` and no lock files."""
    target.mkdir()
    for file in source.iterdir():
        if file.name in copied:
            shutil.copy2(file, target / file.name)
        elif file.suffix != ".lock":
            _link_or_copy(file, target / file.name)


def publish_folder(folder: Path, make: Callable[[Path], None], is_whole: Callable[[Path], bool]) -> None:
    """Make a folder beside its place, then rename it: nobody sees half of one.

    Where another process was quicker its result is as good, if it ``is_whole``. Raises `OSError` where there is
    none then.
    """
    making = folder.with_name(f"building-{secrets.token_hex(4)}")
    making.mkdir(parents=True)
    try:
        make(making)
        making.rename(folder)
    except OSError:
        if not is_whole(folder):
            raise
    finally:
        remove_folder(making)


def remove_folder(folder: Path) -> None:
    """Remove it as far as possible: on Windows a file that a reader has open stays until a later time."""
    shutil.rmtree(folder, ignore_errors=True)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)
