"""A disk that is full or fails, and a catalogue that others lock: told in words, and the library stays whole."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

import pytest

from index import catalogue as catalogue_module
from index.catalogue import FILE_NAME
from index.embedded import open_library
from index.errors import (
    DamagedLibraryError,
    FullDiskError,
    LockedLibraryError,
    ReadOnlyLibraryError,
    UnreachableLibraryError,
)
from index.failures import as_system_errors, of_sqlite
from index.passage_text import embed_document
from tests.hash_embedder import HashEmbedder
from tests.library_samples import document, file_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.embedded import EmbeddedLibrary
    from ingest.document import Document

EMBEDDER = HashEmbedder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path / "library", EMBEDDER.identity, create=True) as opened:
        yield opened


def add(library: EmbeddedLibrary, made: Document, path: str) -> None:
    with library.writing() as writer:
        writer.add_document(made, embed_document(made, EMBEDDER), file_row(path, made.title))


def test_a_full_disk_is_told_and_what_was_done_is_kept(library: EmbeddedLibrary) -> None:
    """SQLite's own limit on the number of pages fails as a full disk does."""
    add(library, document("A", ["One lesson."]), "/a.pdf")
    writer = library._catalogue._writer
    assert writer is not None
    [(pages,)] = writer.execute("PRAGMA page_count").fetchall()
    writer.execute(f"PRAGMA max_page_count = {pages + 1}")
    large = document("B", [f"Lesson {number} of many more than two pages can take." for number in range(500)])
    with pytest.raises(FullDiskError, match=r"disk is full.*is kept; free some space and run it again"):
        add(library, large, "/b.pdf")
    assert [record.title for record in library.documents()[1]] == ["A"]
    writer.execute("PRAGMA max_page_count = 1000000")
    add(library, large, "/b.pdf")
    assert [record.title for record in library.documents()[1]] == ["A", "B"]


def test_a_catalogue_that_another_program_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_module, "_PATIENCE_SECONDS", 0.05)
    with open_library(tmp_path, EMBEDDER.identity, create=True) as held:
        other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedLibraryError, match="Another program"):
            add(held, document("A", ["One lesson."]), "/a.pdf")
        other.execute("ROLLBACK")
        other.close()
        add(held, document("A", ["One lesson."]), "/a.pdf")
        assert held.documents()[0] == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_READONLY_DBMOVED, ReadOnlyLibraryError),
        (sqlite3.SQLITE_IOERR_WRITE, UnreachableLibraryError),
        (sqlite3.SQLITE_CORRUPT_INDEX, DamagedLibraryError),
        (sqlite3.SQLITE_ERROR, type(None)),
    ],
)
def test_each_failure_of_sqlite_has_its_words(tmp_path: Path, code: int, expected: type) -> None:
    error = sqlite3.OperationalError("told by the system")
    error.sqlite_errorcode = code
    assert type(of_sqlite(error, tmp_path / FILE_NAME)) is expected


def test_the_engines_words_of_a_failing_disk_are_a_system_error() -> None:
    with pytest.raises(OSError, match="No space left") as told, as_system_errors():
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")
    assert told.value.errno == errno.ENOSPC
    with pytest.raises(ValueError, match="ours"), as_system_errors():
        raise ValueError("a mistake of ours")
