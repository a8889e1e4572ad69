"""What can go wrong with a library or a model; each message says what to do next."""

from __future__ import annotations

from pathlib import Path


class LibraryError(Exception):
    """A library or a model cannot be used as asked. The message is meant for the user."""


class NoLibraryError(LibraryError):
    """There is no library in the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no library in {folder}. Make one with `lessons ingest FOLDER`.")


class UnusableFolderError(LibraryError):
    """There can be no library in the folder."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"There can be no library in {folder} ({reason}). "
            "Name another folder with --library or LESSONS_LIBRARY."
        )


class NewerLibraryError(LibraryError):
    """The library was written by a newer version of the program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"This library has format {found}; this version of `lessons` knows formats up to {known}. "
            "Install the newer version of `lessons` that wrote it."
        )


class DamagedLibraryError(LibraryError):
    """The catalogue itself cannot be read; the caches beside it never cause this."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be read ({reason}). Put back a copy from a backup, "
            "or move the library folder away and ingest the documents again."
        )


class UnfinishedLibraryError(LibraryError):
    """A library in a read-only folder was not closed by its last writer, so its last changes cannot be read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The library in {folder} was not closed by its last writer and the folder is read-only. "
            "Run any `lessons` command on it once from where it can be written."
        )


class WrongModelError(LibraryError):
    """The library holds vectors of another model."""

    def __init__(self, held: str, asked: str) -> None:
        super().__init__(
            f"This library was made with the model {held}; vectors of {asked} cannot be compared with its own. "
            f"Use {held}, or run `lessons reindex --model {asked}`."
        )


class WriterBusyError(LibraryError):
    """Somebody else is writing to the library."""

    def __init__(self, process: str, since: str) -> None:
        super().__init__(
            f"Another `lessons` is writing to this library (process {process} since {since}). "
            "Wait until it is done, or stop it."
        )


class ReadOnlyLibraryError(LibraryError):
    """The library's folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"The library in {folder} is read-only. Give yourself the right to write there.")


class FullDiskError(LibraryError):
    """There is no room left where the library, or what a run unpacks, is to be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The disk is full: {folder} cannot be written. What was reported as done is kept; "
            "free some space and run it again."
        )


class LockedLibraryError(LibraryError):
    """A program that is none of ours holds the catalogue's file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another program (a backup, a synchronisation) keeps the library in {folder} locked. "
            "What was reported as done is kept; wait until that program is done and run it again."
        )


class UnreachableLibraryError(LibraryError):
    """The disk does not give or take what it should."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The disk of the library in {folder} fails ({reason}). What was reported as done is kept; "
            "look whether the disk is connected and sound, then run it again."
        )


class MissingModelError(LibraryError):
    """A model is not on this machine and could not be fetched, or is not the one it says it is."""


class UnknownFieldError(LibraryError, ValueError):
    """A field that cannot be counted by; the message names those that can."""

    def __init__(self, field: str, valid: list[str]) -> None:
        super().__init__(f"There is no field {field!r} to count by. Fields: {', '.join(valid)}.")
