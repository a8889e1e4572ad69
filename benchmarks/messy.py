"""What becomes of a folder of bad files? ``python -m benchmarks.messy [FOLDER]``.

Ingests the folder as a user does, into a library of its own, and prints for each category (the first folder of a
file's path) how many files ended in each state, and the time and the most memory of the whole run. Peak memory is
that of all processes together.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.memory import Finished, run_measured
from index.embedded import open_library
from ingest.outcome import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.files import FileRow

SHARED = Path(__file__).parents[2] / "shared" / "messy"
COMMAND = [sys.executable, "-m", "service.main", "ingest", "--json"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--failed", action="store_true", help="list every file that is not in, with its reason")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        parser.error(f"there is no folder {asked.folder}")
    folder = asked.folder.resolve()
    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        run = run_measured([*COMMAND, str(folder), "--library", place])
        seconds = time.perf_counter() - started
        report = parsed(run)
        with open_library(place) as library:
            files = library.files()
    show(by_category(files, folder))
    print(
        f"\n{report['pages']} pages, {report['passages']} passages; {seconds:.0f} s; {run.peak_mib:.0f} MiB at most"
    )
    for file in files if asked.failed else ():
        if not file.outcome.good:
            print(f"{file.outcome.state}\t{Path(file.path).relative_to(folder)}\t{file.outcome.reason}")


def parsed(finished: Finished) -> dict[str, Any]:
    """What the run printed for programs. It ends the benchmark where the run did not work or showed a traceback."""
    if "Traceback" in finished.errors:
        sys.exit(f"A traceback was shown:\n{finished.errors[-2000:]}")
    try:
        report: dict[str, Any] = json.loads(finished.output)
    except json.JSONDecodeError:
        sys.exit(f"It ended with code {finished.code}:\n{finished.errors[-2000:]}")
    return report


def by_category(files: Iterable[FileRow], folder: Path) -> dict[str, Counter[State]]:
    """How many files of each category ended in each state."""
    found: defaultdict[str, Counter[State]] = defaultdict(Counter)
    for file in files:
        found[Path(file.path).relative_to(folder).parts[0]][file.outcome.state] += 1
    return dict(sorted(found.items()))


def show(categories: Mapping[str, Counter[State]]) -> None:
    states = [state for state in State if any(counts[state] for counts in categories.values())]
    print(f"| category | files | {' | '.join(states)} |")
    print(f"|---|{'---|' * (len(states) + 1)}")
    for category, counts in categories.items():
        print(f"| {category} | {counts.total()} | {' | '.join(str(counts[state] or '') for state in states)} |")


if __name__ == "__main__":
    main()
