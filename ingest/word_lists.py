"""The lists of words and values that come with the program: ``codelists/*.json``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def word_list(name: str) -> Mapping[str, Any]:
    """What ``codelists/<name>.json`` holds; read once, when it is first asked for."""
    text = (files("ingest") / "codelists" / f"{name}.json").read_text(encoding="utf-8")
    listed: Mapping[str, Any] = json.loads(text)
    return listed
