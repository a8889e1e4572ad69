"""A real embedder without a model: texts that share words and pieces of words lie near each other."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import ModelIdentity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import Vectors

_WORD = re.compile(r"\w+|[^\w\s]")


class HashEmbedder:
    """Each word and each of its three-letter pieces points in a direction of its own; a text is their sum.

    Deterministic over machines and versions. A token is a word or a punctuation mark; two are special.
    """

    def __init__(
        self, dimension: int = 64, window: int = 256, name: str = "hash", passage_prompt: str = ""
    ) -> None:
        weights = hashlib.sha256(f"{name} {dimension}".encode()).hexdigest()
        self.identity = ModelIdentity(name, weights, dimension, window, passage_prompt=passage_prompt)
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) + 2 for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        counts = self.count_tokens([self.identity.passage_prompt + text for text in texts])
        assert all(tokens <= self.identity.window for tokens in counts)
        self.embedded.extend(texts)
        rows = [self.embed_query(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.identity.dimension)

    def embed_query(self, text: str) -> Vectors:
        total = _direction("", self.identity.dimension) * 0.01
        for word in _WORD.findall(text.lower()):
            padded = f"<{word}>"
            pieces = [padded[start : start + 3] for start in range(len(padded) - 2)]
            total = total + _direction(word, self.identity.dimension)
            total = total + sum(_direction(piece, self.identity.dimension) for piece in pieces) / len(pieces)
        unit: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return unit


@lru_cache(maxsize=50_000)
def _direction(feature: str, dimension: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(feature.encode()).digest()[:8])
    direction: Vectors = np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)
    return direction
