"""How good is the ranking, beside its parts? ``python -m benchmarks.ranking [--sets DIR] [NAME…]``.

Each benchmark (BEIR's format) is indexed once into a temporary library and searched by words alone, by the
model alone, and by both as users get it. Prints a Markdown table for RESULTS.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path

from index.embedded import open_library
from index.embedders import load_embedder
from index.embedding import Embedder
from search.beir import read_benchmark
from search.engine import Recipe
from search.evaluation import Scores, index_benchmark, measured, run_of
from service.settings import read_settings

SHARED = Path(__file__).parents[2] / "shared" / "benchmarks"
RECIPES = {"BM25 alone": Recipe(meaning=0.0), "model alone": Recipe(meaning=1.0), "both (default)": Recipe()}
HEADER = "| set | ranking | nDCG@10 | R@10 | R@50 | RR@10 |\n|---|---|---|---|---|---|"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="benchmarks, by the names of their folders; all if none")
    parser.add_argument("--sets", type=Path, default=SHARED, help="the folder that holds them")
    asked = parser.parse_args()
    if not asked.sets.is_dir():
        parser.error(f"there is no folder {asked.sets}; name one that holds benchmarks with --sets")
    folders = [folder for folder in sorted(asked.sets.iterdir()) if (folder / "corpus.jsonl").is_file()]
    embedder = load_embedder(cache_folder=read_settings().cache)
    print(HEADER)
    for folder in folders:
        if not asked.names or folder.name in asked.names:
            show(folder.name, compared(folder, embedder))


def compared(folder: Path, embedder: Embedder) -> dict[str, Scores]:
    """The scores of each recipe on one benchmark."""
    benchmark = read_benchmark(folder)
    with (
        tempfile.TemporaryDirectory() as place,
        open_library(Path(place), embedder.identity, create=True) as library,
    ):
        index_benchmark(benchmark, library, embedder)
        return {
            name: measured(benchmark, run_of(benchmark, library, embedder, recipe))
            for name, recipe in RECIPES.items()
        }


def show(name: str, scores: Mapping[str, Scores]) -> None:
    for ranking, found in scores.items():
        figures = " | ".join(f"{value:.3f}" for value in found.measures.values())
        print(f"| {name} | {ranking} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
