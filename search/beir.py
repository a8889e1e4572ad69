"""Benchmarks in BEIR's format: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` or ``qrels/test.tsv``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import languages
from ingest.document import Document, Field, Origin, Tag
from ingest.documents import tagged
from ingest.passages import cut
from ingest.read_text import plain_reading
from ingest.vocabulary import canonical
from search.errors import BenchmarkError

Qrels = dict[str, dict[str, int]]

# Keys of a document's metadata that are tags of ours.
_TAGS = {"country": Field.COUNTRY, "sector": Field.SECTOR, "year": Field.YEAR, "source": Field.ORGANISATION}


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A corpus, the queries that have judgements, and these: query id to document id to grade."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[tuple[str, str], ...]
    qrels: Qrels


def read_benchmark(folder: Path) -> Benchmark:
    """Read a benchmark; its texts are cut into passages as files are.

    Raises:
        BenchmarkError: a file is missing or not in the format.
    """
    flat = folder / "qrels.tsv"
    qrels = _qrels(flat if flat.exists() or not (folder / "qrels").is_dir() else folder / "qrels" / "test.tsv")
    queries = tuple(
        (str(row["_id"]), str(row["text"]))
        for row in _rows(folder / "queries.jsonl", ("_id", "text"))
        if str(row["_id"]) in qrels
    )
    rows = _rows(folder / "corpus.jsonl", ("_id", "text"))
    documents = tuple(document for row in rows if (document := _document(row)) is not None)
    return Benchmark(folder.name, documents, queries, qrels)


def _rows(path: Path, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, line in _lines(path):
        if line.strip():
            yield _row(line, keys, f"{path.name}, line {number}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                yield number, line
    except OSError as error:
        raise BenchmarkError(f"{path} cannot be read: {error.strerror}. {_FORMAT}") from error
    except UnicodeDecodeError as error:
        raise BenchmarkError(f"{path.name}, after line {number}: it is not in UTF-8. {_FORMAT}") from error


def _row(line: str, keys: Sequence[str], place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BenchmarkError(f"{place} is not JSON. {_FORMAT}") from error
    missing = [key for key in keys if not isinstance(row, dict) or row.get(key) is None]
    if missing:
        raise BenchmarkError(f"{place} lacks {', '.join(missing)}. {_FORMAT}")
    return dict(row)


_FORMAT = (
    "A benchmark folder has corpus.jsonl (_id, title, text, metadata), queries.jsonl (_id, text) and "
    "qrels.tsv (query-id, corpus-id, score)."
)


def _qrels(path: Path) -> Qrels:
    qrels: Qrels = {}
    for number, line in _lines(path):
        cells = line.rstrip("\r\n").split("\t")
        if not line.strip() or (number == 1 and not cells[-1].strip().isdigit()):
            continue  # the first line names the columns, where there is one that does
        try:
            query, document, grade = cells
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            message = f"{path.name}, line {number}: not three columns with a number. {_FORMAT}"
            raise BenchmarkError(message) from error
    return qrels


def _document(row: dict[str, Any]) -> Document | None:
    """A text as a document; None where there is nothing in it to find."""
    title = str(row.get("title") or "")
    reading = plain_reading(str(row["text"]) or title)
    cuts = cut(reading.blocks, reading.pages)
    if not cuts:
        reading = plain_reading(f"{title} {row['text']}".strip())
        cuts = cut(reading.blocks, reading.pages)
    if not cuts:
        return None
    metadata = row.get("metadata")
    tags = tuple(_tags(title, str(row["text"]), metadata if isinstance(metadata, dict) else {}))
    return Document(
        id=str(row["_id"]),
        media_type=reading.media_type,
        paged=False,
        pages=reading.pages,
        passages=tagged(cuts, tags, reading.pages),
        tags=tags,
    )


def _tags(title: str, text: str, metadata: dict[str, Any]) -> Iterator[Tag]:
    if title and " " in title:  # a file's name is no title
        yield Tag(Field.TITLE, title, 1.0, Origin.SIDECAR)
    language, confidence = languages.detect(text)
    if confidence:
        yield Tag(Field.LANGUAGE, language, confidence, Origin.TEXT)
    for key, tag_field in _TAGS.items():
        values = metadata.get(key) or []
        for value in values if isinstance(values, list) else [values]:
            yield Tag(tag_field, canonical(tag_field, str(value)) or str(value), 1.0, Origin.SIDECAR)
