"""Which passages a cache holds, as arrays: what turns a filter into a mask without asking the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ingest.document import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

KIND_CODES = {kind: code for code, kind in enumerate(Kind)}


def _none() -> Numbers:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Selection:
    """What may be found.

    ``documents`` is a mask over `Rows.documents` (None: all), ``kinds`` empty: all. ``fits`` and ``not_fits`` are
    the numbers of passages that are judged apart from their document, whatever ``documents`` says of it.
    """

    documents: Mask | None = None
    kinds: tuple[Kind, ...] = ()
    fits: Numbers = field(default_factory=_none)
    not_fits: Numbers = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class Rows:
    """One row a passage. ``numbers`` int64 (n,) ascending; ``documents`` int64 (m,) ascending document keys;
    ``owners`` int32 (n,), the place of each passage's document in ``documents``; ``kinds`` uint8 (n,).
    """  # noqa: D205

    numbers: Numbers
    documents: Numbers
    owners: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.numbers)

    def selected(self, selection: Selection) -> Mask | None:
        """A mask over the passages; None where all are selected."""
        masks: list[Mask] = []
        if selection.documents is not None:
            masks.append(self._by_document(selection.documents, selection))
        if selection.kinds:
            wanted = np.zeros(len(KIND_CODES), dtype=np.bool_)
            wanted[[KIND_CODES[kind] for kind in selection.kinds]] = True
            masks.append(wanted[self.kinds])
        return np.logical_and.reduce(masks) if masks else None

    def _by_document(self, documents: Mask, selection: Selection) -> Mask:
        mask: Mask = documents[self.owners]
        mask[np.searchsorted(self.numbers, selection.fits)] = True
        mask[np.searchsorted(self.numbers, selection.not_fits)] = False
        return mask

    def held(self, numbers: Iterable[int]) -> Numbers:
        """Those of these passages that are among `numbers`, ascending."""
        return np.intersect1d(self.numbers, np.fromiter(numbers, dtype=np.int64))

    def document_mask(self, keys: Iterable[int]) -> Mask:
        """Which of `documents` are among ``keys``."""
        return np.isin(self.documents, np.fromiter(keys, dtype=np.int64))


def rows_of(passages: Sequence[tuple[int, int, str]]) -> Rows:
    """From (passage number, document key, kind), in any order."""
    table = np.array(
        [(number, document, KIND_CODES[Kind(kind)]) for number, document, kind in passages], dtype=np.int64
    ).reshape(len(passages), 3)
    return _rows(table[:, 0], table[:, 1], table[:, 2].astype(np.uint8))


def joined(first: Rows, second: Rows) -> Rows:
    """The passages of both, which have none in common."""
    return _rows(
        np.concatenate([first.numbers, second.numbers]),
        np.concatenate([first.documents[first.owners], second.documents[second.owners]]),
        np.concatenate([first.kinds, second.kinds]),
    )


def taken(rows: Rows, mask: Mask) -> Rows:
    """The passages under the mask."""
    return _rows(rows.numbers[mask], rows.documents[rows.owners[mask]], rows.kinds[mask])


def save(rows: Rows, folder: Path) -> None:
    for name in Rows.__slots__:
        np.save(folder / f"{name}.npy", getattr(rows, name))


def load(folder: Path) -> Rows:
    return Rows(**{name: np.load(folder / f"{name}.npy") for name in Rows.__slots__})


def _rows(numbers: Numbers, keys: Numbers, kinds: npt.NDArray[np.uint8]) -> Rows:
    order = np.argsort(numbers)
    documents, owners = np.unique(keys[order], return_inverse=True)
    return Rows(numbers[order], documents, owners.astype(np.int32), kinds[order])
