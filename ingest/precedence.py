"""Whose word counts in a field: a person's before a sidecar's, and a sidecar's before what was inferred.

What is overruled is kept, so that it comes back at once when a person takes a word back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ingest.document import Field, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.document import Document, Tag


class Settled(NamedTuple):
    """The tags that count, and those that another origin's tags of the same field overrule."""

    counting: tuple[Tag, ...]
    overruled: tuple[Tag, ...]


def settled(tags: Iterable[Tag]) -> Settled:
    """Both in the order of the fields; what is said twice is one tag.

    Inferences from text and file stand side by side: they have been weighed against each other already.
    """
    every = tuple(dict.fromkeys(tags))
    counting = tuple(tag for one in Field for tag in _strongest([tag for tag in every if tag.field is one]))
    left = [tag for tag in every if tag not in counting]
    return Settled(counting, tuple(tag for one in Field for tag in left if tag.field is one))


def _strongest(tags: list[Tag]) -> list[Tag]:
    for origin in (Origin.PERSON, Origin.SIDECAR):
        if chosen := [tag for tag in tags if tag.origin is origin]:
            return chosen
    return tags


def with_tags(document: Document, tags: Iterable[Tag]) -> Document:
    """The document with all that is said of it, settled anew."""
    counting, overruled = settled(tags)
    return replace(document, tags=counting, overruled=overruled)


def with_person(document: Document, person: Sequence[Tag]) -> Document:
    """The document with what a person said of it before, but for fields of which it has a person's word itself."""
    if not person:
        return document
    said = (*document.tags, *document.overruled)
    new = {tag.field for tag in said if tag.origin is Origin.PERSON}
    return with_tags(document, (*said, *(tag for tag in person if tag.field not in new)))
