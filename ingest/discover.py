"""Which files a run looks at."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# What programs and systems leave beside documents; no one wants a report on these.
_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini"})
_CHUNK = 1 << 20
_log = logging.getLogger(__name__)


class MissingPathError(Exception):
    """A path that was named does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file or folder '{path}'. Check its spelling; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Found:
    """A file, by absolute path, and its path below the folder that was named (its name, where a file was)."""

    path: Path
    name: str


def discover(paths: Iterable[Path]) -> Iterator[Found]:
    """Files and, recursively, the files of folders, in the order of their names, each once.

    Hidden files, lock files of office programs and symbolic links to elsewhere are passed over.

    Raises:
        MissingPathError: a path does not exist.
    """
    named = tuple(paths)
    check_paths(named)
    seen: set[Path] = set()
    for root in map(absolute, named):
        for path in [root] if root.is_file() else _below(root):
            if path not in seen:
                seen.add(path)
                yield Found(path, path.relative_to(root).as_posix() if path != root else path.name)


def check_paths(paths: Iterable[Path]) -> None:
    """Raise `MissingPathError` for a path that does not exist."""
    for named in paths:
        if not absolute(named).exists():
            raise MissingPathError(named)


def absolute(path: Path) -> Path:
    """One spelling for one place: the user's folder is put in, `..` taken out; links stay as they are."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  its counterpart would follow links


def _below(root: Path) -> Iterator[Path]:
    home = root.resolve()
    for folder, folders, files in os.walk(root, onerror=_report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not is_leftover(name) and path.is_file() and _is_inside(path, home):
                yield path


def _report(error: OSError) -> None:
    _log.warning("The folder %s cannot be looked into: %s.", error.filename, error.strerror)


def is_leftover(name: str) -> bool:
    """Whether a file of this name is hidden, or left by a program or a system."""
    return name.startswith((".", "~$")) or name.casefold() in _LEFTOVERS


def _is_inside(path: Path, home: Path) -> bool:
    return not path.is_symlink() or path.resolve().is_relative_to(home)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
