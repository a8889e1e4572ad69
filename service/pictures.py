"""Pictures of pages: drawn in a limited worker process, kept in memory while they are asked for."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections import OrderedDict
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from service.drawing import Box, UndrawableError, draw_page, limit_memory
from service.errors import PageNotDrawnError, PageTimedOutError

if TYPE_CHECKING:
    from index.library import Location

logger = logging.getLogger(__name__)

# A picture has 50 to 400 KB, so this is some 25 MB at most.
MOST_KEPT = 64
# A worker is replaced after so many pages, since a PDF library's leaks add up.
PAGES_PER_WORKER = 100
# How long a request waits for its turn and its page together, in time limits of one page.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a picture shows; equal ones are the same picture, since a changed file has another state.

    ``path`` is where the file's bytes are now.
    """

    location: Location
    number: int
    boxes: tuple[Box, ...]
    path: Path = field(compare=False)


class Pictures:
    """Draws pages. May be called from any thread; the worker process starts with the first page."""

    def __init__(self, workers: int = 1, seconds: float = 20.0, memory_mb: int = 2048) -> None:
        self._workers = workers
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._lock = threading.Lock()
        self._kept: OrderedDict[Wanted, bytes] = OrderedDict()
        self._pool: ProcessPool | None = None

    def page(self, wanted: Wanted) -> bytes:
        """The page as PNG. The caller has made sure that the file is the one that was ingested.

        Raises:
            PageTimedOutError: it took longer than the limit.
            PageNotDrawnError: it cannot be drawn, or the worker died of it.

        """
        with self._lock:
            if wanted in self._kept:
                self._kept.move_to_end(wanted)
                return self._kept[wanted]
        picture = self._draw(wanted)
        with self._lock:
            self._kept[wanted] = picture
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return picture

    def _draw(self, wanted: Wanted) -> bytes:
        task = (str(wanted.path), wanted.number, wanted.boxes)
        future = self._running_pool().schedule(draw_page, args=task, timeout=self._seconds)
        try:
            return future.result(timeout=PATIENCE * self._seconds)
        except FutureTimeoutError:
            future.cancel()  # type: ignore[no-untyped-call]
            raise PageTimedOutError(self._seconds) from None
        except (UndrawableError, ProcessExpired, MemoryError, ImportError) as error:
            # Under the memory limit even the library may not load: that is an ImportError.
            logger.warning("page %d of %s was not drawn: %r", wanted.number, wanted.location.path, error)
            raise PageNotDrawnError from None

    def _running_pool(self) -> ProcessPool:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._pool = ProcessPool(
                    max_workers=self._workers,
                    max_tasks=PAGES_PER_WORKER,
                    initializer=limit_memory,
                    initargs=[self._memory_mb],
                    # A fork would copy the locks of this server's threads, and its memory would count.
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def close(self) -> None:
        """Stop the worker; what is being drawn is given up."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None
