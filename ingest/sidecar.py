"""Tags that people keep in a CSV file beside the documents.

Columns: ``path`` (needed) and any of title, country, year, period, sector, hazard, organisation, donor, language,
document_type, timing, criterion, evaluation.
Several values of a field stand in one cell, with semicolons between them. A title is one value, semicolons and all.
"""

from __future__ import annotations

import csv
import os
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import Field, Origin, Tag
from ingest.phrases import fold
from ingest.vocabulary import DOCUMENT_FIELDS, FIRST_YEAR, LAST_YEAR, canonical, near, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PATH = "path"
_COLUMNS = (_PATH, *(one.value for one in DOCUMENT_FIELDS))
_OTHER_SPELLINGS = {
    "organization": "organisation",
    "document type": "document_type",
    "type": "document_type",
    "crisis": "hazard",
    "disaster": "hazard",
    "funder": "donor",
    "criteria": "criterion",
}
_DELIMITERS = ",;\t"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LARGEST = 64 * 1024 * 1024  # bytes: a million rows; a larger file is not a list that people keep


class SidecarError(Exception):
    """A sidecar that cannot be used at all; the message is for people."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Tags by file, and what was wrong with the rest: one sentence for each problem, with the row's number."""

    rows: Mapping[str, tuple[Tag, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def tags_for(self, file: Path) -> tuple[Tag, ...]:
        """The tags of ``file`` (origin SIDECAR, confidence 1.0): none where no row is about it."""
        return self.rows.get(_key(file), ())


def read_sidecar(path: Path) -> Sidecar:
    """Read the CSV at ``path``.

    It may be in UTF-8 (with or without byte order mark), UTF-16 with one, or Windows-1252, and delimited by comma,
    semicolon or tab. Paths in it are absolute or relative to its folder. Rows are numbered as a spreadsheet shows
    them: the header is row 1. Raises SidecarError where it cannot be read or has no column ``path``.
    """
    table = _table(path)
    header, problems = _header(table[0] if table else [], path)
    rows: dict[str, tuple[Tag, ...]] = {}
    for number, cells in enumerate(table[1:], 2):
        if any(cell.strip() for cell in cells):
            key, tags, wrong = _row(number, dict(zip(header, cells, strict=False)), path.parent)
            problems += wrong
            problems += _surplus(number, len(cells), header)
            if key and key in rows:
                problems.append(f"Row {number}: an earlier row is about the same file; this one counts.")
            if key:
                rows[key] = tags
    return Sidecar(rows, tuple(problems))


def _key(file: Path) -> str:
    return os.path.normcase(unicodedata.normalize("NFC", str(file.resolve())))


def _table(path: Path) -> list[list[str]]:
    text = _text(path)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SidecarError(f"{path.name} is not a CSV file that can be read: {error}.") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise SidecarError(f"{path.name} is larger than {_LARGEST // 1024**2} MB: is it the right file?")
        content = path.read_bytes()
    except OSError as error:
        raise SidecarError(f"{path} cannot be read: {error.strerror or error}.") from error
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    for attempt in (encoding, "cp1252"):
        try:
            return content.decode(attempt)
        except UnicodeDecodeError:
            continue
    raise SidecarError(f"{path.name} is neither in UTF-8 nor in Windows-1252; save it as 'CSV UTF-8'.")


def _header(cells: Sequence[str], path: Path) -> tuple[list[str], list[str]]:
    """The columns by their names ("" where unknown) and a problem for each unknown one."""
    named = [_column(cell) for cell in cells]
    if _PATH not in named:
        raise SidecarError(
            f"{path.name} has no column 'path'; its first row must name the columns: path, title, ..."
        )
    unknown = [cell.strip() for cell, name in zip(cells, named, strict=True) if not name and cell.strip()]
    problems = [f"Row 1: unknown column {cell!r}{_hint(_near_columns(cell))}" for cell in unknown]
    twice = sorted({name for name in named if name and named.count(name) > 1})
    return named, problems + [f"Row 1: column {name!r} stands there twice; the last one counts." for name in twice]


def _column(cell: str) -> str:
    written = fold(cell)
    name = _OTHER_SPELLINGS.get(written, written.replace(" ", "_"))
    return name if name in _COLUMNS else ""


def _near_columns(cell: str) -> tuple[str, ...]:
    return tuple(get_close_matches(fold(cell), _COLUMNS, n=2)) or _COLUMNS


def _hint(meant: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(meant)}?" if 0 < len(meant) <= 3 else f"; known are {', '.join(meant)}."


def _surplus(number: int, count: int, header: Sequence[str]) -> list[str]:
    if count <= len(header):
        return []
    return [f"Row {number}: has {count} cells, but the header has {len(header)}; the rest is left out."]


def _row(number: int, cells: Mapping[str, str], folder: Path) -> tuple[str, tuple[Tag, ...], list[str]]:
    """The key of the row's file (empty where there is none), its tags, and its problems."""
    written = cells.get(_PATH, "").strip()
    if not written:
        return "", (), [f"Row {number}: no path."]
    file = _existing(written, folder)
    problems = [] if file else [f"Row {number}: there is no file {written!r}."]
    tags: list[Tag] = []
    for one in DOCUMENT_FIELDS:
        for value in _values(one, cells.get(one.value, "")):
            known = canonical(one, value)
            if known:
                tags.append(Tag(one, known, 1.0, Origin.SIDECAR))
            else:
                problems.append(f"Row {number}: {_unknown(one, value)}")
    return _key(file) if file else "", tuple(dict.fromkeys(tags)), problems


def _values(one: Field, cell: str) -> Iterator[str]:
    parts = [cell] if one is Field.TITLE else cell.split(";")
    yield from (part.strip() for part in parts if part.strip())


def _unknown(one: Field, value: str) -> str:
    if one is Field.YEAR:
        return f"{value!r} is no year from {FIRST_YEAR} to {LAST_YEAR}."
    if one is Field.PERIOD:
        return f"{value!r} is no period such as 2019-2022, nor a year."
    known = values(one)
    meant = near(one, value, known)
    shown = meant or (known if len(known) <= 30 else ())
    return f"unknown {one.value.replace('_', ' ')} {value!r}{_hint(shown) if shown else '.'}"


def _existing(written: str, folder: Path) -> Path | None:
    """The file that a path means: as written, with Windows' separators, or with accents composed otherwise."""
    for slashes in dict.fromkeys((written, written.replace("\\", "/"))):
        for form in ("NFC", "NFD"):
            file = folder / unicodedata.normalize(form, slashes)
            if _is_file(file) or any(map(_is_file, file.parents)):  # a file, or one that is packed in a file
                return file
    return None


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # too long, or with a NUL in it
        return False
