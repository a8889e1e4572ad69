"""Publishes snapshots and keeps the newest one open: what a reader answers from."""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.building import build
from index.facets import fitting_documents, passages_apart
from index.failures import of_system
from index.folders import TemporaryFolder, remove_folder
from index.lock import held_for_publishing, writer_lives
from index.rows import Selection
from index.snapshot import DamagedSnapshotError, Manifest, Snapshot, open_snapshot, read_manifest
from index.vector_cache import VectorLimits

if TYPE_CHECKING:
    import sqlite3

    from index.catalogue import Catalogue, Stamp
    from index.library import Filter
    from index.rows import Mask

_log = logging.getLogger(__name__)

_BUILDING = "building-"


@dataclass(frozen=True, slots=True)
class View:
    """A snapshot as seen from the catalogue: ``live`` masks the documents that are still there (None: all)."""

    snapshot: Snapshot
    live: Mask | None

    def selection(self, connection: sqlite3.Connection, where: Filter) -> Selection:
        """What of the snapshot fits ``where`` and is still there."""
        fitting = fitting_documents(connection, where)
        if fitting is None:
            return Selection(self.live, where.kind)
        rows = self.snapshot.rows
        mask = rows.document_mask(fitting)
        fits, not_fits = (rows.held(numbers) for numbers in passages_apart(connection, where))
        return Selection(mask if self.live is None else mask & self.live, where.kind, fits, not_fits)


class Caches:
    """The published snapshots of a library, ``cache/<generation>-<random>`` in its folder.

    Nobody but this class knows them: losing the whole folder costs the time to make it again.
    """

    def __init__(self, catalogue: Catalogue, limits: VectorLimits) -> None:
        self._catalogue = catalogue
        self._limits = limits
        self._folder = catalogue.folder / "cache"
        self._view: View | None = None
        self._refreshing = threading.Lock()

    def view(self) -> View:
        """What to answer from now.

        Up to date, unless a writer is at work or another reader is already making the next snapshot: then
        the newest there is, without what is gone meanwhile.
        """
        stamp = self._catalogue.stamp()
        view = self._view
        if view is not None and view.snapshot.stamp.content == stamp.content:
            return view
        if not self._refreshing.acquire(blocking=view is None):
            return self._seen(view.snapshot) if view else self.view()
        try:
            view = self._view = self._refreshed(stamp)
        finally:
            self._refreshing.release()
        return view

    def publish(self) -> None:
        """Bring the snapshot up to date with the catalogue, whoever else writes; wait for who publishes."""
        self._view = self._seen(self._published(self._catalogue.stamp(), wait=True))

    def _refreshed(self, stamp: Stamp) -> View:
        newest = self._newest(stamp)
        if newest and (newest.stamp.content == stamp.content or writer_lives(self._catalogue.folder)):
            return self._seen(newest)
        return self._seen(self._published(stamp, wait=newest is None))

    def _seen(self, snapshot: Snapshot) -> View:
        with self._catalogue.reading() as connection:
            keys = connection.execute("SELECT number FROM document").fetchall()
        live = snapshot.rows.document_mask(key for (key,) in keys)
        return View(snapshot, None if live.all() else live)

    def _published(self, stamp: Stamp, *, wait: bool) -> Snapshot:
        """A snapshot of the catalogue as it is, or where another process makes one, the newest there is.

        Raises `FullDiskError` or `ReadOnlyLibraryError` where it can be kept nowhere.
        """
        try:
            self._folder.mkdir(exist_ok=True)
            with held_for_publishing(self._catalogue.folder, wait=wait) as ours:
                newest = self._newest(stamp)
                if newest and (not ours or newest.stamp.content == stamp.content):
                    return newest
                return self._build(newest)
        except OSError as error:
            _log.warning("The index goes into a temporary folder, %s cannot be written: %s", self._folder, error)
        try:
            return self._build_aside(self._newest(stamp))
        except OSError as error:
            raise of_system(error, self._folder) from error

    def _build(self, base: Snapshot | None) -> Snapshot:
        """Make it beside, then rename it: nobody ever sees half of one. Then drop all others."""
        making = self._folder / f"{_BUILDING}{secrets.token_hex(4)}"
        making.mkdir()
        try:
            generation = self._write(making, base)
        except BaseException:
            remove_folder(making)
            raise
        folder = making.rename(self._folder / f"{generation:012d}-{secrets.token_hex(4)}")
        snapshot = open_snapshot(folder, self._limits)
        for other in self._folder.iterdir():
            if other != folder:
                remove_folder(other)
        return snapshot

    def _build_aside(self, base: Snapshot | None) -> Snapshot:
        temporary = TemporaryFolder()
        self._write(temporary.path, base)
        return open_snapshot(temporary.path, self._limits, temporary)

    def _write(self, folder: Path, base: Snapshot | None) -> int:
        with self._catalogue.reading() as connection:
            return build(connection, folder, base, self._limits).generation

    def _newest(self, stamp: Stamp) -> Snapshot | None:
        """The snapshot that fits the catalogue, else the one of the highest generation that can be opened."""
        held = self._view.snapshot if self._view else None
        if held and held.stamp.content == stamp.content:
            return held
        for folder, found in self._on_disk(stamp):
            if held and found == held.stamp:
                return held
            try:
                return open_snapshot(folder, self._limits)
            except Exception as error:
                _log.warning("The index in %s is made anew: %s", folder, error)
        return held

    def _on_disk(self, stamp: Stamp) -> list[tuple[Path, Stamp]]:
        """The snapshots in the cache folder: the one that fits the catalogue first, then by generation."""
        try:
            folders = [path for path in self._folder.iterdir() if not path.name.startswith(_BUILDING)]
        except OSError:
            return []
        found = [(folder, manifest.stamp) for folder in folders if (manifest := _manifest(folder))]
        return sorted(found, key=lambda pair: (pair[1] == stamp, pair[1].generation), reverse=True)


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except (OSError, ValueError, KeyError, TypeError, DamagedSnapshotError):
        return None
