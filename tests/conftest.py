"""What several test files share: the sample documents in a library, and the command line as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.embedded import open_library
from index.ingestion import Order, run
from ingest.limited import Limits
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedded import EmbeddedLibrary

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_docs"


@dataclass(frozen=True)
class Program:
    """The command line, run as a user runs it, with the default model compiled into ``cache`` once."""

    cache: Path

    def environment(self, library: Path | None, **settings: str) -> dict[str, str]:
        """Of ours only what is given: settings of whoever runs the tests play no part."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("LESSONS_")}
        held = {"LESSONS_LIBRARY": str(library)} if library else {}
        return {**own, "LESSONS_CACHE": str(self.cache), "LESSONS_WORKERS": "2", **held, **settings}

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "service.main", *map(str, arguments)]

    def __call__(
        self, *arguments: str | Path, library: Path | None = None, code: int = 0, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; it must end with the exit code ``code`` and show no traceback."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.environment(library, **settings),
            capture_output=True,
            encoding="utf-8",
            timeout=180,
            check=False,
        )
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr + done.stdout
        return done

    def json(self, *arguments: str | Path, library: Path, code: int = 0, **settings: str) -> dict[str, Any]:
        done = self(*arguments, "--json", library=library, code=code, **settings)
        value: dict[str, Any] = json.loads(done.stdout)
        return value


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    held = os.environ.get("LESSONS_CACHE")
    return Program(Path(held) if held else tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library with the sample documents, embedded with the hash embedder."""
    folder = tmp_path_factory.mktemp("samples") / "library"
    embedder = HashEmbedder()
    with open_library(folder, embedder.identity, create=True) as library:
        run(library, embedder, Order((SAMPLES,), limits=Limits(2)), lambda _step, _total: None)
    return folder


@pytest.fixture(scope="session")
def sample_library(sample_folder: Path) -> Iterator[EmbeddedLibrary]:
    """That library, opened; not to be written to."""
    with open_library(sample_folder, HashEmbedder().identity) as library:
        yield library
