"""The memory of a process and of all that it started, sampled while it runs. Linux only: it reads ``/proc``."""

from __future__ import annotations

import subprocess
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERY = 0.25  # seconds
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended, what it printed, and the most memory in MiB that it and its processes held together.

    Memory is proportional: what processes share (a library's code, pages of a mapped file) counts once.
    """

    code: int
    output: str
    errors: str
    peak_mib: float


def run_measured(command: Sequence[str], environment: dict[str, str] | None = None) -> Finished:
    """Run a command to its end and watch its memory."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, encoding="utf-8"
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        output, errors = process.communicate()
        watch.done.set()
        watch.join()
    return Finished(process.returncode, output, errors, watch.peak / 1024)


class _Watch(threading.Thread):
    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.peak = 0.0
        self._root = root

    def run(self) -> None:
        while not self.done.wait(_EVERY):
            self.peak = max(self.peak, sum(map(_kib, tree_of(self._root))))


def tree_of(root: int) -> list[int]:
    """The process ``root`` and all that descend from it, by their numbers."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for entry in _PROC.iterdir():
        if entry.name.isdecimal() and (parent := _parent(entry)) is not None:
            children[parent].append(int(entry.name))
    found = [root]
    for process in found:
        found += children[process]
    return found


def _parent(entry: Path) -> int | None:
    try:
        # The name in brackets may hold blanks and brackets itself.
        return int((entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):  # it ended meanwhile
        return None


def _kib(process: int) -> float:
    try:
        rollup = (_PROC / str(process) / "smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return sum(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
