"""A snapshot: the caches of one state of the catalogue, on disk and opened for questions. Never changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import rows as row_files
from index.catalogue import Stamp
from index.folders import Checksums, TemporaryFolder, checksums
from index.vector_cache import VectorCache, VectorLimits
from index.word_cache import WordCache
from ingest.document import Kind

if TYPE_CHECKING:
    from index.rows import Rows

MANIFEST = "manifest.json"
WORDS = "words"
# To be raised whenever the files of a snapshot, or how words are analysed, change: older ones are made anew.
FORMAT = f"3 {' '.join(Kind)}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is of. ``trained_on`` is the number of passages its inverted file was trained on."""

    stamp: Stamp
    trained_on: int
    files: Checksums
    format: str = FORMAT


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``temporary`` holds its folder where that could not be kept in the library."""

    folder: Path
    manifest: Manifest
    rows: Rows
    vectors: VectorCache
    words: WordCache
    temporary: TemporaryFolder | None = None

    @property
    def stamp(self) -> Stamp:
        return self.manifest.stamp


class DamagedSnapshotError(Exception):
    """Its files are not those that were written."""


def write_manifest(folder: Path, stamp: Stamp, trained_on: int) -> None:
    """The last step of making a snapshot: without it the folder is none."""
    manifest = Manifest(stamp, trained_on, checksums(folder))
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest)), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises `DamagedSnapshotError` where it is of another format, `OSError` where there is none."""
    values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if values["format"] != FORMAT:
        raise DamagedSnapshotError(f"{folder} has another format")
    return Manifest(Stamp(**values["stamp"]), values["trained_on"], values["files"])


def open_snapshot(folder: Path, limits: VectorLimits, temporary: TemporaryFolder | None = None) -> Snapshot:
    """Raises `DamagedSnapshotError`, or whatever a damaged file makes its reader raise."""
    manifest = read_manifest(folder)
    found = checksums(folder)
    found.pop(MANIFEST)
    if found != manifest.files:
        raise DamagedSnapshotError(f"The files in {folder} are not those that were written")
    rows = row_files.load(folder)
    return Snapshot(
        folder,
        manifest,
        rows,
        VectorCache(folder, rows.numbers, limits),
        WordCache(folder / WORDS),
        temporary,
    )
