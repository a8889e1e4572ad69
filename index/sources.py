"""The files that a run looks at, in which order, and how many there are."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.discover import Found

if TYPE_CHECKING:
    from index.holders import Holder


@dataclass(frozen=True, slots=True)
class Source:
    """A file to look at, in a folder or in another file.

    ``path`` is what it is known by: of a file in a file it leads through that. ``name`` is its path below the
    folder that was named, ``lies`` where its bytes are now, ``holder`` the file that it was unpacked from.
    """

    path: Path
    name: str
    lies: Path
    holder: Holder | None = None

    @property
    def readable_name(self) -> str:
        """The name as text: on Linux a name is any bytes."""
        return self.name.encode(errors="replace").decode()


class Sources:
    """First what was unpacked, so that it can be removed; then what was found; last what changed meanwhile."""

    def __init__(self, found: Sequence[Found]) -> None:
        self.total = len(found)
        self._found = (Source(file.path, file.name, file.path) for file in found)
        self._unpacked: deque[Source] = deque()
        self._again: deque[Source] = deque()

    def next(self) -> Source | None:
        """None where there is no more for now."""
        if self._unpacked:
            return self._unpacked.popleft()
        source = next(self._found, None)
        return self._again.popleft() if source is None and self._again else source

    def put_first(self, sources: Sequence[Source]) -> None:
        self._unpacked.extendleft(reversed(sources))

    def put_last(self, source: Source) -> None:
        self._again.append(source)
