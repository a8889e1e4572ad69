"""What a search promises, over a real library with the hash embedder and documents made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pytest

from index.embedded import open_library
from index.library import Filter
from index.passage_text import embed_document
from ingest.document import Field, Kind
from ingest.sentences import sentences
from search.answer import Answer, Hit, Situation
from search.engine import Recipe, search
from tests.hash_embedder import HashEmbedder
from tests.library_samples import WORDS, document, file_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.embedded import EmbeddedLibrary
    from ingest.document import Document

EMBEDDER = HashEmbedder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path, EMBEDDER.identity, create=True) as opened:
        yield opened


class Ask(Protocol):
    def __call__(
        self,
        text: str,
        *documents: Document,
        k: int = 10,
        where: Filter | None = None,
        per_document: int = 3,
        recipe: Recipe | None = None,
    ) -> Answer: ...


@pytest.fixture
def ask(library: EmbeddedLibrary) -> Ask:
    """Asks the library after these documents were added to it."""

    def ask(
        text: str,
        *documents: Document,
        k: int = 10,
        where: Filter | None = None,
        per_document: int = 3,
        recipe: Recipe | None = None,
    ) -> Answer:
        with library.writing() as writer:
            for each in documents:
                writer.add_document(each, embed_document(each, EMBEDDER), file_row(f"/{each.title}.pdf"))
            writer.publish()
        return search(Situation(text, k, where or Filter(), per_document), library, EMBEDDER, recipe)

    return ask


def titles(answer: Answer) -> list[str]:
    return [hit.passage.document.title for hit in answer.hits]


def noise(count: int, about: str = "", country: str = "Peru") -> list[Document]:
    """Documents of one passage each, no two alike, each with ``about`` and many other words."""
    random = np.random.default_rng(7)
    texts = [" ".join([about, *random.choice(WORDS, 20)]).strip() for _ in range(count)]
    return [document(f"noise {number}", [text], country=country) for number, text in enumerate(texts)]


def test_an_empty_library_has_no_hits(ask: Ask) -> None:
    assert ask("what went wrong with cash").hits == ()


def test_a_quoted_phrase_comes_first_however_much_else_fits(ask: Ask) -> None:
    """A long situation, of which most words are in other passages: the only one with the phrase is first."""
    situation = 'cash transfer market food water school training "petty theft" partner budget delay monitoring'
    buried = document("buried", ["Guards reported petty theft at night."])
    answer = ask(situation, *noise(400, "cash transfer market food water school training partner theft"), buried)
    assert titles(answer)[0] == "buried"


def test_all_of_several_phrases_must_be_there_to_come_first(ask: Ask) -> None:
    answer = ask(
        '"mobile money" agents and "market days"',
        document("one", ["Mobile money agents, mobile money agents and agents of markets with days."]),
        document("both", ["On market days nobody could be paid by mobile money."]),
    )
    assert titles(answer)[0] == "both"


@pytest.mark.parametrize("quoted", ['"PTM"', "“PTM”", "« PTM »"])
def test_a_quoted_acronym_is_a_word_and_not_a_run_of_letters(ask: Ask, quoted: str) -> None:
    """'attempt made' has the letters p, t, m in a row, and is no quotation of PTM."""
    answer = ask(
        f"{quoted} transfers attempt made at cash",
        document("letters", ["An attempt made at cash transfers: the attempt made was a transfers attempt."]),
        document("word", ["Les PTM sont arrivés tard."], written="fr"),
    )
    assert titles(answer) == ["word", "letters"]


def test_a_sentence_copied_from_a_report_finds_it_first(ask: Ask) -> None:
    sentence = "Households were not told when the transfer would come, and sold seed to buy food."
    scrambled = (
        "When food would come, households sold the seed; transfer told, households were not to buy households."
    )
    answer = ask(
        sentence.upper().replace(",", " ,"),
        document("scrambled", [scrambled] * 1),
        document(
            "whole", [f"The season was short and supplier prices rose. {sentence} Clinics had no vaccine left."]
        ),
        *noise(50, "households transfer food seed sold"),
    )
    assert titles(answer)[0] == "whole"


def test_an_exact_acronym_is_not_buried(ask: Ask) -> None:
    answer = ask(
        "KYC requirements for mobile cash transfers",
        document("acronym", ["KYC rules kept refugees from opening mobile wallets, so that transfers stayed out."]),
        *noise(100, "requirements for mobile cash transfers"),
    )
    assert "acronym" in titles(answer)


def test_a_rare_country_gets_its_k(ask: Ask) -> None:
    """The filter is applied before the nearest are taken: 300 better passages are of another country."""
    rare = [document(f"rare {n}", [f"Clinic {n} had no vaccine."], country="Tuvalu") for n in range(6)]
    common = noise(300, "mobile cash transfers came late", country="Kenya")
    answer = ask("mobile cash transfers came late", *rare, *common, k=5, where=Filter(country=("Tuvalu",)))
    assert len(answer.hits) == 5
    assert {hit.passage.document.values(Field.COUNTRY) for hit in answer.hits} == {("Tuvalu",)}


def test_filters_narrow_each_other_and_no_match_is_no_match(ask: Ask) -> None:
    made = document(
        "one",
        ["Cash came late.", "Agents lacked cash."],
        kinds=(Kind.LESSON, Kind.FINDING),
        country="Mali",
        year="2020",
    )
    found = ask("cash", made, where=Filter(country=("Mali",), kind=(Kind.FINDING,), since=2020, until=2020))
    assert [hit.passage.text for hit in found.hits] == ["Agents lacked cash."]
    assert ask("cash", where=Filter(country=("Mali",), since=2021)).hits == ()


def test_near_identical_passages_are_one_hit_that_names_the_other_place(ask: Ask) -> None:
    told = "Mobile cash transfers came six weeks late because SIM cards were not registered in time."
    answer = ask(
        "SIM cards registered late",
        document("report", ["The context of the season.", told]),
        document("brief", [f"{told} So register early."]),
        document("other", ["Mobile phone networks failed, so that cash transfers came late to some."]),
    )
    folded = answer.hits[0]
    assert sorted([folded.passage.document.title, folded.elsewhere[0].document.title]) == ["brief", "report"]
    assert len(folded.elsewhere) == 1
    report = next(each for each in (folded.passage, *folded.elsewhere) if each.document.title == "report")
    assert report.pages == (2, 2)
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (3, 3), (0, 8)])
def test_a_document_fills_the_list_only_when_asked(ask: Ask, limit: int, expected: int) -> None:
    told = [
        f"Cash came late in district {WORDS[n]} because of {WORDS[-n]} and {WORDS[n + 10]}." for n in range(1, 9)
    ]
    answer = ask(
        "cash came late", document("long", told), document("short", ["Cash was late."]), per_document=limit
    )
    assert titles(answer).count("long") == expected
    assert titles(answer).count("short") == 1


@pytest.mark.parametrize("k", [1, 4, 100])
def test_k_is_the_most(ask: Ask, k: int) -> None:
    assert len(ask("cash transfer", *noise(30), k=k).hits) == min(k, 30)


@pytest.mark.parametrize(
    ("language", "situation", "text"),
    [
        ("fr", "évaluations des transferts monétaires", "Le transfert monétaire a été évalué trop tard."),
        ("es", "las mujeres desplazadas", "Cada mujer desplazada recibió una tarjeta."),
        ("fr", "evaluation des ecoles", "Chaque école a été évaluée ; l'évaluation a duré."),
        ("pt", "formações de professores", "A formação do professor começou tarde."),
    ],
)
def test_word_forms_match_in_their_language(ask: Ask, language: str, situation: str, text: str) -> None:
    answer = ask(situation, document("match", [text], written=language), *noise(30), recipe=Recipe(meaning=0))
    assert titles(answer) == ["match"]
    assert answer.hits[0].reason.words


def test_scores_say_what_they_mean(ask: Ask) -> None:
    answer = ask("cash transfer delayed by the supplier", *noise(60), k=50)
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert scores[0] > 0.6


def test_a_passage_that_is_best_in_all_has_score_one(ask: Ask) -> None:
    answer = ask("petty theft", document("one", ["petty theft"]), document("two", ["Vaccine and seed."]))
    assert answer.hits[0].score == 1.0
    assert answer.hits[1].score < 0.6


def test_marks_are_the_words_and_the_best_sentence_is_a_sentence(ask: Ask) -> None:
    text = "The season was short. Mobile transfers to clinics came late! Nobody was hurt by L'école."
    answer = ask("late transfer by mobile to the école", document("one", [text]))
    hit = answer.hits[0]
    assert marked(hit) == ["Mobile", "transfers", "late", "L'école"]
    assert hit.sentence in sentences(text)
    assert text[slice(*hit.sentence)] == "Mobile transfers to clinics came late!"
    assert hit.reason.words == ("mobile", "transfers", "late", "l'école")
    assert hit.reason.similarity == pytest.approx(similarity(answer, hit), abs=1e-3)


def marked(hit: Hit) -> list[str]:
    return [hit.passage.text[start:end] for start, end in hit.marks]


def similarity(answer: Answer, hit: Hit) -> float:
    made = document("one", [hit.passage.text])
    return float(embed_document(made, EMBEDDER)[0] @ EMBEDDER.embed_query(answer.situation.text))


@pytest.mark.parametrize("text", ["???", "the of and", "\u202e", "x" * 5000, '""', '"', "« »"])
def test_odd_situations_are_answered(ask: Ask, text: str) -> None:
    answer = ask(text, document("one", ["The cash of the camp and the clinic."]))
    assert len(answer.hits) <= 1


def test_the_answer_holds_what_was_asked(ask: Ask) -> None:
    situation = Situation("cash", 4, Filter(language=("en",)), 2)
    answer = ask(situation.text, k=4, where=situation.where, per_document=2)
    assert replace(answer, took_ms=0.0) == Answer(situation, (), 0.0)
