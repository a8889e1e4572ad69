"""The caches follow the catalogue: published, stale, damaged, missing, read-only, and by many at once."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import building
from index.catalogue import FILE_NAME
from index.embedded import EmbeddedLibrary, open_library
from index.library import Filter, Words
from index.passage_text import embed_document
from index.vector_cache import VectorLimits
from tests.hash_embedder import HashEmbedder
from tests.library_samples import document, file_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.snapshot import Snapshot
    from ingest.document import Document

EMBEDDER = HashEmbedder(dimension=16)
QUERY = EMBEDDER.embed_query("lesson")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(folder, EMBEDDER.identity, create=True) as opened:
        yield opened


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents each build started from: 0 where it started from nothing."""
    started: list[int] = []
    change = building._change

    def counted(connection, model, base: Snapshot | None):  # type: ignore[no-untyped-def]
        result = change(connection, model, base)
        started.append(len(result.base.rows.documents) if result.base else 0)
        return result

    monkeypatch.setattr(building, "_change", counted)
    return started


def made(number: int, version: str = "") -> Document:
    texts = [f"Lesson {number}{version} part {part} on cash." for part in range(3)]
    return document(f"{number}", texts, country=("Kenya", "Mali")[number % 2])


def fill(library: EmbeddedLibrary, numbers: range) -> None:
    with library.writing() as writer:
        for number in numbers:
            each = made(number)
            writer.add_document(each, embed_document(each, EMBEDDER), file_row(f"/{number}.pdf"))


def answer(library: EmbeddedLibrary) -> set[str]:
    """The texts found by vector, which must be those found by words."""
    near = library.fetch([hit.number for hit in library.nearest(QUERY, 1000, Filter())])
    words = library.fetch([hit.number for hit in library.best_words(Words("lesson"), 1000, Filter())])
    assert {record.id for record in near} == {record.id for record in words}
    return {record.text for record in near}


def texts(numbers: range) -> set[str]:
    return {passage.text for number in numbers for passage in made(number).passages}


def snapshots(folder: Path) -> list[Path]:
    return sorted((folder / "cache").iterdir())


def test_only_the_newest_snapshot_is_kept(library: EmbeddedLibrary, folder: Path) -> None:
    for number in range(3):
        fill(library, range(number, number + 1))
        assert answer(library) == texts(range(number + 1))
        assert len(snapshots(folder)) == 1


def test_a_current_snapshot_is_used_as_it_is(library: EmbeddedLibrary, folder: Path, builds: list[int]) -> None:
    fill(library, range(3))
    with library.writing() as writer:
        writer.publish()
    with open_library(folder) as other:
        assert answer(other) == answer(library) == texts(range(3))
    assert builds == [0]


def test_files_alone_do_not_make_it_anew(library: EmbeddedLibrary, builds: list[int]) -> None:
    fill(library, range(3))
    answer(library)
    with library.writing() as writer:
        writer.record(file_row("/broken.pdf"))
    assert answer(library) == texts(range(3))
    assert builds == [0]


def test_other_tags_reach_filters_words_and_vectors_at_once(library: EmbeddedLibrary, builds: list[int]) -> None:
    fill(library, range(10))
    answer(library)
    peru = replace(made(1), tags=document("1", [], country="Peru").tags)
    with library.writing() as writer:
        writer.retag(peru, embed_document(peru, EMBEDDER))
    assert answer(library) == texts(range(10))
    assert len(library.nearest(QUERY, 99, Filter(country=("Mali",)))) == 4 * 3
    assert len(library.nearest(QUERY, 99, Filter(country=("Peru",)))) == 3
    told = library.fetch([hit.number for hit in library.best_words(Words("Peru"), 9, Filter())])
    assert {record.document.id for record in told} == {made(1).id}
    numbers = [record.number for record in told]
    wanted = embed_document(peru, EMBEDDER)[[record.ordinal for record in told]]
    assert np.array_equal(library.vectors(numbers), wanted)
    assert builds == [0, 10]


def test_a_small_change_starts_from_the_older_one_and_a_large_one_from_nothing(
    library: EmbeddedLibrary, builds: list[int]
) -> None:
    fill(library, range(10))
    answer(library)
    fill(library, range(10, 12))
    answer(library)
    library.delete([made(0).id])
    assert answer(library) == texts(range(1, 12))
    fill(library, range(12, 40))
    assert answer(library) == texts(range(1, 40))
    assert builds == [0, 10, 12, 0]


