"""An ingestion run: from files to documents in the library, each in as a whole, each with one outcome.

What a run has told is kept: it is told after the transaction that keeps it. A run that is killed is simply
run again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from index.errors import FullDiskError
from index.failures import of_system
from index.folders import remove_folder
from index.intake import Intake
from index.known import is_partly
from index.orders import Order, Report, Step, Tally
from ingest.discover import Found, absolute, discover
from ingest.outcome import NoRoomError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary
    from index.embedding import Embedder
    from index.writer import Writer

__all__ = ["Order", "Report", "Step", "run"]

# Of the path of a file that is tried again, what may tell something of it: two folders and its name.
_TELLING_PARTS = 3


def run(library: EmbeddedLibrary, embedder: Embedder, order: Order, tell: Callable[[Step, int], None]) -> Report:
    """Bring the library up to date with what is under ``order.paths``.

    ``tell`` is called for each file with how many files there are in all, as far as is known by then: what other
    files hold is found on the way.

    Raises:
        MissingPathError: one of the paths does not exist; nothing was done.
        LibraryError: another run writes to the library, its folder cannot be written to, or its disk is full.
    """
    started = time.monotonic()
    found = _found(library, order)
    tally = Tally()

    def done(step: Step, total: int) -> None:
        tally.add(step)
        tell(step, total)

    with library.writing() as writer:
        with _room_to_unpack(library.folder) as folder:
            Intake(library, writer, embedder, order, folder, done).take(found)
        # At the end: a file that was moved has its document again by now, without being read.
        pruned = _prune(library, writer, order) if order.prune else ()
        writer.regroup()
        writer.publish()
    return tally.report(pruned, time.monotonic() - started)


@contextmanager
def _room_to_unpack(library: Path) -> Iterator[Path]:
    """A folder for what other files hold, beside the catalogue; one that a killed run left is emptied first."""
    folder = library / "unpacked"
    remove_folder(folder)
    try:
        folder.mkdir()
    except OSError as error:
        raise of_system(error, library) from error
    try:
        yield folder
    except NoRoomError as error:
        raise FullDiskError(library) from error
    finally:
        remove_folder(folder)


def _found(library: EmbeddedLibrary, order: Order) -> list[Found]:
    """First the files that the sidecar is about: of the same bytes under two names, its tags hold."""
    skipped = {absolute(path) for path in order.skip}
    found = [file for file in _named(library, order) if file.path not in skipped]
    sidecar = order.sidecar
    return sorted(found, key=lambda file: not sidecar.tags_for(file.path)) if sidecar else found


def _named(library: EmbeddedLibrary, order: Order) -> Iterator[Found]:
    if not order.retry:
        yield from discover(order.paths)
        return
    failed = {file.container or file.path for file in library.files() if not file.outcome.good or is_partly(file)}
    if order.paths:
        yield from (file for file in discover(order.paths) if str(file.path) in failed)
        return
    for path in map(Path, sorted(failed)):
        yield Found(path, Path(*path.parts[-_TELLING_PARTS:]).as_posix())


def _prune(library: EmbeddedLibrary, writer: Writer, order: Order) -> tuple[str, ...]:
    """Drop what the library holds from the folders named, and what is not there any more, with what it held."""
    folders = [absolute(path) for path in order.paths]
    gone = tuple(
        file.path
        for file in library.files()
        if file.container is None
        and any(Path(file.path).is_relative_to(folder) for folder in folders)
        and _is_gone(Path(file.path))
    )
    for path in gone:
        writer.drop_path(path)
    return gone


def _is_gone(path: Path) -> bool:
    try:
        return not S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # a folder that must not be looked into hides what is there
        return False
