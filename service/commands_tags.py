"""The command that shows what is known of a document, and lets a person say it better."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from service import terminal
from service.citation import readable
from service.errors import InvalidRequestError, UnknownDocumentError
from service.opening import catalogue, file_named, library_with_model, settings_with
from service.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from index.embedded import EmbeddedLibrary
    from ingest.document import Document, Field, Tag
    from service.settings import Settings

_Values = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(tags)


def tags(
    document: Annotated[str, typer.Argument(help="The id of a document, or the path of its file.")],
    given: Annotated[
        _Values,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="Your word on a field, instead of its values; may be repeated."
        ),
    ] = None,
    taken_back: Annotated[
        _Values,
        typer.Option("--unset", metavar="FIELD", help="Take your word back: what else was said counts again."),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Show what is known of a document, or say it better: --set country=Kenya --set country=Uganda."""
    from service.tagging import field_named, statements

    settings = settings_with(library)
    said, back = statements(given or ()), {field_named(name) for name in taken_back or ()}
    if both := sorted(field.value for field in back & set(said)):
        raise InvalidRequestError(f"{', '.join(both)} cannot be set and unset at once.", "Leave one of them out.")
    if said or back:
        _change(settings, document, said, back)
    with catalogue(settings) as held:
        shown = _whole(held, document)
        record = held.document(shown.id)
        files = [readable(location.path) for location in record.locations] if record else []
    if as_json:
        typer.echo(json.dumps(tags_out(shown, files), ensure_ascii=False, indent=2))
    else:
        terminal.show_tags(shown, files)


def _change(settings: Settings, named: str, said: Mapping[Field, Sequence[str]], back: Collection[Field]) -> None:
    from index.passage_text import embed_document
    from service.tagging import retagged

    with library_with_model(settings) as (held, embedder), held.writing() as writer:
        changed = retagged(_whole(held, named), said, back)
        writer.retag(changed, embed_document(changed, embedder, held.known_vectors))
        writer.regroup()
        writer.publish()


def _whole(library: EmbeddedLibrary, named: str) -> Document:
    """The document that is meant by an id or by a path."""
    file = file_named(library, named)
    held = library.whole_document(named) or (library.whole_document(file.document or "") if file else None)
    if held is None:
        raise UnknownDocumentError(named)
    return held


def tags_out(document: Document, files: Sequence[str]) -> dict[str, object]:
    """What is known of a document, for programs."""
    return {
        "document": document.id,
        "files": list(files),
        "tags": _listed(document.tags),
        "overruled": _listed(document.overruled),
    }


def _listed(tags: Iterable[Tag]) -> list[dict[str, object]]:
    return [
        {"field": tag.field.value, "value": tag.value, "confidence": tag.confidence, "origin": tag.origin.value}
        for tag in tags
    ]
