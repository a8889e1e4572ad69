"""The service as a process over a library that is written to while it serves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.conftest import ROOT, SAMPLES, Program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing there")

WELLS = "Wells fell dry where nobody had measured the groundwater table before the drilling."
QUESTION = "what went wrong with mobile cash transfers before"


class Served:
    """A running service."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.port = address.rstrip("/").rpartition(":")[2]
        self._client = httpx2.Client(base_url=address, timeout=30)

    def get(self, path: str, **parameters: Any) -> Any:
        response = self._client.get(path, params=parameters)
        assert response.status_code == 200, response.text
        return response.json()

    def texts(self, question: str) -> list[str]:
        return [hit["text"] for hit in self.get("/api/v1/search", q=question)["hits"]]

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; the exit code and what was said on the way."""
        self._client.close()
        self.process.send_signal(signal.SIGINT)
        said, complaints = self.process.communicate(timeout=30)
        return self.process.returncode, said + complaints


@contextmanager
def serving(program: Program, library: Path) -> Iterator[Served]:
    process = subprocess.Popen(
        program.command("serve", "--port", "0"),
        cwd=ROOT,
        env={**program.environment(library), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:[1-9]\d*/", said)
        assert address, said
        yield Served(process, address[0])
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def library(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "library"
    program("ingest", SAMPLES / "sahel-cash" / "evaluation-brief-2021.pdf", library=folder)
    return folder


def test_the_doors_agree_and_a_change_shows_at_once(program: Program, library: Path, tmp_path: Path) -> None:
    note = tmp_path / "été à Kano.md"
    note.write_text(f"# Lessons\n\n{WELLS}\n", encoding="utf-8")
    with serving(program, library) as served:
        asked = {"k": 4, "since": 2020}
        over_http = served.get("/api/v1/search", q=QUESTION, **asked)
        by_command = program.json("search", QUESTION, "-k", "4", "--since", "2020", library=library)
        assert over_http.pop("took_ms") > 0
        assert by_command.pop("took_ms") > 0
        assert over_http == by_command
        assert len(over_http["hits"]) > 1
        before = served.get("/healthz")
        assert (before["status"], before["documents"]) == ("ok", 1)

        program("ingest", note, library=library)
        assert served.get("/healthz")["documents"] == 2
        assert served.texts("wells and groundwater")[0] == WELLS

        program("remove", note, library=library)
        assert WELLS not in served.texts("wells and groundwater")
        assert served.get("/healthz")["documents"] == 1

        code, said = served.stop()
        assert code in {0, 130}
        assert said == ""


def test_a_port_in_use_is_said(program: Program, library: Path) -> None:
    with serving(program, library) as served:
        done = program("serve", "--port", served.port, library=library, code=2)
        assert f"Port {served.port} of 127.0.0.1 cannot be listened on" in done.stderr
        assert "--port" in done.stderr
