"""The committed sample documents are what their script makes, and each says that it is a sample."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

SAMPLES = Path(__file__).parents[1] / "sample_docs"
SUFFIXES = {".pdf", ".docx", ".md", ".txt"}
REMAKE = "remake it with: python sample_docs/.maker/make.py"
SAYS_SAMPLE = re.compile(
    "Sample document: invented|Document d'exemple : programme inventé|Documento de muestra: programa inventado"
    "|Documento de amostra: programa inventado"
)


def documents(folder: Path) -> dict[str, Path]:
    """The documents of the programmes' folders, by their path in ``folder``."""
    paths = (path for path in folder.glob("[!.]*/*") if path.suffix in SUFFIXES)
    return {path.relative_to(folder).as_posix(): path for path in paths}


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run(
        [sys.executable, str(SAMPLES / ".maker" / "make.py"), str(folder)], check=True, capture_output=True
    )
    return folder


def test_the_script_makes_the_committed_files(remade: Path) -> None:
    made, committed = documents(remade), documents(SAMPLES)

    assert sorted(committed) == sorted(made), REMAKE
    differing = [name for name in made if made[name].read_bytes() != committed[name].read_bytes()]
    assert not differing, f"{differing}: {REMAKE} (and see constraints.txt for the versions)"


@pytest.mark.parametrize("name", sorted(documents(SAMPLES)))
def test_a_document_says_that_it_is_a_sample(name: str) -> None:
    assert SAYS_SAMPLE.search(first_text(SAMPLES / name))


def test_the_pages_of_a_pdf_say_so_at_the_foot() -> None:
    reader = PdfReader(SAMPLES / "delta-wells/mid-term-evaluation-2020.pdf")

    assert all("Sample document" in page.extract_text() for page in reader.pages)


def test_the_sidecar_is_about_files_that_are_there() -> None:
    with (SAMPLES / "metadata.csv").open(encoding="utf-8", newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file)]

    assert len(paths) >= 2
    assert set(paths) <= set(documents(SAMPLES))


def first_text(path: Path) -> str:
    """What a reader sees first: the cover, the first paragraphs, the first lines."""
    if path.suffix == ".pdf":
        return PdfReader(path).pages[0].extract_text()
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs[:8])
    return path.read_text(encoding="utf-8")[:400]
