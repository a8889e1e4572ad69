"""Which documents and passages fit a filter, and counting them by value of a field."""

# Statements are put together from constants of this module; values are always bound.
# ruff: noqa: S608
from __future__ import annotations

from typing import TYPE_CHECKING

from index.conditions import Condition, all_of, matter, of_apart, of_document, of_kind, of_passage
from index.errors import UnknownFieldError
from ingest.document import Field

if TYPE_CHECKING:
    import sqlite3

    from index.library import Filter

KIND = "kind"
FACETS = (*(field.value for field in Field), KIND)


def fitting_documents(connection: sqlite3.Connection, where: Filter) -> list[int] | None:
    """The keys of the documents whose own tags fit, kinds aside; None where nothing but kinds is asked for."""
    condition, values = of_document(where)
    if not condition:
        return None
    rows = connection.execute(f"SELECT d.number FROM document d WHERE {condition}", values)
    return [number for (number,) in rows]


def passages_apart(connection: sqlite3.Connection, where: Filter) -> tuple[list[int], list[int]]:
    """The passages to be judged apart from their document, since they have tags of their own: those that fit
    ``where``, and those that do not. Kinds aside.
    """  # noqa: D205
    if not matter(connection, where):
        return [], []
    asked, apart = of_passage(where), of_apart(where)
    rows = connection.execute(
        f"SELECT p.number, {asked.text} FROM passage p WHERE {apart.text}", (*asked.values, *apart.values)
    ).fetchall()
    return [number for number, fits in rows if fits], [number for number, fits in rows if not fits]


def listed_documents(connection: sqlite3.Connection, where: Filter) -> list[int]:
    """The keys of the documents that fit, by title and id; one of its passages must fit a filter on kinds."""
    condition, values = _fitting(connection, where)
    title = "SELECT t.value FROM tag t WHERE t.document = d.number AND t.field = ? ORDER BY t.position LIMIT 1"
    rows = connection.execute(
        f"SELECT d.number FROM document d WHERE {condition or 'TRUE'} ORDER BY ({title}), d.id",
        [*values, Field.TITLE.value],
    )
    return [number for (number,) in rows]


def count(connection: sqlite3.Connection, field: str, where: Filter) -> dict[str, int]:
    """Documents that fit ``where`` by value of ``field``, passages by "kind"; most first, then by value.

    A document fits when one of its passages does, and it counts for the values of its passages too. Raises
    `UnknownFieldError`.
    """
    if field not in FACETS:
        raise UnknownFieldError(field, list(FACETS))
    return _kinds(connection, where) if field == KIND else _values(connection, field, where)


def _kinds(connection: sqlite3.Connection, where: Filter) -> dict[str, int]:
    of_tags = of_passage(where) if matter(connection, where) else of_document(where)
    condition, values = all_of(of_tags, of_kind(where))
    rows = connection.execute(
        "SELECT p.kind, COUNT(*) FROM passage p JOIN document d ON d.number = p.document"
        f" WHERE {condition or 'TRUE'} GROUP BY p.kind ORDER BY 2 DESC, 1",
        values,
    )
    return dict(rows.fetchall())


def _values(connection: sqlite3.Connection, field: str, where: Filter) -> dict[str, int]:
    condition, values = _fitting(connection, where)
    rows = connection.execute(
        "SELECT f.value, COUNT(*) FROM (SELECT document, value FROM tag WHERE field = ?"
        " UNION SELECT document, value FROM own_tag WHERE field = ?) f JOIN document d ON d.number = f.document"
        f" WHERE {condition or 'TRUE'} GROUP BY f.value ORDER BY 2 DESC, 1",
        [field, field, *values],
    )
    return dict(rows.fetchall())


def _fitting(connection: sqlite3.Connection, where: Filter) -> Condition:
    """What is asked of a document ``d``: that one of its passages fits all of it."""
    if matter(connection, where):
        return _holding(all_of(of_passage(where), of_kind(where)))
    return all_of(of_document(where), _holding(of_kind(where)))


def _holding(passage: Condition) -> Condition:
    if not passage.text:
        return passage
    return Condition(f"d.number IN (SELECT p.document FROM passage p WHERE {passage.text})", passage.values)