@pytest.mark.parametrize("limits", [VectorLimits(), VectorLimits(exact_up_to=20, exact_selected=2, recall=1.0)])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.lists(st.integers(-12, 12), max_size=4), min_size=1, max_size=5))
def test_step_by_step_answers_like_made_at_once(
    tmp_path_factory: pytest.TempPathFactory, limits: VectorLimits, changes: list[list[int]]
) -> None:
    """Each change adds documents (positive) or drops them (negative); then a snapshot is made of it."""
    folder = tmp_path_factory.mktemp("library")
    held = set(range(12))
    with open_library(folder, EMBEDDER.identity, create=True, limits=limits) as library:
        fill(library, range(12))
        for change in changes:
            with library.writing() as writer:
                for number in change:
                    each = made(abs(number))
                    if number < 0:
                        writer.drop_documents([each.id])
                    else:
                        writer.add_document(each, embed_document(each, EMBEDDER))
                    (held.discard if number < 0 else held.add)(abs(number))
                writer.publish()
            assert answer(library) == {text for number in held for text in texts(range(number, number + 1))}
        step_by_step = library.nearest(QUERY, 20, Filter())
    shutil.rmtree(folder / "cache")
    with open_library(folder, limits=limits) as library:
        at_once = library.nearest(QUERY, 20, Filter())
    assert [hit.score for hit in step_by_step] == pytest.approx([hit.score for hit in at_once], abs=1e-6)


