"""A file as it stands before it is read: its size, its time, its bytes' hash, and what is said about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from index.files import FileRow, modified_of
from index.sources import Source
from ingest.discover import sha256_of
from ingest.document import Tag
from ingest.documents import READER_VERSION
from ingest.outcome import ADVICE, Outcome, State

_ACCESS_ADVICE = "Check that it is there and that you may read it, then ingest it again."


def looked_at(source: Source, tags: Iterable[Tag], max_mb: int) -> FileRow:
    """The file as it stands; in another state than ready where it cannot be opened or has more than ``max_mb``."""
    recipe = recipe_of(tags)
    path, holder = str(source.path), source.holder
    container = holder.root.path if holder else None
    try:
        stat = source.lies.stat()
        modified = holder.root.modified_ns if holder else modified_of(stat)
        if stat.st_size > max_mb * 1024 * 1024:
            return FileRow(path, stat.st_size, modified, "", _too_large(stat.st_size), None, recipe, container)
        digest = sha256_of(source.lies)
    except OSError as error:
        reason = f"It cannot be opened: {error.strerror or error}."
        return FileRow(path, 0, 0, "", Outcome(State.DAMAGED, reason, _ACCESS_ADVICE), None, recipe, container)
    return FileRow(path, stat.st_size, modified, digest, Outcome(State.READY), None, recipe, container)


def _too_large(size: int) -> Outcome:
    return Outcome(State.TOO_LARGE, f"It has {size / 1024 / 1024:.1f} MiB.", ADVICE[State.TOO_LARGE])


def recipe_of(tags: Iterable[Tag]) -> str:
    """What besides its bytes shapes a document: the reader's version, and what the sidecar says of it."""
    said = "\n".join(sorted(f"{tag.field}={tag.value}" for tag in tags))
    return hashlib.sha256(f"{READER_VERSION}\n{said}".encode()).hexdigest()[:16]
