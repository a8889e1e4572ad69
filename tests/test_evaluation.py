"""A benchmark small enough to be measured by hand."""

from __future__ import annotations

import json
from math import log2
from typing import TYPE_CHECKING

import pytest

from index.embedded import open_library
from search.beir import Benchmark, read_benchmark
from search.engine import Recipe
from search.errors import BenchmarkError
from search.evaluation import Run, index_benchmark, measured, run_of, write_run
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from pathlib import Path

FILLER = [
    f"In district {number} the teams met the elders and wrote down what they had been told." for number in range(80)
]
CORPUS: list[dict[str, object]] = [
    {
        "_id": "d1",
        "title": "A report",
        "text": "The cholera vaccine came in time.",
        "metadata": {"country": ["Kenya"]},
    },
    {"_id": "d2", "title": "", "text": "Cholera spread where no pump gave water."},
    {"_id": "d3", "title": "d3.pdf", "text": "The committee paid for pump repair and for the repair of fences."},
    {"_id": "long", "title": "A long text", "text": " ".join([*FILLER, "Snakebite serum had expired.", *FILLER])},
    {"_id": "empty", "title": "", "text": ""},
]
QUERIES = {
    "q1": "cholera vaccine",
    "q2": "pump repair",
    "q3": "snakebite serum",
    "unanswered": "fences",
    "unjudged": "elders",
}
JUDGEMENTS = [("q1", "d1", 2), ("q1", "d3", 1), ("q2", "d2", 1), ("q3", "long", 1), ("unanswered", "d1", 0)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "tiny"
    made.mkdir()
    write(made / "corpus.jsonl", CORPUS)
    write(made / "queries.jsonl", [{"_id": key, "text": text} for key, text in QUERIES.items()])
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, each)) for each in JUDGEMENTS)]
    (made / "qrels.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def run_by_words(benchmark: Benchmark, folder: Path) -> Run:
    embedder = HashEmbedder()
    with open_library(folder, embedder.identity, create=True) as library:
        index_benchmark(benchmark, library, embedder)
        return run_of(benchmark, library, embedder, Recipe(meaning=0))


def test_the_measures_are_those_computed_by_hand(folder: Path, tmp_path: Path) -> None:
    benchmark = read_benchmark(folder)
    run = run_by_words(benchmark, tmp_path / "library")
    assert {query: list(documents) for query, documents in run.items()} == {
        "q1": ["d1", "d2"],
        "q2": ["d3", "d2"],
        "q3": ["long"],
        "unanswered": ["d3"],
    }
    scores = measured(benchmark, run)
    first = 2 / (2 + 1 / log2(3))  # the grade 2 at rank 1, the grade 1 not found
    second = 1 / log2(3)  # the only one at rank 2
    assert scores.measures["nDCG@10"] == pytest.approx((first + second + 1) / 3)
    assert scores.measures["R@10"] == pytest.approx((1 / 2 + 1 + 1) / 3)
    assert scores.measures["R@50"] == pytest.approx((1 / 2 + 1 + 1) / 3)
    assert scores.measures["RR@10"] == pytest.approx((1 + 1 / 2 + 1) / 3)
    assert (scores.documents, scores.queries) == (4, 4)
    assert scores.passages > 4


def test_a_long_text_is_cut_and_scored_by_its_best_passage(folder: Path, tmp_path: Path) -> None:
    benchmark = read_benchmark(folder)
    [long] = [document for document in benchmark.documents if document.id == "long"]
    assert len(long.passages) > 10
    [holding] = [passage for passage in long.passages if "Snakebite" in passage.text]
    assert len(holding.text) < 1500
    assert run_by_words(benchmark, tmp_path / "library")["q3"] == {"long": 1.0}


def test_what_is_known_of_a_text_comes_along(folder: Path) -> None:
    documents = {document.id: document for document in read_benchmark(folder).documents}
    assert documents["d1"].title == "A report"
    assert [tag.value for tag in documents["d1"].tags if tag.field.value == "country"] == ["Kenya"]
    assert documents["d3"].title == ""  # a file's name is no title
    assert "empty" not in documents


def test_the_run_file_is_trec_evals(tmp_path: Path) -> None:
    write_run({"q1": {"d2": 0.5, "d1": 1.0}, "q2": {"d3": 1.0}}, tmp_path / "run.txt")
    assert (tmp_path / "run.txt").read_text(encoding="utf-8").splitlines() == [
        "q1 Q0 d1 1 1.000000 lessons",
        "q1 Q0 d2 2 0.500000 lessons",
        "q2 Q0 d3 1 1.000000 lessons",
    ]


def test_judgements_may_lie_where_beir_has_them_and_need_no_header(folder: Path) -> None:
    flat = folder / "qrels.tsv"
    expected = read_benchmark(folder).qrels
    (folder / "qrels").mkdir()
    body = flat.read_text(encoding="utf-8").split("\n", 1)[1]
    flat.unlink()
    (folder / "qrels" / "test.tsv").write_text(body, encoding="utf-8")
    assert read_benchmark(folder).qrels == expected
    assert expected["q1"] == {"d1": 2, "d3": 1}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("corpus.jsonl", b'{"_id": "a", "text": "x"}\nno json\n', "corpus.jsonl, line 2 is not JSON"),
        ("corpus.jsonl", b'{"_id": "a"}\n', "corpus.jsonl, line 1 lacks text"),
        ("corpus.jsonl", b"[1, 2]\n", "corpus.jsonl, line 1 lacks _id, text"),
        (
            "corpus.jsonl",
            b'{"_id": "a", "text": "x"}\n{"_id": "b", "text": "\xff"}\n',
            "corpus.jsonl.* not in UTF-8",
        ),
        ("queries.jsonl", b'{"_id": "q1", "text": null}\n', "queries.jsonl, line 1 lacks text"),
        ("qrels.tsv", b"query-id\tcorpus-id\tscore\nq1\td1\thigh\n", "qrels.tsv, line 2: not three columns"),
        ("qrels.tsv", b"query-id\tcorpus-id\tscore\nq1\td1\n", "qrels.tsv, line 2: not three columns"),
        ("qrels.tsv", b"\xff\xfe", "qrels.tsv.* not in UTF-8"),
        ("queries.jsonl", None, "queries.jsonl cannot be read: No such file"),
        ("qrels.tsv", None, "qrels.tsv cannot be read: No such file"),
    ],
)
def test_what_is_broken_is_named(folder: Path, name: str, content: bytes | None, message: str) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(BenchmarkError, match=message) as caught:
        read_benchmark(folder)
    assert "A benchmark folder has corpus.jsonl" in str(caught.value)
