"""Filters as conditions on the catalogue's tables, and counting by value of a field."""

# Statements are put together from constants of this module; values are always bound.
# ruff: noqa: S608
from __future__ import annotations

import json
from typing import TYPE_CHECKING

from index.errors import UnknownFieldError
from ingest.document import Field

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from index.library import Filter

KIND = "kind"
FACETS = (*(field.value for field in Field), KIND)

# JSON arrays, since SQLite takes at most 32,766 values in a statement.
_ANY_OF = "IN (SELECT value FROM json_each(?))"
# Not EXISTS: that went through all years for each document, 60 ms more a question at 1,000 documents.
_TAGGED = "d.number IN (SELECT t.document FROM tag t WHERE t.field = ? AND {})"
_YEARS = "CAST(t.value AS INTEGER) BETWEEN ? AND ?"
_FIRST_YEAR, _LAST_YEAR = 1, 9999

Condition = tuple[str, list[object]]


def fitting_documents(connection: sqlite3.Connection, where: Filter) -> list[int] | None:
    """The keys of the documents that fit, kinds aside; None where nothing but kinds is asked for."""
    condition, values = _document_condition(where)
    if not condition:
        return None
    rows = connection.execute(f"SELECT d.number FROM document d WHERE {condition}", values)
    return [number for (number,) in rows]


def listed_documents(connection: sqlite3.Connection, where: Filter) -> list[int]:
    """The keys of the documents that fit, by title and id; one of its passages must fit a filter on kinds."""
    condition, values = _join(_document_condition(where), _holding_condition(where))
    title = "SELECT t.value FROM tag t WHERE t.document = d.number AND t.field = ? ORDER BY t.position LIMIT 1"
    rows = connection.execute(
        f"SELECT d.number FROM document d WHERE {condition or 'TRUE'} ORDER BY ({title}), d.id",
        [*values, Field.TITLE.value],
    )
    return [number for (number,) in rows]


def count(connection: sqlite3.Connection, field: str, where: Filter) -> dict[str, int]:
    """Documents that fit ``where`` by value of ``field``, passages by "kind"; most first, then by value.

    A document fits a filter on kinds when one of its passages does. Raises `UnknownFieldError`.
    """
    if field not in FACETS:
        raise UnknownFieldError(field, list(FACETS))
    return _kinds(connection, where) if field == KIND else _values(connection, field, where)


def _kinds(connection: sqlite3.Connection, where: Filter) -> dict[str, int]:
    condition, values = _join(_document_condition(where), _kind_condition(where))
    rows = connection.execute(
        "SELECT p.kind, COUNT(*) FROM passage p JOIN document d ON d.number = p.document"
        f" WHERE {condition or 'TRUE'} GROUP BY p.kind ORDER BY 2 DESC, 1",
        values,
    )
    return dict(rows.fetchall())


def _values(connection: sqlite3.Connection, field: str, where: Filter) -> dict[str, int]:
    condition, values = _join(_document_condition(where), _holding_condition(where))
    rows = connection.execute(
        "SELECT f.value, COUNT(DISTINCT d.number) FROM tag f JOIN document d ON d.number = f.document"
        f" WHERE f.field = ? AND {condition or 'TRUE'} GROUP BY f.value ORDER BY 2 DESC, 1",
        [field, *values],
    )
    return dict(rows.fetchall())


def _document_condition(where: Filter) -> Condition:
    tagged = (
        (Field.COUNTRY, where.country),
        (Field.SECTOR, where.sector),
        (Field.ORGANISATION, where.organisation),
        (Field.LANGUAGE, where.language),
        (Field.DOCUMENT_TYPE, where.document_type),
        (Field.TIMING, where.timing),
    )
    return _join(
        *(_tag_condition(field, values) for field, values in tagged),
        _year_condition(where),
        (f"d.id {_ANY_OF}", [json.dumps(where.document)]) if where.document else ("", []),
    )


def _tag_condition(field: Field, values: Sequence[str]) -> Condition:
    if not values:
        return "", []
    return _TAGGED.format(f"t.value {_ANY_OF}"), [field.value, json.dumps(values)]


def _year_condition(where: Filter) -> Condition:
    if where.since is None and where.until is None:
        return "", []
    first = _FIRST_YEAR if where.since is None else where.since
    last = _LAST_YEAR if where.until is None else where.until
    return _TAGGED.format(_YEARS), [Field.YEAR.value, first, last]


def _kind_condition(where: Filter) -> Condition:
    return (f"p.kind {_ANY_OF}", [json.dumps(where.kind)]) if where.kind else ("", [])


def _holding_condition(where: Filter) -> Condition:
    kind, values = _kind_condition(where)
    if not kind:
        return "", []
    return f"d.number IN (SELECT p.document FROM passage p WHERE {kind})", values


def _join(*conditions: Condition) -> Condition:
    asked = [condition for condition in conditions if condition[0]]
    return " AND ".join(text for text, _ in asked), [value for _, values in asked for value in values]
