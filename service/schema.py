"""The JSON of the program: one shape for the command line's ``--json`` and for HTTP.

Models here, made from the program's own values in `service.replies`. Character offsets count Unicode code
points; pages are those of the file, from 1.
"""

from pydantic import BaseModel, ConfigDict, Field

from search.fusion import SCORE_MEANING

Range = tuple[int, int]


class SpanOut(BaseModel):
    """Characters ``start`` to ``end`` (exclusive) of the cleaned text of a page."""

    page: int = Field(examples=[12])
    start: int = Field(examples=[204])
    end: int = Field(examples=[391])


class DocumentOut(BaseModel):
    """One file's content, wherever it lies."""

    id: str = Field(description="Made of the bytes of the file, so stable.", examples=["5f0c3a9be1d24c77"])
    title: str = Field(examples=["Evaluation of the cash response to Cyclone Idai"])
    organisation: list[str] = Field(examples=[["IFRC"]])
    country: list[str] = Field(examples=[["Mozambique"]])
    year: int | None = Field(description="Of publication.", examples=[2021])
    language: str | None = Field(examples=["en"])
    document_type: str | None = Field(examples=["evaluation_report"])
    timing: str | None = Field(description="When in the programme it was made.", examples=["final"])
    sector: list[str] = Field(examples=[["cash"]])
    hazard: list[str] = Field(description="Hazards and crises that it was made in.", examples=[["Cyclone"]])
    donor: list[str] = Field(description="Who paid for what it is about.", examples=[["European Union"]])
    period: str | None = Field(description="The years that it is about.", examples=["2019-2022"])
    criterion: list[str] = Field(description="OECD-DAC criteria that it asks about.", examples=[["Efficiency"]])
    evaluation: str | None = Field(
        description="The evaluation that it belongs to with others: report, brief, response, translation.",
        examples=["Evaluation of the cash response to Cyclone Idai (2021)"],
    )
    media_type: str = Field(examples=["application/pdf"])
    paged: bool = Field(description="False where the format has no pages: all text is then on page 1.")
    page_count: int = Field(examples=[64])
    files: list[str] = Field(description="Where it lies, as absolute paths.", examples=[["/reports/idai.pdf"]])


class TagOut(BaseModel):
    """A value with its confidence (0 to 1) and where it comes from."""

    field: str = Field(examples=["country"])
    value: str = Field(examples=["Mozambique"])
    confidence: float = Field(examples=[0.9])
    origin: str = Field(description="text, file, sidecar or person; later ones win.", examples=["text"])


class DocumentDetailOut(DocumentOut):
    """A document with all that is known about it."""

    passage_count: int = Field(examples=[212])
    tags: list[TagOut]


class DocumentsOut(BaseModel):
    """A part of the list of documents."""

    total: int = Field(description="How many documents fit the filters.", examples=[16])
    offset: int = Field(examples=[0])
    limit: int = Field(examples=[50])
    documents: list[DocumentDetailOut]


class PassageOut(BaseModel):
    """A passage: what is found, shown and cited. Its text stands on its pages at its spans."""

    kind: str = Field(description="What the passage is.", examples=["lesson"])
    kind_confidence: float = Field(examples=[0.85])
    text: str = Field(examples=["Mobile transfers failed where SIM cards were not registered in time."])
    passage_id: str = Field(examples=["5f0c3a9be1d24c77-0041"])
    section: list[str] = Field(examples=[["4 Lessons learned", "4.2 Cash"]])
    section_path: str = Field(examples=["4 Lessons learned > 4.2 Cash"])
    pages: Range = Field(description="First and last page.", examples=[(12, 13)])
    spans: list[SpanOut]
    columns: list[str] = Field(description="The table's header, where the passage is of table rows.")
    language: str = Field(examples=["en"])
    ocr_confidence: float | None = Field(
        description="How sure OCR is of the text, 0 to 1; null where the file itself has it.",
        examples=[0.91],
    )
    citation: str = Field(examples=["IFRC (2021). Evaluation of the cash response, p. 12–13."])


class PlacedPassageOut(PassageOut):
    """A passage with its document and what stands around it."""

    document: DocumentOut
    before: list[PassageOut] = Field(description="The passages before it, in order.")
    after: list[PassageOut] = Field(description="The passages after it, in order.")


class ContextOut(BaseModel):
    """Where, when and for whom the lesson was learned; what is not known is empty or null."""

    country: list[str] = Field(examples=[["Mozambique"]])
    year: int | None = Field(examples=[2021])
    organisation: list[str] = Field(examples=[["IFRC"]])
    sector: list[str] = Field(examples=[["cash"]])
    document_type: str | None = Field(examples=["evaluation_report"])
    timing: str | None = Field(examples=["final"])
    hazard: list[str] = Field(examples=[["Cyclone"]])
    donor: list[str] = Field(examples=[["European Union"]])
    period: str | None = Field(examples=["2019-2022"])
    criterion: list[str] = Field(examples=[["Efficiency"]])


