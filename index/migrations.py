"""The catalogue's tables, as numbered steps: step n leads from format n-1 to format n.

A step that was released is never changed; what comes later is a new step at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import NewerLibraryError

if TYPE_CHECKING:
    import sqlite3

# Document keys are random: after a backup is put back, a key of the lost time never stands for another
# document, so a cache of that time can be compared with the catalogue by keys alone.
# `content` is drawn anew with each change of passages or vectors: a cache fits exactly when it has the same.
_FIRST = (
    """CREATE TABLE library (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        generation INTEGER NOT NULL,
        content INTEGER NOT NULL
    )""",
    "INSERT INTO library VALUES (1, 0, 0)",
    """CREATE TABLE model (
        number INTEGER PRIMARY KEY,
        identity TEXT NOT NULL UNIQUE,
        current INTEGER NOT NULL
    )""",
    """CREATE TABLE document (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        media_type TEXT NOT NULL,
        paged INTEGER NOT NULL,
        page_count INTEGER NOT NULL,
        passage_count INTEGER NOT NULL
    )""",
    """CREATE TABLE page (
        document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT,
        text TEXT NOT NULL,
        lines BLOB NOT NULL,
        PRIMARY KEY (document, number)
    )""",
    """CREATE TABLE passage (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        text TEXT NOT NULL,
        section TEXT NOT NULL,
        columns TEXT NOT NULL,
        spans TEXT NOT NULL,
        kind TEXT NOT NULL,
        kind_confidence REAL NOT NULL,
        language TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        UNIQUE (document, ordinal)
    )""",
    "CREATE INDEX passage_by_kind ON passage (kind, document)",
    "CREATE INDEX passage_by_fingerprint ON passage (fingerprint)",
    """CREATE TABLE vector (
        passage INTEGER NOT NULL REFERENCES passage (number) ON DELETE CASCADE,
        model INTEGER NOT NULL REFERENCES model (number) ON DELETE CASCADE,
        data BLOB NOT NULL,
        PRIMARY KEY (passage, model)
    )""",
    "CREATE INDEX vector_by_model ON vector (model)",
    """CREATE TABLE tag (
        document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        confidence REAL NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (document, position)
    )""",
    "CREATE INDEX tag_by_value ON tag (field, value, document)",
    # Paths are bytes as the file system has them: names that are not valid UTF-8 exist.
    """CREATE TABLE file (
        path BLOB PRIMARY KEY,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        document INTEGER REFERENCES document (number),
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        advice TEXT NOT NULL,
        recipe TEXT NOT NULL
    )""",
    "CREATE INDEX file_by_document ON file (document)",
    "CREATE INDEX file_by_state ON file (state)",
)

# Text recognised from pictures has its confidence; passages have tags of their own; files lie in other files.
_SECOND = (
    "ALTER TABLE page ADD COLUMN ocr REAL",
    "ALTER TABLE passage ADD COLUMN ocr REAL",
    """CREATE TABLE passage_tag (
        passage INTEGER NOT NULL REFERENCES passage (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        confidence REAL NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (passage, position)
    )""",
    "CREATE INDEX passage_tag_by_value ON passage_tag (field, value, passage)",
    # What text, file or sidecar say of a document where a stronger origin's tags stand in ``tag``.
    """CREATE TABLE overruled_tag (
        document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        confidence REAL NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (document, position)
    )""",
    # The tags of passages that count: what a person or a sidecar says of the document overrules a guess.
    """CREATE VIEW own_tag AS
        SELECT t.passage, p.document, t.field, t.value
        FROM passage_tag t JOIN passage p ON p.number = t.passage
        WHERE t.origin <> 'text' OR NOT EXISTS (
            SELECT 1 FROM tag d
            WHERE d.document = p.document AND d.field = t.field AND d.origin IN ('sidecar', 'person')
        )""",
    # The file that a file is packed in (an archive, a mail), as its path; NULL for one that lies in a folder.
    "ALTER TABLE file ADD COLUMN container BLOB",
    "CREATE INDEX file_by_container ON file (container)",
    # What of each text is compared with others to tell which documents are of one evaluation: `ingest.sketches`.
    """CREATE TABLE sketch (
        document INTEGER PRIMARY KEY REFERENCES document (number) ON DELETE CASCADE,
        runs BLOB NOT NULL,
        figures BLOB NOT NULL,
        front TEXT NOT NULL
    )""",
    # The generation in which evaluations were told last: while it is the current one, they hold.
    "ALTER TABLE library ADD COLUMN grouped INTEGER NOT NULL DEFAULT -1",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND)


def format_of(connection: sqlite3.Connection) -> int:
    """The format of an open catalogue; 0 for an empty file.

    Raises `NewerLibraryError` where this program is too old for it.
    """
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > len(MIGRATIONS):
        raise NewerLibraryError(found, len(MIGRATIONS))
    return found


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalogue to the newest format: all steps or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(format_of(connection), len(MIGRATIONS)):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
