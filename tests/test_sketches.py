from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.overlaps import MOST_SHARING, overlaps
from ingest.sketches import ONE_IN, RUN, figures_in, packed, sketch_of
from tests.library_samples import document

WORDS = [f"word{number}" for number in range(500)]


def text(seed: int, length: int = 900) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def marks(blob: bytes) -> set[int]:
    return set(struct.unpack(f"<{len(blob) // 4}I", blob))


@pytest.mark.parametrize(
    ("written", "figures"),
    [
        ("1,234.5 and 12 and 3.5", ["12345", "12", "35"]),
        ("1 234,5 et 12 et 3,5", ["12345", "12", "35"]),
        ("1.234,5 y 12 y 3,5", ["12345", "12", "35"]),
        ("١٬٢٣٤٫٥ و ١٢ و ٣٫٥", ["12345", "12", "35"]),
        ("see 3.2.1 and CS1137", []),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(written: str, figures: list[str]) -> None:
    assert figures_in(written) == figures


def test_a_part_of_a_text_shares_its_marks() -> None:
    whole, part, other = (marks(sketch_of(document(name, [told])).runs) for name, told in [
        ("whole", text(1)), ("part", " ".join(text(1).split()[200:500])), ("other", text(2))])  # fmt: skip
    assert part < whole
    assert not part & other
    runs = 900 - RUN + 1
    assert runs / ONE_IN * 0.7 < len(whole) < runs / ONE_IN * 1.3


def test_a_translation_keeps_the_pairs_of_figures() -> None:
    english = [
        "Of 1,240 households 62 per cent were paid late.",
        "The cost was 3.48 euros for each of 214 transfers.",
    ]
    spanish = ["De 1.240 hogares, el 62 por ciento cobró tarde.", "Costó 3,48 euros cada una de las 214 entregas."]
    one, other = (sketch_of(document("d", texts)) for texts in (english, spanish))
    assert one.figures == other.figures
    assert len(marks(one.figures)) == 3
    assert one.runs != other.runs


def test_small_numbers_and_years_beside_each_other_say_nothing() -> None:
    assert sketch_of(document("d", ["Table 3 of 12 in 2021 and 2022, 5 of 10."])).figures == b""


def test_the_front_is_kept_of_what_is_about_an_evaluation() -> None:
    texts = ["Management response to the evaluation of the Orchard Roads Programme in Kenya", "We accept."]
    assert sketch_of(document("d", texts, document_type="management response")).front == "orchard road accept"
    assert sketch_of(document("d", texts, document_type="evaluation report")).front == ""


@given(
    st.lists(st.sets(st.integers(0, (1 << 32) - 1) | st.integers(0, 30), max_size=25), max_size=8),
    st.integers(1, 3),
)
def test_overlaps_are_those_of_brute_force(sketches: list[set[int]], fewest: int) -> None:
    held = {mark: sum(mark in each for each in sketches) for mark in set().union(*sketches)}
    expected = {}
    for one in range(len(sketches)):
        for other in range(one + 1, len(sketches)):
            shared = [mark for mark in sketches[one] & sketches[other] if held[mark] <= MOST_SHARING]
            if len(shared) >= fewest:
                expected[one, other] = len(shared)
    assert overlaps([packed(each) for each in sketches], fewest) == expected


def test_what_stands_everywhere_does_not_count() -> None:
    everywhere = [packed([1, 2, 3])] * (MOST_SHARING + 1)
    assert overlaps(everywhere, 1) == {}
    assert overlaps(everywhere[1:], 3)[0, 11] == 3
