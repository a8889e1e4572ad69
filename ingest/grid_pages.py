"""Parts of a sheet written onto its page, as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest import normalise
from ingest.document import Block
from ingest.pages import CELL_SEPARATOR, PageWriter
from ingest.sheet_parts import Part

NO_TEXT = "It holds figures and codes only: there is no text in it to cite."
_WORTH_A_NOTE = 30
# A bar between blanks parts two cells; one that stands in a cell gives its blanks up.
_BAR_IN_CELL = re.compile(r"\s*\|\s*")


def cell_text(text: str) -> str:
    """A cell's text in one line."""
    return _BAR_IN_CELL.sub("|", normalise.line(text.replace("\n", " "))) if text else ""


def write_parts(parts: Iterable[Part], writer: PageWriter) -> tuple[list[Block], int]:
    """Write all of ``parts``. What is data stands on the page and is no block: how many lines that are."""
    blocks: list[Block] = []
    silent = 0
    for part in parts:
        span = writer.add([CELL_SEPARATOR.join(part.texts)])
        if part.data:
            silent += 1
        else:
            blocks.append(Block(part.role, (span,), part.level, part.columns))
    return blocks, silent


def silence(lines: int) -> tuple[str, ...]:
    """A note on data, where it is more than a few lines."""
    if lines < _WORTH_A_NOTE:
        return ()
    return (f"{lines:,} rows of figures and codes are kept on their page; they are not searched.",)
