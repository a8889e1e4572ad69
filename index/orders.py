"""What an ingestion run is told to do, and what it tells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ingest.limited import Limits
from ingest.options import PLAIN, ReadOptions
from ingest.outcome import Outcome, State
from ingest.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do.

    ``skip`` are files that are no documents (the sidecar), ``max_mb`` is the largest file that is read, in MiB.
    ``retry`` tries again what is not in, or not all of it, and nothing else: of the whole library, where there are
    no ``paths``.
    """

    paths: tuple[Path, ...]
    sidecar: Sidecar | None = None
    prune: bool = False
    skip: tuple[Path, ...] = ()
    max_mb: int = 200
    limits: Limits = field(default_factory=Limits)
    options: ReadOptions = PLAIN
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One file is done: told after its outcome is kept. ``passages`` is how many of it were embedded."""

    path: str
    outcome: Outcome
    passages: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, by path: ``failed`` are the files that need attention, ``remarks`` those that were read now
    and are in, but not all of it as it should; ``pruned`` are files that were dropped with all that they held.
    """  # noqa: D205

    states: dict[State, int]
    failed: tuple[tuple[str, Outcome], ...]
    remarks: tuple[tuple[str, Outcome], ...]
    pruned: tuple[str, ...]
    passages: int
    pages: int
    seconds: float


@dataclass(slots=True)
class Tally:
    """Adds up steps. Of a file that is in without a remark it keeps nothing but the count."""

    states: Counter[State] = field(default_factory=Counter)
    failed: list[tuple[str, Outcome]] = field(default_factory=list)
    remarks: list[tuple[str, Outcome]] = field(default_factory=list)
    passages: int = 0
    pages: int = 0

    def add(self, step: Step) -> None:
        self.states[step.outcome.state] += 1
        self.passages += step.passages
        self.pages += step.pages
        if not step.outcome.good:
            self.failed.append((step.path, step.outcome))
        elif step.outcome.reason and step.passages:
            self.remarks.append((step.path, step.outcome))

    def report(self, pruned: tuple[str, ...], seconds: float) -> Report:
        failed, remarks = tuple(sorted(self.failed)), tuple(sorted(self.remarks))
        return Report(dict(self.states), failed, remarks, pruned, self.passages, self.pages, seconds)
