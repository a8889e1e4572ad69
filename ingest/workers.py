"""Reads files in worker processes with limits: one bad file cannot take the run, or the service, down.

The one file that speaks to Pebble, which restarts a worker that died and kills one that is too slow.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest import ocr
from ingest.document import Document
from ingest.opening import Task, Unpacked, opened
from ingest.outcome import (
    ADVICE,
    CHANGED,
    INSTALL_OCR,
    MEMORY_ADVICE,
    RECOGNITION_ADVICE,
    ChangedError,
    NoRoomError,
    Outcome,
    State,
    UnreadableError,
)

T = TypeVar("T")
# A worker is replaced after so many files: what libraries leak stays bounded.
FILES_PER_WORKER = 200
# Files given out ahead of the results that were taken, for each worker.
AHEAD = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: seconds, and memory in MiB (address space; POSIX only).

    A page whose text must be recognised adds up to ``page_seconds`` to that.
    """

    workers: int = 2
    seconds: float = 120.0
    memory_mb: int = 4096
    page_seconds: float = 30.0


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


def pool(limits: Limits) -> Any:
    """A pool of limited workers, as a context that ends them at once when it is left."""
    return _ending(
        ProcessPool(
            max_workers=limits.workers,
            max_tasks=FILES_PER_WORKER,
            initializer=_limit,
            initargs=[limits.memory_mb],
            context=multiprocessing.get_context("spawn"),
        )
    )


@contextlib.contextmanager
def _ending(workers: ProcessPool) -> Iterator[ProcessPool]:
    try:
        yield workers
    finally:
        workers.stop()  # type: ignore[no-untyped-call]
        workers.join()


def outcome_of(result: Callable[[], T], limits: Limits) -> T | Outcome:
    """What a worker gave, or the state that its failure means."""
    try:
        return result()
    except UnreadableError as error:
        return error.outcome
    except FutureTimeoutError:
        return _failed(State.TIMED_OUT, f"Reading it took longer than {limits.seconds:g} seconds.")
    except MemoryError:
        reason = f"Reading it took more than {limits.memory_mb} MiB of memory."
        return Outcome(State.TOO_LARGE, reason, MEMORY_ADVICE)
    except ProcessExpired:
        return _failed(State.DAMAGED, "Its content made the reader crash.")
    except ChangedError:
        return CHANGED
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoRoomError from error
        return _failed(State.DAMAGED, f"It cannot be read: {error.strerror or error}.")
    except Exception as error:  # a reader's own bug must not stop the run either
        return _failed(State.DAMAGED, f"The reader did not understand its content ({type(error).__name__}).")


def _failed(state: State, reason: str) -> Outcome:
    return Outcome(state, reason, ADVICE[state])


def _limit(memory_mb: int) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(ImportError):  # Windows has no such limits; the time limit holds there too
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))


def _end_with_parent() -> None:
    """A killed run must leave no worker behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
