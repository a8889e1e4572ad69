"""The one authority: one SQLite database, its connections and its transactions.

What stands in the tables is read and written by `documents`, `fetching`, `files`, `facets` and `model_rows`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from index.errors import (
    DamagedLibraryError,
    NoLibraryError,
    UnfinishedLibraryError,
    UnusableFolderError,
)
from index.failures import of_sqlite, of_system
from index.lock import held_for_opening
from index.migrations import MIGRATIONS, format_of, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_NAME = "catalogue.sqlite"
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which state of the catalogue this is.

    ``generation`` counts its transactions. ``content`` is drawn anew with each change of passages or vectors.
    ``model`` is the number of the model that its vectors are of, 0 where there are none yet.
    """

    generation: int
    content: int
    model: int


class Catalogue:
    """Readers each have a connection of their own and never wait for a writer; one thread writes at a time.

    Who writes must hold the library's lock (`index.lock`); this class does not look. Raises `NoLibraryError`,
    `UnusableFolderError`, `NewerLibraryError`, `DamagedLibraryError`, `ReadOnlyLibraryError`,
    `UnfinishedLibraryError`, `FullDiskError`, `LockedLibraryError` or `UnreachableLibraryError`.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self._immutable = False
        self._idle: list[sqlite3.Connection] = []
        self._writer: sqlite3.Connection | None = None
        self._one_writer = threading.RLock()
        if create:
            _make(folder)
        elif not self.path.exists():
            raise NoLibraryError(folder)
        try:
            self._idle.append(self._opened())
        except sqlite3.DatabaseError as error:
            raise of_sqlite(error, self.path) or DamagedLibraryError(self.path, str(error)) from error

    def close(self) -> None:
        """Close all connections. Nothing may be under way."""
        for connection in [*self._idle, *filter(None, [self._writer])]:
            connection.close()
        self._idle.clear()
        self._writer = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the catalogue, whatever is written meanwhile."""
        connection = self._taken() or self._connect()
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.Error as error:
            connection.close()
            self._raise(error)
        except BaseException:
            connection.close()
            raise
        connection.execute("ROLLBACK")
        self._idle.append(connection)

    def _taken(self) -> sqlite3.Connection | None:
        """An idle connection; other threads take them too, so there is no looking before taking."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing.

        Raises `ReadOnlyLibraryError`, `FullDiskError`, `LockedLibraryError` or `UnreachableLibraryError`; the
        catalogue is then as it was after the last transaction.
        """
        with self._one_writer:
            connection = self._writer = self._writer or self._connect()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("UPDATE library SET generation = generation + 1")
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:  # on a full disk SQLite has taken it back itself
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    self._raise(error)
                raise

    def _raise(self, error: sqlite3.Error) -> NoReturn:
        """As an error for people, where it is not a mistake of our own."""
        known = of_sqlite(error, self.path)
        if known:
            raise known from error
        raise error

    def stamp(self) -> Stamp:
        with self.reading() as connection:
            return stamp_of(connection)

    def _opened(self) -> sqlite3.Connection:
        try:
            connection, found = self._connected()
        except sqlite3.OperationalError:
            if os.access(self.folder, os.W_OK):
                raise
            # SQLite cannot make its -shm file there; as long as nobody can write, it needs none.
            log = self.path.with_name(f"{FILE_NAME}-wal")
            if log.exists() and log.stat().st_size:
                raise UnfinishedLibraryError(self.folder) from None
            self._immutable = True
            connection, found = self._connected()
        return connection if found == len(MIGRATIONS) else self._migrated(connection)

    def _connected(self) -> tuple[sqlite3.Connection, int]:
        """A connection, and the format that it found."""
        connection = self._connect()
        try:
            return connection, format_of(connection)
        except BaseException:
            connection.close()
            raise

    def _migrated(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            with held_for_opening(self.folder):
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
        except OSError as error:
            connection.close()
            raise of_system(error, self.folder) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        address = self.path.absolute().as_uri() + ("?immutable=1" if self._immutable else "")
        connection = sqlite3.connect(
            address, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False, uri=True
        )
        try:
            # FULL: a commit is on the disk when it returns, so what was reported as done survives a power cut
            # too. There is one commit a document, which takes seconds; NORMAL would save a few ms of them.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolderError(folder, error.strerror or str(error)) from error


def stamp_of(connection: sqlite3.Connection) -> Stamp:
    row = connection.execute(
        "SELECT generation, content, (SELECT number FROM model WHERE current) FROM library"
    ).fetchone()
    return Stamp(row[0], row[1], row[2] or 0)


def content_changed(connection: sqlite3.Connection) -> None:
    """To be called in each transaction that changes which passages or vectors there are."""
    connection.execute("UPDATE library SET content = ?", (random_key(),))


def random_key() -> int:
    """A number that is not drawn twice: 62 bits, so that it fits SQLite, NumPy and the word index."""
    return secrets.randbits(62)
