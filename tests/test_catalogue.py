"""Documents, files and outcomes in the catalogue: what is in, what goes, and what survives."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.catalogue import FILE_NAME
from index.embedded import EmbeddedLibrary, open_library
from index.errors import (
    DamagedLibraryError,
    NewerLibraryError,
    NoLibraryError,
    UnknownFieldError,
    WriterBusyError,
    WrongModelError,
)
from index.library import Filter
from index.lock import writer_lives
from index.migrations import MIGRATIONS
from index.passage_text import embed_document
from index.records import pack_lines, path_key, path_of, unpack_lines
from ingest.document import Document, Field, LineBox, Origin, document_id
from ingest.outcome import Outcome, State
from ingest.precedence import with_tags
from tests.hash_embedder import HashEmbedder
from tests.library_samples import document, file_row, sha_of, tag

if TYPE_CHECKING:
    from collections.abc import Iterator

EMBEDDER = HashEmbedder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path / "library", EMBEDDER.identity, create=True) as opened:
        yield opened


def add(library: EmbeddedLibrary, made: Document, path: str) -> None:
    with library.writing() as writer:
        writer.add_document(made, embed_document(made, EMBEDDER), file_row(path, made.title))


def retag(library: EmbeddedLibrary, made: Document) -> None:
    with library.writing() as writer:
        writer.retag(made, embed_document(made, EMBEDDER))


def held(library: EmbeddedLibrary) -> list[str]:
    return [record.title for record in library.documents()[1]]


def test_a_document_comes_back_as_it_was_added(library: EmbeddedLibrary) -> None:
    made = document("A", ["One lesson.", "Une leçon, « deux »."], country="Mali", year="2020", section=("1", "1.2"))
    add(library, made, "/a.pdf")
    assert library.whole_document(made.id) == made
    assert library.page(made.id, 2) == made.pages[1]
    assert library.page(made.id, 3) is None
    record = library.document(made.id)
    assert record is not None
    assert (record.title, record.page_count, record.passage_count) == ("A", 2, 2)
    assert [location.path for location in record.locations] == ["/a.pdf"]


def test_passages_are_found_by_id_with_their_neighbours(library: EmbeddedLibrary) -> None:
    made = document("A", [f"Lesson {number}." for number in range(6)])
    add(library, made, "/a.pdf")
    third = library.passage(f"{made.id}-0003")
    assert third is not None
    assert third.text == "Lesson 3."
    assert [each.ordinal for each in library.neighbours(third.id, 2)] == [1, 2, 4, 5]
    for unknown in (f"{made.id}-0009", f"{made.id}-x", "nothing", "-", "٣-٣"):
        assert library.passage(unknown) is None
        assert library.neighbours(unknown, 2) == []


def test_the_same_bytes_at_two_paths_are_one_document_until_the_last_goes(library: EmbeddedLibrary) -> None:
    made = document("A", ["One lesson."])
    add(library, made, "/first.pdf")
    with library.writing() as writer:
        writer.add_location(made.id, file_row("/second.pdf", "A"))
    assert [(file.path, file.outcome.state) for file in library.files()] == [
        ("/first.pdf", State.READY),
        ("/second.pdf", State.DUPLICATE),
    ]
    assert {file.path for file in library.files_with(sha_of("A"))} == {"/first.pdf", "/second.pdf"}
    with library.writing() as writer:
        writer.drop_path("/first.pdf")
        assert held(library) == ["A"]
        second = library.file("/second.pdf")
        assert second is not None
        assert second.outcome.state is State.READY
        writer.drop_path("/second.pdf")
    assert held(library) == []
    assert library.files() == []


def test_changed_bytes_take_the_old_document_out(library: EmbeddedLibrary) -> None:
    add(library, document("old", ["An old lesson."]), "/a.pdf")
    add(library, document("new", ["A new lesson."]), "/a.pdf")
    assert held(library) == ["new"]
    assert len(library.files()) == 1


@pytest.mark.parametrize("state", [State.DAMAGED, State.ENCRYPTED, State.TOO_LARGE])
def test_a_file_that_is_now_unreadable_takes_its_document_out(library: EmbeddedLibrary, state: State) -> None:
    add(library, document("A", ["One lesson."]), "/a.pdf")
    with library.writing() as writer:
        writer.record(replace(file_row("/a.pdf"), outcome=Outcome(state, "why", "what to do")))
    file = library.file("/a.pdf")
    assert file is not None
    assert (file.outcome, file.document) == (Outcome(state, "why", "what to do"), None)
    assert held(library) == []
    assert library.files(state) == [file]
    assert library.files(State.READY) == []


def test_the_same_file_name_in_two_folders_is_two_documents(library: EmbeddedLibrary) -> None:
    add(library, document("A", ["One lesson."]), "/x/report.pdf")
    add(library, document("B", ["Another lesson."]), "/y/report.pdf")
    assert held(library) == ["A", "B"]


def test_dropping_a_document_drops_its_files_and_passage_numbers_are_never_reused(library: EmbeddedLibrary) -> None:
    made = document("A", ["One lesson."])
    add(library, made, "/a.pdf")
    before = library.passages(made.id)[0].number
    library.delete([made.id, "unknown"])
    assert library.files() == []
    add(library, made, "/a.pdf")
    assert library.passages(made.id)[0].number > before
    assert library.fetch([before]) == []


def test_a_replaced_document_keeps_its_other_locations(library: EmbeddedLibrary) -> None:
    made = document("A", ["One lesson."])
    add(library, made, "/first.pdf")
    with library.writing() as writer:
        writer.add_location(made.id, file_row("/second.pdf", "A"))
    add(library, replace(made, tags=(*made.tags, tag(Field.COUNTRY, "Peru"))), "/first.pdf")
    record = library.document(made.id)
    assert record is not None
    assert record.values(Field.COUNTRY) == ("Peru",)
    assert [location.path for location in record.locations] == ["/first.pdf", "/second.pdf"]


def test_a_persons_tag_survives_re_ingestion(library: EmbeddedLibrary) -> None:
    made = document("A", ["One lesson."], country="Mali", year="2001")
    add(library, made, "/a.pdf")
    niger = tag(Field.COUNTRY, "Niger", Origin.PERSON)
    retag(library, with_tags(made, (*made.tags, niger)))
    add(library, made, "/a.pdf")
    record = library.document(made.id)
    assert record is not None
    assert record.values(Field.COUNTRY) == ("Niger",)
    assert record.values(Field.YEAR) == ("2001",)
    assert library.said_of(made.id, Origin.PERSON) == (niger,)
    assert tag(Field.COUNTRY, "Mali") in library.said_of(made.id, Origin.TEXT)


def test_a_document_can_be_given_other_tags_and_keeps_its_files(library: EmbeddedLibrary) -> None:
    made = document("A", ["One lesson."], country="Mali")
    add(library, made, "/a.pdf")
    niger = with_tags(made, (*made.tags, tag(Field.COUNTRY, "Niger", Origin.PERSON)))
    retag(library, niger)
    assert library.whole_document(made.id) == niger
    assert library.count("country", Filter()) == {"Niger": 1}
    retag(library, made)
    assert library.whole_document(made.id) == made
    record = library.document(made.id)
    assert record is not None
    assert [location.path for location in record.locations] == ["/a.pdf"]


def test_unknown_documents_are_told(library: EmbeddedLibrary) -> None:
    with library.writing() as writer:
        with pytest.raises(LookupError):
            writer.add_location("unknown", file_row("/a.pdf"))
        with pytest.raises(LookupError):
            writer.retag(document("B", ["One."]), embed_document(document("B", ["One."]), EMBEDDER))
    assert library.document("unknown") is None
    assert library.whole_document("unknown") is None


def test_a_transaction_that_fails_leaves_nothing(library: EmbeddedLibrary) -> None:
    add(library, document("A", ["One lesson."]), "/a.pdf")
    before = library.stamp
    twice = document("B", ["One.", "Two."])
    broken = replace(twice, passages=(twice.passages[0], twice.passages[0]))
    with library.writing() as writer:
        with pytest.raises(sqlite3.IntegrityError):
            writer.add_document(broken, embed_document(twice, EMBEDDER), file_row("/a.pdf"))
        with pytest.raises(ValueError, match="vectors"):
            writer.add_document(twice, embed_document(twice, EMBEDDER)[:1])
        with pytest.raises(ValueError, match="dimension"):
            writer.add_document(twice, np.ones((2, 3), dtype=np.float32))
        with pytest.raises(ValueError, match="length"):
            writer.add_document(twice, embed_document(twice, EMBEDDER) * 2)
    assert library.stamp == before
    assert held(library) == ["A"]


def test_counting_takes_the_filter_and_refuses_unknown_fields(library: EmbeddedLibrary) -> None:
    add(library, document("A", ["One.", "Two."], country="Mali", year="2020"), "/a.pdf")
    add(library, document("B", ["Three."], country="Mali", year="2010"), "/b.pdf")
    assert library.count("country", Filter()) == {"Mali": 2}
    assert library.count("year", Filter(since=2015)) == {"2020": 1}
    assert library.count("kind", Filter(until=2015)) == {"lesson": 1}
    assert library.count("country", Filter(country=("Peru",))) == {}
    with pytest.raises(UnknownFieldError, match="sector"):
        library.count("colour", Filter())


def test_the_generation_moves_with_every_change_and_the_content_only_with_passages(
    library: EmbeddedLibrary,
) -> None:
    made = document("A", ["One lesson."])
    add(library, made, "/a.pdf")
    first = library.stamp
    with library.writing() as writer:
        writer.record(file_row("/broken.pdf", state=State.DAMAGED))
        writer.refresh("/a.pdf", 11, 21)
    second = library.stamp
    assert second.generation == first.generation + 2
    assert second.content == first.content
    file = library.file("/a.pdf")
    assert file is not None
    assert (file.size, file.modified_ns) == (11, 21)


def test_paths_that_are_not_valid_utf_8_are_kept(library: EmbeddedLibrary) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such paths")
    path = os.fsdecode(b"/caf\xe9.pdf")
    add(library, document("A", ["One lesson."]), path)
    assert [file.path for file in library.files()] == [path]
    assert path_of(path_key(path)) == path


edges = st.integers(0, 10_000).map(lambda value: value / 10_000)
boxes = st.builds(LineBox, st.integers(0, 9999), st.integers(0, 9999), edges, edges, edges, edges)


@given(st.lists(boxes, max_size=20).map(tuple))
def test_line_boxes_of_four_decimals_come_back_as_they_were(lines: tuple[LineBox, ...]) -> None:
    assert unpack_lines(pack_lines(lines)) == lines


# Opening


def test_a_folder_without_a_library_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoLibraryError, match="lessons ingest"):
        open_library(tmp_path)


def test_a_library_of_a_newer_version_is_told(library: EmbeddedLibrary, tmp_path: Path) -> None:
    library.close()
    path = tmp_path / "library" / FILE_NAME
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(NewerLibraryError, match="newer version"):
        open_library(tmp_path / "library")


def test_a_catalogue_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"This is not a database." * 100)
    with pytest.raises(DamagedLibraryError, match="backup"):
        open_library(tmp_path)


def test_another_model_is_told_and_another_name_of_the_same_is_not(
    library: EmbeddedLibrary, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    with open_library(folder, HashEmbedder(name="other").identity):
        pass  # nothing is recorded before the first vectors
    add(library, document("A", ["One lesson."]), "/a.pdf")
    assert library.identity == EMBEDDER.identity
    with pytest.raises(WrongModelError, match="lessons reindex --model other"):
        open_library(folder, HashEmbedder(name="other").identity)
    with open_library(folder, replace(EMBEDDER.identity, name="/moved/hash")):
        pass


def test_a_model_change_seen_only_when_writing_is_told_too(tmp_path: Path) -> None:
    made = document("A", ["One lesson."])
    other = HashEmbedder(name="other")
    with (
        open_library(tmp_path, other.identity, create=True) as late,
        open_library(tmp_path, EMBEDDER.identity) as early,
    ):
        add(early, made, "/a.pdf")
        with late.writing() as writer, pytest.raises(WrongModelError):
            writer.add_document(made, embed_document(made, other))


def test_the_first_vectors_need_a_model(tmp_path: Path) -> None:
    made = document("A", ["One lesson."])
    with open_library(tmp_path, create=True) as nameless, nameless.writing() as writer:  # noqa: SIM117
        with pytest.raises(ValueError, match="identity"):
            writer.add_document(made, embed_document(made, EMBEDDER))


def test_a_reindex_takes_the_new_model_as_a_whole(library: EmbeddedLibrary, tmp_path: Path) -> None:
    made = [document(name, [f"The lesson of {name}.", "Another."]) for name in ("A", "B")]
    for number, each in enumerate(made):
        add(library, each, f"/{number}.pdf")
    other = HashEmbedder(dimension=32, name="other")
    question = other.embed_query("The lesson of B.")
    with library.writing() as writer:
        assert set(writer.unstaged(other.identity)) == {each.id for each in made}
        writer.stage_vectors(made[0].id, embed_document(made[0], other), other.identity)
        assert writer.unstaged(other.identity) == [made[1].id]
        with pytest.raises(ValueError, match="stage"):
            writer.adopt_model(other.identity)
        assert library.identity == EMBEDDER.identity
        assert library.nearest(EMBEDDER.embed_query("The lesson of B."), 1, Filter())
        writer.stage_vectors(made[1].id, embed_document(made[1], other), other.identity)
        writer.adopt_model(other.identity)
    assert library.identity == other.identity
    with open_library(tmp_path / "library", other.identity) as moved:
        nearest = moved.nearest(question, 1, Filter())[0]
        best = moved.fetch([nearest.number])[0]
    expected = embed_document(made[1], other)[best.ordinal] @ question
    assert best.document.id == made[1].id
    assert nearest.score == pytest.approx(float(expected), abs=1e-6)


# The lock


def test_one_writer_at_a_time_and_the_other_is_told_who(library: EmbeddedLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with open_library(folder, EMBEDDER.identity) as other, library.writing():
        assert writer_lives(folder)
        with pytest.raises(WriterBusyError, match=f"process {os.getpid()} since 2"), other.writing():
            pass
    assert not writer_lives(folder)
    with library.writing():
        pass


def test_readers_do_not_wait_for_a_transaction(library: EmbeddedLibrary) -> None:
    add(library, document("A", ["One lesson."]), "/a.pdf")
    answers: list[list[str]] = []
    with library._catalogue.writing() as connection:
        connection.execute("DELETE FROM file")
        reader = threading.Thread(target=lambda: answers.append([file.path for file in library.files()]))
        reader.start()
        reader.join(20)
    assert answers == [["/a.pdf"]]


# Killed

WRITER = """
import json, sys
from pathlib import Path
from index.embedded import open_library
from index.passage_text import embed_document
from tests.hash_embedder import HashEmbedder
from tests.library_samples import document, file_row

