"""The texts of the sample documents, one TOML file each: what is said, and which noises it has."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE_LINES = {
    "en": "Sample document: invented programme, written for the lessons project",
    "fr": "Document d'exemple : programme inventé, rédigé pour le projet lessons",
    "es": "Documento de muestra: programa inventado, escrito para el proyecto lessons",
    "pt": "Documento de amostra: programa inventado, escrito para o projeto lessons",
}
SHORT_LINES = {
    "en": "Sample document",
    "fr": "Document d'exemple",
    "es": "Documento de muestra",
    "pt": "Documento de amostra",
}


@dataclass(frozen=True, slots=True)
class Design:
    """How a document looks and which noises it has.

    ``outline`` is "full", "none" or "stale" (each bookmark bears the heading before the one it leads to, as
    after an edit that nobody refreshed). ``roman`` numbers the pages before ``{arabic}`` i, ii, iii, on the
    page and as page labels. ``meta_title`` and ``meta_author`` are the file's properties, often wrong on
    purpose.
    """

    font: str = "times"
    size: float = 11
    colour: str = "#1f4e5f"
    landscape: bool = False
    cover: bool = True
    hyphens: bool = False
    ligatures: bool = False
    roman: bool = False
    outline: str = "none"
    meta_title: str = ""
    meta_author: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document before layout. ``path`` is relative to the folder of the samples, ``issued`` is ISO 8601."""

    path: str
    language: str
    title: str
    subtitle: str
    programme: str
    organisation: str
    date_line: str
    issued: str
    running: str
    design: Design
    body: str

    @property
    def sample_line(self) -> str:
        return SAMPLE_LINES[self.language]

    @property
    def footer(self) -> str:
        return f"{self.organisation} – {SHORT_LINES[self.language]}"


def load(path: Path) -> Source:
    """Read a TOML file of ``content/``. An unknown or missing key is an error, not a different layout."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    design = Design(**table.pop("design", {}))
    expected = {field.name for field in fields(Source)} - {"design"}
    if set(table) != expected:
        raise ValueError(f"{path.name}: missing or unknown keys: {sorted(set(table) ^ expected)}")
    return Source(design=design, **table)
