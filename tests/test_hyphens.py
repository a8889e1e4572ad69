"""Hyphens at line ends: mended where they only break the line, kept where they belong to the word."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.hyphens import join_lines, known_words, mended

KNOWN = known_words(
    ["a cash-based response", "the assessment of partners", "long term plans", "well being of term"]
)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["the assess-", "ment was late"], "the assessment was late"),
        (["the assess\u00ad", "ment was late"], "the assessment was late"),
        (["the assess\u2010", "ment was late"], "the assessment was late"),
        (["a cash-", "based response"], "a cash-based response"),
        (["a long-", "term plan"], "a long-term plan"),
        (["an unheard-", "ofword"], "an unheardofword"),
        (["people in non-", "English schools"], "people in non-English schools"),
        (["the years 2019-", "2020 were dry"], "the years 2019-2020 were dry"),
        (["because of COVID-", "19 and floods"], "because of COVID-19 and floods"),
        (["both short-", "and long-term"], "both short- and long-term"),
        (["les échanges avant-", "et après-crise"], "les échanges avant- et après-crise"),
        (["agents -", "not banks - paid"], "agents - not banks - paid"),
        (["no hyphen", "at all"], "no hyphen at all"),
        (["im\u00adple", "mented"], "im-ple mented"),
        (["the pro-", "gramme for co-", "ordination"], "the programme for coordination"),
    ],
)
def test_lines_are_joined_as_a_person_reads_them(lines: list[str], joined: str) -> None:
    assert join_lines(lines, KNOWN)[0] == joined


def test_a_document_that_writes_the_compound_keeps_its_hyphen() -> None:
    assert join_lines(["a follow-", "up visit"], known_words(["each follow-up"]))[0] == "a follow-up visit"
    assert join_lines(["a follow-", "up visit"], known_words(["each followup"]))[0] == "a followup visit"


def test_broken_words_are_not_taken_for_known_ones() -> None:
    assert known_words(["the assess-", "ment was late"]) == {"the", "was", "late"}


def test_each_line_is_found_again_in_the_joined_text() -> None:
    text, places = join_lines(["the assess-", "ment was", "late"], KNOWN)

    assert [text[low:high] for low, high in places] == ["the assess", "ment was", "late"]


@given(
    st.lists(st.text(alphabet="abc -\u00ad\u2010,1A", min_size=1), min_size=1), st.sets(st.text("abc", min_size=1))
)
def test_nothing_but_hyphens_and_blanks_is_changed(lines: list[str], known: set[str]) -> None:
    text, places = join_lines(lines, known)

    assert [c for c in text if c.isalnum() or c == ","] == [c for c in "".join(lines) if c.isalnum() or c == ","]
    assert len(places) == len(lines)
    assert all(0 <= low <= high <= len(text) for low, high in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["for capacity-", "building of staff"], "for capacity-building of staff"),
        (["a community-", "led plan"], "a community-led plan"),
        (["eles lembram-", "se disso"], "eles lembram-se disso"),
        (["the assess-", "ment of it"], "the assessment of it"),
        (["the pro-", "duct"], "the product"),
        (["very in-", "sensitive to it"], "very insensitive to it"),
    ],
)
def test_compounds_that_the_document_does_not_show(lines: list[str], joined: str) -> None:
    assert join_lines(lines, frozenset())[0] == joined


@pytest.mark.parametrize(
    ("before", "after", "ending", "beginning"),
    [
        ("because of the assess-", "ment that was late", "because of the assessment", "that was late"),
        ("a cash-", "based response", "a cash-based", "response"),
        ("no hyphen", "at all", "no hyphen", "at all"),
        ("agents -", "not banks", "agents -", "not banks"),
        ("", "ment", "", "ment"),
    ],
)
def test_a_word_broken_between_pages_stands_whole_on_the_first(
    before: str, after: str, ending: str, beginning: str
) -> None:
    assert mended(before, after, KNOWN) == (ending, beginning)
