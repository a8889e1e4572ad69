"""The program's values as the JSON of `service.schema`. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document import Field
from search.fusion import SCORE_MEANING
from service.citation import citation, readable, title_of, year_of
from service.errors import details_of, failure_of, message_of
from service.schema import (
    AlsoInOut,
    AnswerOut,
    ContextOut,
    DocumentDetailOut,
    DocumentOut,
    ErrorBody,
    ErrorDetailOut,
    ErrorOut,
    FiltersOut,
    HitOut,
    PassageOut,
    PlacedPassageOut,
    ReasonOut,
    SpanOut,
    TagOut,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import DocumentRecord, Filter, PassageRecord
    from search.answer import Answer, Hit
    from service.errors import Detail


def answer_out(answer: Answer) -> AnswerOut:
    """The answer as all doors give it."""
    return AnswerOut(
        situation=answer.situation.text,
        filters=filters_out(answer.situation.where),
        hits=[hit_out(hit) for hit in answer.hits],
        took_ms=round(answer.took_ms, 1),
        score_meaning=SCORE_MEANING,
    )


def hit_out(hit: Hit) -> HitOut:
    return HitOut(
        rank=hit.rank,
        score=round(hit.score, 4),
        **dict(passage_out(hit.passage)),
        highlights=list(hit.marks),
        best_sentence=hit.sentence,
        document=document_out(hit.passage.document),
        context=context_out(hit.passage),
        also_in=[also_in_out(passage, hit.passage) for passage in hit.elsewhere],
        reason=ReasonOut(words=list(hit.reason.words), similarity=round(hit.reason.similarity, 4)),
    )


def passage_out(passage: PassageRecord) -> PassageOut:
    return PassageOut(
        kind=passage.kind.value,
        kind_confidence=round(passage.kind_confidence, 3),
        text=passage.text,
        passage_id=passage.id,
        section=list(passage.section),
        section_path=section_path(passage),
        pages=passage.pages,
        spans=[SpanOut(page=span.page, start=span.start, end=span.end) for span in passage.spans],
        columns=list(passage.columns),
        language=passage.language,
        ocr_confidence=None if passage.ocr is None else round(passage.ocr, 3),
        citation=citation(passage),
    )


def placed_passage_out(passage: PassageRecord, around: Sequence[PassageRecord]) -> PlacedPassageOut:
    """A passage with its neighbours, told apart by their place in the document."""
    return PlacedPassageOut(
        **dict(passage_out(passage)),
        document=document_out(passage.document),
        before=[passage_out(other) for other in around if other.ordinal < passage.ordinal],
        after=[passage_out(other) for other in around if other.ordinal > passage.ordinal],
    )


def document_out(document: DocumentRecord) -> DocumentOut:
    return DocumentOut(
        id=document.id,
        title=title_of(document),
        organisation=list(document.values(Field.ORGANISATION)),
        country=list(document.values(Field.COUNTRY)),
        year=year_of(document),
        language=first(document, Field.LANGUAGE),
        document_type=first(document, Field.DOCUMENT_TYPE),
        timing=first(document, Field.TIMING),
        hazard=list(document.values(Field.HAZARD)),
        donor=list(document.values(Field.DONOR)),
        period=first(document, Field.PERIOD),
        criterion=list(document.values(Field.CRITERION)),
        sector=list(document.values(Field.SECTOR)),
        evaluation=document.evaluation,
        media_type=document.media_type,
        paged=document.paged,
        page_count=document.page_count,
        files=[readable(location.path) for location in document.locations],
    )


def document_detail_out(document: DocumentRecord) -> DocumentDetailOut:
    return DocumentDetailOut(
        **dict(document_out(document)),
        passage_count=document.passage_count,
        tags=[
            TagOut(field=tag.field, value=tag.value, confidence=round(tag.confidence, 3), origin=tag.origin)
            for tag in document.tags
        ],
    )


def context_out(passage: PassageRecord) -> ContextOut:
    """What counts for the passage: a chapter on one of a report's countries was learned there."""
    return ContextOut(
        country=list(passage.values(Field.COUNTRY)),
        year=year_of(passage.document),
        organisation=list(passage.values(Field.ORGANISATION)),
        sector=list(passage.values(Field.SECTOR)),
        document_type=first(passage, Field.DOCUMENT_TYPE),
        timing=first(passage, Field.TIMING),
        hazard=list(passage.values(Field.HAZARD)),
        donor=list(passage.values(Field.DONOR)),
        period=first(passage, Field.PERIOD),
        criterion=list(passage.values(Field.CRITERION)),
    )


def also_in_out(passage: PassageRecord, shown: PassageRecord) -> AlsoInOut:
    """Where ``passage`` says the same as the one that is shown."""
    return AlsoInOut(
        passage_id=passage.id,
        document_id=passage.document.id,
        title=title_of(passage.document),
        year=year_of(passage.document),
        document_type=first(passage.document, Field.DOCUMENT_TYPE),
        same_evaluation=passage.document.source == shown.document.source,
        pages=passage.pages,
        section_path=section_path(passage),
    )


def filters_out(where: Filter) -> FiltersOut:
    """A filter under the names by which it is asked for: the organisation is the ``source``."""
    return FiltersOut(
        country=list(where.country),
        sector=list(where.sector),
        kind=[kind.value for kind in where.kind],
        source=list(where.organisation),
        language=list(where.language),
        document_type=list(where.document_type),
        timing=list(where.timing),
        hazard=list(where.hazard),
        donor=list(where.donor),
        criterion=list(where.criterion),
        evaluation=list(where.evaluation),
        since=where.since,
        until=where.until,
    )


def error_out(error: BaseException) -> ErrorOut:
    """An error as every door gives it; see `service.errors` for its status and exit code."""
    details = [detail_out(detail) for detail in details_of(error)]
    return ErrorOut(error=ErrorBody(code=failure_of(error).code, message=message_of(error), details=details))


def detail_out(detail: Detail) -> ErrorDetailOut:
    return ErrorDetailOut(
        field=detail.field,
        message=detail.message,
        value=detail.value,
        near=list(detail.near),
        valid=list(detail.valid),
    )


def section_path(passage: PassageRecord) -> str:
    return " > ".join(passage.section)


def first(tagged: DocumentRecord | PassageRecord, field: Field) -> str | None:
    return next(iter(tagged.values(field)), None)
