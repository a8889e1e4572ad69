"""The page at /: the same search for people, made on the server; it needs no script."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse

from index.library import Filter
from service.doors import Services
from service.errors import ServiceError, failure_of
from service.facets import PARAMETERS, facets
from service.filters import filter_of, situation_of
from service.http_search import Given, size_of
from service.labels import FIELDS, label_of
from service.replies import answer_out, error_out
from service.request import MOST_HITS, Filters, SearchRequest, names_of, request_error
from service.schema import AnswerOut, ErrorBody, FacetOut
from service.templating import render

router = APIRouter()

LISTS = tuple(name for name in names_of(Filters) if name not in {"since", "until"})
FIELD_OF = {parameter: field for field, parameter in PARAMETERS.items() if parameter}
STEP = 10
SITUATIONS = (
    "what went wrong with mobile cash transfers before",
    "communities did not know how to complain",
    "remote management of partners where staff cannot travel",
    "staff turnover lost what the project had learned",
)


@dataclass(frozen=True, slots=True)
class Link:
    """The address of the same question, asked a little differently."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows: the facets always, an answer or an error where something was asked.

    ``k`` is how many hits were asked for.
    """

    facets: tuple[FacetOut, ...]
    answer: AnswerOut | None = None
    k: int = 0
    error: ErrorBody | None = None
    status: int = 200


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def front(request: Request, services: Given) -> HTMLResponse:
    """The search page. Fields of the form that were left empty count as not given."""
    given = [(name, value.strip()) for name, value in request.query_params.multi_items() if value.strip()]
    found = find(services, QueryParams(given))
    documents, passages = size_of(services)
    body = render(
        "search.html",
        found=found,
        given=QueryParams(given),
        chosen=chosen(given),
        corrections=corrections(given, found.error),
        more=more(given, found),
        documents=documents,
        passages=passages,
        situations=SITUATIONS,
        version=request.app.version,
    )
    return HTMLResponse(body, found.status)


def find(services: Services, given: QueryParams) -> Found:
    """What was asked for, or what is wrong with it in a person's words."""
    try:
        return answered(services, given)
    except ValidationError as error:
        return troubled(services, request_error(error.errors(), names_of(SearchRequest)))
    except ServiceError as error:
        return troubled(services, error)


def answered(services: Services, given: QueryParams) -> Found:
    asked = values_of(given)
    if "q" not in asked:
        asked = {name: value for name, value in asked.items() if name not in {"k", "per_document"}}
        where = filter_of(Filters.model_validate(asked), services.library)
        return Found(tuple(facets(services.library, where).facets))
    situation = situation_of(SearchRequest.model_validate(asked), services.library)
    shown = tuple(facets(services.library, situation.where).facets)
    return Found(shown, answer_out(services.search(situation)), situation.k)


def troubled(services: Services, error: ServiceError) -> Found:
    shown = tuple(facets(services.library, Filter()).facets)
    return Found(shown, error=error_out(error).error, status=failure_of(error).status)


def values_of(given: QueryParams) -> dict[str, str | list[str]]:
    """The query as the models take it: lists for the filters that take several values."""
    return {name: given.getlist(name) if name in LISTS else given[name] for name in given}


def chosen(given: list[tuple[str, str]]) -> list[Link]:
    """The filters in use, each with the address of the same question without it."""
    filters = [(name, value) for name, value in given if name in (*LISTS, "since", "until")]
    return [Link(words_for(*each), address([pair for pair in given if pair != each])) for each in filters]


def corrections(given: list[tuple[str, str]], error: ErrorBody | None) -> list[Link]:
    """The question with each unknown value replaced by one that is near it."""
    return [
        Link(near, address([(name, near if value == detail.value else value) for name, value in given]))
        for detail in (error.details if error else [])
        if detail.value
        for near in detail.near
    ]


def words_for(name: str, value: str) -> str:
    if name in {"since", "until"}:
        return f"{name.capitalize()} {value}"
    field = FIELD_OF[name]
    return f"{FIELDS[field]}: {label_of(field, value)}"


def more(given: list[tuple[str, str]], found: Found) -> str | None:
    """The address of the same question with more hits, while there may be more."""
    if found.answer is None or len(found.answer.hits) < found.k or found.k >= MOST_HITS:
        return None
    rest = [pair for pair in given if pair[0] != "k"]
    return address([*rest, ("k", str(min(MOST_HITS, found.k + STEP)))]) + f"#hit-{found.k + 1}"


def address(given: list[tuple[str, str]]) -> str:
    return f"/?{urlencode(given)}" if given else "/"
