"""Evaluations in a library: told at the end of runs, kept as tags, undone when documents leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.evaluation_groups import Agreement, agreement
from index.embedded import EmbeddedLibrary, open_library
from index.ingestion import Order, run
from index.library import Filter
from index.passage_text import embed_document
from ingest.document import Field, Origin, Tag
from ingest.limited import Limits
from ingest.precedence import with_tags
from tests.hash_embedder import HashEmbedder
from tests.library_samples import document, file_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ingest.document import Document

EMBEDDER = HashEmbedder()
NAME = "Evaluation of the Orchard Roads Programme (2021)"


def of(identity: str, title: str, kind: str, year: str = "2021") -> Document:
    texts = [f"What document {identity} says of it stands in no other one."]
    return document(
        identity, texts, title=title, document_type=kind, year=year, country="Kenya", organisation="Acacia Trust"
    )


DOCUMENTS = (
    of("report", "Evaluation of the Orchard Roads Programme", "evaluation report"),
    of("brief", "Evaluation brief: Orchard Roads", "evaluation brief"),
    of("response", "Management response: Orchard Roads Programme", "management response", "2022"),
    of("earlier", "Evaluation of the Orchard Roads Programme", "evaluation report", "2016"),
    of("other", "Evaluation of the Mountain Wells Programme", "evaluation report"),
)
IDS = {
    each.id: name for each, name in zip(DOCUMENTS, ("report", "brief", "response", "earlier", "other"), strict=True)
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path / "library", EMBEDDER.identity, create=True) as opened:
        yield opened


def keep(library: EmbeddedLibrary, documents: Sequence[Document]) -> None:
    with library.writing() as writer:
        for each in documents:
            writer.add_document(each, embed_document(each, EMBEDDER), file_row(f"/{each.id}/a.pdf", each.id))
        writer.regroup()
        writer.publish()


def evaluations(library: EmbeddedLibrary) -> dict[str, str | None]:
    return {IDS[each.id]: each.evaluation for each in library.documents()[1]}


def test_documents_of_one_evaluation_are_tagged_and_others_are_not(library: EmbeddedLibrary) -> None:
    keep(library, DOCUMENTS)
    expected = {"report": NAME, "brief": NAME, "response": NAME, "earlier": None, "other": None}
    assert evaluations(library) == expected
    record = library.document(DOCUMENTS[1].id)
    assert record is not None
    assert record.tags[-1] == Tag(Field.EVALUATION, NAME, 0.8, Origin.TEXT)
    assert library.count("evaluation", Filter()) == {NAME: 3}


def test_no_cache_is_made_anew_for_it(library: EmbeddedLibrary) -> None:
    keep(library, DOCUMENTS[:1])
    with library.writing() as writer:
        writer.add_document(DOCUMENTS[1], embed_document(DOCUMENTS[1], EMBEDDER))
        before = library.stamp
        writer.regroup()
        assert evaluations(library) == {"report": NAME, "brief": NAME}
        assert library.stamp.content == before.content
        told = library.stamp
        writer.regroup()
        assert library.stamp == told  # nothing to tell: nothing is written


def test_a_group_ends_when_its_documents_leave(library: EmbeddedLibrary) -> None:
    keep(library, DOCUMENTS[:2])
    with library.writing() as writer:
        writer.drop_documents([DOCUMENTS[0].id])
        writer.regroup()
    assert evaluations(library) == {"brief": None}
    keep(library, DOCUMENTS[:1])
    assert evaluations(library) == {"report": NAME, "brief": NAME}


def test_what_a_person_says_wins_and_stays(library: EmbeddedLibrary) -> None:
    keep(library, DOCUMENTS)
    said = Tag(Field.EVALUATION, "Orchard roads, end of phase", 1.0, Origin.PERSON)
    report = library.whole_document(DOCUMENTS[0].id)
    assert report is not None
    changed = with_tags(report, (*report.tags, said))
    with library.writing() as writer:
        writer.retag(changed, embed_document(changed, EMBEDDER))
        writer.regroup()
    expected = {"report": said.value, "brief": said.value, "response": said.value, "earlier": None, "other": None}
    assert evaluations(library) == expected
    keep(library, DOCUMENTS[:1])
    assert evaluations(library) == expected
    again = library.document(report.id)
    assert again is not None
    assert [tag for tag in again.tags if tag.field is Field.EVALUATION] == [said]


def test_what_a_killed_run_left_is_told_by_the_next(library: EmbeddedLibrary) -> None:
    with library.writing() as writer:
        for each in DOCUMENTS[:2]:
            writer.add_document(each, embed_document(each, EMBEDDER))
    assert evaluations(library) == {"report": None, "brief": None}
    with library.writing() as writer:
        writer.regroup()
    assert evaluations(library) == {"report": NAME, "brief": NAME}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=12)
@given(st.permutations(DOCUMENTS), st.sets(st.integers(0, len(DOCUMENTS))))
def test_whatever_the_order_of_ingestion_and_the_runs(
    tmp_path_factory: pytest.TempPathFactory, order: list[Document], cuts: set[int]
) -> None:
    with open_library(tmp_path_factory.mktemp("library"), EMBEDDER.identity, create=True) as library:
        ends = sorted({*cuts, len(order)})
        for start, end in zip([0, *ends], ends, strict=False):
            keep(library, order[start:end])
        assert evaluations(library) == {
            "report": NAME,
            "brief": NAME,
            "response": NAME,
            "earlier": None,
            "other": None,
        }


def test_a_run_over_files_tells_them(library: EmbeddedLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    write = _writer(folder)
    write("report.md", "# Final Evaluation of the Orchard Roads and Mountain Wells Project\n\nKenya, June 2021\n")
    write("brief.md", "# Evaluation brief: Orchard Roads and Mountain Wells Project\n\nKenya, July 2021\n")
    write("wells.md", "# Evaluation brief: Desert Schools and Coastal Clinics\n\nKenya, July 2021\n")
    _run(library, folder)
    told = {each.locations[0].path.rpartition("/")[2]: each.evaluation for each in library.documents()[1]}
    name = "Final Evaluation of the Orchard Roads and Mountain Wells Project (2021)"
    assert told == {"report.md": name, "brief.md": name, "wells.md": None}
    (folder / "report.md").unlink()
    _run(library, folder, prune=True)
    assert [each.evaluation for each in library.documents()[1]] == [None, None]


def _writer(folder: Path) -> Callable[[str, str], None]:
    text = "The committees kept the road open because each village had agreed on who repairs which culvert.\n"

    def write(name: str, head: str) -> None:
        (folder / name).write_text(f"{head}\n## Findings\n\n{name} says: {text}", encoding="utf-8")

    return write


def _run(library: EmbeddedLibrary, folder: Path, *, prune: bool = False) -> None:
    run(library, EMBEDDER, Order((folder,), prune=prune, limits=Limits(1)), lambda _step, _total: None)


def test_how_two_ways_to_group_agree() -> None:
    expected = dict(zip("abcdef", "112223", strict=True))
    assert agreement(expected, expected) == Agreement(1.0, 1.0, 3, 3)
    assert agreement(dict.fromkeys("abcdef", "1"), expected) == Agreement(4 / 15, 1.0, 0, 3)
    assert agreement(dict(zip("abcdef", "abccee", strict=True)), expected) == Agreement(1 / 2, 1 / 4, 0, 3)
