"""Which model the library's vectors are of: recorded with the first vectors, replaced as a whole by a reindex."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from index.catalogue import content_changed
from index.embedding import ModelIdentity
from index.errors import WrongModelError

if TYPE_CHECKING:
    import sqlite3


def current(connection: sqlite3.Connection) -> ModelIdentity | None:
    """The model of the library's vectors; None in a library that never held a document."""
    row = connection.execute("SELECT identity FROM model WHERE current").fetchone()
    return ModelIdentity(**json.loads(row[0])) if row else None


def check(held: ModelIdentity | None, asked: ModelIdentity | None) -> None:
    """Raises `WrongModelError` unless vectors of both can be compared. Names do not matter, weights do."""
    if held and asked and comparable(held) != comparable(asked):
        raise WrongModelError(held.name, asked.name)


def comparable(identity: ModelIdentity) -> tuple[object, ...]:
    """What must be equal for vectors to be comparable: all but the name, since a folder can be moved."""
    values = asdict(identity)
    del values["name"]
    return tuple(values.values())


def number_of(connection: sqlite3.Connection, identity: ModelIdentity) -> int:
    """The row of a model, made where there is none. The first model of a library is its current one."""
    for number, packed in connection.execute("SELECT number, identity FROM model").fetchall():
        if comparable(ModelIdentity(**json.loads(packed))) == comparable(identity):
            return int(number)
    cursor = connection.execute(
        "INSERT INTO model (identity, current) VALUES (?, NOT EXISTS (SELECT 1 FROM model WHERE current))",
        (json.dumps(asdict(identity)),),
    )
    return int(cursor.lastrowid or 0)


def adopt(connection: sqlite3.Connection, number: int) -> None:
    """Make this model the current one and drop the vectors of all others."""
    connection.execute("UPDATE model SET current = (number = ?)", (number,))
    connection.execute("DELETE FROM vector WHERE model <> ?", (number,))
    connection.execute("DELETE FROM model WHERE number <> ?", (number,))
    content_changed(connection)
