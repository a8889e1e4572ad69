"""Documents, passages, original files and page pictures over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import FileResponse, Response

from index.library import DocumentRecord, PassageRecord
from service.doors import Reader
from service.drawing import Box, marks_on
from service.errors import NoPageError, UnknownDocumentError, UnknownPageError, UnknownPassageError
from service.files import PDF, file_response
from service.filters import filter_of
from service.http_search import Given
from service.originals import Originals
from service.pictures import Pictures, Wanted
from service.replies import document_detail_out, placed_passage_out
from service.request import DocumentsRequest, NoParameters, PassageRequest, PictureRequest
from service.schema import DocumentDetailOut, DocumentsOut, ErrorOut, PlacedPassageOut

router = APIRouter(prefix="/api/v1", tags=["documents"])

DocumentId = Annotated[str, Path(description="As search gives it.", examples=["5f0c3a9be1d24c77"])]
PassageId = Annotated[str, Path(description="As search gives it.", examples=["5f0c3a9be1d24c77-0041"])]
Nothing = Annotated[NoParameters, Query()]

Responses = dict[int | str, dict[str, Any]]
MISSING: Responses = {
    404: {"model": ErrorOut, "description": "The library does not hold it, or holds it no longer."}
}
GONE: Responses = {
    410: {"model": ErrorOut, "description": "The file is gone, or was changed since it was ingested."}
}
FILE: Responses = {
    200: {"description": "The file as it was ingested.", "content": {"application/octet-stream": {}}}
}
PICTURE: Responses = {
    200: {"description": "The page, about 900 pixels wide.", "content": {"image/png": {}}},
    415: {"model": ErrorOut, "description": "The document is not a PDF, so it has no pages to draw."},
    504: {"model": ErrorOut, "description": "The page took too long to draw."},
}


@router.get("/passages/{id}", summary="A passage and its neighbours", responses=MISSING)
def passage(id: PassageId, asked: Annotated[PassageRequest, Query()], services: Given) -> PlacedPassageOut:  # noqa: A002
    """A passage with its document and what stands before and after it."""
    found = held_passage(services.reader, id)
    return placed_passage_out(found, services.reader.neighbours(id, asked.neighbours))


@router.get("/documents", summary="The documents of the library")
def documents(asked: Annotated[DocumentsRequest, Query()], services: Given) -> DocumentsOut:
    """The documents that fit the filters (`kind`: that have such a passage), page by page."""
    where = filter_of(asked, services.library)
    total, found = services.reader.documents(where, asked.offset, asked.limit)
    details = [document_detail_out(each) for each in found]
    return DocumentsOut(total=total, offset=asked.offset, limit=asked.limit, documents=details)


@router.get("/documents/{id}", summary="One document", responses=MISSING)
def document(id: DocumentId, services: Given, _: Nothing) -> DocumentDetailOut:  # noqa: A002
    """A document with its tags: each value with its confidence and where it comes from."""
    return document_detail_out(held_document(services.reader, id))


@router.get(
    "/documents/{id}/file",
    summary="The original file",
    response_class=FileResponse,
    responses={**FILE, **MISSING, **GONE},
)
def file(id: DocumentId, services: Given, _: Nothing, request: Request) -> FileResponse:  # noqa: A002
    """The file itself, taken out where it is packed in another.

    A PDF opens in the browser, at page n with `#page=n`; all else is to be saved.
    """
    held = held_document(services.reader, id)
    originals: Originals = request.app.state.originals
    return file_response(held, originals.of(held))


# No document has more; larger numbers are not passed on to the library.
MOST_PAGES = 1_000_000


@router.get(
    "/documents/{id}/pages/{n}.png",
    summary="A page as a picture",
    response_class=Response,
    responses={**PICTURE, **MISSING, **GONE},
)
def picture(
    id: DocumentId,  # noqa: A002
    n: Annotated[int, Path(description="The page, from 1.", le=MOST_PAGES, examples=[12])],
    asked: Annotated[PictureRequest, Query()],
    services: Given,
    request: Request,
) -> Response:
    """A page of a PDF with the place of `passage` marked."""
    held = held_document(services.reader, id)
    boxes = boxes_on(services.reader, held, n, asked.passage)
    originals: Originals = request.app.state.originals
    pictures: Pictures = request.app.state.pictures
    original = originals.of(held)
    return Response(pictures.page(Wanted(original.location, n, boxes, original.path)), media_type="image/png")


def boxes_on(reader: Reader, document: DocumentRecord, number: int, passage_id: str | None) -> tuple[Box, ...]:
    """Where the passage stands on that page; none where it stands on others only."""
    if document.media_type != PDF:
        raise NoPageError(document.media_type)
    page = reader.page(document.id, number)
    if page is None:
        raise UnknownPageError(number, document.page_count)
    if passage_id is None:
        return ()
    found = held_passage(reader, passage_id)
    if found.document.id != document.id:
        raise UnknownPassageError(passage_id)
    return marks_on(page, found.spans)


def held_document(reader: Reader, document_id: str) -> DocumentRecord:
    found = reader.document(document_id)
    if found is None:
        raise UnknownDocumentError(document_id)
    return found


def held_passage(reader: Reader, passage_id: str) -> PassageRecord:
    found = reader.passage(passage_id)
    if found is None:
        raise UnknownPassageError(passage_id)
    return found
