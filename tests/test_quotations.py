"""Sentences drawn from real reports by another reader lead back to their page; what a hit quotes stands there."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from index.embedded import EmbeddedLibrary, open_library
from index.embedders import load_embedder
from index.embedding import Embedder
from index.ingestion import Order, run
from ingest.outcome import State
from search.answer import Hit, Situation
from search.engine import search
from service.settings import read_settings

REPORTS = Path(__file__).parents[2] / "shared" / "reports"
DRAWN = 200
RIGHT = 0.95
# What the two readers may read differently in a passage: bullets, hyphens within words, marks of footnotes.
STANDS = 0.95

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared/reports is not there"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed"),
]


@dataclass(frozen=True, slots=True)
class Drawn:
    sentence: str
    path: Path
    page: int


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EmbeddedLibrary, Embedder]]:
    embedder = load_embedder(cache_folder=read_settings().cache)
    folder = tmp_path_factory.mktemp("reports")
    with open_library(folder, embedder.identity, create=True) as library:
        report = run(library, embedder, Order((REPORTS,)), lambda _step, _total: None)
        assert report.states == {State.READY: 16}
        yield library, embedder


def test_a_drawn_sentence_leads_to_its_page_and_every_quotation_stands(
    reports: tuple[EmbeddedLibrary, Embedder],
) -> None:
    library, embedder = reports
    wrong: list[Drawn] = []
    strangers: list[str] = []
    for drawn in drawn_sentences():
        hits = search(Situation(drawn.sentence), library, embedder).hits
        if not hits or not leads_to(hits[0], drawn.sentence):
            wrong.append(drawn)
        # Text that was recognised from a picture stands on its page too, but pdftotext cannot see it there.
        told = [hit for hit in hits if hit.passage.ocr is None]
        strangers += [hit.passage.text for hit in told if not quotes_its_pages(hit)]

    assert len(wrong) <= (1 - RIGHT) * DRAWN, wrong
    assert not strangers


def drawn_sentences() -> list[Drawn]:
    chance = random.Random(20261122)
    pages = [(path, number) for path in sorted(REPORTS.glob("*.pdf")) for number in range(1, len(texts(path)) + 1)]
    found: dict[str, Drawn] = {}
    while len(found) < DRAWN:
        path, number = chance.choice(pages)
        sentences = sentences_of(texts(path)[number - 1])
        if sentences:
            sentence = chance.choice(sentences)
            found[sentence] = Drawn(sentence, path, number)
    return list(found.values())


@cache
def texts(path: Path) -> list[str]:
    """The pages as pdftotext reads them."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def sentences_of(page: str) -> list[str]:
    """Whole sentences of running text: 8 to 40 words, from a capital to a full stop."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", page))
    pieces = (piece for text in paragraphs for piece in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])", text))
    return [
        piece
        for piece in pieces
        if 8 <= len(piece.split()) <= 40 and re.match(r"[A-ZÀ-Ý].*[a-zà-ÿ]{3}\.$", piece) and "..." not in piece
    ]


def leads_to(hit: Hit, sentence: str) -> bool:
    """Whether the hit, or a passage folded into it, covers a page on which the sentence stands."""
    places = [hit.passage, *hit.elsewhere]
    return any(
        letters(sentence) in pages_text(Path(place.document.locations[0].path), place.pages) for place in places
    )


@cache
def pages_text(path: Path, pages: tuple[int, int]) -> str:
    if path.suffix.casefold() != ".pdf":
        return ""
    return letters(" ".join(texts(path)[pages[0] - 1 : pages[1]]))


def letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())


def quotes_its_pages(hit: Hit) -> bool:
    path = Path(hit.passage.document.locations[0].path)
    if path.suffix.casefold() != ".pdf":
        return True
    there = pages_text(path, hit.passage.pages)
    words = [word for word in re.findall(r"[^\W\d_]+", hit.passage.text.casefold()) if len(word) > 1]
    return sum(word in there for word in words) >= STANDS * len(words)