def damage_bytes(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def damage_length(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [damage_bytes, damage_length, Path.unlink])
@pytest.mark.parametrize(
    "name", ["vectors.npy", "numbers.npy", "manifest.json", "words/en/meta.json", "words/en/*.term"]
)
def test_a_damaged_snapshot_is_made_anew(library: EmbeddedLibrary, folder: Path, name: str, damage) -> None:  # type: ignore[no-untyped-def]
    fill(library, range(4))
    answer(library)
    library.close()
    damage(next(snapshots(folder)[0].glob(name)))
    with open_library(folder) as again:
        assert answer(again) == texts(range(4))
    assert len(snapshots(folder)) == 1


def test_a_missing_cache_is_made_anew(library: EmbeddedLibrary, folder: Path) -> None:
    fill(library, range(4))
    answer(library)
    shutil.rmtree(folder / "cache")
    with open_library(folder) as again:
        assert answer(again) == texts(range(4))


def test_what_a_killed_builder_left_is_cleared_away(library: EmbeddedLibrary, folder: Path) -> None:
    fill(library, range(2))
    (folder / "cache" / "building-0bad").mkdir(parents=True)
    (folder / "cache" / "building-0bad" / "vectors.npy").write_bytes(b"half")
    (folder / "cache" / "000000000099-0bad").mkdir()
    assert answer(library) == texts(range(2))
    assert len(snapshots(folder)) == 1


def test_a_snapshot_of_another_format_is_made_anew(
    library: EmbeddedLibrary, folder: Path, builds: list[int]
) -> None:
    fill(library, range(2))
    answer(library)
    manifest = snapshots(folder)[0] / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": "0"}))
    with open_library(folder) as again:
        assert answer(again) == texts(range(2))
    assert builds == [0, 0]


def test_while_a_writer_is_at_work_readers_answer_from_the_newest_without_what_is_gone(
    library: EmbeddedLibrary, folder: Path, builds: list[int]
) -> None:
    fill(library, range(10))
    with open_library(folder) as reader, library.writing() as writer:
        writer.publish()
        assert answer(reader) == texts(range(10))
        new = made(10)
        writer.add_document(new, embed_document(new, EMBEDDER))
        writer.drop_documents([made(9).id])
        assert answer(reader) == texts(range(9))
        assert builds == [0]
        writer.publish()
        assert answer(reader) == texts(range(9)) | texts(range(10, 11))
    assert builds == [0, 10]


def test_without_a_writer_readers_bring_it_up_to_date_themselves(library: EmbeddedLibrary, folder: Path) -> None:
    fill(library, range(3))
    with open_library(folder) as reader:
        assert answer(reader) == texts(range(3))
        fill(library, range(3, 5))
        assert answer(reader) == texts(range(5))


def test_a_reader_that_holds_an_older_snapshot_keeps_working(library: EmbeddedLibrary) -> None:
    fill(library, range(4))
    view = library._caches.view()
    fill(library, range(4, 6))
    answer(library)
    assert not view.snapshot.folder.exists()
    rows = view.snapshot.rows
    assert len(view.snapshot.vectors.nearest(QUERY, 100, None)) == len(rows) == 12


def test_a_catalogue_put_back_from_a_backup_is_not_answered_from_newer_caches(
    library: EmbeddedLibrary, folder: Path, tmp_path: Path
) -> None:
    fill(library, range(4))
    library.close()
    shutil.copy(folder / FILE_NAME, tmp_path / "backup")
    with open_library(folder, EMBEDDER.identity) as later:
        fill(later, range(4, 8))
        assert answer(later) == texts(range(8))
    shutil.copy(tmp_path / "backup", folder / FILE_NAME)
    with open_library(folder, EMBEDDER.identity) as restored:
        assert answer(restored) == texts(range(4))
        fill(restored, range(10, 12))  # takes the passage numbers that documents 4 and 5 had
        assert answer(restored) == texts(range(4)) | texts(range(10, 12))


def test_where_the_cache_cannot_be_written_it_is_kept_aside(
    library: EmbeddedLibrary, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(library, range(3))
    (folder / "cache").write_text("in the way of the folder")
    with caplog.at_level(logging.WARNING):
        assert answer(library) == texts(range(3))
    assert "temporary folder" in caplog.text
    fill(library, range(3, 4))
    assert answer(library) == texts(range(4))


READER = """
import os, sys
from pathlib import Path
from index.embedded import open_library
from index.library import Filter, Words
from tests.hash_embedder import HashEmbedder

def ask(folder):
    with open_library(Path(folder)) as library:
        near = library.nearest(HashEmbedder(dimension=16).embed_query("lesson"), 1000, Filter())
        words = library.best_words(Words("lesson"), 1000, Filter())
        return len(near), len(words), len(library.documents()[1])

ask(sys.argv[2])  # root may read modules that the user below may not: import all of them first
if os.getuid() == 0:
    os.setuid(65534)
assert not os.access(sys.argv[1], os.W_OK)
print(*ask(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
@pytest.mark.parametrize("cached", [True, False])
def test_a_read_only_library_can_be_asked(library: EmbeddedLibrary, folder: Path, cached: bool) -> None:
    fill(library, range(3))
    if cached:
        answer(library)
    library.close()
    writable = folder.with_name("writable")
    shutil.copytree(folder, writable)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in [*folder.parents][:-2]:
        if parent.owner() == folder.owner() and parent.stat().st_mode & 0o5 != 0o5:
            parent.chmod(0o755)
    try:
        command = [sys.executable, "-W", "error", "-c", READER, str(folder), str(writable)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["9", "9", "3"]


def asks(folder: Path, start: multiprocessing.synchronize.Barrier, answers: multiprocessing.Queue[int]) -> None:
    start.wait(60)
    with open_library(folder) as library:
        answers.put(len(answer(library)))


def test_many_readers_may_make_the_same_snapshot_at_once(library: EmbeddedLibrary, folder: Path) -> None:
    fill(library, range(20))
    library.close()
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(3), context.Queue()
    readers = [context.Process(target=asks, args=(folder, start, answers)) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert [answers.get(timeout=120) for _ in readers] == [60, 60, 60]
    for reader in readers:
        reader.join(60)
    assert len(snapshots(folder)) == 1


def test_threads_see_only_whole_documents_while_others_write(library: EmbeddedLibrary, folder: Path) -> None:
    fill(library, range(6))
    seen: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            hits = library.fetch([hit.number for hit in library.nearest(QUERY, 1000, Filter())])
            by_document: dict[str, int] = {}
            for record in hits:
                by_document[record.document.id] = by_document.get(record.document.id, 0) + 1
            seen.extend(str(count) for count in by_document.values() if count != 3)

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    with open_library(folder, EMBEDDER.identity) as other:
        for number in range(6, 12):
            fill(other, range(number, number + 1))
            other.delete([made(number - 6).id])
    done.set()
    for reader in readers:
        reader.join(60)
    assert seen == []
    assert answer(library) == texts(range(6, 12))


def test_a_question_asks_the_disk_for_nothing_that_it_does_not_need(library: EmbeddedLibrary) -> None:
    """Small libraries are searched without FAISS, whose import takes longer than the search."""
    code = (
        "import sys; import index.embedded; assert not {'faiss', 'tantivy', 'torch', 'openvino'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1], env={**os.environ})


def test_vectors_in_the_cache_are_those_of_the_catalogue(library: EmbeddedLibrary) -> None:
    fill(library, range(8))
    library.delete([made(3).id])
    snapshot = library._caches.view().snapshot
    assert np.array_equal(snapshot.vectors.vectors, library.vectors(snapshot.rows.numbers.tolist()))
