"""What a person says of a document: of which field, and as the library writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import vocabulary
from ingest.document import Field, Origin, Tag
from ingest.precedence import with_tags
from ingest.vocabulary import DOCUMENT_FIELDS, SEVERAL_VALUES
from service.errors import Detail, InvalidRequestError
from service.labels import FIELDS
from service.near import near, same

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ingest.document import Document

_NAMES = tuple(field.value for field in DOCUMENT_FIELDS)
_EXAMPLES = {Field.YEAR: "2021", Field.PERIOD: "2019-2022"}
_MOST_SHOWN = 30


def statements(assignments: Sequence[str]) -> dict[Field, tuple[str, ...]]:
    """From ``country=Kenya`` and the like: the values of each field, as the library writes them.

    Raises:
        InvalidRequestError: names every one that is not understood, with what it may have meant.
    """
    values: dict[Field, tuple[str, ...]] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not value.strip():
            raise InvalidRequestError(f"'{assignment}' gives no value.", "Write it as country=Kenya.")
        field = field_named(name)
        values[field] = tuple(dict.fromkeys((*values.get(field, ()), _known(field, value))))
    for field, given in values.items():
        if len(given) > 1 and field not in SEVERAL_VALUES:
            raise InvalidRequestError(f"A document has one {_called(field)}, not {len(given)}.", "Give one.")
    return values


def field_named(name: str) -> Field:
    """The field of documents that goes by ``name``. Raises `InvalidRequestError`."""
    known = same(name, _NAMES)
    if known is None:
        meant = near(name, _NAMES)
        hint = f"Near: {', '.join(meant)}." if meant else f"There are: {', '.join(_NAMES)}."
        detail = Detail("field", hint, name, meant, _NAMES)
        raise InvalidRequestError(f"There is no field '{name}'.", hint, (detail,))
    return Field(known)


def _known(field: Field, value: str) -> str:
    written = vocabulary.canonical(field, value)
    if written is None:
        meant = vocabulary.near(field, value, vocabulary.values(field))
        message = f"Unknown {_called(field)} '{value.strip()[:80]}'."
        raise InvalidRequestError(message, _hint(field, meant), (Detail(field.value, message, value, meant),))
    return written


def _hint(field: Field, meant: Sequence[str]) -> str:
    valid = vocabulary.values(field)
    if meant:
        return f"Near: {', '.join(meant)}."
    if field in _EXAMPLES:
        return f"Write it as {_EXAMPLES[field]}."
    return f"There are: {', '.join(valid)}." if len(valid) <= _MOST_SHOWN else "Write its usual name or its code."


def _called(field: Field) -> str:
    return FIELDS.get(field.value, field.value.capitalize()).lower()


def retagged(document: Document, given: Mapping[Field, Sequence[str]], taken_back: Collection[Field]) -> Document:
    """The document with a person's word on the fields of ``given``, and without one on those ``taken_back``.

    A field of ``given`` has just the values given; of a field taken back what else was said counts again.
    """
    said = (*document.tags, *document.overruled)
    changed = {*given, *taken_back}
    kept = (tag for tag in said if tag.field not in changed or tag.origin is not Origin.PERSON)
    new = (Tag(field, value, 1.0, Origin.PERSON) for field, values in given.items() for value in values)
    return with_tags(document, (*kept, *new))
