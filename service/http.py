"""The HTTP door: puts the routes, the guard and the errors together into one application."""

import mimetypes
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service import http_documents, http_search, page
from service.doors import Services
from service.errors import FAILURES
from service.guard import Guard
from service.originals import Originals
from service.pictures import Pictures
from service.request import request_error
from service.responses import as_service_error, error_response
from service.schema import ErrorOut
from service.templating import STATIC

DESCRIPTION = """
Finds the lessons in evaluation reports that fit a situation, each cited to the page.

Every error has the shape `{"error": {"code", "message", "details"}}`. Unknown parameters and unknown filter
values are errors that name the valid ones. Character offsets count Unicode code points; pages start at 1.
"""
REFUSALS = {
    401: "A key is asked for, and none or a wrong one was given.",
    403: "The host name or the origin is not this service's.",
    422: "Something asked for cannot be; the details name it and what would be valid.",
    500: "Something went wrong here; the log of the service says what.",
}


def create_app(services: Services) -> FastAPI:
    """The application over ``services``. Workers start with the first page picture, or the first packed file."""
    app = FastAPI(
        title="Lessons",
        version=program_version(),
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        # The usual documentation pages load scripts from elsewhere; ours are read from the description.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=closing_workers,
        generate_unique_id_function=name_of,
        responses={status: {"model": ErrorOut, "description": text} for status, text in REFUSALS.items()},
        dependencies=[Security(HTTPBearer(auto_error=False))] if services.api_keys else [],
    )
    app.state.services = services
    app.state.pictures = Pictures(services.picture_workers, services.picture_seconds, services.picture_memory_mb)
    app.state.originals = Originals(services.picture_seconds, services.picture_memory_mb)
    for router in (http_search.router, http_documents.router, page.router):
        app.include_router(router)
    mount_static(app)
    answer_errors(app)
    app.add_middleware(Guard, hosts=services.allowed_hosts, keys=services.api_keys)
    return app


def mount_static(app: FastAPI) -> None:
    """The style and the script, under types that a browser accepts with nosniff."""
    # Windows takes these from its registry, where other programs may have made a script plain text.
    for media_type, ending in (("text/css", ".css"), ("text/javascript", ".js"), ("image/svg+xml", ".svg")):
        mimetypes.add_type(media_type, ending)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


@asynccontextmanager
async def closing_workers(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.pictures.close()
    app.state.originals.close()


def answer_errors(app: FastAPI) -> None:
    """Every error that has an outcome ends in its status; all others are the guard's."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        **dict.fromkeys(FAILURES, error_response),
        RequestValidationError: answer_invalid,
        HTTPException: answer_refused,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return error_response(request, request_error(error.errors(), parameters_of(request)))


def answer_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = error_response(request, as_service_error(request, error))
    response.headers.update(error.headers or {})
    return response


def parameters_of(request: Request) -> list[str]:
    """The names that the route of ``request`` takes, in its query or in what is posted to it."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return []
    fields = [*route.dependant.query_params, *route.dependant.body_params]
    models = [field.field_info.annotation for field in fields]
    return [name for model in models for name in getattr(model, "model_fields", {})]


def name_of(route: APIRoute) -> str:
    return route.name


def program_version() -> str:
    try:
        return version("lessons")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
