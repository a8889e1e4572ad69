"""Runs over archives and mails: what they hold are files of their own, and come and go with them."""

from __future__ import annotations

import io
import shutil
import zipfile
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import holders
from index.embedded import open_library
from ingest.limited import Limits
from ingest.outcome import State
from tests.conftest import SAMPLES
from tests.hash_embedder import HashEmbedder
from tests.test_ingestion import CASH, SEEDS, WATER, Runs, countries, folder, library, runs, write

if TYPE_CHECKING:
    from index.embedded import EmbeddedLibrary

__all__ = ["folder", "library", "runs"]  # fixtures


def packed(**files: str | bytes) -> bytes:
    """An archive; the names have ``__`` for a slash and ``_`` for the dot before the extension."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def mail(subject: str, text: str, **attached: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Ana <ana@example.org>", "all@example.org"
    message["Date"] = "Mon, 03 May 2021 10:00:00 +0200"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(text)
    for name, data in attached.items():
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message.as_bytes()


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def states(library: EmbeddedLibrary, folder: Path) -> dict[str, str]:
    return {Path(row.path).relative_to(folder).as_posix(): row.outcome.state.value for row in library.files()}


def told(runs: Runs, folder: Path) -> dict[str, str]:
    return {Path(step.path).relative_to(folder).as_posix(): step.outcome.state.value for step in runs.steps}


def leftovers(library: EmbeddedLibrary) -> list[Path]:
    return list(library.folder.glob("unpacked"))


def test_each_file_in_an_archive_is_a_file(runs: Runs, folder: Path) -> None:
    put(folder / "old.zip", packed(cash_txt=CASH, a2019__water_txt=WATER, broken_pdf=b"%PDF-1.4\nno more"))
    report = runs(folder)
    expected = {
        "old.zip": "ready",
        "old.zip/cash.txt": "ready",
        "old.zip/a2019/water.txt": "ready",
        "old.zip/broken.pdf": "damaged",
    }
    assert told(runs, folder) == states(runs.library, folder) == expected
    assert report.states == {State.READY: 3, State.DAMAGED: 1}
    assert [Path(path).name for path, _ in report.failed] == ["broken.pdf"]
    assert report.remarks == ()
    assert runs.answers("water committees") == ["water.txt"]
    row = runs.library.file(str(folder / "old.zip"))
    assert row is not None
    assert (row.document, row.outcome.reason) == (None, "3 files in it.")
    member = runs.library.file(str(folder / "old.zip" / "cash.txt"))
    assert member is not None
    assert (member.container, member.size) == (str(folder / "old.zip"), len(CASH))
    assert leftovers(runs.library) == []


def test_the_total_grows_and_ends_at_the_number_of_steps(runs: Runs, folder: Path) -> None:
    put(folder / "old.zip", packed(cash_txt=CASH, more_zip=packed(water_txt=WATER, seeds_txt=SEEDS)))
    write(folder / "z.txt", f"{SEEDS} And that is all.")
    totals: list[int] = []
    for expected in ([2, 4, 6], [2, 6]):
        totals.clear()
        runs(folder)
        totals = [total for _, total in runs.totals]
        assert totals == sorted(totals)
        assert totals[-1] == len(totals) == 6
        assert set(totals) <= set(expected)


def test_a_second_run_unpacks_nothing(runs: Runs, folder: Path) -> None:
    put(folder / "old.zip", packed(cash_txt=CASH, in_zip=packed(water_txt=WATER, no_pdf=b"%PDF-1.4\nx")))
    put(folder / "mail.eml", mail("Seeds", SEEDS, seeds_txt=b"An attachment of one sentence on drought and rain."))
    first = runs(folder)
    before, stamp = states(runs.library, folder), runs.library.stamp
    second = runs(folder)
    assert len(before) == 7
    assert second.states == {State.UNCHANGED: 6, State.DAMAGED: 1}
    assert second.failed == first.failed
    assert set(told(runs, folder)) == set(before)
    assert runs.library.stamp == stamp
    assert runs.embedder.embedded == []


def test_a_mail_is_a_document_and_what_is_attached_are_others(runs: Runs, folder: Path) -> None:
    put(folder / "mail.eml", mail("The cash pilot", CASH, water_txt=WATER.encode(), old_zip=packed(s_txt=SEEDS)))
    runs(folder)
    assert told(runs, folder) == {
        "mail.eml": "ready",
        "mail.eml/water.txt": "ready",
        "mail.eml/old.zip": "ready",
        "mail.eml/old.zip/s.txt": "ready",
    }
    [record] = [each for each in runs.library.documents()[1] if each.media_type == "message/rfc822"]
    assert record.title == "The cash pilot"
    assert [passage.text for passage in runs.library.passages(record.id)] == [CASH]
    assert runs.answers("SIM cards") == ["mail.eml"]
    assert runs.answers("seeds") == ["s.txt"]


def test_a_mail_with_attachments_but_no_words_is_ready(runs: Runs, folder: Path) -> None:
    put(folder / "mail.eml", mail("", "", water_txt=WATER.encode()))
    put(folder / "empty.eml", mail("", ""))
    runs(folder)
    assert told(runs, folder) == {"mail.eml": "ready", "mail.eml/water.txt": "ready", "empty.eml": "empty"}
    row = runs.library.file(str(folder / "mail.eml"))
    assert row is not None
    assert row.outcome.reason == "1 file in it."


def test_a_changed_archive_keeps_what_stayed_and_drops_what_left(runs: Runs, folder: Path) -> None:
    put(folder / "old.zip", packed(cash_txt=CASH, water_txt=WATER, in_zip=packed(s_txt=SEEDS)))
    runs(folder)
    put(folder / "old.zip", packed(cash_txt=CASH, seeds_txt=f"{SEEDS} Twice."))
    runs(folder)
    assert told(runs, folder) == {
        "old.zip": "ready",
        "old.zip/cash.txt": "unchanged",
        "old.zip/seeds.txt": "ready",
    }
    assert set(states(runs.library, folder)) == {"old.zip", "old.zip/cash.txt", "old.zip/seeds.txt"}
    assert runs.answers("water committees") == []
    assert len(runs.embedder.embedded) == 1
    assert runs(folder).states == {State.UNCHANGED: 3}


def test_what_an_archive_held_goes_when_it_is_one_no_longer(runs: Runs, folder: Path) -> None:
    whole = packed(cash_txt=CASH, water_txt=WATER)
    put(folder / "old.zip", whole)
    runs(folder)
    put(folder / "old.zip", whole[: len(whole) // 2])
    report = runs(folder)
    assert [outcome.state for _, outcome in report.failed] == [State.DAMAGED]
    assert states(runs.library, folder) == {"old.zip": "damaged"}
    assert runs.library.documents()[0] == 0
    put(folder / "old.zip", whole)
    assert runs(folder).states == {State.READY: 3}
    put(folder / "old.zip", (SAMPLES / "sahel-cash" / "evaluation-brief-2021.pdf").read_bytes())
    runs(folder)
    assert states(runs.library, folder) == {"old.zip": "ready"}
    assert runs.library.documents()[0] == 1


def test_pruning_an_archive_takes_all_that_it_held(runs: Runs, folder: Path) -> None:
    archive = put(folder / "old.zip", packed(cash_txt=CASH, in_zip=packed(water_txt=WATER)))
    write(folder / "copy.txt", CASH)
    runs(folder)
    assert runs(folder, prune=True).pruned == ()
    archive.unlink()
    assert runs(folder, prune=True).pruned == (str(archive),)
    assert states(runs.library, folder) == {"copy.txt": "ready"}
    assert runs.answers("SIM cards") == ["copy.txt"]
    assert runs.answers("water committees") == []


def test_the_same_bytes_in_two_archives_are_one_document(runs: Runs, folder: Path) -> None:
    put(folder / "a.zip", packed(cash_txt=CASH, water_txt=WATER))
    put(folder / "b.zip", packed(copied_txt=CASH))
    report = runs(folder)
    assert report.states == {State.READY: 4, State.DUPLICATE: 1}
    count, records = runs.library.documents()
    assert count == 2
    [record] = [each for each in records if len(each.locations) == 2]
    archives = {folder / "a.zip": "cash.txt", folder / "b.zip": "copied.txt"}
    assert {(place.path, place.container, place.size) for place in record.locations} == {
        (str(archive / name), str(archive), archive.stat().st_size) for archive, name in archives.items()
    }


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("is_mail", [True, False])
def test_a_copied_container_brings_its_own(runs: Runs, folder: Path, together: bool, is_mail: bool) -> None:
    data = mail("Cash", CASH, water_txt=WATER.encode()) if is_mail else packed(cash_txt=CASH, water_txt=WATER)
    name = "mail.eml" if is_mail else "old.zip"
    put(folder / "a" / name, data)
    if not together:
        runs(folder)
    put(folder / "b" / name, data)
    runs(folder)
    assert runs.library.documents()[0] == 2
    shutil.rmtree(folder / "a")
    runs(folder, prune=True)
    held = states(runs.library, folder)
    assert set(held.values()) == {"ready"}
    assert len(held) == (2 if is_mail else 3)
    assert all(path.startswith(f"b/{name}") for path in held)
    assert runs.answers("water committees") == ["water.txt"]
    assert runs(folder).states == {State.UNCHANGED: len(held)}


def test_files_lie_at_most_three_deep(runs: Runs, folder: Path) -> None:
    data = packed(deep_txt=CASH)
    for _ in range(3):
        data = packed(in_zip=data, water_txt=f"{WATER} {len(data)}")
    put(folder / "old.zip", data)
    report = runs(folder)
    [(path, outcome)] = report.failed
    assert Path(path).relative_to(folder).as_posix() == "old.zip/in.zip/in.zip/in.zip"
    assert outcome.state is State.TOO_LARGE
    assert outcome.reason == "It lies in 3 files, one in the other; the files in it were not read."
    assert outcome.advice == "Unpack it with its own program, then ingest the folder."
    assert report.states == {State.READY: 6, State.TOO_LARGE: 1}
    assert runs(folder).states == {State.UNCHANGED: 6, State.TOO_LARGE: 1}


def test_no_more_than_so_many_files_are_taken_of_one(
    runs: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holders, "Budget", partial(holders.Budget, files=5))
    inner = packed(**{f"n{number}_txt": f"{WATER} Number {number}." for number in range(6)})
    put(folder / "old.zip", packed(in_zip=inner, b_txt=CASH))
    report = runs(folder)
    assert [Path(path).name for path, _ in report.failed] == ["in.zip"]
    assert report.failed[0][1].state is State.TOO_LARGE
    assert report.states == {State.READY: 5, State.TOO_LARGE: 1}


def test_a_disk_with_little_room_is_not_filled(runs: Runs, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a share of what is free is less than what an archive holds."""
    monkeypatch.setattr(holders, "FREE_SHARE", shutil.disk_usage(folder).free // 2_000)
    put(folder / "a.zip", packed(cash_txt=CASH, large_txt=WATER * 100, water_txt=WATER))
    write(folder / "b.txt", SEEDS)
    report = runs(folder)
    [(path, outcome)] = report.failed
    assert (Path(path).name, outcome.state) == ("a.zip", State.TOO_LARGE)
    assert outcome.reason == "It unpacks to more than 0 MiB; files of it that were read: 1."
    assert told(runs, folder) == {"a.zip": "too_large", "a.zip/cash.txt": "ready", "b.txt": "ready"}


def test_a_killed_run_goes_on_amid_an_archive(runs: Runs, folder: Path) -> None:
    """As after a kill: some of the members are in, the archive itself is not told."""
    put(folder / "old.zip", packed(cash_txt=CASH, water_txt=WATER))
    runs(folder)
    with runs.library.writing() as writer:
        writer.drop_path(str(folder / "old.zip" / "water.txt"))
        row = runs.library.file(str(folder / "old.zip"))
        assert row is not None
        writer.drop_path(str(folder / "old.zip"))
    put(runs.library.folder / "unpacked" / "0" / "00000.txt", b"left by the run that was killed")
    runs(folder)
    assert told(runs, folder) == {"old.zip": "ready", "old.zip/cash.txt": "ready", "old.zip/water.txt": "ready"}
    assert leftovers(runs.library) == []


def test_a_sidecar_names_files_in_archives(runs: Runs, folder: Path) -> None:
    put(folder / "old.zip", packed(a2019__cash_txt=CASH, water_txt=WATER))
    sidecar = write(folder.parent / "list.csv", "path,country\nreports/old.zip/a2019/cash.txt,Niger")
    told_by = runs(folder, sidecar=sidecar)
    assert told_by.failed == ()
    assert countries(runs.library) == {"cash.txt": ("Niger",), "water.txt": ()}
    assert runs(folder, sidecar=sidecar).states == {State.UNCHANGED: 3}
    assert runs(folder).states == {State.UNCHANGED: 3}
    write(sidecar, "path,country\nreports/old.zip/a2019/cash.txt,Mali")
    assert runs(folder, sidecar=sidecar).states == {State.READY: 1, State.UNCHANGED: 2}
    assert countries(runs.library) == {"cash.txt": ("Mali",), "water.txt": ()}


def test_only_what_failed_is_read_again(runs: Runs, folder: Path) -> None:
    put(folder / "old.zip", packed(cash_txt=CASH, broken_pdf=b"%PDF-1.4\nno more"))
    runs(folder)
    runs(folder, limits=Limits(1, seconds=300))
    assert told(runs, folder) == {
        "old.zip": "unchanged",
        "old.zip/cash.txt": "unchanged",
        "old.zip/broken.pdf": "damaged",
    }


def test_a_new_time_alone_unpacks_nothing(runs: Runs, folder: Path) -> None:
    archive = put(folder / "old.zip", packed(cash_txt=CASH))
    runs(folder)
    archive.touch()
    assert runs(folder).states == {State.UNCHANGED: 2}
    [record] = runs.library.documents()[1]
    assert [place.modified_ns for place in record.locations] == [archive.stat().st_mtime_ns]


def test_the_runs_of_two_libraries_unpack_apart(tmp_path: Path, folder: Path) -> None:
    put(folder / "old.zip", packed(cash_txt=CASH))
    for name in ("one", "two"):
        with open_library(tmp_path / name, HashEmbedder().identity, create=True) as opened:
            Runs(opened)(folder)
            assert states(opened, folder) == {"old.zip": "ready", "old.zip/cash.txt": "ready"}
