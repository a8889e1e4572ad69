"""The command line as its users run it: real processes, their output and their exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer

from service.main import app, main
from tests.conftest import ROOT, SAMPLES, Program

if TYPE_CHECKING:
    from pathlib import Path

LATE = "Mobile cash transfers came six weeks late because SIM cards were not registered in time."
ODD_NAME = "Évaluation [bold] “été” :smile: دروس.md"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two real reports, a note with a name that breaks careless programs, and a file that cannot be read."""
    folder = tmp_path_factory.mktemp("reports [red]")
    for name in ("evaluation-brief-2021.pdf", "evaluation-mi-parcours-2019.pdf"):
        (folder / name).write_bytes((SAMPLES / "sahel-cash" / name).read_bytes())
    (folder / ODD_NAME).write_text(f"# Lessons learned\n\n{LATE}\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nno more")
    return folder


@pytest.fixture(scope="module")
def library(reports: Path, program: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of them; not to be changed."""
    folder = tmp_path_factory.mktemp("held [red]") / "library"
    program("ingest", reports, library=folder, code=3)
    return folder


def test_from_ingest_to_remove(program: Program, tmp_path: Path) -> None:
    folder, library = tmp_path / "notes", tmp_path / "library"
    folder.mkdir()
    (folder / "late.md").write_text(f"# Lessons\n\n{LATE}\n", encoding="utf-8")
    (folder / "wells.txt").write_text("Wells fell dry where nobody had measured the table.\n", encoding="utf-8")

    done = program("ingest", folder, library=library)
    assert re.search(r"^ready +2$", done.stdout, re.MULTILINE)
    assert "2 of 2 files, 2 passages" in done.stderr
    found = program("search", "why did transfers come late", library=library).stdout
    assert found.startswith("1. ")
    assert LATE in found
    assert str(folder / "late.md") in found
    shown = program("status", library=library).stdout
    assert re.search(r"^Documents +2$", shown, re.MULTILINE)
    assert re.search(r"^Model +all-MiniLM-L6-v2$", shown, re.MULTILINE)

    assert program("remove", folder / "late.md", library=library).stdout == "Removed 1 document.\n"
    assert LATE not in program("search", "why did transfers come late", library=library).stdout
    assert re.search(r"^Documents +1$", program("status", library=library).stdout, re.MULTILINE)
    again = program.json("ingest", folder, library=library)
    assert again["states"] == {"ready": 1, "unchanged": 1}


def test_ingest_tells_programs_what_became_of_each_file(program: Program, reports: Path, tmp_path: Path) -> None:
    report = program.json("ingest", reports, library=tmp_path, code=3)
    assert report["states"] == {"damaged": 1, "ready": 3}
    [failed] = report["failed"]
    assert failed["path"] == str(reports / "broken.pdf")
    assert failed["state"] == "damaged"
    assert failed["reason"].endswith(".")
    assert failed["advice"].endswith(".")
    assert report["pruned"] == []
    assert report["passages"] > 20
    assert report["pages"] > 3
    again = program("ingest", reports, "--json", library=tmp_path, code=3)
    assert json.loads(again.stdout)["states"] == {"damaged": 1, "unchanged": 3}
    assert json.loads(again.stdout)["passages"] == 0
    assert again.stderr == ""


def test_search_tells_programs_all_that_a_citation_needs(program: Program, library: Path, reports: Path) -> None:
    answer = program.json("search", "SIM cards registered late", "-k", "3", library=library)
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3]
    assert answer["took_ms"] > 0
    first = answer["hits"][0]
    assert {"rank", "score", "kind", "text", "passage_id", "section", "pages", "document", "context"} <= set(first)
    assert first["text"] == LATE
    assert 0 < first["score"] <= 1
    assert first["kind"] == "lesson"
    assert first["pages"] == [1, 1]
    assert first["section"] == ["Lessons learned"]
    assert first["document"]["files"] == [str(reports / ODD_NAME)]
    assert first["passage_id"] == f"{first['document']['id']}-0000"
    assert {"country", "year", "organisation"} <= set(first["context"])
    assert all(hit["pages"][0] <= hit["pages"][1] <= hit["document"]["page_count"] for hit in answer["hits"])


def test_status_tells_programs_what_is_held(program: Program, library: Path, reports: Path) -> None:
    status = program.json("status", library=library)
    assert status["library"] == str(library)
    assert status["model"] == "all-MiniLM-L6-v2"
    assert (status["documents"], status["files"]) == (3, {"damaged": 1, "ready": 3})
    assert [each["path"] for each in status["failed"]] == [str(reports / "broken.pdf")]


def test_status_names_each_file_that_is_not_in(program: Program, library: Path, reports: Path) -> None:
    shown = program("status", library=library).stdout
    assert "1 file is not in: `lessons status --failed`" in shown
    assert f"Library    {library}\n" in shown
    listed = program("status", "--failed", library=library).stdout
    assert f"damaged     {reports / 'broken.pdf'}\n" in listed
    assert "save it anew" in listed


def test_lines_are_plain_where_the_output_is_no_terminal(program: Program, library: Path, reports: Path) -> None:
    shown = program("search", "mobile money", library=library, TERM="xterm-256color", FORCE_COLOR="").stdout
    assert "\x1b" not in shown
    assert all(line == line.rstrip() for line in shown.splitlines())
    assert re.search(r"^\d+ hits in \d+ ms\.$", shown, re.MULTILINE)
    path = str(reports / "evaluation-brief-2021.pdf")
    assert any(line.startswith(f"   {path}  [") for line in shown.splitlines())


def test_names_in_any_script_are_written_in_any_place(program: Program, library: Path) -> None:
    """As on Windows, where a pipe has the letters of one code page only."""
    shown = program("search", "SIM cards", "-k", "1", library=library, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert ODD_NAME in shown.stdout


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_name_that_is_no_text_is_written_too(program: Program, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.xyz")
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("x")
    report = program.json("ingest", path, library=tmp_path / "library", code=3)
    assert report["failed"][0]["path"] == path
    assert "unsupported" in program("status", "--failed", library=tmp_path / "library").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", ""], "There is no situation to look for. Describe it in your own words"),
        (["search", "cash", "--country", "Nigr"], "Unknown country 'Nigr'. Near: Niger"),
        (["search", "cash", "--kind", "lesn"], "Unknown kind 'lesn'. Near: lesson."),
        (["search", "cash", "--since", "2022", "--until", "2020"], "since (2022) is after until (2020)"),
        (["search", "cash", "--since", "1066"], "since must be at least 1900"),
        (["search", "cash", "-k", "0"], "Invalid value for '-k'"),
        (["search", "cash", "--contry", "Niger"], "No such option: --contry"),
        (["serch", "cash"], "Did you mean 'search'"),
        (["search"], "Missing argument"),
        (["remove", "0123456789abcdef"], "The library holds no document '0123456789abcdef'"),
        (
            ["ingest", "nowhere"],
            "There is no file or folder 'nowhere'. Check its spelling; nothing was changed.",
        ),
        (["ingest", "sample_docs", "--metadata", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["evaluate", "sample_docs"], "A benchmark folder has corpus.jsonl"),
        (["evaluate", "sample_docs", "--run", "nowhere/run.txt"], "There is no folder nowhere"),
        (["serve", "--host", "0.0.0.0"], "Set LESSONS_API_KEYS"),
    ],
)
def test_wrong_use_is_named(
    program: Program,
    library: Path,
    arguments: list[str],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process, which saves a second each."""
    monkeypatch.setattr(sys, "argv", ["lessons", *arguments])
    for name, value in program.environment(library).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said, complaint = capsys.readouterr()
    assert message in complaint
    assert said == ""


def test_an_unknown_option_and_an_unknown_value_are_named(program: Program, library: Path) -> None:
    done = program("search", "cash", "--contry", "Niger", library=library, code=2)
    assert "No such option: --contry" in done.stderr
    done = program("search", "cash", "--country", "Nigr", library=library, code=2)
    assert done.stderr == "lessons: Unknown country 'Nigr'. Near: Niger.\n"


@pytest.mark.parametrize(
    "arguments", [["search", "cash"], ["status"], ["remove", "x"], ["reindex", "--model", "x"]]
)
def test_no_library_is_said_with_the_way_to_make_one(
    program: Program, tmp_path: Path, arguments: list[str]
) -> None:
    done = program(*arguments, library=tmp_path / "none", code=4)
    assert "lessons ingest FOLDER" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_missing_path_makes_no_library(program: Program, tmp_path: Path) -> None:
    program("ingest", tmp_path / "nowhere", library=tmp_path / "library", code=2)
    assert not (tmp_path / "library").exists()


def test_a_library_that_cannot_be_made(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = program("ingest", SAMPLES, library=tmp_path / "file", code=4)
    assert "There can be no library in" in done.stderr
    assert "LESSONS_LIBRARY" in done.stderr


def test_a_wrong_setting_is_named(program: Program, library: Path) -> None:
    done = program("status", library=library, code=2, LESSONS_WORKERS="many")
    assert "LESSONS_WORKERS is 'many' but must be the number of files read at once" in done.stderr
    done = program("status", library=library, LESSONS_LIBARY="x")
    assert "there is no setting LESSONS_LIBARY; did you mean LESSONS_LIBRARY?" in done.stderr


def test_the_option_wins_over_the_variable(program: Program, library: Path, tmp_path: Path) -> None:
    shown = program("status", "--library", library, library=tmp_path / "none").stdout
    assert str(library) in shown


def test_the_metadata_file_is_read_and_its_problems_are_told(program: Program, tmp_path: Path) -> None:
    (tmp_path / "late.md").write_text(f"# Lessons\n\n{LATE}\n", encoding="utf-8")
    sidecar = tmp_path / "list.csv"
    sidecar.write_text("path,country,colour\nlate.md,Nigr,red\n", encoding="utf-8")
    done = program("ingest", tmp_path, "--metadata", sidecar, library=tmp_path / ".library")
    assert "unknown column 'colour'" in done.stderr
    assert "unknown country 'Nigr'; did you mean" in done.stderr
    assert "list.csv" not in done.stdout  # it is no document
    sidecar.write_text("path,country\nlate.md,Niger\n", encoding="utf-8")
    program("ingest", tmp_path, "--metadata", sidecar, library=tmp_path / ".library")
    answer = program.json("search", "late", "--country", "NER", library=tmp_path / ".library")
    assert answer["hits"][0]["context"]["country"] == ["Niger"]
    assert program.json("search", "late", "--country", "Kenya", library=tmp_path / ".library")["hits"] == []


def test_what_is_unexpected_is_kept_in_a_file_and_not_shown(tmp_path: Path, program: Program) -> None:
    code = (
        "import sys; from service import main, terminal\n"
        "def broken(*a, **k): raise ZeroDivisionError('secret')\n"
        "terminal.show_status = broken\n"
        "sys.argv = ['lessons', 'status']; main.main()"
    )
    library = tmp_path / "library"
    (tmp_path / "empty").mkdir()
    program("ingest", tmp_path / "empty", library=library)
    environment = {**program.environment(library), "LESSONS_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    place = tmp_path / "cache" / "last-error.txt"
    assert done.stderr == (
        f"lessons: something unexpected happened (ZeroDivisionError). Please report it with the file {place}.\n"
    )
    assert "ZeroDivisionError: secret" in place.read_text(encoding="utf-8")


def imported_by(program: Program, library: Path, *arguments: str) -> tuple[int, set[str]]:
    code = (
        "import atexit, sys; from service.main import main\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        f"sys.argv = {['lessons', *arguments]!r}; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=program.environment(library),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, set(done.stderr.split())


def test_a_question_imports_no_torch_where_the_compiled_model_is_there(program: Program, library: Path) -> None:
    """The library's fixture has compiled it."""
    pytest.importorskip("openvino")
    code, modules = imported_by(program, library, "search", "cash")
    assert code == 0
    assert {"openvino", "tokenizers", "search.engine"} <= modules
    assert (
        not {"torch", "sentence_transformers", "transformers", "fastapi", "uvicorn", "ir_measures", "pypdfium2"}
        & modules
    )


@pytest.mark.parametrize("arguments", [["--help"], ["status"]])
def test_what_embeds_nothing_imports_no_engine(program: Program, library: Path, arguments: list[str]) -> None:
    code, modules = imported_by(program, library, *arguments)
    assert code == 0
    assert not {"torch", "openvino", "tokenizers", "fastapi", "pypdfium2"} & modules


def commands() -> list[str]:
    group: Any = typer.main.get_command(app)
    return sorted(group.commands)


def test_the_commands_are_those_that_the_tests_know() -> None:
    assert commands() == ["evaluate", "ingest", "reindex", "remove", "search", "serve", "status", "tags"]


@pytest.mark.parametrize("command", commands())
def test_each_command_is_documented_and_explains_itself(program: Program, command: str) -> None:
    assert f"lessons {command}" in (ROOT / "README.md").read_text(encoding="utf-8")
    shown = program(command, "--help").stdout
    assert "--help" in shown
    options: Any = typer.main.get_command(app)
    assert all(option.help for option in options.commands[command].params)
