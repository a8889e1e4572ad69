"""Worker processes with limits of time and memory, and what their failures mean for a file.

The one file that speaks to Pebble for readers: it restarts a worker that died and kills one that is too slow. It
imports no reader, so that who needs only a worker does not load them all.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest.outcome import (
    ADVICE,
    CHANGED,
    MEMORY_ADVICE,
    ChangedError,
    NoRoomError,
    Outcome,
    State,
    UnreadableError,
)

T = TypeVar("T")
# A worker is replaced after so many files: what libraries leak stays bounded.
FILES_PER_WORKER = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost: seconds, and memory in MiB (address space; POSIX only).

    A page whose text must be recognised adds up to ``page_seconds`` to that.
    """

    workers: int = 2
    seconds: float = 120.0
    memory_mb: int = 4096
    page_seconds: float = 30.0


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
