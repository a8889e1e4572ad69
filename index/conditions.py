"""What a filter asks of documents and of passages, as conditions in SQL.

A passage's own tags count instead of its document's in their fields (the view ``own_tag`` says which count), so
each condition comes in two forms: of a document's tags alone, and of a passage with both.
"""

# Statements are put together from constants of this module; values are always bound.
# ruff: noqa: S608
from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Field

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from index.library import Filter

# The fields of `Filter` that hold values of tags, by the field's own name.
TAGGED = (
    Field.COUNTRY,
    Field.SECTOR,
    Field.ORGANISATION,
    Field.LANGUAGE,
    Field.DOCUMENT_TYPE,
    Field.TIMING,
    Field.HAZARD,
    Field.DONOR,
    Field.CRITERION,
    Field.EVALUATION,
)
# JSON arrays, since SQLite takes at most 32,766 values in a statement.
ANY_OF = "IN (SELECT value FROM json_each(?))"
_YEARS = "CAST(t.value AS INTEGER) BETWEEN ? AND ?"
_FIRST_YEAR, _LAST_YEAR = 1, 9999


class Condition(NamedTuple):
    """A part of a statement, empty where nothing is asked, and the values to bind."""

    text: str = ""
    values: tuple[object, ...] = ()


class _Asked(NamedTuple):
    """What is asked of the tags ``t`` of one field."""

    field: Field
    condition: Condition


def _asked(where: Filter) -> Iterator[_Asked]:
    for field in TAGGED:
        if values := getattr(where, field.value):
            yield _Asked(field, Condition(f"t.value {ANY_OF}", (json.dumps(values),)))
    if where.since is not None or where.until is not None:
        first = _FIRST_YEAR if where.since is None else where.since
        last = _LAST_YEAR if where.until is None else where.until
        yield _Asked(Field.YEAR, Condition(_YEARS, (first, last)))


def of_document(where: Filter) -> Condition:
    """What is asked of a document ``d`` by its own tags; kinds aside."""
    return all_of(*(_tagged("d.number", asked) for asked in _asked(where)), _named("d.id", where))


def of_passage(where: Filter) -> Condition:
    """What is asked of a passage ``p``, by its tags and its document's; kinds aside."""
    named = _named("id", where)
    return all_of(
        *(_own_or_tagged(asked) for asked in _asked(where)),
        Condition(f"p.document IN (SELECT number FROM document WHERE {named.text})", named.values)
        if named.text
        else Condition(),
    )


def of_kind(where: Filter) -> Condition:
    """What is asked of the kind of a passage ``p``."""
    return Condition(f"p.kind {ANY_OF}", (json.dumps(where.kind),)) if where.kind else Condition()


def of_apart(where: Filter) -> Condition:
    """Whether a passage ``p`` has tags of its own in one of the fields that are asked for."""
    fields = [asked.field.value for asked in _asked(where)]
    return Condition(f"p.number IN (SELECT passage FROM own_tag WHERE field {ANY_OF})", (json.dumps(fields),))


def matter(connection: sqlite3.Connection, where: Filter) -> bool:
    """Whether any passage has tags of its own in one of the fields that are asked for."""
    fields = json.dumps([asked.field.value for asked in _asked(where)])
    found = connection.execute(f"SELECT EXISTS (SELECT 1 FROM passage_tag WHERE field {ANY_OF})", (fields,))
    return bool(found.fetchone()[0])


def all_of(*conditions: Condition) -> Condition:
    """All of them; those that ask nothing are left out."""
    asked = [condition for condition in conditions if condition.text]
    return Condition(
        " AND ".join(f"({condition.text})" for condition in asked),
        tuple(value for condition in asked for value in condition.values),
    )


def _tagged(document: str, asked: _Asked) -> Condition:
    # Not EXISTS: that went through all years for each document, 60 ms more a question at 1,000 documents.
    return Condition(
        f"{document} IN (SELECT t.document FROM tag t WHERE t.field = ? AND {asked.condition.text})",
        (asked.field.value, *asked.condition.values),
    )


def _own_or_tagged(asked: _Asked) -> Condition:
    """Its own tags fit; or it has none in this field, and its document's fit."""
    tagged = _tagged("p.document", asked)
    return Condition(
        f"p.number IN (SELECT t.passage FROM own_tag t WHERE t.field = ? AND {asked.condition.text})"
        f" OR ({tagged.text} AND p.number NOT IN (SELECT passage FROM own_tag WHERE field = ?))",
        (asked.field.value, *asked.condition.values, *tagged.values, asked.field.value),
    )


def _named(column: str, where: Filter) -> Condition:
    return Condition(f"{column} {ANY_OF}", (json.dumps(where.document),)) if where.document else Condition()
