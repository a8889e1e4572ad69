"""Runs foreign programs (converters, OCR) with a time limit, so that none outlives the process that wants it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# Its own file, run by itself: nothing is done between a fork and an exec, where threads' locks may be held.
_LAUNCHER = Path(__file__).with_name("program_launcher.py")


class ProgramMissingError(Exception):
    """A program is not installed here, or not on the search path."""

    def __init__(self, program: str) -> None:
        super().__init__(f"The program '{program}' is not installed, or not on the search path.")
        self.program = program


class ProgramTimedOutError(Exception):
    """A program was stopped after its time."""

    def __init__(self, program: str, seconds: float) -> None:
        super().__init__(f"The program '{Path(program).name}' was stopped after {seconds:g} seconds.")
        self.program = program
        self.seconds = seconds


def run(
    command: Sequence[str],
    seconds: float,
    *,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; whatever it started itself is ended with it.

    ``environment`` is added to this process's own. The memory limit of this process holds for the program
    too. On Linux it is killed when the calling thread or its process dies; elsewhere it ends by itself then.

    Raises:
        ProgramMissingError: there is no such program.
        ProgramTimedOutError: it took more than ``seconds``, and was killed.
    """
    variables = {**os.environ, **(environment or {})}
    program = shutil.which(command[0], path=variables.get("PATH"))
    if program is None:
        raise ProgramMissingError(command[0])
    with (
        subprocess.Popen(  # noqa: S603  no shell; what to run is ours, only file names are from outside
            [*_bound(), program, *command[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=variables,
            start_new_session=True,
        ) as process
    ):
        try:
            out, err = process.communicate(stdin, seconds)
        except subprocess.TimeoutExpired:
            raise ProgramTimedOutError(command[0], seconds) from None
        finally:
            _end(process)
    return subprocess.CompletedProcess(list(command), process.returncode, out, err)


def _bound() -> tuple[str, ...]:
    """What to put before a command so that it dies with this process."""
    if sys.platform != "linux":
        return ()
    return sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid())


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the program and of all that it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(tree, capture_output=True, check=False)  # noqa: S603  no shell, nothing from outside
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
