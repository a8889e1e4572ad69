"""What a person says of a document holds in later runs: over text and sidecar, and for other bytes of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.embedded import open_library
from index.ingestion import Order, Report, run
from index.library import Filter, Words
from index.passage_text import embed_document
from ingest import documents
from ingest.discover import sha256_of
from ingest.document import Field, Origin, document_id
from ingest.limited import Limits
from ingest.sidecar import read_sidecar
from service.tagging import retagged
from tests.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from index.embedded import EmbeddedLibrary

EMBEDDER = HashEmbedder()
KENYA = """# Evaluation of the wells in Kenya, 2019

The water committees dissolved within a year because nobody had budgeted for the repair of the hand pumps.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[EmbeddedLibrary]:
    with open_library(tmp_path / "library", EMBEDDER.identity, create=True) as opened:
        yield opened


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "reports" / "wells.md"
    path.parent.mkdir()
    path.write_text(KENYA, encoding="utf-8")
    return path


def ingest(library: EmbeddedLibrary, path: Path, sidecar: Path | None = None, *, prune: bool = False) -> Report:
    told = read_sidecar(sidecar) if sidecar else None
    return run(library, EMBEDDER, Order((path,), told, prune, limits=Limits(1)), lambda _step, _total: None)


def say(
    library: EmbeddedLibrary,
    path: Path,
    given: Mapping[Field, Sequence[str]],
    taken_back: frozenset[Field] = frozenset(),
) -> None:
    held = library.whole_document(document_id(sha256_of(path)))
    assert held is not None
    changed = retagged(held, given, taken_back)
    with library.writing() as writer:
        writer.retag(changed, embed_document(changed, EMBEDDER, library.known_vectors))
        writer.publish()


def values(library: EmbeddedLibrary, path: Path, field: Field) -> tuple[str, ...]:
    record = library.document(document_id(sha256_of(path)))
    assert record is not None
    return record.values(field)


def test_it_holds_over_the_text_and_a_sidecar_and_gives_way_when_it_is_taken_back(
    library: EmbeddedLibrary, report: Path, tmp_path: Path
) -> None:
    ingest(library, report.parent)
    assert values(library, report, Field.COUNTRY) == ("Kenya",)
    say(library, report, {Field.COUNTRY: ("Uganda", "Chad")})
    assert values(library, report, Field.COUNTRY) == ("Uganda", "Chad")
    sidecar = tmp_path / "about.csv"
    sidecar.write_text("path,country,hazard\nreports/wells.md,Mali,drought\n", encoding="utf-8")
    ingest(library, report.parent, sidecar)
    assert values(library, report, Field.COUNTRY) == ("Uganda", "Chad")
    assert values(library, report, Field.HAZARD) == ("Drought",)
    say(library, report, {}, frozenset({Field.COUNTRY}))
    assert values(library, report, Field.COUNTRY) == ("Mali",)
    assert library.said_of(document_id(sha256_of(report)), Origin.PERSON) == ()


def test_a_sidecar_that_is_overruled_is_not_read_anew_in_each_run(
    library: EmbeddedLibrary, report: Path, tmp_path: Path
) -> None:
    sidecar = tmp_path / "about.csv"
    sidecar.write_text("path,country\nreports/wells.md,Mali\n", encoding="utf-8")
    ingest(library, report.parent, sidecar)
    say(library, report, {Field.COUNTRY: ("Uganda",)})
    assert ingest(library, report.parent).states == {"unchanged": 1}
    assert ingest(library, report.parent, sidecar).states == {"unchanged": 1}


def test_it_holds_when_the_reader_has_changed(
    library: EmbeddedLibrary, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(library, report.parent)
    say(library, report, {Field.COUNTRY: ("Uganda",), Field.YEAR: ("2020",)})
    monkeypatch.setattr("index.looking.READER_VERSION", documents.READER_VERSION + 1)
    assert ingest(library, report.parent).states == {"ready": 1}
    assert values(library, report, Field.COUNTRY) == ("Uganda",)
    assert values(library, report, Field.YEAR) == ("2020",)


def test_it_moves_with_the_file(library: EmbeddedLibrary, report: Path) -> None:
    ingest(library, report.parent)
    say(library, report, {Field.COUNTRY: ("Uganda",)})
    moved = report.rename(report.with_name("boreholes.md"))
    ingest(library, moved.parent, prune=True)
    assert values(library, moved, Field.COUNTRY) == ("Uganda",)


def test_other_bytes_at_the_same_path_get_it_with_a_note(library: EmbeddedLibrary, report: Path) -> None:
    ingest(library, report.parent)
    say(library, report, {Field.COUNTRY: ("Uganda",)})
    report.write_text(KENYA.replace("2019", "2018"), encoding="utf-8")
    ingest(library, report.parent)
    assert values(library, report, Field.COUNTRY) == ("Uganda",)
    assert values(library, report, Field.YEAR) == ("2018",)
    (file,) = library.files()
    assert "a person gave" in file.outcome.reason
    say(library, report, {}, frozenset({Field.COUNTRY}))
    assert values(library, report, Field.COUNTRY) == ("Kenya",)


def test_another_file_does_not_get_it(library: EmbeddedLibrary, report: Path) -> None:
    ingest(library, report.parent)
    say(library, report, {Field.COUNTRY: ("Uganda",)})
    other = report.with_name("other.md")
    other.write_text(KENYA.replace("2019", "2018"), encoding="utf-8")
    ingest(library, report.parent)
    assert values(library, other, Field.COUNTRY) == ("Kenya",)


def test_it_reaches_filters_words_and_what_is_embedded(library: EmbeddedLibrary, report: Path) -> None:
    ingest(library, report.parent)
    assert library.best_words(Words("Uganda"), 5, Filter()) == []
    say(library, report, {Field.COUNTRY: ("Uganda",)})
    (hit,) = library.best_words(Words("Uganda"), 5, Filter())
    assert library.best_words(Words("water"), 5, Filter(country=("Kenya",))) == []
    assert len(library.nearest(EMBEDDER.embed_query("water"), 5, Filter(country=("Uganda",)))) == 1
    whole = library.whole_document(document_id(sha256_of(report)))
    assert whole is not None
    assert (library.vectors([hit.number]) == embed_document(whole, EMBEDDER)).all()
    report.write_text(KENYA + "\n", encoding="utf-8")
    ingest(library, report.parent)
    again = library.whole_document(document_id(sha256_of(report)))
    assert again is not None
    (hit,) = library.best_words(Words("Uganda"), 5, Filter())
    assert (library.vectors([hit.number]) == embed_document(again, EMBEDDER)).all()
