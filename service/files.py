"""How original files are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse

if TYPE_CHECKING:
    from index.library import DocumentRecord
    from service.originals import Original

PDF = "application/pdf"


def file_response(document: DocumentRecord, original: Original) -> FileResponse:
    """The original. Only a PDF opens in the browser; all else, that could be script, is to be saved."""
    return FileResponse(
        original.path,
        media_type=document.media_type,
        stat_result=original.state,
        filename=original.name,
        content_disposition_type="inline" if document.media_type == PDF else "attachment",
    )
