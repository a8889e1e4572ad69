"""Text to vectors: what an embedder is, whichever engine runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.library import Vectors


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What must be the same for two vectors to be comparable; recorded in the library.

    ``name`` is what the user asked for (a model name or folder), ``weights`` the SHA-256 of its weights.
    ``window`` is the number of tokens it reads. The prompts are put before each question and each passage.
    """

    name: str
    weights: str
    dimension: int
    window: int
    query_prompt: str = ""
    passage_prompt: str = ""


class Embedder(Protocol):
    """Gives unit vectors. Texts longer than the window must not be passed: see `count_tokens`."""

    identity: ModelIdentity

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text with the model's special tokens, without the prompt."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 (len(texts), dimension), rows of unit length, in the order given."""

    def embed_query(self, text: str) -> Vectors:
        """Float32 (dimension,), unit length. A question longer than the window is cut at its end."""
