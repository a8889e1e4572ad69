"""Are the documents of one evaluation found? ``python -m benchmarks.evaluation_groups``.

Reads the labelled files, groups them as an ingestion run does, and prints how the pairs and the groups agree
with the column ``evaluation_group`` of the labels. A document alone in its group is a group, too.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.embedded import open_library
from index.embedders import load_embedder
from index.ingestion import Order, run
from service.opening import limits_of
from service.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARED = Path(__file__).parents[2] / "shared"


class Agreement(NamedTuple):
    """``precision`` and ``recall`` are of pairs; ``exact`` of ``groups`` labelled groups are found just so."""

    precision: float
    recall: float
    exact: int
    groups: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path, default=SHARED / "reports", help="the folder with the files")
    parser.add_argument("--labels", type=Path, default=SHARED / "labels" / "documents.tsv", help="their labels")
    asked = parser.parse_args()
    for path in (asked.reports, asked.labels):
        if not path.exists():
            parser.error(f"there is no {path}")
    expected = labelled_groups(asked.labels)
    found = {name: group for name, group in told_groups(asked.reports).items() if name in expected}
    result = agreement(found, expected)
    print("| documents | pairs: precision | pairs: recall | groups found exactly |\n|---|---|---|---|")
    print(f"| {len(expected)} | {result.precision:.2f} | {result.recall:.2f} | {result.exact} of {result.groups} |")


def labelled_groups(labels: Path) -> dict[str, str]:
    """The label of each file, by its name."""
    with labels.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["evaluation_group"] for row in csv.DictReader(file, delimiter="\t")}


def told_groups(reports: Path) -> dict[str, str]:
    """What a run over the folder makes of each file, by its name: its evaluation, or the document alone."""
    settings = read_settings()
    embedder = load_embedder(cache_folder=settings.cache)
    with (
        tempfile.TemporaryDirectory() as place,
        open_library(Path(place), embedder.identity, create=True) as library,
    ):
        order = Order((reports,), max_mb=settings.max_file_mb, limits=limits_of(settings))
        run(library, embedder, order, lambda _step, _total: None)
        records = library.documents()[1]
        return {Path(file.path).name: each.source for each in records for file in each.locations}


def agreement(found: Mapping[str, str], expected: Mapping[str, str]) -> Agreement:
    """How two ways to group the same things agree; what was not found at all is in no group."""
    wanted, got = _members(expected), _members(found)
    wanted_pairs, got_pairs = _pairs(wanted), _pairs(got)
    both = len(wanted_pairs & got_pairs)
    return Agreement(
        precision=both / len(got_pairs) if got_pairs else 1.0,
        recall=both / len(wanted_pairs) if wanted_pairs else 1.0,
        exact=len(wanted & got),
        groups=len(wanted),
    )


def _members(groups: Mapping[str, str]) -> set[frozenset[str]]:
    held: defaultdict[str, set[str]] = defaultdict(set)
    for name, group in groups.items():
        held[group].add(name)
    return {frozenset(names) for names in held.values()}


def _pairs(groups: set[frozenset[str]]) -> set[tuple[str, str]]:
    return {pair for names in groups for pair in combinations(sorted(names), 2)}


if __name__ == "__main__":
    main()
