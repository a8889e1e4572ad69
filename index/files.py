"""What became of each file: one row a path, with its state and the document that its bytes hold."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from index.records import path_key, path_of
from ingest.outcome import Outcome, State

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as it was when it was last read.

    ``path`` is absolute, ``size`` in bytes. ``sha256`` is of its bytes, empty where they were not read.
    ``document`` is the id of the document it holds, None where it holds none. ``recipe`` is any digest of what
    besides the bytes shaped the result: the run compares it and reads the file again where it differs.
    ``container`` is the path of the file in a folder that this one is packed in, at whatever depth, None for one
    that lies in a folder itself. The path of a packed one leads through what it is packed in, as in
    ``/x/mails.zip/a.eml/b.pdf``; its ``modified_ns`` is that of the container.
    """

    path: str
    size: int
    modified_ns: int
    sha256: str
    outcome: Outcome
    document: str | None = None
    recipe: str = ""
    container: str | None = None

    @property
    def has_remark(self) -> bool:
        """Whether its document is in, but not all of it as it should be: the reason says what."""
        return self.outcome.good and self.document is not None and bool(self.outcome.reason)


# What SQLite keeps of a time: a file system may say the year 2446, which is more.
_LATEST = 2**63 - 1


def modified_of(state: os.stat_result) -> int:
    """When a file was last changed, in nanoseconds, as a row keeps it."""
    return max(-_LATEST, min(state.st_mtime_ns, _LATEST))


_SELECT = """
    SELECT f.path, f.size, f.modified_ns, f.sha256, f.state, f.reason, f.advice, d.id, f.recipe, f.container
    FROM file f LEFT JOIN document d ON d.number = f.document
"""

_FileTuple = tuple[bytes, int, int, str, str, str, str, str | None, str, bytes | None]


def find(connection: sqlite3.Connection, path: str) -> FileRow | None:
    row = connection.execute(f"{_SELECT} WHERE f.path = ?", (path_key(path),)).fetchone()
    return _file_of(row) if row else None


def files(connection: sqlite3.Connection, state: State | None = None) -> list[FileRow]:
    """All files, or those in one state, by path."""
    where, values = ("WHERE f.state = ?", (state.value,)) if state else ("", ())
    rows = connection.execute(f"{_SELECT} {where} ORDER BY f.path", values)
    return [_file_of(row) for row in rows]


def with_bytes(connection: sqlite3.Connection, sha256: str) -> list[FileRow]:
    """All files whose bytes have this SHA-256, by path."""
    rows = connection.execute(f"{_SELECT} WHERE f.sha256 = ? ORDER BY f.path", (sha256,))
    return [_file_of(row) for row in rows]


def packed_in(connection: sqlite3.Connection, path: str) -> list[FileRow]:
    """All files that are packed in the one at ``path``, at whatever depth, by path.

    A file has no files below it, so paths that lead through one are those of what it holds.
    """
    low, high = path_key(path) + os.sep.encode(), path_key(path) + bytes([ord(os.sep) + 1])
    rows = connection.execute(
        f"{_SELECT} WHERE f.path > ? AND f.path < ? AND f.container IS NOT NULL ORDER BY f.path", (low, high)
    )
    return [_file_of(row) for row in rows]


def put(connection: sqlite3.Connection, file: FileRow, document: int | None) -> None:
    """Write a row as a whole; ``document`` is the key of the document it holds."""
    outcome = file.outcome
    connection.execute(
        "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            path_key(file.path),
            file.size,
            file.modified_ns,
            file.sha256,
            document,
            outcome.state.value,
            outcome.reason,
            outcome.advice,
            file.recipe,
            path_key(file.container) if file.container else None,
        ),
    )


def refresh(connection: sqlite3.Connection, path: str, size: int, modified_ns: int) -> None:
    """The file has another time, and so has what it holds."""
    key = path_key(path)
    connection.execute("UPDATE file SET size = ? WHERE path = ?", (size, key))
    connection.execute("UPDATE file SET modified_ns = ? WHERE path = ? OR container = ?", (modified_ns, key, key))


def remove(connection: sqlite3.Connection, path: str) -> int | None:
    """Take the row out; the key of the document it held, if it held one."""
    key = path_key(path)
    row = connection.execute("SELECT document FROM file WHERE path = ?", (key,)).fetchone()
    connection.execute("DELETE FROM file WHERE path = ?", (key,))
    return row[0] if row else None


def finish(connection: sqlite3.Connection, path: str, recipe: str, remark: str) -> None:
    """All that the file holds is in: it may be taken for known from now on. ``remark`` is added to its reason."""
    connection.execute(
        "UPDATE file SET recipe = ?, reason = trim(reason || ' ' || ?) WHERE path = ?",
        (recipe, remark, path_key(path)),
    )


def remove_of(connection: sqlite3.Connection, document: int) -> None:
    """Take out the rows of all files that hold this document. What they were packed in is not known as a whole."""
    rows = connection.execute(
        "SELECT path FROM file WHERE document = ? AND container IS NOT NULL", (document,)
    ).fetchall()
    for (key,) in rows:
        forget_around(connection, path_of(key))
    connection.execute("DELETE FROM file WHERE document = ?", (document,))


def forget_around(connection: sqlite3.Connection, path: str) -> None:
    """The files that a file is packed in are not known any more as a whole: they are unpacked again next time."""
    around = [(path_key(str(parent)),) for parent in PurePath(path).parents]
    connection.executemany("UPDATE file SET recipe = '' WHERE path = ?", around)


def settle(connection: sqlite3.Connection, document: int) -> bool:
    """Of the files that hold a document one is ready and the others are its duplicates. False: none holds it."""
    rows = connection.execute(
        "SELECT path FROM file WHERE document = ? ORDER BY state <> 'ready', path", (document,)
    ).fetchall()
    for place, (key,) in enumerate(rows):
        state = State.DUPLICATE if place else State.READY
        connection.execute("UPDATE file SET state = ? WHERE path = ?", (state.value, key))
    return bool(rows)


def _file_of(row: _FileTuple) -> FileRow:
    path, size, modified_ns, sha256, state, reason, advice, document, recipe, container = row
    outcome = Outcome(State(state), reason, advice)
    packed_in = path_of(container) if container else None
    return FileRow(path_of(path), size, modified_ns, sha256, outcome, document, recipe, packed_in)
