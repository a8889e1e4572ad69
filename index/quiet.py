"""Keeps the model libraries silent and off the network. To be called before any of them is imported."""

from __future__ import annotations

import os
import sys

_SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}


def quieten(*, offline: bool = True) -> None:
    """Settings that the user made are left as they are.

    OpenVINO sends usage data from its converter through the package openvino_telemetry, and writes an id
    for that into the user's home, unless the package is not there: so it is not there.
    """
    for name, value in _SETTINGS.items():
        if offline or name != "HF_HUB_OFFLINE":
            os.environ.setdefault(name, value)
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
