"""Commands that fill and keep a library: ingest, remove, status, reindex."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service import terminal
from service.errors import EXIT_FILES, InvalidRequestError, UnknownDocumentError
from service.opening import catalogue, file_named, library_with_model, limits_of, settings_with
from service.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.embedded import EmbeddedLibrary
    from index.ingestion import Order, Report
    from ingest.outcome import Outcome
    from service.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (ingest, remove, status, reindex):
        app.command()(command)


def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, and folders with all that is in them.", show_default=False)
    ] = None,
    metadata: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A CSV with the columns path, title, country, year, sector, organisation, …"
        ),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Passwords to try on encrypted files, one a line. They are not kept."),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Also drop what is no longer in these folders.")] = False,
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed", help="Only try again what is not in: of these folders, or without any, of all."
        ),
    ] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Read files into the library. What is unchanged is not read again; run it as often as you like."""
    from index.ingestion import run

    if not paths and not retry_failed:
        raise InvalidRequestError("There is nothing to read.", "Name files or folders, or add --retry-failed.")
    settings = settings_with(library)
    order = replace(_order(settings, paths or [], metadata, password_file, prune), retry=retry_failed)
    problems = order.sidecar.problems if order.sidecar else ()
    for problem in problems:
        typer.echo(f"{metadata}: {problem}", err=True)
    with (
        library_with_model(settings, create=bool(paths)) as (held, embedder),
        terminal.ingest_progress(quiet=as_json) as tell,
    ):
        report = run(held, embedder, order, tell)
    if as_json:
        typer.echo(json.dumps(report_out(report, problems), ensure_ascii=False, indent=2))
    else:
        terminal.show_report(report)
    if report.failed:
        raise typer.Exit(EXIT_FILES)


def _order(
    settings: Settings, paths: list[Path], metadata: Path | None, password_file: Path | None, prune: bool
) -> Order:
    from index.ingestion import Order
    from ingest.discover import check_paths
    from ingest.options import ReadOptions
    from ingest.passwords import read_passwords
    from ingest.sidecar import read_sidecar

    check_paths(paths)
    return Order(
        paths=tuple(paths),
        sidecar=read_sidecar(metadata) if metadata else None,
        prune=prune,
        skip=tuple(file for file in (metadata, password_file) if file),
        max_mb=settings.max_file_mb,
        limits=limits_of(settings),
        options=ReadOptions(read_passwords(password_file) if password_file else ()),
    )


def report_out(report: Report, problems: Sequence[str] = ()) -> dict[str, object]:
    """A run's report for programs; ``problems`` are what the sidecar says that is not understood."""
    return {
        "states": {state.value: count for state, count in sorted(report.states.items())},
        "failed": [file_out(path, outcome) for path, outcome in report.failed],
        "remarks": [remark_out(path, outcome) for path, outcome in report.remarks],
        "pruned": list(report.pruned),
        "metadata_problems": list(problems),
        "passages": report.passages,
        "pages": report.pages,
        "seconds": round(report.seconds, 3),
    }


def file_out(path: str, outcome: Outcome) -> dict[str, str]:
    return {"path": path, "state": outcome.state.value, "reason": outcome.reason, "advice": outcome.advice}


def remark_out(path: str, outcome: Outcome) -> dict[str, str]:
    return {"path": path, "remark": outcome.reason}


def remove(
    documents: Annotated[
        list[str], typer.Argument(help="Ids of documents, or paths of files: with all that is packed in them.")
    ],
    library: LibraryOption = None,
) -> None:
    """Drop documents from the library. Their files stay, so that ingesting these again brings them back."""
    with catalogue(settings_with(library)) as held:
        wanted = [_ids_and_path(held, named) for named in documents]
        before, files = held.documents(limit=0)[0], len(held.files())
        with held.writing() as writer:
            for ids, path in wanted:
                writer.drop_documents(ids)
                if path:
                    writer.remove_path(path)
            writer.regroup()
            writer.publish()
        gone, files = before - held.documents(limit=0)[0], files - len(held.files())
    what = (
        terminal.number_of(gone, "document") if gone else f"{terminal.number_of(files, 'file')} without a document"
    )
    typer.echo(f"Removed {what}.")


def _ids_and_path(library: EmbeddedLibrary, named: str) -> tuple[list[str], str]:
    """The documents and the file that are meant by an id, or by a path."""
    if library.document(named) is not None:
        return [named], ""
    file = file_named(library, named)
    if file is None:
        raise UnknownDocumentError(named)
    return [file.document] if file.document else [], file.path


def status(
    failed: Annotated[bool, typer.Option("--failed", help="List every file that is not in, and why.")] = False,
    remarks: Annotated[
        bool, typer.Option("--remarks", help="List every file that is in, but not all of it as it should.")
    ] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """What the library holds, and what became of each file."""
    from index.library import Filter

    settings = settings_with(library)
    with catalogue(settings) as held:
        files = held.files()
        bad = tuple((file.path, file.outcome) for file in files if not file.outcome.good)
        remarked = tuple((file.path, file.outcome) for file in files if file.has_remark)
        summary = {
            "library": str(settings.library),
            "model": held.identity.name if held.identity else None,
            "documents": held.documents(Filter(), 0, 0)[0],
            "passages": sum(held.count("kind", Filter()).values()),
            "files": terminal.counted(file.outcome.state.value for file in files),
        }
    if as_json:
        listed = {
            "failed": [file_out(*entry) for entry in bad],
            "remarks": [remark_out(*entry) for entry in remarked],
        }
        typer.echo(json.dumps({**summary, **listed}, ensure_ascii=False, indent=2))
    else:
        terminal.show_status(summary, bad, remarked, failed=failed, remarks=remarks)


def reindex(
    model: Annotated[
        str, typer.Option(metavar="NAME", help="A sentence-transformers name, or the folder of a model.")
    ],
    library: LibraryOption = None,
) -> None:
    """Move the library to another model. It goes on answering with the old one until the new one is complete."""
    from index.embedders import load_embedder
    from index.reindexing import reindex as move

    settings = settings_with(library)
    with catalogue(settings) as held:
        embedder = load_embedder(model, cache_folder=settings.cache)
        with terminal.counting_progress("documents") as tell:
            done = move(held, embedder, tell)
    typer.echo(f"The library now uses {model}; {terminal.number_of(done, 'document')} embedded with it.")
