"""What is embedded of a passage: within the window, all of it, and never twice."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passage_text import draft_of, embed_document, embed_documents, embedded_texts, fingerprints
from tests.hash_embedder import HashEmbedder
from tests.library_samples import document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import Vectors
    from ingest.document import Document

EMBEDDER = HashEmbedder()
HEADED = document(
    "Evaluation of the cash response",
    ["Agents ran out of cash."],
    section=("4 Lessons learned", "4.2 Agents"),
    country="Mozambique",
    sector="Health",
    year="2021",
)


def windows(made: Document, window: int) -> list[str]:
    return embedded_texts(made, made.passages[0], window, EMBEDDER.count_tokens)


def test_a_passage_is_embedded_under_its_context() -> None:
    assert windows(HEADED, 100) == [
        "Evaluation of the cash response\nHealth, Mozambique, 2021\n"
        "4 Lessons learned\n4.2 Agents\nAgents ran out of cash."
    ]


def test_a_table_row_is_embedded_under_its_columns() -> None:
    row = document("A", ["Train agents | accepted"], columns=("Recommendation", "Response"))
    assert windows(row, 100) == ["A\nRecommendation | Response\nTrain agents | accepted"]


@pytest.mark.parametrize(
    ("window", "header"),
    [(20, "Evaluation of the cash response\n4.2 Agents\n"), (12, "4.2 Agents\n"), (8, "")],
)
def test_the_header_is_shortened_first(window: int, header: str) -> None:
    assert windows(HEADED, window) == [f"{header}Agents ran out of cash."]


def test_a_long_text_is_split_and_each_window_has_the_nearest_heading() -> None:
    words = [f"w{number}" for number in range(200)]
    made = windows(replace_text(HEADED, " ".join(words)), 30)
    assert len(made) > 1
    assert all(text.startswith("4.2 Agents\n") for text in made)
    assert " ".join(text.removeprefix("4.2 Agents\n") for text in made).split() == words


def replace_text(made: Document, text: str) -> Document:
    return replace(made, passages=(replace(made.passages[0], text=text),))


def by_character(texts: Sequence[str]) -> list[int]:
    """A tokenizer for which a long word is many tokens, as it is for real ones."""
    return [2 + len(re.sub(r"\s", "", text)) for text in texts]


@given(text=st.text(alphabet="ab \n", min_size=1, max_size=300), window=st.integers(4, 60))
def test_windows_fit_and_together_hold_all_of_the_text(text: str, window: int) -> None:
    made = replace_text(document("T", ["x"], section=("S",)), text)
    texts = embedded_texts(made, made.passages[0], window, by_character)
    assert all(tokens <= window for tokens in by_character(texts))
    whole = re.sub(r"\s", "", text)
    together = re.sub(r"\s", "", "".join(each.removeprefix("S\n") for each in texts))
    assert together == whole or together.removeprefix("TS") == whole


def test_a_window_too_small_for_anything_is_an_error() -> None:
    with pytest.raises(ValueError, match="window"):
        embedded_texts(HEADED, HEADED.passages[0], 2, by_character)


def test_the_vector_of_a_long_passage_is_the_normalised_mean_of_its_windows() -> None:
    small = HashEmbedder(window=30)
    made = replace_text(HEADED, " ".join(f"w{number}" for number in range(100)))
    texts = embedded_texts(made, made.passages[0], 30, small.count_tokens)
    mean = small.embed_passages(texts).mean(axis=0)
    vector = embed_document(made, small)[0]
    assert vector == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)


def test_the_prompt_takes_its_part_of_the_window() -> None:
    prompted = HashEmbedder(window=23, passage_prompt="passage : ")
    embed_document(HEADED, prompted)  # the embedder itself refuses what is too long
    assert prompted.embedded == ["Evaluation of the cash response\n4.2 Agents\nAgents ran out of cash."]


def test_several_documents_are_embedded_like_one_by_one() -> None:
    made = [document(name, [f"{name} {part}." for part in range(number)]) for number, name in enumerate("ABCD")]
    together = embed_documents(made, EMBEDDER)
    assert [rows.shape for rows in together] == [(number, 64) for number in range(4)]
    for one, rows in zip(made, together, strict=True):
        assert np.allclose(embed_document(one, EMBEDDER), rows, atol=1e-6)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_what_was_embedded_before_is_not_embedded_again() -> None:
    embedder = HashEmbedder()
    old = document("A", ["One lesson.", "Another lesson."], country="Mali")
    store: dict[str, Vectors] = dict(zip(fingerprints(old), embed_document(old, embedder), strict=True))
    embedder.embedded.clear()
    new = replace(old, passages=(old.passages[0], replace(old.passages[1], text="A changed lesson.")))

    def known(asked: Sequence[str]) -> dict[str, Vectors]:
        return {each: store[each] for each in asked if each in store}

    rows = embed_document(new, embedder, known)
    assert [text.splitlines()[-1] for text in embedder.embedded] == ["A changed lesson."]
    assert np.array_equal(rows[0], store[fingerprints(old)[0]])


def test_the_fingerprint_is_of_what_is_embedded_and_of_nothing_else() -> None:
    made = document("A", ["One lesson."], country="Mali", sector="Cash")
    same = document("A", ["One lesson."], country="Mali", sector="Cash", organisation="B")
    other_place = document("A", ["One lesson."], country="Niger", sector="Cash")
    assert fingerprints(made) == fingerprints(same) != fingerprints(other_place)
    assert draft_of(made, made.passages[0]).headers[-1] == ""


def test_texts_that_are_the_same_are_embedded_once() -> None:
    embedder = HashEmbedder()
    embed_document(document("A", ["Same.", "Same.", "Same."]), embedder)
    assert len(embedder.embedded) == 1
