"""How good is the ranking? Benchmarks are indexed and searched by the code that files are.

Speaks to ir-measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.embedded import EmbeddedLibrary
from index.embedding import Embedder
from index.passage_text import embed_documents
from search.answer import Situation
from search.beir import Benchmark, Qrels
from search.engine import Recipe, ranked

# Documents in a run's list for each query, as deep as recall@50 needs, and the passages behind them.
DEEP = 100
DEPTH = 400
_BATCH = 256
MEASURES = ("nDCG@10", "R@10", "R@50", "RR@10")

Run = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures of one run: their names as ir-measures writes them, each 0 to 1, the mean over queries."""

    documents: int
    passages: int
    queries: int
    measures: Mapping[str, float]


def index_benchmark(benchmark: Benchmark, library: EmbeddedLibrary, embedder: Embedder) -> None:
    """Put all documents of a benchmark into a library."""
    with library.writing() as writer:
        for start in range(0, len(benchmark.documents), _BATCH):
            batch = benchmark.documents[start : start + _BATCH]
            for document, vectors in zip(batch, embed_documents(batch, embedder), strict=True):
                writer.add_document(document, vectors)
        writer.publish()


def run_of(benchmark: Benchmark, library: EmbeddedLibrary, embedder: Embedder, recipe: Recipe) -> Run:
    """For each query its documents with their scores: a document scores as its best passage does."""
    return {query: _documents(text, library, embedder, recipe) for query, text in benchmark.queries}


def _documents(text: str, library: EmbeddedLibrary, embedder: Embedder, recipe: Recipe) -> dict[str, float]:
    ranking = ranked(Situation(text), library, embedder, replace(recipe, depth=DEPTH))
    best = list(dict.fromkeys(record.document.id for record, _ in ranking.passages))[:DEEP]
    # Ranks, not scores: an exact quotation stands first whatever its score is.
    return {document: 1.0 / rank for rank, document in enumerate(best, start=1)}


def measured(benchmark: Benchmark, run: Run) -> Scores:
    """Grades count as trec_eval counts them: linear gain, and an unjudged document has grade 0."""
    import ir_measures

    wanted = [ir_measures.parse_measure(name) for name in MEASURES]
    found = ir_measures.calc_aggregate(wanted, _judged(benchmark.qrels), run)
    passages = sum(len(document.passages) for document in benchmark.documents)
    measures = {str(measure): float(found[measure]) for measure in wanted}
    return Scores(len(benchmark.documents), passages, len(benchmark.queries), measures)


def _judged(qrels: Qrels) -> Qrels:
    """Queries with an answer: the others have no ideal ranking to be compared with."""
    return {query: grades for query, grades in qrels.items() if any(grade > 0 for grade in grades.values())}


def write_run(run: Run, path: Path, tag: str = "lessons") -> None:
    """A run file as trec_eval reads it: query, Q0, document, rank, score, tag."""
    lines: Sequence[str] = [
        f"{query} Q0 {document} {rank} {score:.6f} {tag}"
        for query, documents in run.items()
        for rank, (document, score) in enumerate(sorted(documents.items(), key=lambda item: -item[1]), start=1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
