"""An ingestion run with the hash embedder, as a program of its own: to be killed. Prints each step when told."""

from __future__ import annotations

import sys
from pathlib import Path

from index import intake
from index.embedded import open_library
from index.ingestion import Order, Step, run
from ingest.limited import Limits
from tests.hash_embedder import HashEmbedder


def main(folder: str, library: str) -> None:
    embedder = HashEmbedder()
    intake.BATCH = 20  # so that documents come in all along, not most of them at the end

    def tell(step: Step, total: int) -> None:
        print(step.path, step.outcome.state.value, total, sep="\t", flush=True)  # noqa: T201

    with open_library(library, embedder.identity, create=True) as held:
        run(held, embedder, Order((Path(folder),), limits=Limits(2)), tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
