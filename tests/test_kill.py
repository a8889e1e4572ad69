"""``kill -9`` at any moment of an ingestion run: nothing half in, nothing lost, the same answers in the end."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedded import open_library
from index.errors import LibraryError
from ingest.document import text_of
from search.answer import Situation
from search.engine import search
from tests.conftest import ROOT, SAMPLES
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary
    from tests.conftest import Program

pytestmark = pytest.mark.skipif(os.name == "nt", reason="process groups and SIGKILL are POSIX")

MOMENTS = 10
PROGRAMMES = ("sahel-cash", "lakeside-cholera", "puentes", "repas-du-matin")
SITUATIONS = ("mobile cash transfers came late", "cholera vaccine", "pozos de agua", "formation des comités")

Answers = list[list[tuple[str, tuple[int, int], float]]]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill") / "samples"
    for programme in PROGRAMMES:
        shutil.copytree(SAMPLES / programme, folder / programme)
    return folder


class Run:
    """A run in a process group of its own, with what it has told."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
        self._told = folder / "told"
        with self._told.open("wb") as told:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=told, stderr=told, start_new_session=True
            )

    def kill(self) -> None:
        """The command alone: what becomes of its workers is its own matter."""
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + 20
        while group_lives(self.process.pid):
            assert time.monotonic() < deadline, "workers were left behind"
            time.sleep(0.05)

    def told(self) -> dict[str, str]:
        lines = [line.split("\t") for line in self._told.read_text(encoding="utf-8").splitlines(keepends=True)]
        return {line[0]: line[1] for line in lines if len(line) == 3 and line[2].endswith("\n")}


def group_lives(group: int) -> bool:
    """Whether a process of the group is there that is more than a dead child nobody has asked for."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, member = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(member) == group and state != "Z":
            return True
    return False


def driver(samples: Path, library: Path) -> list[str]:
    return [sys.executable, "-m", "tests.killed_run", str(samples), str(library)]


@pytest.fixture(scope="module")
def undisturbed(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Answers, float]:
    """The answers after a run that nobody killed, and how long it took, in seconds."""
    folder = tmp_path_factory.mktemp("undisturbed")
    started = time.monotonic()
    assert Run(driver(samples, folder / "library"), folder).process.wait() == 0
    took = time.monotonic() - started
    with open_library(folder / "library", HashEmbedder().identity) as library:
        return answers(library), took


def answers(library: EmbeddedLibrary) -> Answers:
    found = [search(Situation(text), library, HashEmbedder()) for text in SITUATIONS]
    return [[(hit.passage.id, hit.passage.pages, hit.score) for hit in each.hits] for each in found]


def assert_whole(library: EmbeddedLibrary) -> set[str]:
    """Every document has its pages, passages, files and vectors; the paths that are in."""
    count, records = library.documents()
    assert count == len(records)
    for record in records:
        whole = library.whole_document(record.id)
        assert whole is not None
        assert [page.number for page in whole.pages] == list(range(1, record.page_count + 1))
        passages = library.passages(record.id)
        assert [passage.ordinal for passage in passages] == list(range(record.passage_count))
        assert all(passage.text == text_of(passage.spans, whole.pages) for passage in whole.passages)
        lengths = np.linalg.norm(library.vectors([passage.number for passage in passages]), axis=1)
        assert np.allclose(lengths, 1, atol=1e-2)
        assert record.locations
    return {location.path for record in records for location in record.locations}


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_killed_run_loses_nothing_that_it_told(
    moment: int, samples: Path, undisturbed: tuple[Answers, float], tmp_path: Path
) -> None:
    expected, took = undisturbed
    killed = Run(driver(samples, tmp_path / "library"), tmp_path)
    time.sleep(took * (0.2 + 0.8 * (moment + 0.5) / MOMENTS))  # before that it only imports
    killed.kill()
    told = killed.told()

    with open_library(tmp_path / "library", HashEmbedder().identity, create=True) as library:
        held = assert_whole(library)
        assert set(told) <= held
        found = answers(library)  # what is in answers, whatever the caches looked like
        assert all(len(each) > 0 for each in found) == bool(held)

    again = Run(driver(samples, tmp_path / "library"), tmp_path)
    assert again.process.wait() == 0
    states = again.told()
    assert {path for path, state in states.items() if state == "unchanged"} == held
    with open_library(tmp_path / "library", HashEmbedder().identity) as library:
        assert assert_whole(library) == set(states)
        assert answers(library) == expected


@pytest.fixture(scope="module")
def packed(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in archives: one of two programmes, one with the others each in an archive of its own."""
    folder = tmp_path_factory.mktemp("packed") / "archives"
    inner = folder.parent / "inner"
    shutil.make_archive(str(inner / "a"), "zip", samples / PROGRAMMES[0])
    shutil.make_archive(str(inner / "b"), "zip", samples / PROGRAMMES[1])
    folder.mkdir()
    shutil.make_archive(str(folder / "nested"), "zip", inner)
    shutil.make_archive(str(folder / "flat"), "zip", samples, PROGRAMMES[2])
    return folder


@pytest.mark.parametrize("moment", range(4))
def test_a_run_that_is_killed_amid_archives(moment: int, packed: Path, tmp_path: Path) -> None:
    whole = Run(driver(packed, tmp_path / "whole"), tmp_path)
    started = time.monotonic()
    assert whole.process.wait() == 0
    took, expected = time.monotonic() - started, whole.told()
    assert len(expected) > 10

    killed = Run(driver(packed, tmp_path / "library"), tmp_path)
    time.sleep(took * (0.3 + 0.7 * moment / 4))
    killed.kill()
    told = killed.told()
    with open_library(tmp_path / "library", HashEmbedder().identity, create=True) as library:
        assert_whole(library)
        assert set(told) <= {row.path for row in library.files()}

    again = Run(driver(packed, tmp_path / "library"), tmp_path)
    assert again.process.wait() == 0
    assert set(again.told()) == set(expected)
    assert set(again.told().values()) <= {"ready", "unchanged"}
    assert not (tmp_path / "library" / "unpacked").exists()
    with open_library(tmp_path / "library", HashEmbedder().identity) as library:
        assert {row.path: row.outcome.state.value for row in library.files()} == expected


@pytest.fixture
def started(program: Program, samples: Path, tmp_path: Path) -> Iterator[Run]:
    run = Run(
        program.command("ingest", samples / "sahel-cash"), tmp_path, program.environment(tmp_path / "library")
    )
    yield run
    run.kill()


def test_the_real_command_killed_amid_its_work(
    program: Program, samples: Path, started: Run, tmp_path: Path
) -> None:
    """At the first moment that something is in, which is amid the keeping of the first batch."""
    library = tmp_path / "library"
    deadline = time.monotonic() + 120
    while documents_in(library) == 0 and started.process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    started.kill()

    before = program.json("status", library=library)
    assert before["documents"] > 0
    with open_library(library) as held:
        assert len(assert_whole(held)) >= before["documents"]
    report = program.json("ingest", samples / "sahel-cash", library=library)
    assert report["states"].get("unchanged", 0) == before["documents"]
    assert sum(report["states"].values()) == 4
    answer = program.json("search", "mobile cash transfers came late", library=library)
    assert len({hit["document"]["id"] for hit in answer["hits"]}) > 1


def documents_in(library: Path) -> int:
    try:
        with open_library(library) as held:
            return held.documents(limit=0)[0]
    except (LibraryError, sqlite3.Error):  # it is being made at this moment
        return 0
