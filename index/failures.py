"""What the system says when a library's files cannot be read or written, as the errors that people are told."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import (
    DamagedLibraryError,
    FullDiskError,
    LibraryError,
    LockedLibraryError,
    ReadOnlyLibraryError,
    UnreachableLibraryError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# Less than this is a full disk: SQLite extends its files by some tens of kilobytes.
_LEAST_FREE = 1 << 20
_NUMBER = re.compile(r"os error (\d+)|No space left")
_PRIMARY = 0xFF  # of an extended result code the lowest byte says what kind it is


def of_sqlite(error: sqlite3.Error, catalogue: Path) -> LibraryError | None:
    """What SQLite's error means for the library; None where it is a mistake of our own."""
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            return FullDiskError(catalogue.parent)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LockedLibraryError(catalogue.parent)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ReadOnlyLibraryError(catalogue.parent)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return _of_disk(catalogue.parent, str(error))
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedLibraryError(catalogue, str(error))
    return None


def of_system(error: OSError, folder: Path) -> LibraryError:
    """What it means that a file of the library in ``folder`` could not be written."""
    return FullDiskError(folder) if error.errno in NO_ROOM else ReadOnlyLibraryError(folder)


@contextmanager
def as_system_errors() -> Iterator[None]:
    """Tantivy and FAISS tell of a failing disk by other errors, with the system's words in their text."""
    try:
        yield
    except (ValueError, RuntimeError) as error:
        number = _NUMBER.search(str(error))
        if number is None:
            raise
        raise OSError(int(number[1] or errno.ENOSPC), str(error)) from error


def _of_disk(folder: Path, reason: str) -> LibraryError:
    """A disk without room fails in many ways: the index of the write-ahead log cannot grow, for one."""
    try:
        full = shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        full = False
    return FullDiskError(folder) if full else UnreachableLibraryError(folder, reason)
