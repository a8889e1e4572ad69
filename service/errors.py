"""What can go wrong at a door, in one table: error -> HTTP status, exit code and code name.

Each message says what is the matter and what to do next; no traceback ever reaches a client.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from index.errors import LibraryError
from ingest.discover import MissingPathError
from ingest.passwords import PasswordFileError
from ingest.sidecar import SidecarError
from search.errors import BenchmarkError

if TYPE_CHECKING:
    from index.library import Location

EXIT_UNEXPECTED = 1
EXIT_USAGE = 2
EXIT_FILES = 3
EXIT_LIBRARY = 4


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that is wrong with what was asked: where, what, what is near it and what would be valid."""

    field: str
    message: str
    value: str | None = None
    near: tuple[str, ...] = ()
    valid: tuple[str, ...] = ()


class ServiceError(Exception):
    """An error for people: ``message`` says what is the matter, ``advice`` what to do about it."""

    def __init__(self, message: str, advice: str = "", details: tuple[Detail, ...] = ()) -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message = message
        self.advice = advice
        self.details = details


class SettingsError(ServiceError):
    """A ``LESSONS_*`` variable or an option that cannot be."""


class InvalidRequestError(ServiceError):
    """A parameter whose value cannot be."""


class UnknownParameterError(ServiceError):
    """A parameter that there is not."""


class UnknownFilterError(ServiceError):
    """A filter value that neither the library nor the vocabulary knows."""


class BadSituationError(ServiceError):
    """A situation that is empty or far too long."""


class UnknownDocumentError(ServiceError):
    """A document id that the library does not hold, or holds no longer."""

    def __init__(self, document_id: str) -> None:
        super().__init__(
            f"The library holds no document '{document_id}'.",
            "It may have been removed or its file changed: search again for its new id.",
        )


class UnknownPassageError(ServiceError):
    """A passage id that the library, or the document it was asked with, does not hold."""

    def __init__(self, passage_id: str) -> None:
        super().__init__(
            f"The library holds no passage '{passage_id}' here.",
            "Its document may have been removed or changed: search again for its new id.",
        )


class UnknownPageError(ServiceError):
    """A page that a document does not have."""

    def __init__(self, number: int, page_count: int) -> None:
        super().__init__(f"There is no page {number}.", f"The document has the pages 1 to {page_count}.")


class FileGoneError(ServiceError):
    """None of a document's files stands where it was ingested, as it was ingested."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The file '{name}' is gone, or was changed since it was ingested.",
            "Put it back, or run `lessons ingest` on its folder again.",
        )


class NotUnpackedError(ServiceError):
    """A document's file is packed in another, and cannot be taken out of it."""

    def __init__(self, location: Location) -> None:
        name, container = (PurePath(path or "").name for path in (location.path, location.container))
        super().__init__(
            f"The file '{name}' cannot be taken out of '{container}': that is locked, damaged or too heavy.",
            "Open that one itself, with its own program.",
        )


class NoPageError(ServiceError):
    """A page picture of a document that has no pages to draw."""

    def __init__(self, media_type: str) -> None:
        super().__init__(
            f"Only pages of PDF files can be drawn; this document is {media_type}.",
            "Open the document itself: /api/v1/documents/{id}/file.",
        )


class PageNotDrawnError(ServiceError):
    """A page that the PDF library fails on."""

    def __init__(self) -> None:
        super().__init__(
            "This page cannot be drawn: the file is damaged, locked or too heavy.",
            "Open the document itself: /api/v1/documents/{id}/file.",
        )


