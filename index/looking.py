"""A file as it stands before it is read: its size, its time, its bytes' hash, and what is said about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from index.files import FileRow
from ingest.discover import sha256_of
from ingest.document import Tag
from ingest.documents import READER_VERSION
from ingest.outcome import ADVICE, Outcome, State

_ACCESS_ADVICE = "Check that it is there and that you may read it, then ingest it again."


def looked_at(path: Path, tags: Iterable[Tag], max_mb: int) -> FileRow:
    """The file as it stands; in another state than ready where it cannot be opened or has more than ``max_mb``."""
    recipe = _recipe(tags)
    try:
        stat = path.stat()
        if stat.st_size > max_mb * 1024 * 1024:
            outcome = _too_large(stat.st_size)
            return FileRow(str(path), stat.st_size, stat.st_mtime_ns, "", outcome, recipe=recipe)
        digest = sha256_of(path)
    except OSError as error:
        reason = f"It cannot be opened: {error.strerror or error}."
        return FileRow(str(path), 0, 0, "", Outcome(State.DAMAGED, reason, _ACCESS_ADVICE), recipe=recipe)
    return FileRow(str(path), stat.st_size, stat.st_mtime_ns, digest, Outcome(State.READY), recipe=recipe)


def _too_large(size: int) -> Outcome:
    return Outcome(State.TOO_LARGE, f"It has {size / 1024 / 1024:.1f} MiB.", ADVICE[State.TOO_LARGE])


def _recipe(tags: Iterable[Tag]) -> str:
    """What besides its bytes shapes a document: the reader's version, and what the sidecar says of it."""
    said = "\n".join(sorted(f"{tag.field}={tag.value}" for tag in tags))
    return hashlib.sha256(f"{READER_VERSION}\n{said}".encode()).hexdigest()[:16]
