from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import SettingsError
from service.settings import Settings, check_door, read_settings, stray_names

KEY = "k" * 20


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LESSONS_{name.upper()}", raising=False)


def test_without_variables_the_platform_decides() -> None:
    settings = read_settings()
    assert settings.library.is_absolute()
    assert "lessons" in str(settings.library)
    assert settings.library != settings.cache
    assert (settings.host, settings.port) == ("127.0.0.1", 8765)
    assert (settings.file_seconds, settings.max_file_mb, settings.worker_memory_mb) == (120, 200, 2048)
    assert settings.workers >= 1
    assert settings.keys == ()


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LESSONS_LIBRARY", "there/library")
    monkeypatch.setenv("LESSONS_PORT", "9000")
    monkeypatch.setenv("LESSONS_API_KEYS", f" {KEY} ,, {KEY}2 ")
    monkeypatch.setenv("LESSONS_ALLOWED_HOSTS", "lessons.example.org, 10.0.0.7")
    monkeypatch.setenv("LESSONS_HOST", "10.0.0.7")
    monkeypatch.setenv("LESSONS_FILE_SECONDS", "")
    settings = read_settings()
    assert settings.library == tmp_path / "there" / "library"
    assert settings.port == 9000
    assert settings.keys == (KEY, f"{KEY}2")
    assert settings.hosts == ("lessons.example.org", "10.0.0.7", "10.0.0.7")
    assert settings.file_seconds == 120


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LESSONS_PORT", "abc", "LESSONS_PORT is 'abc' but must be a port, 0 to 65535"),
        ("LESSONS_PORT", "70000", "LESSONS_PORT is '70000'"),
        ("LESSONS_WORKERS", "0", "LESSONS_WORKERS is '0' but must be the number of files"),
        ("LESSONS_MAX_FILE_MB", "big", "LESSONS_MAX_FILE_MB is 'big' but must be megabytes"),
        ("LESSONS_FILE_SECONDS", "-1", "LESSONS_FILE_SECONDS is '-1' but must be seconds"),
    ],
)
def test_bad_values_are_told_to_people(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert words in str(caught.value)
    assert "pydantic" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__cause__ is None


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LESSONS_API_KEYS", f"{KEY},tiny-secret")
    with pytest.raises(SettingsError, match="at least 16 characters") as caught:
        read_settings()
    assert "tiny-secret" not in str(caught.value)
    monkeypatch.setenv("LESSONS_API_KEYS", KEY)
    assert KEY not in repr(read_settings())


def test_a_misspelt_variable_is_noticed() -> None:
    strays = stray_names(["LESSONS_LIBARY", "LESSONS_PORT", "PATH"])
    assert list(strays) == ["LESSONS_LIBARY"]
    assert strays["LESSONS_LIBARY"][0] == "LESSONS_LIBRARY"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.3.3", "localhost", "::1", "[::1]"])
def test_loopback_needs_no_key(host: str) -> None:
    check_door(host, ())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "lessons.example.org", ""])
def test_an_open_door_needs_a_key(host: str) -> None:
    with pytest.raises(SettingsError, match="LESSONS_API_KEYS"):
        check_door(host, ())
    check_door(host, (KEY,))