embedder = HashEmbedder()
with open_library(Path(sys.argv[1]), embedder.identity, create=True) as library, library.writing() as writer:
    for number in range(int(sys.argv[2]), 10_000):
        made = document(f"{number}", [f"Lesson {number} part {part}." for part in range(1 + number % 7)])
        writer.add_document(made, embed_document(made, embedder), file_row(f"/{number}.pdf", f"{number}"))
        print(json.dumps(["added", number]), flush=True)
        if number % 3 == 2:
            writer.drop_path(f"/{number - 1}.pdf")
            print(json.dumps(["dropped", number - 1]), flush=True)
        if number % 4 == 0:
            writer.publish()
"""


def told_before_kill(folder: Path, first: int, lines: int) -> list[tuple[str, int]]:
    """Run a writer, kill it after that many lines, and give all that it had told."""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", WRITER, str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(lines)]
        time.sleep(random.random() * 0.02)
        process.kill()
        rest = process.stdout.read().splitlines(keepends=True)
    assert process.returncode in (-signal.SIGKILL, 1)
    return [(what, number) for what, number in map(json.loads, filter(str.strip, [*told, *rest]))]


def test_what_was_reported_as_done_survives_kill_9(tmp_path: Path) -> None:
    expected: set[str] = set()
    first = 0
    for lines in (1, 2, 5, 9):
        told = told_before_kill(tmp_path, first, lines)
        for what, number in told:
            (expected.add if what == "added" else expected.discard)(f"{number}")
        with open_library(tmp_path, EMBEDDER.identity) as library:
            titles = set(held(library))
            # What was under way may be in or out, as a whole: one document, or one that was being dropped.
            assert len(titles ^ expected) <= 1
            check_whole(library)
            expected, first = titles, max(map(int, titles | expected)) + 1


def check_whole(library: EmbeddedLibrary) -> None:
    """Every document has all its passages, and the caches answer with exactly what is held."""
    numbers: set[int] = set()
    for record in library.documents()[1]:
        number = int(record.title)
        passages = library.passages(record.id)
        assert [each.text for each in passages] == [
            f"Lesson {number} part {part}." for part in range(1 + number % 7)
        ]
        assert record.id == document_id(sha_of(record.title))
        assert [location.path for location in record.locations] == [f"/{number}.pdf"]
        numbers.update(each.number for each in passages)
    found = library.nearest(EMBEDDER.embed_query("lesson"), 10_000, Filter())
    assert {hit.number for hit in found} == numbers
    assert library.vectors(sorted(numbers)).shape == (len(numbers), EMBEDDER.identity.dimension)


# Any order of operations

operations = st.lists(
    st.tuples(st.sampled_from(["add", "locate", "break", "drop", "delete"]), st.integers(0, 3), st.integers(0, 3)),
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(operations)
def test_files_and_documents_agree_after_any_operations(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    contents = [document(f"{number}", [f"Lesson {number}."]) for number in range(4)]
    expected: dict[str, int | None] = {}
    with open_library(folder, EMBEDDER.identity, create=True) as library, library.writing() as writer:
        for what, place, number in steps:
            path, made = f"/{place}.pdf", contents[number]
            present = number in expected.values()
            if what == "add" or (what == "locate" and not present):
                writer.add_document(made, embed_document(made, EMBEDDER), file_row(path, f"{number}"))
                expected[path] = number
            elif what == "locate":
                writer.add_location(made.id, file_row(path, f"{number}"))
                expected[path] = number
            elif what == "break":
                writer.record(file_row(path, state=State.DAMAGED))
                expected[path] = None
            elif what == "drop":
                writer.drop_path(path)
                expected.pop(path, None)
            else:
                writer.drop_documents([made.id])
                expected = {path: value for path, value in expected.items() if value != number}
        assert {file.path: file.document for file in library.files()} == {
            path: None if number is None else contents[number].id for path, number in expected.items()
        }
        assert held(library) == sorted({f"{number}" for number in expected.values() if number is not None})
        assert all(one_is_ready(library, record.id) for record in library.documents()[1])


def one_is_ready(library: EmbeddedLibrary, document: str) -> bool:
    states = [file.outcome.state for file in library.files() if file.document == document]
    return states.count(State.READY) == 1
