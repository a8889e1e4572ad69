"""Reads files in worker processes with limits: one bad file cannot take the run down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace

from ingest import ocr
from ingest.document import Document
from ingest.limited import Limits, outcome_of, pool
from ingest.opening import Task, Unpacked, opened
from ingest.outcome import INSTALL_OCR, RECOGNITION_ADVICE, Outcome, State

# Files given out ahead of the results that were taken, for each worker.
AHEAD = 2


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task as it was given out; ``first`` is what came of it before the text of its pages was recognised."""

    task: Task
    limits: Limits
    first: Document | Outcome | None = None

    def again(self, value: Document | Unpacked | Outcome) -> Scheduled | None:
        """The same with more time, where there are pages to recognise and an engine for that."""
        if isinstance(value, Unpacked) or not value.unread or self.first is not None or ocr.engine() is None:
            return None
        limits = replace(self.limits, seconds=self.limits.seconds + value.unread * self.limits.page_seconds)
        options = replace(self.task.options, recognise=True, page_seconds=self.limits.page_seconds)
        return Scheduled(replace(self.task, options=options), limits, value)

    def settled(self, value: Document | Unpacked | Outcome) -> Document | Unpacked | Outcome:
        """What is to be kept: of a file whose pages could not be recognised, those that have text."""
        if self.first is None:
            if isinstance(value, Document) and value.unread:
                return replace(value, notes=(*value.notes, f"{INSTALL_OCR} Then ingest it again."))
            return value
        if isinstance(value, Outcome) and value.state is State.TIMED_OUT:
            pages = f"{self.first.unread} page{'s' if self.first.unread > 1 else ''}"
            reason = f"Recognising the text of {pages} took longer than {self.limits.seconds:g} seconds."
            value = replace(value, reason=reason, advice=RECOGNITION_ADVICE, unread=self.first.unread)
        if isinstance(self.first, Document) and isinstance(value, Outcome):
            return replace(self.first, notes=(*self.first.notes, value.reason, value.advice))
        return value


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: a document, the files in it, or how it ended instead."""

    task: Task
    value: Document | Unpacked | Outcome


def read_files(
    next_task: Callable[[], Task | None],
    limits: Limits,
    read: Callable[[Task], Document | Unpacked] = opened,
) -> Iterator[Result]:
    """Read each file; results come as they are ready. Tasks are taken no faster than results are.

    ``next_task`` gives None where there is none for now; it is asked again after each result, since what is in
    one may bring more. ``read`` runs in the workers: a function of a module, since they are fresh processes that
    import it.

    Raises:
        NoRoomError: a reader found no room for what it must write.
    """
    with pool(limits) as workers:
        running: dict[Future[Document | Unpacked], Scheduled] = {}

        def start(work: Scheduled) -> None:
            running[workers.schedule(read, args=[work.task], timeout=work.limits.seconds)] = work

        while True:
            while len(running) < AHEAD * limits.workers and (task := next_task()) is not None:
                start(Scheduled(task, limits))
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                work = running.pop(future)
                value = outcome_of(future.result, work.limits)
                if (again := work.again(value)) is not None:
                    start(again)
                else:
                    yield Result(work.task, work.settled(value))
