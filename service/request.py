"""What can be asked, as models that say no to what they do not know.

The names are those of the query parameters, of the JSON that is posted, and of the command line's options.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ingest.document import Kind
from service.errors import (
    BadSituationError,
    Detail,
    InvalidRequestError,
    ServiceError,
    UnknownFilterError,
    UnknownParameterError,
)
from service.near import near

MOST_CHARACTERS = 5_000
MOST_HITS = 100
# Of a request's body: the longest situation in four-byte characters, escaped, with long filters, is below.
MOST_BYTES = 256 * 1024
# A year of publication before 1900 or after 2100 is a slip of the pen.
Year = Annotated[int, Field(ge=1900, le=2100)]
Values = Annotated[list[str], Field(max_length=200)]
SYNONYMS = {
    "organisation": "source",
    "query": "q",
    "top_k": "k",
    "limit": "k",
    "year": "since",
    "lang": "language",
    "crisis": "hazard",
    "disaster": "hazard",
    "funder": "donor",
    "criteria": "criterion",
}

COMPLAINTS = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "string_type": "must be a text",
    "too_long": "has more than {max_length} values",
    "missing": "is missing",
    "json_invalid": 'is no JSON such as {{"q": "…"}}',
    "model_attributes_type": 'must be a JSON object, sent as application/json: {{"q": "…"}}',
}


class Filters(BaseModel):
    """Within a filter any of its values fits; filters narrow each other; an empty one does not."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    country: Values = Field(default=[], description="Names or ISO codes.", examples=[["Kenya", "MOZ"]])
    sector: Values = Field(default=[], description="Sectors and themes.", examples=[["Cash"]])
    kind: list[Kind] = Field(default=[], description="What the passage is.", examples=[["lesson", "good_practice"]])
    source: Values = Field(default=[], description="Organisations that published it.", examples=[["IFRC"]])
    language: Values = Field(default=[], description="Of the document, as a code.", examples=[["en"]])
    document_type: Values = Field(default=[], description="Such as a report, a brief, an annex.")
    timing: Values = Field(default=[], description="When in the programme it was evaluated.")
    hazard: Values = Field(default=[], description="Hazards and crises.", examples=[["Flood"]])
    donor: Values = Field(default=[], description="Who paid for the programme.", examples=[["European Union"]])
    criterion: Values = Field(default=[], description="OECD-DAC criteria.", examples=[["Efficiency"]])
    evaluation: Values = Field(default=[], description="The evaluation that the document belongs to.")
    since: Year | None = Field(default=None, description="First year of publication.", examples=[2015])
    until: Year | None = Field(default=None, description="Last year of publication.", examples=[2025])


class SearchRequest(Filters):
    """A situation, how many hits, and the filters."""

    q: str = Field(
        min_length=1,
        max_length=MOST_CHARACTERS,
        description='The situation, in your own words. What stands in "quotes" is looked for word by word.',
        examples=["what went wrong with mobile cash transfers before"],
    )
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="How many hits at most.")
    per_document: int = Field(
        default=3, ge=0, le=MOST_HITS, description="Hits of one document, or one evaluation, at most; 0: no limit."
    )


class DocumentsRequest(Filters):
    """A part of the list of documents."""

    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=50, ge=1, le=200)


class PassageRequest(BaseModel):
    """How much of what stands around the passage is wanted."""

    model_config = ConfigDict(extra="forbid")

    neighbours: int = Field(default=2, ge=0, le=20, description="Passages before and after it, at most.")


class PictureRequest(BaseModel):
    """What is to be marked on the page."""

    model_config = ConfigDict(extra="forbid")

    passage: str | None = Field(default=None, description="The id of the passage to mark.")


class NoParameters(BaseModel):
    """For routes that take none, so that a stray parameter is no surprise."""

    model_config = ConfigDict(extra="forbid")


def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(model.model_fields)


def request_error(errors: Sequence[Mapping[str, Any]], valid: Iterable[str] = ()) -> ServiceError:
    """What pydantic found, as an error for people. ``valid`` are the parameters that there are."""
    known = tuple(valid)
    strange = [str(error["loc"][-1]) for error in errors if error["type"] == "extra_forbidden"]
    if strange:
        return unknown_parameters(strange, known)
    about_q = [error for error in errors if error["loc"][-1:] == ("q",)]
    if about_q:
        return bad_situation(about_q[0])
    details = tuple(detail_of(each) for each in errors)
    message = " ".join(detail.message for detail in details)
    is_kind = all(error["type"] == "enum" for error in errors)
    return (UnknownFilterError if is_kind else InvalidRequestError)(message, details=details)


def unknown_parameters(names: Sequence[str], valid: Sequence[str]) -> UnknownParameterError:
    """Names each stray parameter, what it may have been meant to be, and those that there are."""
    details = tuple(unknown_parameter(name, tuple(valid)) for name in names)
    message = " ".join(detail.message for detail in details)
    advice = f"There are: {', '.join(valid)}." if valid else "This address takes none."
    return UnknownParameterError(message, advice, details)


def unknown_parameter(name: str, valid: tuple[str, ...]) -> Detail:
    meant = tuple(word for word in (SYNONYMS.get(name, ""), *near(name, valid)) if word in valid)
    hint = f" Did you mean '{meant[0]}'?" if meant else ""
    return Detail(name, f"There is no parameter '{name}'.{hint}", near=meant, valid=valid)


def bad_situation(error: Mapping[str, Any]) -> BadSituationError:
    """The situation is missing, empty, too long or no text."""
    if error["type"] == "string_too_long":
        message = f"The situation is longer than {MOST_CHARACTERS:,} characters."
        advice = "Describe it in a few sentences: the words that matter most weigh more then."
    else:
        message = "There is no situation to look for."
        advice = "Describe it in your own words (`q`), for example: cash transfers without bank accounts."
    return BadSituationError(message, advice, (Detail("q", message),))


def detail_of(error: Mapping[str, Any]) -> Detail:
    """One finding of pydantic's, with its parameter; list positions are left out."""
    names = [part for part in error["loc"] if isinstance(part, str) and part not in {"query", "body", "path"}]
    field = names[0] if names else "body"
    value = error.get("input")
    shown = value[:80] if isinstance(value, str) else None
    if error["type"] == "enum":
        kinds = tuple(kind.value for kind in Kind)
        meant = near(shown or "", kinds)
        hint = f"Near: {', '.join(meant)}." if meant else f"There are: {', '.join(kinds)}."
        return Detail(field, f"Unknown {field} '{shown}'. {hint}", shown, meant, kinds)
    given = f" ('{shown}')" if shown else ""
    return Detail(field, f"{field}{given} {complaint(error)}.", shown)


def complaint(error: Mapping[str, Any]) -> str:
    """What pydantic says, in a person's words where they differ much."""
    limits = error.get("ctx", {})
    return COMPLAINTS.get(error["type"], "cannot be: {msg}").format(msg=error["msg"], **limits)
