from __future__ import annotations

import pytest

from index.library import DocumentRecord, PassageRecord
from ingest.document import Kind, Span
from search.collapse import collapsed, near_identical

WORDS = [f"word{number}" for number in range(100)]


def record(number: int, text: str, document: str = "") -> PassageRecord:
    name = document or str(number)
    held = DocumentRecord(
        name, name, "application/pdf", paged=True, page_count=1, passage_count=1, tags=(), locations=()
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
