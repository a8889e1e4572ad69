"""The files of one run, one after the other: what is known is settled at once, the rest read, embedded and kept.

A file that holds others (an archive, a mail) is unpacked by whoever reads it, and what it holds is taken as files
of their own, before any other file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from index.files import FileRow
from index.folders import remove_folder
from index.given import as_given
from index.holders import Holder, Unpacking, room_for
from index.known import Known
from index.looking import looked_at
from index.orders import Order, Step
from index.passage_text import embed_documents
from index.sources import Source, Sources
from ingest.discover import Found
from ingest.document import Document, document_id
from ingest.opening import Task, Unpacked
from ingest.outcome import CHANGED, Outcome, State
from ingest.workers import read_files

if TYPE_CHECKING:
    from index.embedded import EmbeddedLibrary
    from index.embedding import Embedder
    from index.library import Vectors
    from index.writer import Writer
    from ingest.unpacking import Contents
    from ingest.workers import Result

# Passages that are embedded together: long enough for even batches, short enough that little is done twice
# after a kill.
BATCH = 256
# Seconds between two publications of a long run.
PUBLISH_EVERY = 60.0

Tell = Callable[[Step, int], None]


@dataclass(frozen=True, slots=True)
class _File:
    source: Source
    row: FileRow


@dataclass(slots=True)
class _Pending:
    """A file that was given to the readers, and those with the same bytes that wait for what becomes of it."""

    file: _File
    twins: list[_File] = field(default_factory=list)
    holder: Holder | None = None


class Intake:
    """Takes files in; ``tell`` is called for each with how many there are, as far as is known by then."""

    def __init__(
        self, library: EmbeddedLibrary, writer: Writer, embedder: Embedder, order: Order, folder: Path, tell: Tell
    ) -> None:
        """``folder`` is for what is unpacked; it is there, and empty."""
        self._library = library
        self._writer = writer
        self._embedder = embedder
        self._order = order
        self._known = Known(library, order)
        self._tell = tell
        self._folders = (folder / str(number) for number in count())
        self._sources = Sources(())
        self._pending: dict[str, _Pending] = {}
        self._batch: list[Document] = []
        self._kept: set[str] = set()
        self._holding: set[str] = set()
        self._changed: set[str] = set()
        self._published = time.monotonic()

    def take(self, found: Sequence[Found]) -> None:
        """All of them, and what they hold."""
        self._sources = Sources(found)
        for result in read_files(self._next_task, self._order.limits):
            self._accept(result)
            if sum(len(document.passages) for document in self._batch) >= BATCH:
                self._keep()
        self._keep()

    def _next_task(self) -> Task | None:
        """The next file that must be read; all others are settled on the way."""
        while (source := self._sources.next()) is not None:
            task = self._task(source)
            if task is not None:
                return task
        return None

    def _task(self, source: Source) -> Task | None:
        before = self._library.file(str(source.path))
        tags = self._known.tags(source.path, before)
        row = looked_at(source, tags, self._order.max_mb)
        file, key = _File(source, row), document_id(row.sha256)
        members = self._library.members(row.path)
        if row.outcome.state is not State.READY:
            self._settle(file)
        elif before is not None and self._known.is_unchanged(before, row, members):
            self._settle_unchanged(file, before, members)
        elif key in self._pending:
            self._pending[key].twins.append(file)
        elif key not in self._holding and (held := self._known.held(before, row, tags, fresh=key in self._kept)):
            self._writer.add_location(held, row)
            self._done(source, Step(row.path, Outcome(State.DUPLICATE)))
        else:
            self._pending[key] = _Pending(file)
            room = room_for(source, next(self._folders), self._order.max_mb)
            return Task(source.lies, row.sha256, source.readable_name, tags, self._order.options, room)
        return None

    def _settle_unchanged(self, file: _File, before: FileRow, members: Sequence[FileRow]) -> None:
        row = file.row
        if (before.size, before.modified_ns) != (row.size, row.modified_ns):
            self._writer.refresh(row.path, row.size, row.modified_ns)
        self._sources.total += len(members)
        for member in members:
            self._tell(Step(member.path, _unchanged(member.outcome)), self._sources.total)
        self._done(file.source, Step(row.path, _unchanged(before.outcome)))

    def _settle(self, file: _File) -> None:
        self._writer.record(file.row)
        self._done(file.source, Step(file.row.path, file.row.outcome))

    def _done(self, source: Source, step: Step) -> None:
        self._tell(step, self._sources.total)
        if source.holder:
            self._one_less(source.holder)

    # What the readers give

    def _accept(self, result: Result) -> None:
        if isinstance(result.value, Document):
            self._batch.append(result.value)
        elif isinstance(result.value, Unpacked):
            self._unpacked(result.task, result.value)
        else:
            self._failed(result.task, result.value)

    def _failed(self, task: Task, outcome: Outcome) -> None:
        pending = self._pending.pop(document_id(task.sha256))
        if task.room:
            remove_folder(task.room.folder)
        for file in (pending.file, *pending.twins):
            if outcome == CHANGED and file.row.path not in self._changed:
                self._changed.add(file.row.path)
                self._sources.put_last(file.source)
            else:
                self._settle(replace(file, row=self._known.refused(file.row, outcome)))

    def _keep(self) -> None:
        """Embed and keep the documents that were read."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        batch = [as_given(self._library, each, self._pending[each.id].file.row.path) for each in batch]
        vectors = embed_documents(batch, self._embedder, self._library.known_vectors)
        for document, rows in zip(batch, vectors, strict=True):
            self._keep_one(document, rows)
        if time.monotonic() - self._published > PUBLISH_EVERY:
            self._writer.publish()
            self._published = time.monotonic()

    def _keep_one(self, document: Document, rows: Vectors) -> None:
        pending = self._pending.pop(document.id)
        self._kept.add(document.id)
        file, holder = self._partly(pending.file, document), pending.holder
        outcome = self._writer.add_document(document, rows, _unfinished(file.row, holder), holds=bool(holder))
        for twin in pending.twins:
            self._add_twin(document.id, self._partly(twin, document), holder)
        if holder:
            holder.passages, holder.pages = len(document.passages), len(document.pages)
            self._one_less(holder)
        else:
            step = Step(file.row.path, outcome, len(document.passages), len(document.pages))
            self._done(file.source, step)

    def _partly(self, file: _File, document: Document) -> _File:
        if not document.unread:
            return file
        return replace(file, row=replace(file.row, recipe=self._known.partly(file.row.recipe)))

    def _add_twin(self, document: str, twin: _File, holder: Holder | None) -> None:
        self._writer.add_location(document, _unfinished(twin.row, holder), holds=bool(holder))
        if holder:
            self._one_less(self._open(twin, holder.contents, holder.unpacking, is_document=True))
        else:
            self._done(twin.source, Step(twin.row.path, Outcome(State.DUPLICATE)))

    # Files that hold others

    def _unpacked(self, task: Task, unpacked: Unpacked) -> None:
        assert task.room is not None
        key = document_id(task.sha256)
        self._holding.add(key)
        unpacking = Unpacking(task.room.folder)
        if unpacked.document:
            self._batch.append(unpacked.document)
            pending = self._pending[key]
            pending.holder = self._open(pending.file, unpacked.contents, unpacking, is_document=True)
            return
        pending = self._pending.pop(key)
        for file in (pending.file, *pending.twins):
            self._open(file, unpacked.contents, unpacking, is_document=False)

    def _open(self, file: _File, contents: Contents, unpacking: Unpacking, *, is_document: bool) -> Holder:
        """Put what the file holds before all that waits."""
        holder = Holder(file.source, file.row, contents, unpacking, is_document)
        self._sources.total += len(contents.members)
        waiting = []
        for source, refused in holder.sources():
            if refused:
                self._settle(_File(source, self._known.refused_member(source.path, holder.root, refused)))
            else:
                waiting.append(source)
        self._sources.put_first(waiting)
        if not contents.members and not is_document:
            self._close(holder)
        return holder

    def _one_less(self, holder: Holder) -> None:
        holder.open -= 1
        if not holder.open:
            self._close(holder)

    def _close(self, holder: Holder) -> None:
        """All that it holds is done, so it is."""
        outcome = holder.contents.outcome
        row = replace(holder.row, outcome=outcome) if outcome.good else self._known.refused(holder.row, outcome)
        before = self._library.file(row.path)
        ended = self._writer.finish(row, holder.members, is_document=holder.is_document)
        if before == row:
            ended = _unchanged(outcome)
        holder.unpacking.leave()
        self._done(holder.source, Step(row.path, ended, holder.passages, holder.pages))


def _unfinished(row: FileRow, holder: Holder | None) -> FileRow:
    """Without a recipe a file is never taken for known: what it holds is not done yet."""
    return replace(row, recipe="") if holder else row


def _unchanged(before: Outcome) -> Outcome:
    return Outcome(State.UNCHANGED) if before.good else before
