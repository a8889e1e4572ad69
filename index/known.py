"""What the library knows of a file from earlier runs: whether it must be read at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index.files import FileRow
from index.looking import recipe_of
from ingest import libreoffice, ocr
from ingest.document import Origin, Tag
from ingest.outcome import CHANGED, Outcome, State

if TYPE_CHECKING:
    from index.embedded import EmbeddedLibrary
    from index.orders import Order


_PARTLY = " OCR "


def is_partly(row: FileRow) -> bool:
    """Whether it has pages that were not read."""
    return _PARTLY in row.recipe


@dataclass(frozen=True, slots=True)
class Known:
    """The library as the order of a run sees it."""

    library: EmbeddedLibrary
    order: Order

    def tags(self, path: Path, before: FileRow | None) -> tuple[Tag, ...]:
        """What a sidecar says of the file. A run without one keeps what one said in an earlier run."""
        if self.order.sidecar:
            return self.order.sidecar.tags_for(path)
        if before is None or before.document is None or before.outcome.state is not State.READY:
            return ()
        return self.library.said_of(before.document, Origin.SIDECAR)

    def is_unchanged(self, before: FileRow, row: FileRow, members: Sequence[FileRow]) -> bool:
        """Whether reading the file, and what it holds, again would end as it did."""
        return (
            before.sha256 == row.sha256
            and self._ended_so(before, row.recipe)
            and all(self._ended_so(member, recipe_of(self.tags(Path(member.path), member))) for member in members)
        )

    def _ended_so(self, before: FileRow, recipe: str) -> bool:
        """What failed is tried again under other limits, with other passwords, and when it is asked for."""
        if before.outcome.good:
            return before.recipe == recipe or (is_partly(before) and before.recipe == self.partly(recipe))
        if before.outcome.state is State.ENCRYPTED and self.order.options.passwords:
            return False  # so that nothing about passwords need be kept
        return not self.order.retry and before.recipe in {self.tried(recipe), self.partly(self.tried(recipe))}

    def refused(self, row: FileRow, outcome: Outcome) -> FileRow:
        """A file that gave nothing. What changed while it was read has no hash, so it is never taken for known."""
        if outcome == CHANGED:
            return replace(row, outcome=outcome, sha256="")
        tried = self.tried(row.recipe)
        return replace(row, outcome=outcome, recipe=self.partly(tried) if outcome.unread else tried)

    def refused_member(self, path: Path, root: FileRow, outcome: Outcome) -> FileRow:
        """A file that was not unpacked, of what lies in the file ``root``: it ends as it did there."""
        recipe = recipe_of(self.tags(path, None))
        return self.refused(FileRow(str(path), 0, root.modified_ns, "", outcome, None, recipe, root.path), outcome)

    def tried(self, recipe: str) -> str:
        """The recipe of a file that failed: what else than its bytes it failed under."""
        limits = self.order.limits
        converts = " LibreOffice" if libreoffice.is_installed() else ""
        return f"{recipe} {limits.seconds:g} s {limits.memory_mb} MiB{converts}"

    def partly(self, recipe: str) -> str:
        """The recipe of a file with pages for OCR to read: another engine, or more time, may read them."""
        means = f"{ocr.signature()} {self.order.limits.page_seconds:g} s"
        return f"{recipe}{_PARTLY}{sha256(means.encode()).hexdigest()[:8]}"

    def held(self, before: FileRow | None, row: FileRow, tags: Sequence[Tag], *, fresh: bool) -> str | None:
        """The document that another file brought with these bytes, where nothing else is said about this one.

        ``fresh``: in this very run. A file that holds others brings theirs as well, so it must be read itself.
        """
        if not fresh and before is not None and before.sha256 == row.sha256:
            return None  # what is said about it has changed
        for other in self.library.files_with(row.sha256):
            agrees = fresh or not tags or other.recipe == row.recipe
            if other.document and other.path != row.path and agrees and not self.library.members(other.path):
                return other.document
        return None