class PageTimedOutError(ServiceError):
    """A page that takes too long to draw."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Drawing this page took more than {seconds:g} seconds, so it was stopped.",
            "Open the document itself: /api/v1/documents/{id}/file.",
        )


class UnknownAddressError(ServiceError):
    """A path that leads nowhere."""

    def __init__(self, path: str) -> None:
        super().__init__(f"There is nothing at '{path}'.", "What there is stands in /api/v1/openapi.json.")


class MethodRefusedError(ServiceError):
    """A method that a path does not take."""

    def __init__(self, method: str, path: str) -> None:
        super().__init__(f"'{path}' does not take {method}.", "What it takes stands in /api/v1/openapi.json.")


class HostRefusedError(ServiceError):
    """A request for a host name that this service does not go by."""

    def __init__(self) -> None:
        super().__init__(
            "This service does not answer to that host name.",
            "Use http://127.0.0.1 with its port, or name the host in LESSONS_ALLOWED_HOSTS.",
        )


class OriginRefusedError(ServiceError):
    """A request that changes or asks something, sent by another site's page."""

    def __init__(self) -> None:
        super().__init__(
            "A page of another site may not ask this service.",
            "Ask from the service's own page or a program.",
        )


class KeyRequiredError(ServiceError):
    """No key, or a wrong one."""

    def __init__(self) -> None:
        super().__init__(
            "This library asks for a key.",
            "Send `Authorization: Bearer KEY`; in a browser, leave the name empty, the key is the password.",
        )


class BodyTooLargeError(ServiceError):
    """A request body of more than a question can need."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request is larger than {limit} bytes.", "Send only the situation and its filters.")


@dataclass(frozen=True, slots=True)
class Failure:
    """How an error ends at each door: ``status`` over HTTP, ``exit_code`` on the command line."""

    status: int
    exit_code: int
    code: str


UNEXPECTED = Failure(500, EXIT_UNEXPECTED, "unexpected")

FAILURES: dict[type[Exception], Failure] = {
    SettingsError: Failure(500, EXIT_USAGE, "bad_settings"),
    InvalidRequestError: Failure(422, EXIT_USAGE, "invalid_parameter"),
    UnknownParameterError: Failure(422, EXIT_USAGE, "unknown_parameter"),
    UnknownFilterError: Failure(422, EXIT_USAGE, "unknown_filter_value"),
    BadSituationError: Failure(422, EXIT_USAGE, "bad_situation"),
    UnknownDocumentError: Failure(404, EXIT_USAGE, "unknown_document"),
    UnknownPassageError: Failure(404, EXIT_USAGE, "unknown_passage"),
    UnknownPageError: Failure(404, EXIT_USAGE, "unknown_page"),
    FileGoneError: Failure(410, EXIT_FILES, "file_gone"),
    NotUnpackedError: Failure(422, EXIT_FILES, "not_unpacked"),
    NoPageError: Failure(415, EXIT_USAGE, "no_page_picture"),
    PageNotDrawnError: Failure(422, EXIT_FILES, "page_not_drawn"),
    PageTimedOutError: Failure(504, EXIT_FILES, "page_timed_out"),
    UnknownAddressError: Failure(404, EXIT_USAGE, "unknown_address"),
    MethodRefusedError: Failure(405, EXIT_USAGE, "method_not_allowed"),
    HostRefusedError: Failure(403, EXIT_USAGE, "host_refused"),
    OriginRefusedError: Failure(403, EXIT_USAGE, "origin_refused"),
    KeyRequiredError: Failure(401, EXIT_USAGE, "key_required"),
    BodyTooLargeError: Failure(413, EXIT_USAGE, "too_large"),
    MissingPathError: Failure(404, EXIT_USAGE, "missing_path"),
    SidecarError: Failure(422, EXIT_USAGE, "bad_metadata"),
    PasswordFileError: Failure(422, EXIT_USAGE, "bad_password_file"),
    BenchmarkError: Failure(422, EXIT_USAGE, "bad_benchmark"),
    LibraryError: Failure(503, EXIT_LIBRARY, "library"),
}


def failure_of(error: BaseException) -> Failure:
    """How ``error`` ends: its own row, else that of its nearest ancestor, else `UNEXPECTED`."""
    return next((FAILURES[kind] for kind in type(error).__mro__ if kind in FAILURES), UNEXPECTED)


def message_of(error: BaseException) -> str:
    """What a person is told. Nothing of an unexpected error is given away: it may hold anything."""
    if failure_of(error) is UNEXPECTED:
        return "Something went wrong here. Try again; what happened stands in the log of the service."
    return str(error)


def details_of(error: BaseException) -> tuple[Detail, ...]:
    return error.details if isinstance(error, ServiceError) else ()
