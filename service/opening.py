"""Opens what a command needs: settings, the library, its model. Nothing heavy is imported before it is used."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary
    from index.embedding import Embedder
    from index.files import FileRow
    from ingest.limited import Limits


def settings_with(library: Path | None) -> Settings:
    """The settings of the environment; ``library`` as an option wins over ``LESSONS_LIBRARY``."""
    settings = read_settings()
    return settings.model_copy(update={"library": library.expanduser().absolute()}) if library else settings


@contextmanager
def catalogue(settings: Settings) -> Iterator[EmbeddedLibrary]:
    """The library for commands that embed nothing."""
    from index.embedded import open_library

    with open_library(settings.library) as library:
        yield library


@contextmanager
def library_with_model(settings: Settings, *, create: bool = False) -> Iterator[tuple[EmbeddedLibrary, Embedder]]:
    """The library and the model that it was made with, or ``LESSONS_MODEL`` where that is set."""
    from index.embedded import open_library
    from index.embedders import load_embedder

    with open_library(settings.library, create=create) as library:
        name = settings.model or held_model(library)
    embedder = load_embedder(name, cache_folder=settings.cache)
    with open_library(settings.library, embedder.identity, create=create) as library:
        yield library, embedder


def held_model(library: EmbeddedLibrary) -> str:
    """The name of the model a library was made with; the default one's for an empty library."""
    from index.models import DEFAULT_MODEL

    return library.identity.name if library.identity else DEFAULT_MODEL


def limits_of(settings: Settings) -> Limits:
    """What reading a file may cost."""
    from ingest.limited import Limits

    return Limits(settings.workers, settings.file_seconds, settings.worker_memory_mb, settings.ocr_page_seconds)


def file_named(library: EmbeddedLibrary, path: str) -> FileRow | None:
    """What the library knows of the file at ``path``, as a user wrote it; None where it knows none."""
    from ingest.discover import absolute

    return library.file(str(absolute(Path(path))))
