"""What a peer is asked and what it tells. Standard library only: it runs in every peer's environment."""

from __future__ import annotations

import argparse
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENDINGS = (".pdf", ".docx")


class Piece(NamedTuple):
    """A text with the path of its file; ``embedded`` is what the model was given of it (the longest of several)."""

    path: str
    text: str
    embedded: str


@dataclass(slots=True)
class Task:
    """``folder`` is to be indexed into ``place`` with the model in the folder ``model``.

    ``words`` is how long a piece should be, 0 for what the peer does by itself. ``told`` is the file that the
    answer goes to. ``seconds`` is how long the measured part took: from the files to an index on disk, without
    imports and loading the model.
    """

    folder: Path
    model: str
    place: Path
    words: int
    told: Path
    seconds: float = field(default=0.0, init=False)

    def files(self) -> list[Path]:
        """The files that every peer is given."""
        return sorted(path for path in self.folder.rglob("*") if path.suffix.lower() in ENDINGS)

    @contextmanager
    def measured(self) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds = time.perf_counter() - started

    def tell(self, pieces: Iterable[Piece]) -> None:
        """Write the answer."""
        answer = {"seconds": self.seconds, "pieces": list(pieces)}
        self.told.write_text(json.dumps(answer), encoding="utf-8")


def task() -> Task:
    """The task that the command line gives."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("model")
    parser.add_argument("place", type=Path)
    parser.add_argument("words", type=int)
    parser.add_argument("told", type=Path)
    asked = parser.parse_args()
    return Task(asked.folder, asked.model, asked.place, asked.words, asked.told)
