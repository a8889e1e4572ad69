"""Who may write: one process at a time, by a lock that the operating system drops when its holder dies."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.errors import WriterBusyError
from index.failures import of_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A reader that looks whether a writer lives holds the lock for some microseconds; a writer waits that out.
_PROBE_SECONDS = 1.0
_OPENING_SECONDS = 60.0
_POLL_SECONDS = 0.02


class WriterLock:
    """The right to write to the library in ``folder``. Within a thread or process it does not nest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = _lock(folder / "writer.lock")
        self._note = folder / "writer.json"

    def acquire(self) -> None:
        """Raises `WriterBusyError` where another holds it, else `ReadOnlyLibraryError` or `FullDiskError`."""
        try:
            self._lock.acquire(timeout=_PROBE_SECONDS, poll_interval=_POLL_SECONDS)
        except Timeout:
            raise self._busy() from None
        except OSError as error:
            raise of_system(error, self._folder) from error
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        with suppress(OSError):  # on a full disk the note is missing, not the lock
            self._note.write_text(json.dumps({"process": os.getpid(), "since": now}), encoding="utf-8")

    def release(self) -> None:
        with suppress(OSError):  # somebody may be reading it
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _busy(self) -> WriterBusyError:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return WriterBusyError(str(note["process"]), str(note["since"]))
        except (OSError, ValueError, KeyError):
            return WriterBusyError("unknown", "just now")


def writer_lives(folder: Path) -> bool:
    """Whether any process, this one included, holds the right to write."""
    lock = _lock(folder / "writer.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # read-only: nobody can write through this path
        return False
    lock.release()
    return False


@contextmanager
def held_for_opening(folder: Path) -> Iterator[None]:
    """One process at a time makes or migrates the catalogue."""
    with _lock(folder / "opening.lock").acquire(timeout=_OPENING_SECONDS):
        yield


@contextmanager
def held_for_publishing(folder: Path, *, wait: bool) -> Iterator[bool]:
    """One process at a time builds caches; false where another does and ``wait`` is false."""
    lock = _lock(folder / "publishing.lock")
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _lock(path: Path) -> FileLock:
    return FileLock(path, thread_local=False)
