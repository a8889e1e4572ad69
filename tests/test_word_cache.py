"""Best by words against a BM25 in plain Python, in several languages, and with whatever a user types."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.library import Words
from index.rows import KIND_CODES, Rows, Selection, rows_of
from index.word_cache import SECTION_WEIGHT, WordBuilder, WordCache
from index.word_rows import STEMMERS, WordRow, stemmed_as
from ingest.document import Kind
from tests.library_samples import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ALL = Selection()


def word_row(
    number: int, text: str, language: str = "und", section: str = "", columns: str = "", document: int = 0
) -> WordRow:
    kind = KIND_CODES[list(Kind)[number % 3]]
    return WordRow(number, document or number // 10, kind, language, section, text, columns)


def rows_for(made: Sequence[WordRow]) -> Rows:
    return rows_of([(row.number, row.document, list(Kind)[row.kind]) for row in made])


def cache_of(folder: Path, made: Sequence[WordRow]) -> WordCache:
    builder = WordBuilder(folder / "words", None)
    for row in made:
        builder.add(row)
    builder.finish()
    return WordCache(folder / "words")


def bm25(texts: Sequence[Sequence[str]], query: Sequence[str], k1: float = 1.2, b: float = 0.75) -> list[float]:
    """Okapi BM25 as Lucene and tantivy have it: idf = ln(1 + (N - n + 0.5) / (n + 0.5))."""
    average = sum(map(len, texts)) / len(texts)
    scores = [0.0] * len(texts)
    for word in query:
        holding = sum(word in text for text in texts)
        idf = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for place, text in enumerate(texts):
            frequency = Counter(text)[word]
            norm = k1 * (1 - b + b * len(text) / average)
            scores[place] += idf * frequency * (k1 + 1) / (frequency + norm)
    return scores


def corpus(count: int, seed: int = 1) -> list[list[str]]:
    """Texts of 5 to 39 words: tantivy keeps lengths below 40 exactly, and rounds longer ones."""
    random = np.random.default_rng(seed)
    weights = 1 / np.arange(1, len(WORDS) + 1)
    return [
        random.choice(WORDS, size=random.integers(5, 40), p=weights / weights.sum()).tolist() for _ in range(count)
    ]


@pytest.mark.parametrize("query", [["cash"], ["seed", "cash"], ["nutrition", "vaccine", "food", "market"]])
def test_scores_are_bm25(tmp_path: Path, query: list[str]) -> None:
    texts = corpus(120)
    made = [word_row(number, " ".join(text)) for number, text in enumerate(texts)]
    found = cache_of(tmp_path, made).best(Words(" ".join(query)), 200, rows_for(made), ALL)
    wanted = {number: score for number, score in enumerate(bm25(texts, query)) if score > 0}
    assert {hit.number for hit in found} == set(wanted)
    assert [hit.score for hit in found] == pytest.approx([wanted[hit.number] for hit in found], rel=1e-4)
    assert [hit.score for hit in found] == sorted(wanted.values(), reverse=True) or [
        hit.score for hit in found
    ] == pytest.approx(sorted(wanted.values(), reverse=True), rel=1e-4)


def test_a_filter_narrows_and_leaves_scores_alone(tmp_path: Path) -> None:
    texts = corpus(200)
    made = [word_row(number, " ".join(text)) for number, text in enumerate(texts)]
    rows, cache = rows_for(made), cache_of(tmp_path, made)
    everything = {hit.number: hit.score for hit in cache.best(Words("cash food"), 500, rows, ALL)}
    for documents in ([3], [1, 4, 7], list(range(2, 20))):
        for kinds in ((), (Kind.LESSON,), (Kind.LESSON, Kind.CHALLENGE)):
            found = cache.best(Words("cash food"), 500, rows, Selection(rows.document_mask(documents), kinds))
            assert {hit.number: hit.score for hit in found} == {
                number: pytest.approx(score)
                for number, score in everything.items()
                if number // 10 in documents and (not kinds or list(Kind)[number % 3] in kinds)
            }


def test_a_rare_value_still_gets_its_best(tmp_path: Path) -> None:
    """The passages of one document of a hundred all score below hundreds of others, and are found."""
    made = [word_row(number, "cash cash cash") for number in range(990)]
    made += [word_row(number, "cash " + " ".join(WORDS)) for number in range(990, 1000)]
    rows = rows_for(made)
    found = cache_of(tmp_path, made).best(Words("cash"), 5, rows, Selection(rows.document_mask([99])))
    assert [hit.number for hit in found] == [990, 991, 992, 993, 994]


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "Payments were delayed repeatedly.", "delays of a payment"),
        ("fr", "Les évaluations des bénéficiaires", "évaluation du beneficiaire"),
        ("es", "Las lecciones de la evaluación", "leccion evaluaciones"),
        ("pt", "As avaliações dos municípios", "avaliação do municipio"),
        ("ar", "الدروس المستفادة من التقييمات", "درس تقييم"),
        ("und", "Mafunzo kutoka Kenya", "mafunzo KENYA"),
    ],
)
def test_words_are_found_in_other_forms(tmp_path: Path, language: str, text: str, query: str) -> None:
    made = [word_row(1, text, language), word_row(2, "zzz yyy", language)]
    found = cache_of(tmp_path, made).best(Words(query), 5, rows_for(made), ALL)
    assert [hit.number for hit in found] == [1]


def test_a_word_typed_without_its_accents_is_found_though_its_stem_differs(tmp_path: Path) -> None:
    made = [word_row(1, "A avaliação final", "pt"), word_row(2, "O relatório final", "pt")]
    found = cache_of(tmp_path, made).best(Words("avaliacao"), 5, rows_for(made), ALL)
    assert [hit.number for hit in found] == [1]


def test_a_small_language_is_scored_by_its_own_lengths_and_frequencies(tmp_path: Path) -> None:
    texts = corpus(30, seed=2)
    others = [word_row(1000 + number, " ".join(text), "und") for number, text in enumerate(corpus(400, seed=3))]
    made = [word_row(number, " ".join(text), "fi") for number, text in enumerate(texts)]
    (tmp_path / "alone").mkdir()
    alone = cache_of(tmp_path / "alone", made).best(Words("cash"), 50, rows_for(made), ALL)
    together = cache_of(tmp_path, [*made, *others]).best(Words("cash"), 500, rows_for([*made, *others]), ALL)
    assert [hit for hit in together if hit.number < 1000] == alone


def test_languages_are_searched_together_best_first(tmp_path: Path) -> None:
    made = [
        word_row(1, "Le cash transfer a échoué", "fr"),
        word_row(2, "The cash transfer failed", "en"),
        word_row(3, "El clima", "es"),
    ]
    found = cache_of(tmp_path, made).best(Words("cash transfer"), 5, rows_for(made), ALL)
    assert {hit.number for hit in found} == {1, 2}
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_phrases_must_stand_word_for_word(tmp_path: Path) -> None:
    made = [
        word_row(1, "Petty cash was stolen", "en"),
        word_row(2, "Cash was petty", "en"),
        word_row(3, "The office kept cash", "en"),
        word_row(4, "nothing", "en", columns="Petty CASH book"),
    ]
    rows, cache = rows_for(made), cache_of(tmp_path, made)

    def numbers(text: str, *phrases: str) -> list[int]:
        return sorted(hit.number for hit in cache.best(Words(text, phrases), 9, rows, ALL))

    assert numbers("", "petty cash") == [1, 4]
    assert numbers("office", "petty cash") == [1, 4]
    assert numbers("", "petty cash", "stolen") == [1]
    assert numbers("", "cash petty") == []
    assert numbers("", "cashes") == []
    assert numbers("cash", '"') == [1, 2, 3, 4]
    assert numbers("", "") == []


def test_a_phrase_does_not_run_from_the_text_into_the_table_head(tmp_path: Path) -> None:
    made = [word_row(1, "accepted by", "en", columns="June")]
    assert cache_of(tmp_path, made).best(Words("", ("by June",)), 5, rows_for(made), ALL) == []


def test_headings_count_less_than_the_text(tmp_path: Path) -> None:
    made = [
        word_row(1, "Nothing of that here", "en", section="Cash"),
        word_row(2, "Nothing of cash here", "en", section="Other"),
    ]
    found = cache_of(tmp_path, made).best(Words("cash"), 5, rows_for(made), ALL)
    assert [hit.number for hit in found] == [2, 1]
    assert SECTION_WEIGHT < 1


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=30), st.text(max_size=10))
@example('AND ( " : OR NOT', "a AND b")
@example("text:cash^3~2 [a TO b] *", '"')
@example('+-&&||!(){}[]^"~*?:\\/', "\\")
@example("\ud800 \x00", "\x00\ud800")
def test_whatever_is_typed_gives_a_list(tmp_path_factory: pytest.TempPathFactory, text: str, phrase: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "typed"
    made = [word_row(1, "cash and food or water not delayed", "en"), word_row(2, "espèces", "fr")]
    if not folder.exists():
        folder.mkdir()
        cache_of(folder, made)
    cache = WordCache(folder / "words")
    assert isinstance(cache.best(Words(text, (phrase,) if phrase else ()), 5, rows_for(made), ALL), list)


def test_unknown_words_find_nothing(tmp_path: Path) -> None:
    made = [word_row(1, "cash", "en")]
    cache = cache_of(tmp_path, made)
    for text in ("xylophone", "", " . ", "cas"):
        assert cache.best(Words(text), 5, rows_for(made), ALL) == []
    assert cache.best(Words("cash"), 0, rows_for(made), ALL) == []
    assert cache.best(Words("cash xylophone"), 5, rows_for(made), ALL) != []


def test_an_index_made_from_an_older_one_holds_what_is_there_now(tmp_path: Path) -> None:
    made = [word_row(number, " ".join(text), "en") for number, text in enumerate(corpus(100))]
    cache_of(tmp_path, made[:80])
    builder = WordBuilder(tmp_path / "new", tmp_path / "words")
    builder.remove([2, 3])
    for row in made[80:]:
        builder.add(row)
    builder.finish()
    now = [row for row in made if row.document not in (2, 3)]
    rows = rows_for(now)
    found = WordCache(tmp_path / "new").best(Words("cash food"), 200, rows, ALL)
    (tmp_path / "again").mkdir()
    again = cache_of(tmp_path / "again", now).best(Words("cash food"), 200, rows, ALL)
    assert {hit.number for hit in found} == {hit.number for hit in again}
    old = WordCache(tmp_path / "words").best(Words("cash food"), 200, rows_for(made[:80]), ALL)
    assert {hit.number for hit in old} & set(range(20, 40)), "the older index is as it was"


@pytest.mark.parametrize(
    ("language", "index"),
    [("en", "en"), ("EN-gb", "en"), ("pt_BR", "pt"), ("nb", "no"), ("zh", "und"), ("und", "und"), ("", "und")],
)
def test_the_stemmer_of_a_language(language: str, index: str) -> None:
    assert stemmed_as(language) == index


def test_every_stemmer_exists(tmp_path: Path) -> None:
    made = [word_row(number, "word", language) for number, language in enumerate(STEMMERS)]
    assert len(cache_of(tmp_path, made).best(Words("word"), 99, rows_for(made), ALL)) == len(STEMMERS)
