"""Files that hold others (archives, mails), while what is in them is read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index.folders import remove_folder
from index.sources import Source
from ingest.unpacking import MOST_BYTES, MOST_DEEP, MOST_FILES, Room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.files import FileRow
    from ingest.outcome import Outcome
    from ingest.unpacking import Contents

# Of what is free on the disk a file may take one part of so many: several are unpacked at once.
FREE_SHARE = 4


@dataclass(slots=True)
class Budget:
    """How many files and bytes may still be unpacked of one file in a folder, at all depths together."""

    files: int = MOST_FILES
    bytes: int = MOST_BYTES

    def spend(self, contents: Contents) -> None:
        self.files = max(self.files - len(contents.members), 0)
        self.bytes = max(self.bytes - contents.bytes, 0)


@dataclass(slots=True)
class Unpacking:
    """A folder with what was unpacked; removed when the last that uses it is done."""

    folder: Path
    users: int = 0

    def leave(self) -> None:
        self.users -= 1
        if self.users == 0:
            remove_folder(self.folder)


@dataclass(slots=True, eq=False)
class Holder:
    """A file that holds others.

    ``open`` counts what is not done yet: its members, and the document that it is itself where it is one. It is
    told as done after them, so that a run that was killed begins with it again.
    """

    source: Source
    row: FileRow
    contents: Contents
    unpacking: Unpacking
    is_document: bool
    passages: int = 0
    pages: int = 0
    open: int = field(init=False)
    budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self.open = len(self.contents.members) + self.is_document
        self.unpacking.users += 1
        self.budget = self.source.holder.budget if self.source.holder else Budget()
        self.budget.spend(self.contents)

    @property
    def root(self) -> FileRow:
        """The row of the file in a folder that this one lies in, or is."""
        return self.source.holder.root if self.source.holder else self.row

    @property
    def depth(self) -> int:
        """How many files lie around its members."""
        return self.source.holder.depth + 1 if self.source.holder else 1

    def sources(self) -> Iterator[tuple[Source, Outcome | None]]:
        """What it holds, each with how it ended already where it was not unpacked."""
        for member in self.contents.members:
            path, name = self.source.path / member.name, f"{self.source.name}/{member.name}"
            if isinstance(member.value, Path):
                yield Source(path, name, member.value, self), None
            else:
                yield Source(path, name, path, self), member.value

    @property
    def members(self) -> frozenset[str]:
        """The paths of what it holds."""
        return frozenset(str(self.source.path / member.name) for member in self.contents.members)


def room_for(source: Source, folder: Path, max_mb: int) -> Room:
    """What may be unpacked of a file, into ``folder``: not so much that the library's own disk is full."""
    holder = source.holder
    budget = holder.budget if holder else Budget()
    depth = MOST_DEEP - (holder.depth if holder else 0)
    free = shutil.disk_usage(folder.parent).free // FREE_SHARE
    return Room(folder, max_mb << 20, depth, budget.files, min(budget.bytes, free))
