"""Bad files in real worker processes: each ends in its state, and the files after it are read all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from ingest import ocr
from ingest.document import Document
from ingest.limited import Limits
from ingest.opening import Task, Unpacked
from ingest.outcome import ADVICE, MEMORY_ADVICE, Outcome, State
from ingest.rapid import Rapid
from ingest.workers import AHEAD, Result, read_files
from tests.hostile_readers import read_hostile, read_scan

LIMITS = Limits(workers=2, seconds=2.0, memory_mb=700)


def results_of(
    tasks: Iterable[Task], limits: Limits, read: Callable[[Task], Document] = read_hostile
) -> Iterator[Result]:
    return read_files(partial(next, iter(tasks), None), limits, read)


def task(name: str) -> Task:
    return Task(Path(name), name.encode().hex().ljust(64, "0"), name)


@pytest.fixture(scope="module")
def ends() -> dict[str, Document | Unpacked | Outcome]:
    names = [
        "fine",
        "hang",
        "eat memory",
        "crash",
        "exit",
        "refuse",
        "vanish",
        "stumble",
        *(f"after {n}" for n in range(6)),
    ]
    results = results_of(map(task, names), LIMITS)
    return {result.task.name: result.value for result in results}


def outcome(ends: dict[str, Document | Unpacked | Outcome], name: str) -> Outcome:
    value = ends[name]
    assert isinstance(value, Outcome)
    return value


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("hang", State.TIMED_OUT, "Reading it took longer than 2 seconds."),
        ("eat memory", State.TOO_LARGE, "Reading it took more than 700 MiB of memory."),
        ("crash", State.DAMAGED, "Its content made the reader crash."),
        ("exit", State.DAMAGED, "Its content made the reader crash."),
        ("refuse", State.ENCRYPTED, "It asks for a password."),
        ("vanish", State.DAMAGED, "It cannot be read: No such file or directory."),
        ("stumble", State.DAMAGED, "The reader did not understand its content (ZeroDivisionError)."),
    ],
)
def test_a_bad_file_ends_in_its_state(
    ends: dict[str, Document | Unpacked | Outcome], name: str, state: State, reason: str
) -> None:
    if name == "eat memory" and sys.platform == "win32":
        pytest.skip("Windows has no memory limit for a process")

    advice = MEMORY_ADVICE if name == "eat memory" else ADVICE[state]
    assert outcome(ends, name) == Outcome(state, reason, advice)


def test_all_other_files_are_read(ends: dict[str, Document | Unpacked | Outcome]) -> None:
    read = {name for name, value in ends.items() if isinstance(value, Document)}

    assert read == {"fine", *(f"after {n}" for n in range(6))}
    assert len(ends) == 14


def test_files_are_taken_no_faster_than_results() -> None:
    taken = []

    def source() -> Iterator[Task]:
        for n in range(12):
            taken.append(n)
            yield task(f"file {n}")

    results = results_of(source(), Limits(workers=1))
    next(results)

    assert len(taken) <= AHEAD
    assert len(list(results)) == 11


@pytest.fixture
def an_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is installed here: nothing is recognised with it."""
    monkeypatch.setattr(ocr, "ENGINES", {"any": lambda: Rapid("0")})
    ocr.engine.cache_clear()
    yield
    ocr.engine.cache_clear()


@pytest.mark.usefixtures("an_engine")
def test_of_pages_that_cannot_be_recognised_in_time_the_others_stay() -> None:
    limits = Limits(workers=2, seconds=2.0, page_seconds=0.5)
    ends = {
        result.task.name: result.value for result in results_of(map(task, ("mixed", "scan")), limits, read_scan)
    }

    reason = "Recognising the text of 2 pages took longer than 3 seconds."
    advice = "Split it, or raise LESSONS_OCR_PAGE_SECONDS, then ingest it again."
    mixed = ends["mixed"]
    assert isinstance(mixed, Document)
    assert (mixed.unread, mixed.notes) == (2, ("Pages 2 and 3 hold pictures.", reason, advice))
    assert ends["scan"] == Outcome(State.TIMED_OUT, reason, advice, unread=2)


def test_no_files_are_no_results() -> None:
    assert list(results_of([], LIMITS)) == []


RUN = """
import sys
from pathlib import Path
from functools import partial
from ingest.opening import Task
from ingest.limited import Limits
from ingest.workers import read_files
from tests.hostile_readers import hang_and_tell

if __name__ == "__main__":
    tasks = [Task(Path(sys.argv[1], name), "0" * 64, name) for name in ("a", "b")]
    list(read_files(partial(next, iter(tasks), None), Limits(workers=2, seconds=500.0), hang_and_tell))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signal")
def test_no_worker_outlives_a_killed_run(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    run = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment)
    try:
        assert within(20, lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        workers = [int(file.stem) for file in tmp_path.glob("*.pid")]
        assert all(map(is_alive, workers))
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()

    assert within(10, lambda: not any(map(is_alive, workers)))


def within(seconds: float, reached: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.05)
    return False


def is_alive(process: int) -> bool:
    """Whether it runs: one that ended, and that nobody waited for, does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
