"""The original files: served only from where the catalogue says they are, and only as they were ingested."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from service.citation import file_name, readable
from service.errors import FileGoneError

if TYPE_CHECKING:
    import os

    from index.library import DocumentRecord, Location

PDF = "application/pdf"


def intact(document: DocumentRecord) -> tuple[Location, os.stat_result]:
    """The first location whose file is as it was when it was read; `FileGoneError` where there is none."""
    for location in document.locations:
        state = state_if_intact(location)
        if state is not None:
            return location, state
    raise FileGoneError(file_name(document) or document.id)


def state_if_intact(location: Location) -> os.stat_result | None:
    """The file's state where it is a regular file, no link, of the recorded size and time; else None."""
    try:
        state = Path(location.path).lstat()
    except (OSError, ValueError):
        return None
    same = (state.st_size, state.st_mtime_ns) == (location.size, location.modified_ns)
    return state if same and stat.S_ISREG(state.st_mode) else None


def file_response(document: DocumentRecord) -> FileResponse:
    """The original. Only a PDF opens in the browser; all else, that could be script, is to be saved."""
    location, state = intact(document)
    return FileResponse(
        location.path,
        media_type=document.media_type,
        stat_result=state,
        filename=Path(readable(location.path)).name,
        content_disposition_type="inline" if document.media_type == PDF else "attachment",
    )
