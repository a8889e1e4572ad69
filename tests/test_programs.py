"""Foreign programs in real processes: what they say comes back, and none outlives its limit or its caller."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.programs import ProgramMissingError, ProgramTimedOutError, run

PYTHON = sys.executable
# A program that starts another one; both write their process ids.
FAMILY = """
import os, subprocess, sys, time
open(os.path.join(sys.argv[1], f"{os.getpid()}.pid"), "w").close()
if sys.argv[2] == "parent":
    subprocess.Popen([sys.executable, sys.argv[0], sys.argv[1], "child"])
time.sleep(600)
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="process groups and signals are POSIX")


def test_it_gets_its_input_and_gives_its_output_and_code(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), os.environ['TONE'], sys.stdin.read()); sys.exit('no cash')"

    done = run([PYTHON, "-c", code], 30, stdin=b"agents", cwd=tmp_path, environment={"TONE": "plain"})

    assert done.stdout.split() == [str(tmp_path.resolve()).encode(), b"plain", b"agents"]
    assert done.stderr.strip() == b"no cash"
    assert done.returncode == 1
    assert done.args == [PYTHON, "-c", code]


def test_its_own_environment_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONE", "loud")

    done = run([PYTHON, "-c", "import os; print(os.environ['TONE'])"], 30, environment={"OTHER": "1"})

    assert done.stdout.split() == [b"loud"]


def test_a_large_input_and_output_do_not_block() -> None:
    data = os.urandom(3 << 20)

    assert (
        run([PYTHON, "-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"], 60, stdin=data).stdout
        == data
    )


def test_a_program_that_does_not_read_its_input_is_no_error() -> None:
    assert run([PYTHON, "-c", "print('done')"], 30, stdin=b"x" * (1 << 20)).stdout.split() == [b"done"]


def test_a_missing_program_is_named() -> None:
    with pytest.raises(ProgramMissingError, match="'no-such-program-anywhere' is not installed"):
        run(["no-such-program-anywhere"], 5)


def test_a_slow_program_is_killed_with_its_children(tmp_path: Path) -> None:
    script = written(tmp_path)

    with pytest.raises(ProgramTimedOutError, match="stopped after 3 seconds"):
        run([PYTHON, str(script), str(tmp_path), "parent"], 3)

    family = processes(tmp_path)
    assert len(family) == 2
    assert within(10, lambda: not any(map(is_alive, family)))


@posix
def test_what_a_program_leaves_behind_is_ended_with_it(tmp_path: Path) -> None:
    """The child holds the pipes open: waiting for their end would be waiting for the child."""
    code = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
        " stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); print(child.pid)"
    )

    left = int(run([PYTHON, "-c", code], 30).stdout)

    assert within(10, lambda: not is_alive(left))


CALLER = """
import sys
from ingest.programs import run
run([sys.executable, *sys.argv[1:]], 500)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a process to its parent's death")
def test_no_program_outlives_a_killed_caller(tmp_path: Path) -> None:
    script = written(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    arguments = [PYTHON, "-c", CALLER, str(script), str(tmp_path), "single"]
    caller = subprocess.Popen(arguments, env=environment)
    try:
        assert within(20, lambda: len(processes(tmp_path)) == 1)
        program = processes(tmp_path)[0]
        assert is_alive(program)
    finally:
        caller.send_signal(signal.SIGKILL)
        caller.wait()

    assert within(10, lambda: not is_alive(program))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this limit")
def test_the_memory_limit_of_the_caller_holds_for_the_program() -> None:
    limited = """
import resource, sys
from ingest.programs import run
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, resource.RLIM_INFINITY))
done = run([sys.executable, "-c", "bytearray(2 << 30)"], 60)
sys.exit(b"MemoryError" not in done.stderr)
"""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}

    assert subprocess.run([PYTHON, "-c", limited], env=environment, check=False).returncode == 0


def written(folder: Path) -> Path:
    script = folder / "family.py"
    script.write_text(FAMILY, encoding="utf-8")
    return script


def processes(folder: Path) -> list[int]:
    return [int(file.stem) for file in folder.glob("*.pid")]


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
