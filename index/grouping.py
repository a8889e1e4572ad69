"""Which documents are of one evaluation: told anew from what the catalogue holds, and kept as tags."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from index.records import path_of, tag_row
from ingest.document import Field, Origin, Tag
from ingest.evaluation_facts import Description
from ingest.evaluations import groups_of
from ingest.sketches import Sketch
from ingest.titles import NAME_ONLY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

# A tag of less confidence says nothing for or against; nor does a title that is only the file's name.
_SURE = 0.5
_CONFIDENCE = 0.8  # of a group: a program's opinion, made to be right rather than complete
_SAID = (Origin.SIDECAR.value, Origin.PERSON.value)


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether nothing was written since evaluations were told last; a killed run leaves that to the next one."""
    return bool(connection.execute("SELECT grouped = generation FROM library").fetchone()[0])


def changes(connection: sqlite3.Connection) -> dict[int, str | None]:
    """The documents (keys) whose evaluation is another than their tag says: its name, None for none."""
    keys: dict[str, int] = dict(connection.execute("SELECT id, number FROM document").fetchall())
    groups = groups_of(_described(connection, keys))
    wanted = {keys[each]: group.name for group in groups for each in group.documents}
    of_field = "SELECT document, value FROM tag WHERE field = ? AND origin"
    said = dict(connection.execute(f"{of_field} IN (?, ?)", (Field.EVALUATION.value, *_SAID)).fetchall())
    held = dict(connection.execute(f"{of_field} NOT IN (?, ?)", (Field.EVALUATION.value, *_SAID)).fetchall())
    inferred = {key: name for key, name in wanted.items() if key not in said}
    return {
        key: inferred.get(key)
        for key in sorted(inferred.keys() | held.keys())
        if inferred.get(key) != held.get(key)
    }


def apply(connection: sqlite3.Connection, evaluations: Mapping[int, str | None]) -> None:
    """Write the tags that `changes` asks for, in a transaction of its own.

    Passages and vectors stay, so no cache is made anew.
    """
    connection.execute("UPDATE library SET grouped = generation + 1")  # which the end of the transaction makes it
    for key, name in evaluations.items():
        connection.execute(
            "DELETE FROM tag WHERE document = ? AND field = ? AND origin NOT IN (?, ?)",
            (key, Field.EVALUATION.value, *_SAID),
        )
        if name:
            last = connection.execute("SELECT MAX(position) FROM tag WHERE document = ?", (key,)).fetchone()[0]
            tag = Tag(Field.EVALUATION, name, _CONFIDENCE, Origin.TEXT)
            position = 0 if last is None else last + 1
            connection.execute("INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?)", tag_row(key, position, tag))


def _described(connection: sqlite3.Connection, keys: Mapping[str, int]) -> list[Description]:
    tags = _tags(connection)
    paths = _paths(connection)
    pages = dict(connection.execute("SELECT number, page_count FROM document").fetchall())
    # A document that an older version read has none.
    rows = connection.execute("SELECT document, runs, figures, front FROM sketch")
    sketches = {key: Sketch(*sketch) for key, *sketch in rows}
    return [
        _description(each, tags[key], paths[key], pages[key], sketches.get(key, Sketch()))
        for each, key in keys.items()
    ]


_Said = dict[str, list[tuple[str, float, str]]]


def _tags(connection: sqlite3.Connection) -> defaultdict[int, _Said]:
    """For each document by field: (value, confidence, origin), in their order."""
    held: defaultdict[int, _Said] = defaultdict(dict)
    rows = connection.execute(
        "SELECT document, field, value, confidence, origin FROM tag ORDER BY document, position"
    )
    for document, field, *said in rows:
        held[document].setdefault(field, []).append((said[0], said[1], said[2]))
    return held


def _paths(connection: sqlite3.Connection) -> defaultdict[int, list[str]]:
    held: defaultdict[int, list[str]] = defaultdict(list)
    for document, path in connection.execute("SELECT document, path FROM file WHERE document IS NOT NULL"):
        held[document].append(path_of(path))
    return held


def _description(document: str, tags: _Said, paths: Sequence[str], pages: int, sketch: Sketch) -> Description:
    def sure(field: Field) -> list[str]:
        return [value for value, confidence, _ in tags.get(field.value, ()) if confidence >= _SURE]

    def first(field: Field) -> str:
        return next(iter(sure(field)), "")

    titles = (value for value, confidence, _ in tags.get(Field.TITLE.value, ()) if confidence > NAME_ONLY)
    given = [value for value, _, origin in tags.get(Field.EVALUATION.value, ()) if origin in _SAID]
    year = first(Field.YEAR)
    return Description(
        id=document,
        title=next(titles, ""),
        paths=tuple(paths),
        language=first(Field.LANGUAGE),
        year=int(year) if year.isdecimal() else None,
        countries=frozenset(sure(Field.COUNTRY)),
        organisations=frozenset(sure(Field.ORGANISATION)),
        document_type=first(Field.DOCUMENT_TYPE),
        timing=first(Field.TIMING),
        pages=pages,
        sketch=sketch,
        given=next(iter(given), ""),
    )
