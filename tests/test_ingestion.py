"""Ingestion runs over real small files: what becomes of each, what is embedded, and what answers afterwards."""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.embedded import open_library
from index.errors import WriterBusyError
from index.files import modified_of
from index.ingestion import Order, Report, Step, run
from index.library import Filter, Words
from ingest.discover import MissingPathError, sha256_of
from ingest.document import Field, document_id
from ingest.limited import Limits
from ingest.outcome import State
from ingest.sidecar import read_sidecar
from tests.conftest import SAMPLES
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary

CASH = "Mobile cash transfers came six weeks late because SIM cards were not registered in time for the households."
WATER = "The water committees dissolved within a year because nobody had budgeted for the repair of the hand pumps."
SEEDS = "Drought-tolerant seeds reached the farmers after the first rains, when most fields had already been sown."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path / "library", HashEmbedder().identity, create=True) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


class Runs:
    """Runs over one library; keeps what the last one told and embedded."""

    def __init__(self, library: EmbeddedLibrary) -> None:
        self.library = library
        self.embedder = HashEmbedder()
        self.totals: list[tuple[Step, int]] = []

    def __call__(
        self,
        *paths: Path,
        sidecar: Path | None = None,
        prune: bool = False,
        max_mb: int = 200,
        limits: Limits | None = None,
        retry: bool = False,
    ) -> Report:
        self.embedder.embedded.clear()
        self.totals.clear()
        told = read_sidecar(sidecar) if sidecar else None
        skip = (sidecar,) if sidecar else ()
        order = Order(paths, told, prune, skip, max_mb, limits or Limits(1), retry=retry)
        return run(self.library, self.embedder, order, lambda step, total: self.totals.append((step, total)))

    @property
    def steps(self) -> list[Step]:
        return [step for step, _ in self.totals]

    @property
    def states(self) -> dict[str, str]:
        return {Path(step.path).name: step.outcome.state.value for step in self.steps}

    def answers(self, words: str) -> list[str]:
        """The files of the passages that have these words."""
        hits = self.library.best_words(Words(words), 10, Filter())
        records = self.library.fetch([hit.number for hit in hits])
        return sorted({Path(place.path).name for record in records for place in record.document.locations})


@pytest.fixture
def runs(library: EmbeddedLibrary) -> Runs:
    return Runs(library)


def write(path: Path, *sentences: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(sentences) + "\n", encoding="utf-8")
    return path


def test_each_file_ends_in_one_state_with_a_reason_and_advice(runs: Runs, folder: Path) -> None:
    write(folder / "cash.txt", CASH)
    write(folder / "copy.txt", CASH)
    write(folder / "empty.md")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing of a PDF follows")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")

    report = runs(folder)

    assert runs.states == {
        "cash.txt": "ready",
        "copy.txt": "duplicate",
        "empty.md": "empty",
        "broken.pdf": "damaged",
        "picture.png": "unsupported",
    }
    assert report.states == dict(Counter(step.outcome.state for step in runs.steps))
    assert [Path(path).name for path, _ in report.failed] == ["broken.pdf", "empty.md", "picture.png"]
    assert all(outcome.reason and outcome.advice for _, outcome in report.failed)
    assert (report.passages, report.pages) == (1, 1)
    assert runs.answers("SIM cards") == ["cash.txt", "copy.txt"]
    kept = {Path(row.path).name: row.outcome.state.value for row in runs.library.files()}
    assert kept == runs.states


def test_the_document_is_that_of_the_bytes(runs: Runs, folder: Path) -> None:
    file = write(folder / "cash.txt", CASH)
    runs(folder)
    _, [record] = runs.library.documents()
    assert record.id == document_id(sha256_of(file))
    assert [passage.text for passage in runs.library.passages(record.id)] == [CASH]
    assert record.locations[0].size == len(CASH) + 1


def test_a_second_run_reads_and_embeds_nothing(runs: Runs, tmp_path: Path) -> None:
    samples = tmp_path / "samples"
    shutil.copytree(SAMPLES / "sahel-cash", samples)
    first = runs(samples)
    assert first.states == {State.READY: 4}
    assert first.passages > 50
    assert len(runs.embedder.embedded) >= first.passages * 0.9  # the same passage in two reports once
    before = runs.library.stamp

    second = runs(samples)
    assert second.states == {State.UNCHANGED: 4}
    assert (second.passages, second.pages, second.failed) == (0, 0, ())
    assert runs.embedder.embedded == []
    assert runs.library.stamp == before


