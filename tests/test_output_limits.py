"""What a document may have at most: told before anything of it reaches the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest import documents
from ingest.documents import as_document
from ingest.outcome import State, UnreadableError
from ingest.read_text import plain_reading

if TYPE_CHECKING:
    from ingest.document import Document

SENTENCE = "Wells fell dry where nobody had measured the groundwater table before the drilling began."


def made(paragraphs: int) -> Document:
    text = "\n\n".join(f"{SENTENCE * 6} {number}" for number in range(paragraphs))
    return as_document(plain_reading(text), "0" * 64, "a.txt")


@pytest.mark.parametrize(
    ("limit", "most", "reason"),
    [
        ("MOST_PASSAGES", 20, "It has 21 passages, which is more than 20."),
        ("MOST_CHARACTERS", 10_000, "It has 11,287 characters of text, which is more than 10,000."),
    ],
)
def test_a_document_beyond_a_limit_is_too_large(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, reason: str
) -> None:
    assert len(made(21).passages) == 21
    monkeypatch.setattr(documents, limit, most)
    with pytest.raises(UnreadableError) as told:
        made(21)
    outcome = told.value.outcome
    assert (outcome.state, outcome.reason) == (State.TOO_LARGE, reason)
    assert outcome.advice == "Split it, then ingest its parts."
    made(15)
