"""What every library must do, whatever engine is behind it: one suite over all implementations."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedded import open_library
from index.library import Filter, Library, Words
from index.passage_text import embed_document
from index.vector_cache import VectorLimits
from ingest.document import Document, Field, Kind, Origin, passage_id
from tests.hash_embedder import HashEmbedder
from tests.library_samples import WORDS, document, tag
from tests.memory_library import FILTERED, MemoryLibrary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.library import Vectors
    from ingest.document import Passage, Tag

EMBEDDER = HashEmbedder()
KINDS = (Kind.LESSON, Kind.CHALLENGE, Kind.FINDING)
RARE = "Tuvalu"
FILTERS = (
    Filter(),
    Filter(country=("Kenya",)),
    Filter(country=("Kenya", "Mali")),
    Filter(country=("Mali",), sector=("Health",)),
    Filter(kind=(Kind.LESSON,)),
    Filter(kind=(Kind.CHALLENGE, Kind.FINDING), language=("fr",)),
    Filter(since=2012),
    Filter(until=2012),
    Filter(since=2011, until=2013, country=("Peru",)),
    Filter(organisation=("WFP",), document_type=("Report",), timing=("Final",)),
    Filter(country=(RARE,)),
    Filter(country=("Atlantis",)),
    Filter(country=("kenya",)),
    Filter(document=("0" * 16,)),
    Filter(country=("Chad",)),
    Filter(country=("Chad", "Kenya"), sector=("Health",)),
    Filter(country=("Chad",), kind=(Kind.LESSON,), since=2011),
    Filter(since=2030),
    Filter(hazard=("flood",), donor=("ECHO",)),
    Filter(criterion=("relevance",), evaluation=("Bridge",)),
)


@pytest.fixture(params=["embedded", "embedded, inverted file", "memory"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    if request.param == "memory":
        yield MemoryLibrary()
        return
    few = VectorLimits(exact_up_to=100, exact_selected=3, recall=1.0)
    limits = few if "inverted" in request.param else VectorLimits()
    with open_library(tmp_path, EMBEDDER.identity, create=True, limits=limits) as opened:
        yield opened


def made(number: int) -> Document:
    """One document in a hundred is of the rare country; some values are unknown for some documents."""
    random = np.random.default_rng(number)
    texts = [" ".join(random.choice(WORDS, 12)) + f" {number}-{part}." for part in range(4)]
    tags = {
        "country": RARE if number % 100 == 51 else ("Kenya", "Mali", "Peru")[number % 3],
        "year": str(2010 + number % 5),
        "sector": ("Health", "Cash")[number % 2],
        "organisation": ("WFP", "IFRC")[number // 2 % 2],
        "document_type": ("Report", "Brief")[number // 3 % 2],
        "timing": ("Final", "Mid-term")[number // 4 % 2],
        "language": ("en", "fr")[number % 2],
    }
    if number % 7 == 0:
        del tags["year"], tags["sector"]
    if number % 4 == 0:
        tags |= {"hazard": "flood", "donor": ("ECHO", "SIDA")[number % 3 == 0], "criterion": "relevance"}
    if number % 9 == 0:
        tags["evaluation"] = "Bridge"
    origin = Origin.PERSON if number % 10 == 5 else Origin.TEXT
    made = document(f"Document {number}", texts, kinds=KINDS, written=tags["language"])
    passages = (replace(passage, tags=own_tags(number, passage.ordinal)) for passage in made.passages)
    said = (tag(Field(field), value, origin) for field, value in tags.items())
    return replace(made, passages=tuple(passages), tags=(*made.tags, *said))


def own_tags(number: int, ordinal: int) -> tuple[Tag, ...]:
    """Some passages of one document in five are about other countries, one of them about another year."""
    if number % 5 or not ordinal:
        return ()
    year = (tag(Field.YEAR, "2031"),) if number % 20 == 0 and ordinal == 3 else ()
    return tag(Field.COUNTRY, "Chad"), tag(Field.COUNTRY, "Mali", Origin.FILE), *year


def values_of(each: Document, passage: Passage, field: Field) -> set[str]:
    said = any(tag.field is field and tag.origin is Origin.PERSON for tag in each.tags)
    own = {tag.value for tag in passage.tags if tag.field is field and not (said and tag.origin is Origin.TEXT)}
    return own or set(each.values(field))


def own_values(each: Document, field: Field) -> set[str]:
    said = any(tag.field is field and tag.origin is Origin.PERSON for tag in each.tags)
    own = (tag for passage in each.passages for tag in passage.tags if tag.field is field)
    return {tag.value for tag in own if not (said and tag.origin is Origin.TEXT)}


def fits(each: Document, passage: Passage, where: Filter) -> bool:
    """The promise of `Filter`, word for word."""
    for field in FILTERED:
        wanted = getattr(where, field.value)
        if wanted and not set(wanted) & values_of(each, passage, field):
            return False
    years = [int(value) for value in values_of(each, passage, Field.YEAR)]
    if where.since is not None and not any(year >= where.since for year in years):
        return False
    if where.until is not None and not any(year <= where.until for year in years):
        return False
    return (not where.kind or passage.kind in where.kind) and (not where.document or each.id in where.document)


class Shelf:
    """What should be in the library: passages with vectors, by id."""

    def __init__(self, library: Library, documents: list[Document]) -> None:
        self.documents = documents
        self.vectors: dict[str, Vectors] = {}
        for each in documents:
            vectors = embed_document(each, EMBEDDER)
            library.upsert(each, vectors)
            ids = (passage_id(each.id, passage.ordinal) for passage in each.passages)
            self.vectors.update(zip(ids, vectors, strict=True))

    def fitting(self, where: Filter) -> dict[str, tuple[Document, Kind]]:
        return {
            passage_id(each.id, passage.ordinal): (each, passage.kind)
            for each in self.documents
            for passage in each.passages
            if fits(each, passage, where)
        }

    def nearest(self, query: Vectors, k: int, where: Filter) -> list[str]:
        ids = list(self.fitting(where))
        return sorted(ids, key=lambda each: -float(self.vectors[each] @ query))[:k]


def ids(library: Library, numbers: list[int]) -> list[str]:
    return [record.id for record in library.fetch(numbers)]


def test_an_empty_library_answers_with_nothing(library: Library) -> None:
    assert library.nearest(EMBEDDER.embed_query("cash"), 5, Filter()) == []
    assert library.best_words(Words("cash"), 5, Filter()) == []
    assert library.count("country", Filter()) == {}
    assert library.fetch([1, 2]) == []


def test_filters_are_applied_before_the_nearest_are_taken(library: Library) -> None:
    """A value that 1 % of the documents have still gets its k best; a value that none has gets none."""
    shelf = Shelf(library, [made(number) for number in range(100)])
    query = EMBEDDER.embed_query("late cash transfer by mobile phone")
    first = shelf.documents[3]
    for where in (*FILTERS, Filter(document=(first.id,))):
        for k in (1, 3, 50):
            found = library.nearest(query, k, where)
            wanted = shelf.nearest(query, k, where)
            assert ids(library, [hit.number for hit in found]) == wanted
            scores = [float(shelf.vectors[each] @ query) for each in wanted]
            assert [hit.score for hit in found] == pytest.approx(scores, abs=1e-5)
    assert len(library.nearest(query, 3, Filter(country=(RARE,)))) == 3
    assert library.nearest(query, 3, Filter(country=("Atlantis",))) == []


def test_filters_are_applied_before_the_best_words_are_taken(library: Library) -> None:
    shelf = Shelf(library, [made(number) for number in range(100)])
    everything = library.best_words(Words("cash market"), 1000, Filter())
    assert everything
    order = ids(library, [hit.number for hit in everything])
    for where in FILTERS:
        fitting = shelf.fitting(where)
        for k in (2, 1000):
            found = library.best_words(Words("cash market"), k, where)
            scores = [hit.score for hit in found]
            assert scores == sorted(scores, reverse=True)
            assert set(ids(library, [hit.number for hit in found])) <= set(fitting)
            assert len(found) == min(k, len([each for each in order if each in fitting]))


def test_no_match_is_no_match(library: Library) -> None:
    Shelf(library, [made(1), made(2)])
    assert library.best_words(Words("xylophone"), 5, Filter()) == []
    assert library.best_words(Words("cash", ("xylophone cash",)), 5, Filter()) == []
    assert library.best_words(Words(""), 5, Filter()) == []
    assert library.count("country", Filter(country=("Atlantis",))) == {}
    assert library.count("kind", Filter(country=("Atlantis",))) == {}


def test_phrases_must_stand_there(library: Library) -> None:
    Shelf(library, [document("A", ["The petty cash was lost.", "Cash was petty.", "Petty things."])])
    found = library.best_words(Words("cash", ("petty cash",)), 5, Filter())
    assert [record.text for record in library.fetch([hit.number for hit in found])] == ["The petty cash was lost."]


def test_gone_is_gone(library: Library) -> None:
    shelf = Shelf(library, [made(number) for number in range(20)])
    gone = shelf.documents[4]
    query = shelf.vectors[passage_id(gone.id, 0)]
    best = library.nearest(query, 1, Filter())[0]
    assert ids(library, [best.number]) == [passage_id(gone.id, 0)]
    library.delete([gone.id, "unknown"])
    assert library.fetch([best.number]) == []
    left = library.nearest(query, 1000, Filter())
    assert len(left) == 19 * 4
    assert gone.id not in {record.document.id for record in library.fetch([hit.number for hit in left])}
    words = library.best_words(Words(" ".join(WORDS)), 1000, Filter())
    assert gone.id not in {record.document.id for record in library.fetch([hit.number for hit in words])}
    assert library.nearest(query, 5, Filter(document=(gone.id,))) == []
    assert sum(library.count("timing", Filter()).values()) == 19


def test_an_upsert_replaces_the_document_as_a_whole(library: Library) -> None:
    old = document("A", ["Old words about water.", "More old words."], country="Mali")
    Shelf(library, [old, made(1)])
    new = document("A", ["Fresh words about food."], country="Chad")
    Shelf(library, [replace(new, id=old.id)])
    found = library.nearest(EMBEDDER.embed_query("old water"), 50, Filter(document=(old.id,)))
    assert [record.text for record in library.fetch([hit.number for hit in found])] == ["Fresh words about food."]
    assert library.best_words(Words("water", ("old words",)), 5, Filter()) == []
    assert "Mali" not in library.count("country", Filter(document=(old.id,)))


def test_counts_are_those_of_the_filter(library: Library) -> None:
    shelf = Shelf(library, [made(number) for number in range(60)])
    for where in FILTERS:
        fitting = shelf.fitting(where)
        assert library.count("kind", where) == Counter(kind.value for _, kind in fitting.values())
        documents = {each.id: each for each, _ in fitting.values()}.values()
        for field in (Field.COUNTRY, Field.YEAR, Field.SECTOR):
            assert library.count(field.value, where) == Counter(
                value for each in documents for value in {*each.values(field), *own_values(each, field)}
            )


def test_an_unknown_field_is_an_error(library: Library) -> None:
    Shelf(library, [made(1)])
    with pytest.raises(ValueError, match="colour"):
        library.count("colour", Filter())


def test_fetch_keeps_the_order_asked_and_leaves_out_what_is_not_there(library: Library) -> None:
    shelf = Shelf(library, [made(1)])
    numbers = [hit.number for hit in library.nearest(EMBEDDER.embed_query("cash"), 4, Filter())]
    asked = [numbers[2], 10**9, numbers[0]]
    records = library.fetch(asked)
    assert [record.number for record in records] == [numbers[2], numbers[0]]
    for record in records:
        passage = shelf.documents[0].passages[record.ordinal]
        assert (record.text, record.spans, record.kind) == (passage.text, passage.spans, passage.kind)
        assert (record.section, record.columns) == (passage.section, passage.columns)
        assert record.document.title == "Document 1"
        assert record.document.tags == shelf.documents[0].tags
        assert record.pages == (passage.first_page, passage.last_page)


def test_vectors_are_those_that_were_given_in_the_order_asked(library: Library) -> None:
    shelf = Shelf(library, [made(1), made(2)])
    numbers = [hit.number for hit in library.nearest(EMBEDDER.embed_query("cash"), 8, Filter())][::-1]
    wanted = np.array([shelf.vectors[each] for each in ids(library, numbers)])
    assert np.array_equal(library.vectors(numbers), wanted)


def test_a_document_without_passages_is_held_and_never_found(library: Library) -> None:
    empty = document("Empty", [])
    library.upsert(empty, np.zeros((0, EMBEDDER.identity.dimension), dtype=np.float32))
    assert library.nearest(EMBEDDER.embed_query("cash"), 5, Filter()) == []


def test_readers_may_ask_from_many_threads(library: Library) -> None:
    shelf = Shelf(library, [made(number) for number in range(30)])
    queries = [EMBEDDER.embed_query(word) for word in WORDS]
    wanted = [shelf.nearest(query, 5, FILTERS[1]) for query in queries]

    def ask(query: Vectors) -> list[str]:
        return ids(library, [hit.number for hit in library.nearest(query, 5, FILTERS[1])])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, queries)) == wanted
