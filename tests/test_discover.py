"""Which files a run looks at, and under which names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.discover import MissingPathError, absolute, discover, sha256_of


def names(*paths: Path) -> list[str]:
    return [found.name for found in discover(paths)]


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", "sub/deep/c.pdf", "sub/a.pdf", "été/d.md", "دروس.txt"):
        write(tmp_path / name)

    assert names(tmp_path) == ["a.pdf", "b.pdf", "دروس.txt", "sub/a.pdf", "sub/deep/c.pdf", "été/d.md"]
    assert [found.path for found in discover([tmp_path])][3] == tmp_path / "sub/a.pdf"


def test_what_programs_leave_is_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.pdf", ".git/a.pdf", "~$report.docx", "Thumbs.db", "desktop.ini", "report.docx"):
        write(tmp_path / name)

    assert names(tmp_path) == ["report.docx"]


def test_a_file_is_named_by_its_name_and_found_even_if_hidden(tmp_path: Path) -> None:
    assert names(write(tmp_path / "sub/.notes.md")) == [".notes.md"]


def test_each_file_comes_once(tmp_path: Path) -> None:
    file = write(tmp_path / "sub/a.pdf")

    assert names(tmp_path, tmp_path / "sub", file, tmp_path / "sub" / ".." / "sub" / "a.pdf") == ["sub/a.pdf"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside/secret.pdf")
    inside = write(tmp_path / "inside/a.pdf")
    link(tmp_path / "inside/secret.pdf", outside)
    link(tmp_path / "inside/folder", outside.parent)
    link(tmp_path / "inside/broken.pdf", tmp_path / "nothing")
    link(tmp_path / "inside/same.pdf", inside)
    link(tmp_path / "inside/round", inside.parent)

    assert names(tmp_path / "inside") == ["a.pdf", "same.pdf"]


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("this system lets no one make symbolic links")


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPathError, match="nowhere"):
        names(tmp_path, tmp_path / "nowhere")


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(folder: str) -> None:
        raise PermissionError(13, "Permission denied", folder)

    monkeypatch.setattr("os.scandir", refuse)

    assert names(tmp_path) == []
    assert caplog.messages == [f"The folder {tmp_path} cannot be looked into: Permission denied."]


def test_one_place_has_one_spelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert absolute(Path("sub/../a.pdf")) == tmp_path / "a.pdf"
    assert absolute(Path("~/a.pdf")) == Path.home() / "a.pdf"


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    file = tmp_path / "a.bin"
    file.write_bytes(data)

    assert sha256_of(file) == hashlib.sha256(data).hexdigest()
