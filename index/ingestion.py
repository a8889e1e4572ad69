"""An ingestion run: from files to documents in the library, each in as a whole, each with one outcome.

What a run has told is kept: it is told after the transaction that keeps it. A run that is killed is simply
run again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISREG

from index.embedded import EmbeddedLibrary
from index.embedding import Embedder
from index.files import FileRow
from index.looking import looked_at
from index.passage_text import embed_documents
from index.writer import Writer
from ingest.discover import Found, absolute, discover
from ingest.document import Document, Origin, Tag
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import Outcome, State
from ingest.sidecar import Sidecar
from ingest.workers import Limits, Task, read_files

# Passages that are embedded together: long enough for even batches, short enough that little is done twice
# after a kill.
BATCH = 256
# Seconds between two publications of a long run.
PUBLISH_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do.

    ``skip`` are files that are no documents (the sidecar), ``max_mb`` is the largest file that is read, in MiB.
    """

    paths: tuple[Path, ...]
    sidecar: Sidecar | None = None
    prune: bool = False
    skip: tuple[Path, ...] = ()
    max_mb: int = 200
    limits: Limits = field(default_factory=Limits)
    options: ReadOptions = PLAIN


@dataclass(frozen=True, slots=True)
class Step:
    """One file is done: told after its outcome is kept. ``passages`` is how many of it were embedded."""

    path: str
    outcome: Outcome
    passages: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``failed`` are the files that need attention, with their outcome, by path."""

    states: dict[State, int]
    failed: tuple[tuple[str, Outcome], ...]
    pruned: tuple[str, ...]
    passages: int
    pages: int
    seconds: float


def run(library: EmbeddedLibrary, embedder: Embedder, order: Order, tell: Callable[[Step, int], None]) -> Report:
    """Bring the library up to date with what is under ``order.paths``.

    ``tell`` is called for each file with how many files there are in all.

    Raises:
        MissingPathError: one of the paths does not exist; nothing was done.
        LibraryError: another run writes to the library, or its folder cannot be written to.
    """
    started = time.monotonic()
    found = _found(order)
    with library.writing() as writer:
        steps: list[Step] = []

        def done(step: Step) -> None:
            steps.append(step)
            tell(step, len(found))

        _Run(library, writer, embedder, order, done).go(found)
        # At the end: a file that was moved has its document again by now, without being read.
        pruned = _prune(library, writer, order) if order.prune else ()
        writer.regroup()
        writer.publish()
    return _report(steps, pruned, time.monotonic() - started)


def _found(order: Order) -> list[Found]:
    """First the files that the sidecar is about: of the same bytes under two names, its tags hold."""
    skipped = {absolute(path) for path in order.skip}
    found = [file for file in discover(order.paths) if file.path not in skipped]
    return sorted(found, key=lambda file: not _tags(order, file))


def _tags(order: Order, file: Found) -> tuple[Tag, ...]:
    return order.sidecar.tags_for(file.path) if order.sidecar else ()


def _report(steps: Sequence[Step], pruned: tuple[str, ...], seconds: float) -> Report:
    failed = sorted((step.path, step.outcome) for step in steps if not step.outcome.good)
    return Report(
        states=dict(Counter(step.outcome.state for step in steps)),
        failed=tuple(failed),
        pruned=pruned,
        passages=sum(step.passages for step in steps),
        pages=sum(step.pages for step in steps),
        seconds=seconds,
    )


def _prune(library: EmbeddedLibrary, writer: Writer, order: Order) -> tuple[str, ...]:
    """Drop what the library holds from the folders named, and what is not there any more."""
    folders = [absolute(path) for path in order.paths]
    gone = tuple(
        file.path
        for file in library.files()
        if any(Path(file.path).is_relative_to(folder) for folder in folders) and _is_gone(Path(file.path))
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


@dataclass(slots=True)
class _Pending:
    """A file that was given to the readers, and those with the same bytes that wait for what becomes of it."""

    row: FileRow
    twins: list[FileRow] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    library: EmbeddedLibrary
    writer: Writer
    embedder: Embedder
    order: Order
    done: Callable[[Step], None]
    pending: dict[str, _Pending] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    published: float = field(default_factory=time.monotonic)

    def go(self, found: Iterable[Found]) -> None:
        batch: list[Document] = []
        for result in read_files(self._tasks(found), self.order.limits):
            if isinstance(result.value, Document):
                batch.append(result.value)
            else:
                self._settle_failed(result.task.sha256, result.value)
            if sum(len(document.passages) for document in batch) >= BATCH:
                self._keep(batch)
                batch = []
        self._keep(batch)

    def _tasks(self, found: Iterable[Found]) -> Iterator[Task]:
        """The files that must be read; all others are settled on the way."""
        for file in found:
            task = self._task(file)
            if task is not None:
                yield task

    def _task(self, file: Found) -> Task | None:
        before = self.library.file(str(file.path))
        tags = _tags(self.order, file) if self.order.sidecar else self._said_before(before)
        row = looked_at(file.path, tags, self.order.max_mb)
        if row.outcome.state is not State.READY:
            self._settle(row)
        elif before is not None and self._is_known(before, row):
            self._settle_unchanged(before, row)
        elif row.sha256 in self.pending:
            self.pending[row.sha256].twins.append(row)
        elif not self._is_held(before, row, tags):
            self.pending[row.sha256] = _Pending(row)
            return Task(file.path, row.sha256, _readable(file.name), tags, self.order.options)
        return None

    def _said_before(self, before: FileRow | None) -> tuple[Tag, ...]:
        """A run without a sidecar keeps what one said of the file in an earlier run."""
        if before is None or before.document is None or before.outcome.state is not State.READY:
            return ()
        held = self.library.document(before.document)
        return tuple(tag for tag in held.tags if tag.origin is Origin.SIDECAR) if held else ()

    def _is_known(self, before: FileRow, row: FileRow) -> bool:
        """Whether reading the file again would end as it did: what failed is tried again under other limits."""
        recipe = row.recipe if before.outcome.good else self._tried(row)
        return (before.sha256, before.recipe) == (row.sha256, recipe)

    def _tried(self, row: FileRow) -> str:
        limits = self.order.limits
        return f"{row.recipe} {limits.seconds:g} s {limits.memory_mb} MiB"

    def _is_held(self, before: FileRow | None, row: FileRow, tags: Sequence[Tag]) -> bool:
        """Whether another file brought these bytes, and nothing else is said about this one."""
        fresh = row.sha256 in self.kept
        if not fresh and before is not None and before.sha256 == row.sha256:
            return False  # what is said about it has changed
        for other in self.library.files_with(row.sha256):
            agrees = fresh or not tags or other.recipe == row.recipe
            if other.document and other.path != row.path and agrees:
                self.writer.add_location(other.document, row)
                self.done(Step(row.path, Outcome(State.DUPLICATE)))
                return True
        return False

    def _settle_unchanged(self, before: FileRow, row: FileRow) -> None:
        if (before.size, before.modified_ns) != (row.size, row.modified_ns):
            self.writer.refresh(row.path, row.size, row.modified_ns)
        outcome = Outcome(State.UNCHANGED) if before.outcome.good else before.outcome
        self.done(Step(row.path, outcome))

    def _settle(self, row: FileRow) -> None:
        self.writer.record(row)
        self.done(Step(row.path, row.outcome))

    def _settle_failed(self, sha256: str, outcome: Outcome) -> None:
        pending = self.pending.pop(sha256)
        for row in [pending.row, *pending.twins]:
            self._settle(replace(row, outcome=outcome, recipe=self._tried(row)))

    def _keep(self, batch: Sequence[Document]) -> None:
        if not batch:
            return
        vectors = embed_documents(batch, self.embedder, self.library.known_vectors)
        for document, rows in zip(batch, vectors, strict=True):
            pending = next(p for p in self.pending.values() if p.row.sha256.startswith(document.id))
            self.kept.add(pending.row.sha256)
            self.writer.add_document(document, rows, pending.row)
            self.done(Step(pending.row.path, Outcome(State.READY), len(document.passages), len(document.pages)))
            for twin in self.pending.pop(pending.row.sha256).twins:
                self.writer.add_location(document.id, twin)
                self.done(Step(twin.path, Outcome(State.DUPLICATE)))
        if time.monotonic() - self.published > PUBLISH_EVERY:
            self.writer.publish()
            self.published = time.monotonic()


def _readable(name: str) -> str:
    """A file's name as text: on Linux a name is any bytes."""
    return name.encode(errors="replace").decode()
