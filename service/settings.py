"""The one reader of the environment: ``LESSONS_*`` variables, checked, with messages for people."""

import ipaddress
import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingsError
from service.near import near

PREFIX = "LESSONS_"
SHORTEST_KEY = 16
ANYWHERE = frozenset({"0.0.0.0", "::", "[::]", "*", ""})  # noqa: S104 - named here to be refused


def own_folder() -> Path:
    return platformdirs.user_data_path("lessons", appauthor=False) / "library"


def own_cache() -> Path:
    return platformdirs.user_cache_path("lessons", appauthor=False)


class Settings(BaseSettings):
    """All that can be set from outside. Each description says what a value must be."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    library: Path = Field(default_factory=own_folder, description="the folder of the library")
    cache: Path = Field(default_factory=own_cache, description="a folder for what can be made again")
    model: str = Field(default="", description="a sentence-transformers name or the folder of a model")
    workers: int = Field(
        default_factory=lambda: max(1, (os.cpu_count() or 2) - 1),
        ge=1,
        le=256,
        description="the number of files read at once, 1 to 256",
    )
    file_seconds: float = Field(
        default=120, gt=0, le=86_400, description="seconds that a file may take, more than 0"
    )
    max_file_mb: int = Field(default=200, ge=1, description="megabytes that a file may have, at least 1")
    worker_memory_mb: int = Field(default=2048, ge=512, description="megabytes for reading a file, at least 512")
    ocr_page_seconds: float = Field(
        default=30, gt=0, le=3_600, description="seconds that recognising a page may take, more than 0"
    )
    api_keys: SecretStr = Field(
        default=SecretStr(""),
        description=f"keys of at least {SHORTEST_KEY} characters, separated by commas",
    )
    allowed_hosts: str = Field(default="", description="host names to answer to, separated by commas")
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8765, ge=0, le=65_535, description="a port, 0 to 65535; 0 takes any free one")

    @field_validator("library", "cache", mode="after")
    @classmethod
    def full_path(cls, path: Path) -> Path:
        """``~`` is the user's folder, and a relative path is meant from where the program was started."""
        return path.expanduser().absolute()

    @field_validator("api_keys")
    @classmethod
    def long_enough(cls, keys: SecretStr) -> SecretStr:
        """A short key can be guessed."""
        if any(len(key) < SHORTEST_KEY for key in parts_of(keys.get_secret_value())):
            raise ValueError("short key")
        return keys

    @property
    def keys(self) -> tuple[str, ...]:
        """The API keys; none means that no key is asked for."""
        return parts_of(self.api_keys.get_secret_value())

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names to answer to besides the loopback ones."""
        listened = () if self.host in ANYWHERE else (self.host,)
        return parts_of(self.allowed_hosts) + listened


def read_settings() -> Settings:
    """The settings of the environment.

    Raises:
        SettingsError: names each variable that cannot be, what it is (unless secret), and what it should be.

    """
    try:
        return Settings()
    except ValidationError as error:
        findings = error.errors(include_url=False, include_context=False)
    raise SettingsError(" ".join(complaint(finding) for finding in findings), "Correct or unset it.")


def complaint(finding: ErrorDetails) -> str:
    """One finding of pydantic's in words; the value of a secret is not repeated."""
    name = str(finding["loc"][0])
    wanted = Settings.model_fields[name].description
    shown = "" if name == "api_keys" else f" is '{str(finding['input'])[:80]}' but"
    return f"{PREFIX}{name.upper()}{shown} must be {wanted}."


def stray_names(environment: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Variables that begin as ours do and are none of ours, each with the names that may be meant."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strays = [name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known]
    return {name: near(name, sorted(known)) for name in sorted(strays)}


def check_door(host: str, keys: tuple[str, ...]) -> None:
    """Raise `SettingsError` where others could reach the library (``host`` is not loopback) without a key."""
    if keys or is_loopback(host):
        return
    raise SettingsError(
        f"Listening on '{host}' lets other machines read the library, and no key is asked for.",
        "Set LESSONS_API_KEYS to a long random key, or listen on 127.0.0.1.",
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parts_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
