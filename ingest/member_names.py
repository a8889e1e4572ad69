"""The names of files that are packed in others, as parts of a path: whatever they say, none leads elsewhere.

Nothing is ever written under these names; they say where a file lies and what it is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ingest.discover import is_leftover

_DRIVE = re.compile(r"^[A-Za-z]:")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_NOWHERE = frozenset({"", ".", ".."})
# What macOS packs beside each file.
_SHADOWS = "__MACOSX"
# Names that people give have some 100 characters with their folders; a format allows 65,535 bytes.
_LONGEST = 500
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")


def parts(name: str) -> tuple[str, ...]:
    """The folders and the name, from the container down; none where nothing is left of it."""
    plain = _UNPRINTABLE.sub("\ufffd", _DRIVE.sub("", name.replace("\\", "/")))
    return tuple(part.strip() for part in plain.split("/") if part.strip() not in _NOWHERE)


def is_left_out(path: tuple[str, ...]) -> bool:
    """What is passed over in folders is passed over here: what is hidden, and what systems leave."""
    return not path or path[0] == _SHADOWS or any(map(is_leftover, path))


def ending(name: str) -> str:
    """The extension of a name with its dot, empty where it is none that a file type has."""
    suffix = PurePosixPath(name).suffix
    return suffix if _ENDING.fullmatch(suffix) else ""


@dataclass(slots=True)
class Names:
    """Gives each member a name of its own, the same in the same order: no two are alike, none lies in another."""

    _files: set[str] = field(default_factory=set)
    _folders: set[str] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)

    def given(self, path: tuple[str, ...]) -> str:
        """The name of the member at ``path``, which is not empty."""
        name = _shortened("/".join(path))
        if self._is_below_a_file(name):
            name = name.replace("/", "_")
        name = self._free(name)
        self._files.add(name)
        self._folders.update(str(parent) for parent in PurePosixPath(name).parents)
        return name

    def _is_below_a_file(self, name: str) -> bool:
        return any(str(parent) in self._files for parent in PurePosixPath(name).parents)

    def _free(self, name: str) -> str:
        stem, suffix = name.removesuffix(ending(name)), ending(name)
        free = name
        while free in self._files or free in self._folders:
            self._counts[name] = self._counts.get(name, 1) + 1
            free = f"{stem} ({self._counts[name]}){suffix}"
        return free


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    half = _LONGEST // 2
    return f"{name[:half].rstrip('/')}…{name[-half:].lstrip('/')}"
