"""How fast are folders taken in, beside others? ``python -m benchmarks.throughput [FOLDER] [--repeats N]``.

Each program indexes the PDF and DOCX of the folder with the same model, on the same processors with the threads
that it chooses, into an index on disk: ours, txtai, Haystack and LlamaIndex, each of these in an environment
that this script makes. In each round all of them run one after the other, every second round backwards; figures
are medians, ratios are of the same round. Prints a Markdown table for RESULTS.md.

Seconds are those from the files to the index, without imports and loading the model. Pages are those of the PDF
files that a program has pieces of, counted by PDFium. Memory is that of all its processes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
from platformdirs import user_cache_path

from benchmarks.environments import PEERS, python_of
from benchmarks.memory import run_measured
from benchmarks.peers.task import ENDINGS
from index.embedders import load_embedder
from index.models import DEFAULT_MODEL, resolve
from service.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.embedding import Embedder

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "reports"
OURS = "lessons"
# Our passages have 60 to 120 words.
OUR_SIZE = 90
SPLITTINGS = {"its own": 0, f"{OUR_SIZE} words": OUR_SIZE}
OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "DO_NOT_TRACK": "1"}
HEADER = (
    "| program | splitting | files | s | pages/s | pieces/s | words/s | words a piece | cut | MiB |"
    " pages/s, ours to it |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


class Run(NamedTuple):
    """What one program did once. ``cut`` is how many pieces are longer than the model's window."""

    seconds: float
    files: int
    pages: int
    pieces: int
    words: int
    cut: int
    peak_mib: float


class Way(NamedTuple):
    """A program with a splitting: ``words`` a piece, 0 for its own."""

    program: str
    splitting: str
    command: tuple[str, ...]
    words: int


def main() -> None:
    asked = _arguments()
    ways = [way for name in asked.only or (OURS, *PEERS) for way in ways_of(name, asked.environments)]
    pages = pages_in(asked.folder)
    embedder = load_embedder(cache_folder=read_settings().cache)
    rounds: list[dict[Way, Run]] = []
    for number in range(asked.repeats):
        order = ways if number % 2 == 0 else ways[::-1]
        rounds.append({way: measured(way, asked.folder, pages, embedder) for way in order})
        print(f"Round {number + 1} of {asked.repeats} is done.", file=sys.stderr)
    print(f"{len(pages)} files, {sum(pages.values())} pages, {asked.repeats} rounds\n\n{HEADER}")
    for way in ways:
        print(line(way, rounds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", choices=[OURS, *PEERS], metavar="NAME", help=f"{OURS}, {', '.join(PEERS)}"
    )
    parser.add_argument(
        "--environments",
        type=Path,
        default=user_cache_path("lessons") / "peers",
        help="where the peers are installed",
    )
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        parser.error(f"there is no folder {asked.folder}")
    asked.folder = asked.folder.resolve()
    return asked


def ways_of(name: str, environments: Path) -> list[Way]:
    """Each peer splits as it does by itself, and as we do."""
    if name == OURS:
        return [Way(name, "its own", (sys.executable, "-m", "benchmarks.peers.ours"), 0)]
    peer = PEERS[name]
    command = (str(python_of(peer, environments)), "-m", peer.module)
    return [Way(name, splitting, command, words) for splitting, words in SPLITTINGS.items()]


def pages_in(folder: Path) -> dict[str, int]:
    """The pages of each file by its path; a DOCX has none that all would count alike."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS]
    return {str(path): _pages(path) if path.suffix.lower() == ".pdf" else 0 for path in files}


def _pages(path: Path) -> int:
    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def measured(way: Way, folder: Path, pages: Mapping[str, int], embedder: Embedder) -> Run:
    """Run a program in a process of its own, into a new folder."""
    model = str(resolve(DEFAULT_MODEL, read_settings().cache).folder)
    with tempfile.TemporaryDirectory() as place:
        told = Path(place) / "told.json"
        task = (str(folder), model, str(Path(place) / "index"), str(way.words), str(told))
        finished = run_measured([*way.command, *task], {**os.environ, **OFFLINE, "PYTHONPATH": str(ROOT)})
        if finished.code:
            raise SystemExit(f"{way.program} ({way.splitting}) failed:\n{finished.errors[-3000:]}")
        answer = json.loads(told.read_text(encoding="utf-8"))
    pieces = answer["pieces"]
    files = {path for path, _, _ in pieces}
    lengths = embedder.count_tokens([embedded for _, _, embedded in pieces])
    return Run(
        seconds=answer["seconds"],
        files=len(files),
        pages=sum(pages[path] for path in files),
        pieces=len(pieces),
        words=sum(len(text.split()) for _, text, _ in pieces),
        cut=sum(length > embedder.identity.window for length in lengths),
        peak_mib=finished.peak_mib,
    )


def line(way: Way, rounds: Sequence[Mapping[Way, Run]]) -> str:
    """A row of the table: medians over the rounds."""
    runs = [each[way] for each in rounds]
    last = runs[-1]
    cells = (
        way.program,
        way.splitting,
        str(last.files),
        f"{median(run.seconds for run in runs):.1f}",
        f"{median(run.pages / run.seconds for run in runs):.1f}",
        f"{median(run.pieces / run.seconds for run in runs):.0f}",
        f"{median(run.words / run.seconds for run in runs):.0f}",
        f"{last.words / max(1, last.pieces):.0f}",
        str(last.cut),
        f"{max(run.peak_mib for run in runs):.0f}",
        ratios(way, rounds),
    )
    return f"| {' | '.join(cells)} |"


def ratios(way: Way, rounds: Iterable[Mapping[Way, Run]]) -> str:
    """Our pages per second to its, round by round: the median, the least and the most."""
    found = [
        (ours.pages / ours.seconds) / (each[way].pages / each[way].seconds)
        for each in rounds
        for other, ours in each.items()
        if other.program == OURS and each[way].pages
    ]
    if way.program == OURS or not found:
        return ""
    return f"{median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


if __name__ == "__main__":
    main()
