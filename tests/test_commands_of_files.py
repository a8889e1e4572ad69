"""The commands about files that are not in, or not wholly in, and about files in files: as real processes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SAMPLES
from tests.test_command_line import LATE
from tests.test_containers import mail, packed, put

if TYPE_CHECKING:
    from tests.conftest import Program

WELLS = "Wells fell dry where nobody had measured the groundwater table before the drilling."
BROKEN = b"%PDF-1.4\nno more"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    put(folder / "late.md", f"# Lessons\n\n{LATE}\n".encode())
    put(folder / "broken.pdf", BROKEN)
    put(folder / "old.zip", packed(wells_txt=WELLS, bad_pdf=BROKEN))
    return folder


def test_what_is_not_in_is_tried_again(program: Program, reports: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    first = program.json("ingest", reports, library=library, code=3)
    assert first["states"] == {"damaged": 2, "ready": 3}
    again = program.json("ingest", "--retry-failed", library=library, code=3)
    assert again["states"] == {"damaged": 2, "unchanged": 2}
    assert [Path(each["path"]).name for each in again["failed"]] == ["broken.pdf", "bad.pdf"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert program.json("ingest", elsewhere, "--retry-failed", library=library)["states"] == {}
    one = program.json("ingest", reports / "broken.pdf", "--retry-failed", library=library, code=3)
    assert one["states"] == {"damaged": 1}

    put(reports / "broken.pdf", (SAMPLES / "sahel-cash" / "evaluation-brief-2021.pdf").read_bytes())
    put(reports / "old.zip", packed(wells_txt=WELLS))
    put(reports / "new.md", b"A new note that nobody has asked to read.")
    mended = program.json("ingest", "--retry-failed", library=library)
    assert mended["states"] == {"ready": 2, "unchanged": 1}
    assert program.json("status", library=library)["files"] == {"ready": 4}
    assert program("ingest", "--retry-failed", library=library).stdout.startswith("State")


def test_a_file_that_is_gone_is_told_when_it_is_tried_again(
    program: Program, reports: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    program("ingest", reports, library=library, code=3)
    (reports / "broken.pdf").unlink()
    report = program.json("ingest", "--retry-failed", library=library, code=3)
    gone = next(each for each in report["failed"] if each["path"].endswith("broken.pdf"))
    assert gone["reason"] == "It cannot be opened: No such file or directory."
    assert "Check that it is there" in gone["advice"]


def test_ingest_needs_paths_or_something_to_try_again(program: Program, tmp_path: Path) -> None:
    done = program("ingest", library=tmp_path / "library", code=2)
    assert done.stderr == "lessons: There is nothing to read. Name files or folders, or add --retry-failed.\n"
    done = program("ingest", "--retry-failed", library=tmp_path / "library", code=4)
    assert "There is no library" in done.stderr
    assert not (tmp_path / "library").exists()


def test_files_that_failed_and_archives_are_removed_by_their_paths(
    program: Program, reports: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    put(
        reports / "mail.eml", mail("Wells", f"{WELLS} By mail.", note_txt=b"The note that is attached to the mail.")
    )
    program("ingest", reports, library=library, code=3)
    assert (
        program("remove", reports / "broken.pdf", library=library).stdout == "Removed 1 file without a document.\n"
    )
    assert program("remove", reports / "mail.eml", library=library).stdout == "Removed 2 documents.\n"
    assert program("remove", f"{reports}/old.zip/wells.txt", library=library).stdout == "Removed 1 document.\n"
    assert program.json("status", library=library)["files"] == {"damaged": 1, "ready": 2}
    back = program.json("ingest", reports, library=library, code=3)
    assert back["states"] == {"damaged": 2, "ready": 4, "unchanged": 1}
    assert program("remove", reports / "old.zip", library=library).stdout == "Removed 1 document.\n"
    assert [Path(each["path"]).name for each in program.json("status", library=library)["failed"]] == ["broken.pdf"]
    assert "holds no document" in program("remove", reports, library=library, code=2).stderr


def test_the_display_ends_with_all_files(program: Program, reports: Path, tmp_path: Path) -> None:
    shown = program("ingest", reports, library=tmp_path / "library", code=3).stderr
    assert re.findall(r"^(\d+) of (\d+) files", shown, re.MULTILINE) == [("5", "5")]
    again = program("ingest", reports, library=tmp_path / "library", code=3).stderr
    assert re.findall(r"^(\d+) of (\d+) files", again, re.MULTILINE) == [("5", "5")]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="for the superuser nothing is forbidden")
def test_a_folder_that_must_not_be_written_is_told(program: Program, reports: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    program("ingest", reports, library=library, code=3)
    library.chmod(0o500)
    try:
        done = program("ingest", reports, library=library, code=4)
    finally:
        library.chmod(0o700)
    assert "read-only" in done.stderr
