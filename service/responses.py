"""Errors as answers: JSON for programs, a page for people who followed a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

from service.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    KeyRequiredError,
    MethodRefusedError,
    ServiceError,
    UnknownAddressError,
    failure_of,
)
from service.replies import error_out
from service.request import MOST_BYTES
from service.templating import render

if TYPE_CHECKING:
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

CHALLENGE = {"www-authenticate": 'Basic realm="lessons", charset="UTF-8"'}


def error_response(request: Request, error: BaseException) -> Response:
    """``error`` as a page where a browser asked for one, else as ``{"error": {code, message, details}}``."""
    status = failure_of(error).status
    headers = {"vary": "accept", **(CHALLENGE if isinstance(error, KeyRequiredError) else {})}
    content = error_out(error)
    if wants_page(request):
        return HTMLResponse(render("error.html", error=content.error, status=status), status, headers)
    return JSONResponse(content.model_dump(), status, headers)


def wants_page(request: Request) -> bool:
    """Whether a person follows a link: browsers name text/html then, and only then; programs rarely do."""
    return "text/html" in request.headers.get("accept", "")


def as_service_error(request: Request, error: HTTPException) -> ServiceError:
    """What the framework itself refuses, as one of our errors."""
    if error.status_code == 405:
        return MethodRefusedError(request.method, request.url.path)
    if error.status_code == 413:
        return BodyTooLargeError(MOST_BYTES)
    if error.status_code == 400:
        return InvalidRequestError(str(error.detail))
    return UnknownAddressError(request.url.path)
