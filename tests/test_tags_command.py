"""``lessons tags`` as a user runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program

WELLS = """# Final Evaluation of the Wells Project in Kenya

Date of publication: 4 May 2019

The water committees dissolved within a year because nobody had budgeted for the repair of the hand pumps.
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tags") / "reports" / "wells.md"
    path.parent.mkdir()
    path.write_text(WELLS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def library(program: Program, report: Path) -> Path:
    folder = report.parents[1] / "library"
    program("ingest", report.parent, library=folder)
    return folder


def said(answer: dict[str, Any], field: str, among: str = "tags") -> list[tuple[str, str]]:
    return [(tag["value"], tag["origin"]) for tag in answer[among] if tag["field"] == field]


def test_it_shows_what_is_known_by_path_and_by_id(program: Program, report: Path, library: Path) -> None:
    answer = program.json("tags", report, library=library)
    assert said(answer, "country") == [("Kenya", "text")]
    assert said(answer, "year") == [("2019", "text")]
    assert said(answer, "timing") == [("Final", "text")]
    assert answer["files"] == [str(report)]
    assert program.json("tags", answer["document"], library=library) == answer
    lines = program("tags", report, library=library).stdout.splitlines()
    (line,) = (line for line in lines if line.startswith("country"))
    assert line.split()[-2:] == ["text", "Kenya"]


def test_a_word_counts_at_once_and_until_it_is_taken_back(program: Program, report: Path, library: Path) -> None:
    set_ = (
        "--set",
        "country=uganda",
        "--set",
        "country=TCD",
        "--set",
        "Donor=ECHO",
        "--set",
        "period=2017 to 2018",
    )
    answer = program.json("tags", report, *set_, library=library)
    assert said(answer, "country") == [("Uganda", "person"), ("Chad", "person")]
    assert said(answer, "country", "overruled") == [("Kenya", "text")]
    assert said(answer, "donor") == [("European Union", "person")]
    assert said(answer, "period") == [("2017-2018", "person")]
    found = program.json("search", "water committees", "--country", "Uganda", library=library)
    (hit,) = found["hits"]
    assert hit["context"]["country"] == ["Uganda", "Chad"]
    assert hit["document"]["donor"] == ["European Union"]
    assert program.json("search", "water committees", "--country", "Kenya", library=library)["hits"] == []
    assert program.json("search", "pumps", "--donor", "EU", library=library)["filters"]["donor"] == [
        "European Union"
    ]
    program("ingest", report.parent, library=library)
    back = ("--unset", "country", "--unset", "donor", "--unset", "period")
    answer = program.json("tags", report, *back, library=library)
    assert said(answer, "country") == [("Kenya", "text")]
    assert answer["overruled"] == []
    assert len(program.json("search", "pumps", "--country", "Kenya", library=library)["hits"]) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--set", "country=Ethopia"), ("Ethopia", "Near: Ethiopia")),
        (("--set", "hazard=flod"), ("flod", "Near: Flood")),
        (("--set", "criterion=beauty"), ("beauty", "Relevance", "Sustainability")),
        (("--set", "year=20211"), ("20211", "2021")),
        (("--set", "period=2022-2019"), ("2022-2019", "2019-2022")),
        (("--set", "year=2020", "--set", "year=2021"), ("one year",)),
        (("--set", "colour=red"), ("colour", "country")),
        (("--set", "contry=Kenya"), ("contry", "Near: country")),
        (("--set", "country"), ("country=Kenya",)),
        (("--set", "country="), ("country=Kenya",)),
        (("--unset", "action"), ("'action'",)),
        (("--set", "country=Kenya", "--unset", "country"), ("country", "at once")),
    ],
)
def test_what_cannot_be_said_is_told_and_changes_nothing(
    program: Program, report: Path, library: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    before = program.json("tags", report, library=library)
    done = program("tags", report, *options, library=library, code=2)
    assert all(word in done.stderr for word in words), done.stderr
    assert program.json("tags", report, library=library) == before


def test_a_document_that_is_not_held_is_told(program: Program, report: Path, library: Path) -> None:
    for named in ("0123456789abcdef", str(report.with_name("nowhere.md"))):
        done = program("tags", named, "--set", "country=Kenya", library=library, code=2)
        assert named in done.stderr
