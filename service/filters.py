"""From what was asked to a situation: filter values are looked up, and an unknown one is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.library import Filter
from ingest import vocabulary
from ingest.document import Field
from search.answer import Situation
from service.errors import Detail, InvalidRequestError, UnknownFilterError
from service.labels import FIELDS, label_of
from service.near import near, same

if TYPE_CHECKING:
    from index.library import Library
    from service.request import Filters, SearchRequest

PARAMETERS = {
    Field.COUNTRY: "country",
    Field.SECTOR: "sector",
    Field.ORGANISATION: "source",
    Field.LANGUAGE: "language",
    Field.DOCUMENT_TYPE: "document_type",
    Field.TIMING: "timing",
    Field.HAZARD: "hazard",
    Field.DONOR: "donor",
    Field.CRITERION: "criterion",
    Field.EVALUATION: "evaluation",
}
MOST_VALID = 20


def situation_of(asked: SearchRequest, library: Library) -> Situation:
    """What was asked, with its filter values as the library writes them.

    Raises:
        UnknownFilterError: for values that neither library nor vocabulary know; names all of them.
        InvalidRequestError: for years in the wrong order.

    """
    return Situation(asked.q, asked.k, filter_of(asked, library), asked.per_document)


def filter_of(asked: Filters, library: Library) -> Filter:
    """The filters that were asked for; raises as `situation_of` does."""
    if asked.since and asked.until and asked.since > asked.until:
        message = f"since ({asked.since}) is after until ({asked.until})."
        raise InvalidRequestError(message, "Swap them.", (Detail("since", message, str(asked.since)),))
    found, strange = look_up(asked, library)
    if strange:
        raise UnknownFilterError(" ".join(detail.message for detail in strange), details=tuple(strange))
    return Filter(
        country=found[Field.COUNTRY],
        sector=found[Field.SECTOR],
        organisation=found[Field.ORGANISATION],
        language=found[Field.LANGUAGE],
        document_type=found[Field.DOCUMENT_TYPE],
        timing=found[Field.TIMING],
        hazard=found[Field.HAZARD],
        donor=found[Field.DONOR],
        criterion=found[Field.CRITERION],
        evaluation=found[Field.EVALUATION],
        kind=tuple(asked.kind),
        since=asked.since,
        until=asked.until,
    )


def look_up(asked: Filters, library: Library) -> tuple[dict[Field, tuple[str, ...]], list[Detail]]:
    """The values as the library writes them, by field, and what is to be said about the others."""
    found: dict[Field, tuple[str, ...]] = {}
    strange: list[Detail] = []
    for field, parameter in PARAMETERS.items():
        values: list[str] = getattr(asked, parameter)
        held = library.count(field, Filter()) if values else {}
        resolved = {value: resolve(field, value, held) for value in values}
        found[field] = tuple(dict.fromkeys(value for value in resolved.values() if value))
        strange += [unknown_value(field, value, held) for value, hit in resolved.items() if hit is None]
    return found, strange


def resolve(field: Field, value: str, held: dict[str, int]) -> str | None:
    """``value`` as the library writes it; None where it is unknown.

    A country that exists but that no document is about is known, so that it finds nothing; an organisation
    that no document is from is unknown, since there is no list of all organisations.
    """
    written = vocabulary.canonical(field, value)
    if value in held or written in held:
        return value if value in held else written
    listed = written if field in vocabulary.CLOSED_FIELDS else None
    return same(value, held) or same_label(field, value, held) or listed


def same_label(field: Field, value: str, held: dict[str, int]) -> str | None:
    labels = {label_of(field, each): each for each in held}
    label = same(value, labels)
    return labels[label] if label else None


def meant_by(field: Field, value: str, held: dict[str, int]) -> tuple[str, ...]:
    """Values that ``value`` may have meant: of the library, else of the vocabulary."""
    labels = {label_of(field, each): each for each in held}
    spelt_alike = (*near(value, held), *(labels[label] for label in near(value, labels)))
    of_library = (*spelt_alike, *vocabulary.near(field, value, held))
    return tuple(dict.fromkeys(of_library)) or vocabulary.near(field, value, vocabulary.values(field))


def unknown_value(field: Field, value: str, held: dict[str, int]) -> Detail:
    """What to say about an unknown value: what is near it, else what the library has most of."""
    frequent = tuple(sorted(held, key=lambda each: (-held[each], each))[:MOST_VALID])
    meant = meant_by(field, value, held)
    if meant:
        hint = f"Near: {', '.join(meant)}."
    elif frequent:
        hint = f"The library has: {', '.join(frequent)}{' …' if len(held) > MOST_VALID else ''}."
    else:
        hint = "No document of the library has one."
    name = FIELDS[field].lower()
    return Detail(PARAMETERS[field], f"Unknown {name} '{value[:80]}'. {hint}", value[:80], meant, frequent)
