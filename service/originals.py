"""The original files: served only from where the catalogue says they are, and only as they were ingested.

One that is packed in another is taken out of it in a limited worker process, and kept for a while.
"""

from __future__ import annotations

import contextlib
import stat
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.files import modified_of
from index.folders import remove_folder
from ingest.discover import sha256_of
from ingest.document import document_id
from ingest.limited import Limits, outcome_of, pool
from ingest.outcome import NoRoomError, Outcome
from ingest.unpacking import MOST_BYTES, Room, extract
from service.citation import file_name, readable
from service.errors import FileGoneError, NotUnpackedError

if TYPE_CHECKING:
    import os

    from index.library import DocumentRecord, Location

# What was taken out is kept for the pages that are turned next, up to so many bytes.
MOST_KEPT = 1 << 30
# Seconds in which what was asked for is not removed: it may be about to be sent.
SENDING = 60.0


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was ingested: what it is called, where its bytes are now, and their state there."""

    location: Location
    path: Path
    state: os.stat_result

    @property
    def name(self) -> str:
        return Path(readable(self.location.path)).name


@dataclass(slots=True)
class _Kept:
    path: Path
    size: int
    asked: float


class Originals:
    """Finds files. May be called from any thread; the worker process starts with the first that is packed."""

    def __init__(self, seconds: float = 20.0, memory_mb: int = 2048) -> None:
        self._limits = Limits(workers=1, seconds=seconds, memory_mb=memory_mb)
        self._lock = threading.Lock()
        self._kept: OrderedDict[Location, _Kept] = OrderedDict()
        self._opened = contextlib.ExitStack()
        self._pool: Any = None
        self._folder = Path()

    def of(self, document: DocumentRecord) -> Original:
        """The first of the document's files that is as it was when it was read.

        Raises:
            FileGoneError: there is none.
            NotUnpackedError: there is, but packed in another file, and it cannot be taken out.

        """
        refused: NotUnpackedError | None = None
        for location, state in _intact(document):
            if location.container is None:
                return Original(location, Path(location.path), state)
            try:
                path = self._unpacked(location, document.id)
                return Original(location, path, path.stat())
            except NotUnpackedError as error:
                refused = error
        raise refused or FileGoneError(file_name(document) or document.id)

    def _unpacked(self, location: Location, document: str) -> Path:
        with self._lock:
            kept = self._kept.get(location)
            if kept is not None:
                kept.asked = time.monotonic()
                self._kept.move_to_end(location)
                return kept.path
        workers, around = self._running()
        folder = Path(tempfile.mkdtemp(dir=around))
        try:
            path = self._extracted(location, workers, folder)
            if document_id(sha256_of(path)) != document:
                raise NotUnpackedError(location)
        except BaseException:
            remove_folder(folder)
            raise
        with self._lock:
            self._kept[location] = _Kept(path, path.stat().st_size, time.monotonic())
            self._make_room()
        return path

    def _extracted(self, location: Location, workers: Any, folder: Path) -> Path:
        assert location.container is not None
        inside = location.path[len(location.container) + 1 :].replace("\\", "/")
        room = Room(folder, MOST_BYTES)
        future = workers.schedule(
            extract, args=[Path(location.container), inside, room], timeout=self._limits.seconds
        )
        try:
            value = outcome_of(future.result, self._limits)
        except NoRoomError as error:
            raise NotUnpackedError(location) from error
        if isinstance(value, Outcome):
            raise NotUnpackedError(location)
        return Path(value)

    def _running(self) -> tuple[Any, Path]:
        with self._lock:
            if self._pool is None:
                self._folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory(prefix="lessons-")))
                self._pool = self._opened.enter_context(pool(self._limits))
            return self._pool, self._folder

    def _make_room(self) -> None:
        """Remove what nobody asked for lately, oldest first."""
        now = time.monotonic()
        for location, kept in list(self._kept.items()):
            if sum(each.size for each in self._kept.values()) <= MOST_KEPT or now - kept.asked < SENDING:
                return
            remove_folder(kept.path.parent)
            del self._kept[location]

    def close(self) -> None:
        """Stop the worker, and remove what was taken out."""
        with self._lock:
            self._opened.close()
            self._kept.clear()
            self._pool = None


def _intact(document: DocumentRecord) -> Iterator[tuple[Location, os.stat_result]]:
    """The locations whose file is a regular one, no link, of the recorded size and time."""
    for location in document.locations:
        try:
            state = Path(location.container or location.path).lstat()
        except (OSError, ValueError):
            continue
        same = (state.st_size, modified_of(state)) == (location.size, location.modified_ns)
        if same and stat.S_ISREG(state.st_mode):
            yield location, state