class AlsoInOut(BaseModel):
    """Another place where nearly the same text stands."""

    passage_id: str = Field(examples=["9a41c7702be0d3f6-0007"])
    document_id: str = Field(examples=["9a41c7702be0d3f6"])
    title: str = Field(examples=["Evaluation brief"])
    year: int | None = Field(examples=[2021])
    document_type: str | None = Field(examples=["evaluation brief"])
    same_evaluation: bool = Field(
        description="It is no source of its own: the same document, or another of the same evaluation."
    )
    pages: Range = Field(examples=[(2, 2)])
    section_path: str = Field(examples=["Lessons"])


class ReasonOut(BaseModel):
    """Why the passage is a hit."""

    words: list[str] = Field(description="Words of the situation in the text.", examples=[["mobile", "cash"]])
    similarity: float = Field(description="Cosine of the meanings, in the model's scale.", examples=[0.61])


class RankOut(BaseModel):
    """Where a hit stands in the answer."""

    rank: int = Field(description="From 1.", examples=[1])
    score: float = Field(description="See `score_meaning` of the answer.", examples=[0.82])


class HitOut(PassageOut, RankOut):
    """A passage that answers the situation."""

    highlights: list[Range] = Field(
        description="Character ranges of `text` in which words of the situation stand.", examples=[[(0, 6)]]
    )
    best_sentence: Range | None = Field(
        description="The character range of the sentence that fits best.", examples=[(0, 68)]
    )
    document: DocumentOut
    context: ContextOut
    also_in: list[AlsoInOut]
    reason: ReasonOut


class FiltersOut(BaseModel):
    """The filters that were applied, under the names by which they are asked for."""

    country: list[str] = []
    sector: list[str] = []
    kind: list[str] = []
    source: list[str] = []
    language: list[str] = []
    document_type: list[str] = []
    timing: list[str] = []
    hazard: list[str] = []
    donor: list[str] = []
    criterion: list[str] = []
    evaluation: list[str] = []
    since: int | None = None
    until: int | None = None


class AnswerOut(BaseModel):
    """The hits of a situation, best first. No hits is an answer, too."""

    situation: str = Field(examples=["what went wrong with mobile cash transfers before"])
    filters: FiltersOut
    hits: list[HitOut]
    took_ms: float = Field(examples=[18.4])
    score_meaning: str = Field(examples=[SCORE_MEANING])


class FacetValueOut(BaseModel):
    """A value that can be filtered by, with how much has it."""

    value: str = Field(description="As it is to be sent.", examples=["good_practice"])
    label: str = Field(description="As people read it.", examples=["Good practice"])
    count: int = Field(examples=[31])


class FacetOut(BaseModel):
    """The values of one field, most frequent first, under the filters on the *other* fields."""

    field: str = Field(examples=["organisation"])
    parameter: str | None = Field(description="The filter's name; null for year: use since, until.")
    label: str = Field(examples=["Organisation"])
    unit: str = Field(description="What is counted: documents or passages.", examples=["documents"])
    values: list[FacetValueOut]


class FacetsOut(BaseModel):
    """All fields that can be filtered by."""

    facets: list[FacetOut]


class HealthOut(BaseModel):
    """That the service is up and its library can be read. Counts are null where keys are asked for."""

    status: str = Field(examples=["ok"])
    version: str = Field(examples=["0.1.0"])
    documents: int | None = Field(examples=[16])
    passages: int | None = Field(examples=[3120])


class ErrorDetailOut(BaseModel):
    """One thing that is wrong with what was asked."""

    field: str = Field(examples=["country"])
    message: str = Field(examples=["Unknown country 'Mozambik'."])
    value: str | None = Field(default=None, examples=["Mozambik"])
    near: list[str] = Field(default=[], description="What it may have been meant to be.", examples=[["Mozambique"]])
    valid: list[str] = Field(default=[], description="What would be valid.", examples=[["Kenya", "Mozambique"]])


class ErrorBody(BaseModel):
    """What is the matter: a code for programs, a message for people."""

    code: str = Field(examples=["unknown_filter_value"])
    message: str = Field(examples=["Unknown country 'Mozambik'. Near: Mozambique."])
    details: list[ErrorDetailOut] = []


class ErrorOut(BaseModel):
    """Every error of every route has this shape."""

    model_config = ConfigDict(title="Error")

    error: ErrorBody
