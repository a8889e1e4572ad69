"""Picks the engine for a model: compiled where that is possible and right, else the reference."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from index.models import DEFAULT_MODEL, ModelSource, resolve
from index.openvino_embedder import TOKENIZER_FILE
from index.torch_embedder import TorchEmbedder

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding import Embedder

_log = logging.getLogger(__name__)


def load_embedder(name: str = DEFAULT_MODEL, *, cache_folder: Path) -> Embedder:
    """The embedder of the model ``name``: the default, another sentence-transformers name, or a folder.

    The first time a model is used it is compiled into ``cache_folder`` (some 10 s, once); from then on torch
    is not imported. Raises `MissingModelError`.
    """
    source = resolve(name, cache_folder)
    return _compiled(source, cache_folder) or TorchEmbedder(source)


def _compiled(source: ModelSource, cache_folder: Path) -> Embedder | None:
    if find_spec("openvino") is None or not (source.folder / TOKENIZER_FILE).exists():
        return None
    from index.compile import Compiled

    try:
        place = Compiled(source, cache_folder)
        verdict = place.verdict() or place.make(TorchEmbedder(source))
        return place.load(verdict.precision) if verdict.precision else None
    except (OSError, RuntimeError) as error:
        _log.warning("%s runs uncompiled, and slower: %s", source.name, error)
        return None
