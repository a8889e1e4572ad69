"""Asking over HTTP: search, facets, health."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request

from index.library import Filter
from service.doors import Services
from service.facets import facets
from service.filters import filter_of, situation_of
from service.replies import answer_out
from service.request import Filters, NoParameters, SearchRequest
from service.schema import AnswerOut, FacetsOut, HealthOut

router = APIRouter()

EXAMPLES = {
    "plain": {
        "summary": "A situation",
        "value": {"q": "what went wrong with mobile cash transfers before"},
    },
    "filtered": {
        "summary": "Lessons and good practices of two countries since 2018",
        "value": {
            "q": "feedback from communities was not acted upon",
            "k": 5,
            "country": ["Kenya", "Mozambique"],
            "kind": ["lesson", "good_practice"],
            "since": 2018,
        },
    },
}


def given_services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Given = Annotated[Services, Depends(given_services)]


@router.get("/api/v1/search", tags=["search"], summary="Ask (in the address)")
def search(asked: Annotated[SearchRequest, Query()], services: Given) -> AnswerOut:
    """The passages that fit the situation `q`, best first. Give a filter several times for several values."""
    return ask(services, asked)


@router.post("/api/v1/search", tags=["search"], summary="Ask (as JSON)")
def search_posted(asked: Annotated[SearchRequest, Body(openapi_examples=EXAMPLES)], services: Given) -> AnswerOut:
    """The same as the address-only way, for long situations."""
    return ask(services, asked)


def ask(services: Services, asked: SearchRequest) -> AnswerOut:
    return answer_out(services.search(situation_of(asked, services.library)))


@router.get("/api/v1/facets", tags=["search"], summary="What can be filtered by")
def counted(asked: Annotated[Filters, Query()], services: Given) -> FacetsOut:
    """The values of each field with counts, under the given filters on the other fields."""
    return facets(services.library, filter_of(asked, services.library))


@router.get("/healthz", tags=["service"], summary="Is it up?")
def health(services: Given, request: Request, _: Annotated[NoParameters, Query()]) -> HealthOut:
    """Whether the library can be read. Needs no key, so with keys it does not say how much the library holds."""
    documents, passages = size_of(services)
    told = not services.api_keys
    return HealthOut(
        status="ok",
        version=request.app.version,
        documents=documents if told else None,
        passages=passages if told else None,
    )


def size_of(services: Services) -> tuple[int, int]:
    """How many documents and passages the library holds."""
    total, _ = services.reader.documents(Filter(), 0, 1)
    return total, sum(services.library.count("kind", Filter()).values())
