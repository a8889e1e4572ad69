from __future__ import annotations

import pytest

from index.library import DocumentRecord, PassageRecord
from ingest.document import Field, Kind, Origin, Span, Tag
from search.collapse import collapsed, near_identical

WORDS = [f"word{number}" for number in range(100)]


def record(number: int, text: str, document: str = "", evaluation: str = "") -> PassageRecord:
    name = document or str(number)
    tags = (Tag(Field.EVALUATION, evaluation, 0.8, Origin.TEXT),) if evaluation else ()
    held = DocumentRecord(
        name, name, "application/pdf", paged=True, page_count=1, passage_count=1, tags=tags, locations=()
    )
    return PassageRecord(
        number, f"{name}-{number}", 0, text, (), (), (Span(1, 0, 1),), Kind.LESSON, 1.0, "en", held
    )


def told(start: int, end: int) -> str:
    return " ".join(WORDS[start:end])


def groups(*ranked: PassageRecord, k: int = 10, per_document: int = 3) -> list[list[int]]:
    """The numbers of each group, that of the hit first."""
    ranking = [(each, 1.0 - place / 100) for place, each in enumerate(ranked)]
    found = collapsed(ranking, k, per_document)
    return [[group.first.number, *(other.number for other in group.elsewhere)] for group in found]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (told(0, 40), True),
        (told(0, 40).upper().replace(" ", ", "), True),  # case and punctuation say nothing
        (told(10, 40), True),  # 28 of 38 runs of three words: 0.74
        (told(5, 45), True),  # 33 of 43: 0.77
        (told(10, 50), False),  # 28 of 48: 0.58
        (told(20, 60), False),  # 18 of 58: 0.31
        (told(60, 100), False),
    ],
)
def test_what_shares_most_of_its_runs_of_words_is_the_same(other: str, same: bool) -> None:
    expected = [[1, 2]] if same else [[1], [2]]
    assert groups(record(1, told(0, 40)), record(2, other)) == expected


def test_the_bounds_are_exact() -> None:
    one = frozenset((f"{number}",) for number in range(8))
    assert near_identical(one, one)
    assert near_identical(one, frozenset([*list(one)[:6], ("a",), ("b",)])) is (6 / 10 >= 0.6)
    assert not near_identical(one, frozenset([*list(one)[:5], ("a",), ("b",), ("c",)]))
    assert not near_identical(frozenset(), frozenset())


def test_what_stands_whole_in_a_longer_passage_is_the_same_unless_it_is_a_fragment() -> None:
    assert groups(record(1, told(0, 100)), record(2, told(30, 60))) == [[1, 2]]
    assert groups(record(1, told(0, 100)), record(2, told(30, 40))) == [[1], [2]]


def test_short_texts_are_the_same_only_when_they_are() -> None:
    assert groups(record(1, "Cash late"), record(2, "cash, late."), record(3, "Cash early")) == [[1, 2], [3]]
    assert groups(record(1, "…"), record(2, "–")) == [[1], [2]]


def test_the_better_one_is_the_hit_and_its_score_stays() -> None:
    found = collapsed([(record(1, told(0, 40)), 0.9), (record(2, told(0, 40)), 0.8)], 5, 3)
    assert [(group.first.number, group.score) for group in found] == [(1, 0.9)]


def test_no_document_has_more_hits_than_it_may() -> None:
    ranked = [record(number, told(number * 10, number * 10 + 10), "long") for number in range(5)]
    ranked.append(record(9, told(90, 100), "short"))
    assert groups(*ranked, per_document=2) == [[0], [1], [9]]
    assert groups(*ranked, per_document=0) == [[0], [1], [2], [3], [4], [9]]
    assert groups(*ranked, k=1, per_document=0) == [[0]]


def test_a_repetition_beyond_the_last_hit_is_still_named() -> None:
    ranked = [record(1, told(0, 40)), record(2, told(40, 80)), record(3, told(0, 40))]
    assert groups(*ranked, k=1) == [[1, 3]]


def test_what_is_folded_takes_no_place_of_its_document() -> None:
    ranked = [
        record(1, told(0, 30), "a"),
        record(2, told(0, 30), "b"),
        record(3, told(30, 60), "b"),
    ]
    assert groups(*ranked, per_document=1) == [[1, 2], [3]]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (told(10, 50), True),  # 28 of 48 runs of three words: 0.58
        (told(16, 56), True),  # 22 of 54: 0.41
        (told(18, 58), False),  # 20 of 56: 0.36
        (told(0, 24), True),  # stands in it
        (told(5, 20) + told(60, 66), False),  # too short to be a restatement
    ],
)
def test_within_an_evaluation_a_statement_in_other_words_is_the_same(other: str, same: bool) -> None:
    report, brief = record(1, told(0, 40), evaluation="E"), record(2, other, evaluation="E")
    assert groups(report, brief) == ([[1, 2]] if same else [[1], [2]])
    assert groups(brief, report) == ([[2, 1]] if same else [[2], [1]])


def test_in_other_words_is_not_the_same_elsewhere() -> None:
    report = record(1, told(0, 40), "report", "E")
    assert groups(report, record(2, told(10, 50), "stranger", "F")) == [[1], [2]]
    assert groups(report, record(2, told(10, 50), "alone")) == [[1], [2]]
    assert groups(report, record(2, told(10, 50), "report", "E")) == [[1], [2]]  # of a document it is another place


def test_the_documents_of_one_evaluation_share_their_places() -> None:
    ranked = [
        record(1, told(0, 10), "report", "E"),
        record(2, told(10, 20), "brief", "E"),
        record(3, told(20, 30), "brief", "E"),
        record(4, told(30, 40), "other"),
    ]
    assert groups(*ranked, per_document=2) == [[1], [2], [4]]
    assert groups(*ranked, per_document=0) == [[1], [2], [3], [4]]
