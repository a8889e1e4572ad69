"""What the HTTP doors are given: how to search, the library, and what is said about the doors themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from search.answer import Answer, Situation

if TYPE_CHECKING:
    from index.library import DocumentRecord, Filter, Library, PassageRecord
    from ingest.document import Page

Search = Callable[[Situation], Answer]


class Reader(Protocol):
    """What the documents' doors ask of a library beyond `Library`. All may be called from any thread."""

    def documents(self, where: Filter, offset: int, limit: int) -> tuple[int, list[DocumentRecord]]:
        """How many documents fit ``where``, and ``limit`` of them from ``offset`` on, in a stable order."""

    def document(self, document_id: str) -> DocumentRecord | None:
        """The document, or None where it is not (or no longer) held."""

    def passage(self, passage_id: str) -> PassageRecord | None:
        """The passage, or None where it is not (or no longer) held."""

    def neighbours(self, passage_id: str, n: int) -> list[PassageRecord]:
        """Up to ``n`` passages before and ``n`` after it in its document, in order, without itself."""

    def page(self, document_id: str, number: int) -> Page | None:
        """A page with its text and line boxes; ``number`` is 1-based. None where there is none."""


@dataclass(frozen=True, slots=True)
class Services:
    """What `service.http.create_app` needs.

    ``api_keys``: when there are any, every route but /healthz asks for one. ``allowed_hosts`` are host names
    answered to besides 127.0.0.1, localhost and [::1]. The last three are limits for drawing a page.
    """

    search: Search
    library: Library
    reader: Reader
    api_keys: tuple[str, ...] = field(default=(), repr=False)
    allowed_hosts: tuple[str, ...] = ()
    picture_workers: int = 1
    picture_seconds: float = 20.0
    picture_memory_mb: int = 2048
