"""What the readers make of the sample documents, compared with what a person found there.

After a change that is meant: ``REMAKE_GOLDENS=1 python -m pytest tests/test_reading_goldens.py``, then compare each
difference in goldens/readings.json with the page itself before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ingest.document import Reading, Role, text_of
from ingest.formats import read
from ingest.passages import Cut, cut

SAMPLES = Path(__file__).parents[1] / "sample_docs"
GOLDENS = Path(__file__).parent / "goldens" / "readings.json"
NAMES = sorted(
    path.relative_to(SAMPLES).as_posix()
    for path in SAMPLES.glob("[!.]*/*")
    if path.suffix in {".pdf", ".docx", ".md", ".txt"}
)


def summary(reading: Reading) -> dict[str, Any]:
    cuts = cut(reading.blocks, reading.pages)
    return {
        "pages": len(reading.pages),
        "headings": [
            f"{block.level} p{block.spans[0].page} {text_of(block.spans, reading.pages)}"
            for block in reading.blocks
            if block.role is Role.HEADING
        ],
        "passages": len(cuts),
        "first": passage(cuts[0]),
        "middle": passage(cuts[len(cuts) // 2]),
        "last": passage(cuts[-1]),
        "row": last_row(reading),
    }


def passage(piece: Cut) -> dict[str, Any]:
    return {
        "pages": sorted({span.page for span in piece.spans}),
        "section": list(piece.section),
        "role": piece.role.value,
        "text": piece.text,
    }


def last_row(reading: Reading) -> dict[str, Any] | None:
    """The last table row that has columns: where a table runs over pages, their names were carried there."""
    rows = [block for block in reading.blocks if block.role is Role.ROW and block.columns]
    if not rows:
        return None
    row = rows[-1]
    return {"page": row.spans[0].page, "columns": list(row.columns), "text": text_of(row.spans, reading.pages)}


@pytest.fixture(scope="module")
def goldens() -> dict[str, Any]:
    if os.environ.get("REMAKE_GOLDENS"):
        remade = {name: summary(read(SAMPLES / name)) for name in NAMES}
        GOLDENS.write_text(json.dumps(remade, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept: dict[str, Any] = json.loads(GOLDENS.read_text(encoding="utf-8"))
    return kept


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_document_is_read_as_a_person_reads_it(name: str, goldens: dict[str, Any]) -> None:
    assert summary(read(SAMPLES / name)) == goldens[name]
