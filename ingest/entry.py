"""A file as it lies in another one, before it is unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Bytes that are unpacked at a time: what an archive unpacks to is counted before it is written.
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is the one it has there, folders and all, as it is written there.

    ``pieces`` gives its bytes; it raises `UnreadableError` with the state that the file ends in. ``size`` is how
    many bytes it takes there at most, packed.
    """

    name: str
    pieces: Callable[[], Iterator[bytes]]
    size: int
