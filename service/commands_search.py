"""Commands that ask a library, and the service: search, serve, evaluate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service import terminal
from service.errors import InvalidRequestError
from service.opening import library_with_model, settings_with
from service.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from service.request import SearchRequest

_Values = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (search, serve, evaluate):
        app.command()(command)


def search(
    situation: Annotated[
        str, typer.Argument(help='In your own words; "quoted" words are looked for as they stand.')
    ],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many hits at most.")] = 10,
    country: Annotated[_Values, typer.Option(help="Name or ISO code; may be repeated, as the others.")] = None,
    sector: Annotated[_Values, typer.Option(help="Sector or theme.")] = None,
    kind: Annotated[_Values, typer.Option(help="lesson, good_practice, challenge, finding, …")] = None,
    source: Annotated[_Values, typer.Option(help="Organisation that published it.")] = None,
    language: Annotated[_Values, typer.Option(help="Language of the document, as a code or name.")] = None,
    document_type: Annotated[_Values, typer.Option(help="Report, brief, annex, …")] = None,
    timing: Annotated[_Values, typer.Option(help="Mid-term, Final, …")] = None,
    hazard: Annotated[_Values, typer.Option(help="Hazard or crisis: Flood, Conflict, Epidemic, …")] = None,
    donor: Annotated[_Values, typer.Option(help="Who paid for the programme.")] = None,
    criterion: Annotated[_Values, typer.Option(help="OECD-DAC criterion: Efficiency, Sustainability, …")] = None,
    evaluation: Annotated[_Values, typer.Option(help="Evaluation that the document belongs to.")] = None,
    since: Annotated[int | None, typer.Option(metavar="YEAR", help="First year of publication.")] = None,
    until: Annotated[int | None, typer.Option(metavar="YEAR", help="Last year of publication.")] = None,
    per_document: Annotated[
        int, typer.Option(min=0, max=100, help="Hits of one document, or one evaluation, at most; 0: no limit.")
    ] = 3,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Ask a question about a situation; the lessons that fit come with their source and page."""
    asked = {
        "q": situation,
        "k": k,
        "country": country or [],
        "sector": sector or [],
        "kind": kind or [],
        "source": source or [],
        "language": language or [],
        "document_type": document_type or [],
        "timing": timing or [],
        "hazard": hazard or [],
        "donor": donor or [],
        "criterion": criterion or [],
        "evaluation": evaluation or [],
        "since": since,
        "until": until,
        "per_document": per_document,
    }
    _answer(_request(asked), as_json, library)


def _request(asked: dict[str, object]) -> SearchRequest:
    from pydantic import ValidationError

    from service.request import SearchRequest, request_error

    try:
        return SearchRequest.model_validate(asked)
    except ValidationError as error:
        findings = [{**each, "loc": ("query", *each["loc"])} for each in error.errors(include_url=False)]
        raise request_error(findings) from None


def _answer(asked: SearchRequest, as_json: bool, folder: Path | None) -> None:
    from search.engine import search as find
    from service.filters import situation_of
    from service.replies import answer_out

    with library_with_model(settings_with(folder)) as (library, embedder):
        answer = find(situation_of(asked, library), library, embedder)
    if as_json:
        typer.echo(answer_out(answer).model_dump_json(indent=2))
    else:
        terminal.show_answer(answer)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on, else LESSONS_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port, else LESSONS_PORT.")] = None,
    library: LibraryOption = None,
) -> None:
    """Serve the page and the HTTP interface, on this machine only unless keys are set."""
    from service.serving import run_service

    settings = settings_with(library)
    changed = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run_service(settings.model_copy(update=changed), tell=typer.echo)


def evaluate(
    folder: Annotated[Path, typer.Argument(help="A benchmark in BEIR's format.")],
    run: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a TREC run file.")] = None,
    meaning: Annotated[
        float, typer.Option(min=0, max=1, help="Weight of meaning: 0 words alone, 1 the model alone.")
    ] = 0.55,
    as_json: JsonOption = False,
) -> None:
    """Measure the ranking on a benchmark, with a temporary library."""
    import tempfile

    from search.beir import read_benchmark
    from search.engine import Recipe
    from search.evaluation import index_benchmark, measured, run_of, write_run

    settings = settings_with(None)
    if run and not run.absolute().parent.is_dir():
        raise InvalidRequestError(f"There is no folder {run.parent} to write {run.name} to.", "Make it first.")
    benchmark = read_benchmark(folder)
    with tempfile.TemporaryDirectory() as place:
        apart = settings.model_copy(update={"library": Path(place) / "library"})
        with library_with_model(apart, create=True) as (library, embedder):
            index_benchmark(benchmark, library, embedder)
            found = run_of(benchmark, library, embedder, Recipe(meaning=meaning))
    scores = measured(benchmark, found)
    if run:
        write_run(found, run)
    if as_json:
        counts = {"documents": scores.documents, "passages": scores.passages, "queries": scores.queries}
        typer.echo(json.dumps({"benchmark": benchmark.name, **counts, "measures": dict(scores.measures)}, indent=2))
    else:
        terminal.show_scores(benchmark.name, scores)
