"""A file as a worker opens it: read as a document, unpacked where it holds others, and not changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.detection import media_type
from ingest.discover import sha256_of
from ingest.document import Document, Tag
from ingest.documents import read_document
from ingest.formats import READERS
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import ChangedError, State, UnreadableError
from ingest.unpacking import UNPACKERS, Contents, Room, contents


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file that holds others: those, and the document that it is itself (a mail), where it is one."""

    document: Document | None
    contents: Contents


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read. ``name`` is its path below the folder that is ingested.

    ``room`` is where what is packed in it may be unpacked; without it nothing is.
    """

    path: Path
    sha256: str
    name: str
    overriding: tuple[Tag, ...] = ()
    options: ReadOptions = PLAIN
    room: Room | None = None


def opened(task: Task) -> Document | Unpacked:
    """The document that a file is, or what it holds.

    Raises:
        UnreadableError: with the state that the file ends in.
        ChangedError: its bytes are not those that the task is about.
    """
    try:
        return _read_or_unpacked(task)
    finally:
        if sha256_of(task.path) != task.sha256:
            raise ChangedError


def _read_or_unpacked(task: Task) -> Document | Unpacked:
    kind = media_type(task.path)
    if task.room is None or kind not in UNPACKERS:
        return _read(task)
    held = contents(task.path, kind, task.room, task.options)
    return Unpacked(_own_document(task, kind, held), held)


def _own_document(task: Task, kind: str, held: Contents) -> Document | None:
    """An archive has no text of its own, nor has a mail to which something is attached without a word."""
    if kind not in READERS:
        return None
    try:
        return _read(task)
    except UnreadableError as error:
        if error.state is State.EMPTY and held.members:
            return None
        raise


def _read(task: Task) -> Document:
    return read_document(task.path, task.sha256, task.name, task.overriding, task.options)