def test_what_failed_fails_again_without_being_read_until_the_limits_change(runs: Runs, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing of a PDF follows")
    first = runs(folder)
    stamp = runs.library.stamp
    again = runs(folder)
    assert again.failed == first.failed
    assert runs.library.stamp == stamp
    runs(folder, limits=Limits(1, seconds=300))
    assert runs.library.stamp != stamp


def test_a_file_that_timed_out_is_read_when_it_may_take_longer(runs: Runs, folder: Path) -> None:
    write(folder / "cash.txt", CASH)
    report = runs(folder, limits=Limits(1, seconds=0.001))
    assert [outcome.state for _, outcome in report.failed] == [State.TIMED_OUT]
    assert "LESSONS_FILE_SECONDS" in report.failed[0][1].advice
    assert runs(folder, limits=Limits(1, seconds=60)).states == {State.READY: 1}
    assert runs.answers("SIM cards") == ["cash.txt"]


def test_a_new_time_alone_reads_nothing(runs: Runs, folder: Path) -> None:
    file = write(folder / "cash.txt", CASH)
    runs(folder)
    os.utime(file, ns=(10**18, 10**18))
    assert runs(folder).states == {State.UNCHANGED: 1}
    assert runs.embedder.embedded == []
    row = runs.library.file(str(file))
    assert row is not None
    assert row.modified_ns == 10**18


def test_a_changed_byte_reads_that_file_and_the_old_text_is_gone(runs: Runs, folder: Path) -> None:
    file = write(folder / "cash.txt", CASH)
    write(folder / "water.txt", WATER)
    runs(folder)
    _, before = runs.library.documents()
    file.write_text(CASH.replace("six", "ten") + "\n", encoding="utf-8")

    assert runs(folder).states == {State.READY: 1, State.UNCHANGED: 1}
    assert len(runs.embedder.embedded) == 1
    assert "ten weeks late" in runs.embedder.embedded[0]
    assert runs.answers("six") == []
    assert runs.answers("ten") == ["cash.txt"]
    _, after = runs.library.documents()
    assert len(before) == len(after) == 2
    assert len({record.id for record in before} & {record.id for record in after}) == 1


def test_a_file_that_becomes_damaged_takes_its_document_with_it(runs: Runs, folder: Path) -> None:
    file = folder / "report.pdf"
    shutil.copy(SAMPLES / "sahel-cash" / "evaluation-brief-2021.pdf", file)
    write(folder / "water.txt", WATER)
    runs(folder)
    assert "report.pdf" in runs.answers("mobile money")
    file.write_bytes(file.read_bytes()[:200])

    report = runs(folder)
    assert [(Path(path).name, outcome.state) for path, outcome in report.failed] == [("report.pdf", State.DAMAGED)]
    assert "report.pdf" not in runs.answers("mobile money")
    _, records = runs.library.documents()
    assert [Path(record.locations[0].path).name for record in records] == ["water.txt"]


@pytest.mark.parametrize("together", [True, False])
def test_the_same_bytes_at_two_paths_are_one_document(runs: Runs, folder: Path, together: bool) -> None:
    one = write(folder / "a" / "report.txt", CASH)
    if not together:
        runs(folder)
    other = write(folder / "b" / "copied.txt", CASH)
    report = runs(folder)

    assert report.states == {State.READY if together else State.UNCHANGED: 1, State.DUPLICATE: 1}
    assert len(runs.embedder.embedded) == together
    count, [record] = runs.library.documents()
    assert count == 1
    assert [location.path for location in record.locations] == [str(one), str(other)]
    assert runs(folder).states == {State.UNCHANGED: 2}


@pytest.mark.parametrize("gone", ["a.txt", "b.txt"])
def test_of_two_copies_the_other_stays(runs: Runs, folder: Path, gone: str) -> None:
    write(folder / "a.txt", CASH)
    write(folder / "b.txt", CASH)
    runs(folder)
    (folder / gone).unlink()
    report = runs(folder, prune=True)
    left = "b.txt" if gone == "a.txt" else "a.txt"
    assert [Path(path).name for path in report.pruned] == [gone]
    assert runs.answers("SIM cards") == [left]
    row = runs.library.file(str(folder / left))
    assert row is not None
    assert row.outcome.state is State.READY


def test_the_same_name_in_two_folders_is_two_documents(runs: Runs, folder: Path) -> None:
    write(folder / "2021" / "report.txt", CASH)
    write(folder / "2022" / "report.txt", WATER)
    runs(folder)
    count, _ = runs.library.documents()
    assert count == 2


def test_prune_drops_what_left_the_folder_and_nothing_else(runs: Runs, folder: Path, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "reports-2" / "seeds.txt", SEEDS)
    write(folder / "cash.txt", CASH)
    write(folder / "water.txt", WATER)
    runs(folder, elsewhere)
    elsewhere.unlink()
    (folder / "cash.txt").unlink()

    assert runs(folder).pruned == ()
    assert runs.answers("SIM cards") == ["cash.txt"]
    assert runs(folder, prune=True).pruned == (str(folder / "cash.txt"),)
    assert runs.answers("SIM cards") == []
    assert runs.answers("seeds") == ["seeds.txt"]
    assert runs.answers("water") == ["water.txt"]


def test_a_moved_file_is_not_embedded_again(runs: Runs, folder: Path) -> None:
    file = write(folder / "cash.txt", CASH)
    runs(folder)
    file.rename(folder / "renamed.txt")
    report = runs(folder, prune=True)
    assert runs.embedder.embedded == []
    assert report.pruned == (str(file),)
    assert runs.answers("SIM cards") == ["renamed.txt"]
    row = runs.library.file(str(folder / "renamed.txt"))
    assert row is not None
    assert row.outcome.state is State.READY


def countries(library: EmbeddedLibrary) -> dict[str, tuple[str, ...]]:
    _, records = library.documents()
    return {Path(record.locations[0].path).name: record.values(Field.COUNTRY) for record in records}


def test_a_changed_sidecar_reads_only_its_rows(runs: Runs, folder: Path) -> None:
    write(folder / "cash.txt", CASH)
    write(folder / "water.txt", WATER)
    sidecar = folder / "list.csv"
    sidecar.write_text("path,country\ncash.txt,Niger\nwater.txt,Kenya\n", encoding="utf-8")
    assert runs(folder, sidecar=sidecar).states == {State.READY: 2}
    assert countries(runs.library) == {"cash.txt": ("Niger",), "water.txt": ("Kenya",)}

    sidecar.write_text("path,country\ncash.txt,Mali\nwater.txt,Kenya\n", encoding="utf-8")
    assert runs(folder, sidecar=sidecar).states == {State.READY: 1, State.UNCHANGED: 1}
    assert runs.states["cash.txt"] == "ready"
    assert countries(runs.library) == {"cash.txt": ("Mali",), "water.txt": ("Kenya",)}
    assert runs(folder, sidecar=sidecar).states == {State.UNCHANGED: 2}


def test_a_run_without_the_sidecar_keeps_what_it_said(runs: Runs, folder: Path) -> None:
    write(folder / "cash.txt", CASH)
    sidecar = folder / "list.csv"
    sidecar.write_text("path,country\ncash.txt,Niger\n", encoding="utf-8")
    runs(folder, sidecar=sidecar)
    sidecar.unlink()

    assert runs(folder).states == {State.UNCHANGED: 1}
    write(folder / "cash.txt", f"{CASH} And more of it.")
    assert runs(folder).states == {State.READY: 1}
    assert countries(runs.library) == {"cash.txt": ("Niger",)}


@pytest.mark.parametrize("listed", ["a.txt", "b.txt"])
@pytest.mark.parametrize("apart", [True, False])
def test_what_the_sidecar_says_of_one_copy_holds(runs: Runs, folder: Path, listed: str, apart: bool) -> None:
    """Whichever copy it names, and whether the other copy comes with it or later."""
    sidecar = folder / "list.csv"
    write(folder / "a.txt", CASH)
    write(folder / "b.txt", CASH)
    sidecar.write_text(f"path,country\n{listed},Niger\n", encoding="utf-8")
    if apart:
        runs(folder / listed, sidecar=sidecar)
    runs(folder, sidecar=sidecar)
    assert list(countries(runs.library).values()) == [("Niger",)]
    assert runs(folder, sidecar=sidecar).states == {State.UNCHANGED: 2}

    sidecar.write_text("path,country\n", encoding="utf-8")
    runs(folder, sidecar=sidecar)
    assert list(countries(runs.library).values()) == [()]


def test_too_large(runs: Runs, folder: Path) -> None:
    write(folder / "water.txt", WATER)
    (folder / "large.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    report = runs(folder, max_mb=1)
    [(path, outcome)] = report.failed
    assert (Path(path).name, outcome.state) == ("large.txt", State.TOO_LARGE)
    assert "1.0 MiB" in outcome.reason
    assert "LESSONS_MAX_FILE_MB" in outcome.advice
    (folder / "large.txt").write_text(CASH, encoding="utf-8")
    assert runs(folder, max_mb=1).failed == ()


def test_a_path_that_is_not_there_changes_nothing(runs: Runs, folder: Path) -> None:
    write(folder / "cash.txt", CASH)
    runs(folder)
    write(folder / "water.txt", WATER)
    before = runs.library.stamp
    with pytest.raises(MissingPathError, match="nowhere"):
        runs(folder, folder / "nowhere", prune=True)
    assert runs.library.stamp == before
    assert runs.steps == []


def test_a_second_writer_is_told_who_writes(runs: Runs, folder: Path, tmp_path: Path) -> None:
    write(folder / "cash.txt", CASH)
    told = rf"process {os.getpid()} since .*Wait until it is done"
    with (
        open_library(tmp_path / "library", runs.embedder.identity) as second,
        runs.library.writing(),
        pytest.raises(WriterBusyError, match=told),
    ):
        Runs(second)(folder)
    assert runs.answers("SIM cards") == []
    assert runs(folder).states == {State.READY: 1}


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_file_name_that_is_no_text_stops_nothing(runs: Runs, folder: Path) -> None:
    write(Path(os.fsdecode(os.fsencode(folder) + b"/r\xe9sum\xe9.txt")), CASH)
    write(folder / "دروس ✓.txt", WATER)
    assert runs(folder).states == {State.READY: 2}
    count, records = runs.library.documents()
    assert count == 2
    assert all(record.title.isprintable() for record in records)


def test_steps_are_told_as_they_happen(runs: Runs, folder: Path) -> None:
    """What is told is in: each step finds its file's row in the catalogue."""
    for number in range(8):
        write(folder / f"{number}.txt", f"{CASH} This was household survey number {number}.")
    seen = []

    def tell(step: Step, total: int) -> None:
        row = runs.library.file(step.path)
        assert row is not None
        seen.append((row.outcome.state, total))

    order = Order((folder,), limits=Limits(1))
    run(runs.library, runs.embedder, order, tell)
    assert seen == [(State.READY, 8)] * 8


def test_a_file_that_changes_before_it_is_read_is_looked_at_again(runs: Runs, folder: Path) -> None:
    """The large file is told at once, when the first one is known by its hash and the worker still starts."""
    file = write(folder / "a.txt", CASH)
    (folder / "b.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    steps = []

    def tell(step: Step, total: int) -> None:
        steps.append((Path(step.path).name, step.outcome.state.value, total))
        if step.path.endswith("b.txt"):
            write(file, WATER)

    run(runs.library, runs.embedder, Order((folder,), max_mb=1, limits=Limits(1)), tell)
    assert steps == [("b.txt", "too_large", 2), ("a.txt", "ready", 2)]
    assert runs.answers("water committees") == ["a.txt"]
    assert runs.answers("SIM cards") == []
    row = runs.library.file(str(file))
    assert row is not None
    assert row.sha256 == sha256_of(file)


def test_a_file_that_is_written_to_all_along_is_told(runs: Runs, folder: Path) -> None:
    log, over = write(folder / "log.txt", CASH), threading.Event()
    write(folder / "water.txt", WATER)

    def keep_writing() -> None:
        while not over.is_set():
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{CASH}\n")
            over.wait(0.001)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        report = runs(folder)
    finally:
        over.set()
        writer.join()
    [(path, outcome)] = report.failed
    assert (Path(path).name, outcome.state) == ("log.txt", State.DAMAGED)
    assert outcome.reason == "It changed while it was read."
    assert outcome.advice == "Ingest it again when nobody writes to it."
    assert runs.states == {"log.txt": "damaged", "water.txt": "ready"}
    assert runs(folder).states == {State.READY: 1, State.UNCHANGED: 1}


@pytest.mark.parametrize("seconds", [-(10**9), 0, 4_102_444_800, 13_569_465_600, 99_999_999_999])
def test_whatever_time_a_file_has(runs: Runs, folder: Path, seconds: int) -> None:
    """Before 1970, 1970 itself, 2100, 2400 and the year 5138, where the file system keeps such times."""
    file = write(folder / "cash.txt", CASH)
    os.utime(file, (seconds, seconds))
    assert runs(folder).states == {State.READY: 1}
    assert runs(folder).states == {State.UNCHANGED: 1}
    _, [record] = runs.library.documents()
    assert record.locations[0].modified_ns == modified_of(file.stat())


def test_only_what_is_not_in_is_tried_again(runs: Runs, folder: Path) -> None:
    write(folder / "cash.txt", CASH)
    broken = folder / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\nnothing of a PDF follows")
    first = runs(folder)
    stamp = runs.library.stamp
    write(folder / "water.txt", WATER)
    again = runs(retry=True)
    assert runs.states == {"broken.pdf": "damaged"}
    assert again.failed == first.failed
    assert runs.library.stamp != stamp, "it was read again"
    assert runs(folder / "cash.txt", retry=True).states == {}
    broken.unlink()
    assert runs(folder, retry=True, prune=True).pruned == (str(broken),)
    assert runs(retry=True).states == {}
