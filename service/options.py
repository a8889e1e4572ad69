"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="The library's folder, else LESSONS_LIBRARY, else your own."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
