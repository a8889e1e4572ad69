"""The reference: sentence-transformers on torch runs any model. The only module that speaks to either."""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING, Any

from index.batches import unit
from index.embedding import ModelIdentity
from index.quiet import quieten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import Vectors
    from index.models import ModelSource


class TorchEmbedder:
    """Implements `index.embedding.Embedder`. Loading takes seconds and some 400 MB."""

    def __init__(self, source: ModelSource) -> None:
        quieten()
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(source.folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = source.window
        self._model.eval()
        self._alone = threading.Lock()
        self.identity = ModelIdentity(
            name=source.name,
            weights=source.weights,
            dimension=int(self._model.get_embedding_dimension() or 0),
            window=source.window,
            query_prompt=source.query_prompt,
            passage_prompt=source.passage_prompt,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text with the model's special tokens, without the prompt."""
        if not texts:
            return []
        tokens = self._model.tokenizer(list(texts), truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in tokens["input_ids"]]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 (len(texts), dimension), rows of unit length. Raises `ValueError` for a text that is too long."""
        prompted = [self.identity.passage_prompt + text for text in texts]
        check_lengths(self.count_tokens(prompted), self.identity.window)
        return self._encode(prompted)

    def embed_query(self, text: str) -> Vectors:
        """Float32 (dimension,), unit length. A question longer than the window is cut at its end."""
        vector: Vectors = self._encode([self.identity.query_prompt + text])[0]
        return vector

    def as_module(self) -> Any:
        """The model with pooling and normalising as one torch module of (input_ids, attention_mask)."""
        from torch import Tensor, nn

        class Whole(nn.Module):
            def __init__(self, model: nn.Module) -> None:
                super().__init__()
                self.model = model

            def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
                features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
                return nn.functional.normalize(features["sentence_embedding"], dim=1)

        return Whole(self._model)

    def _encode(self, prompted: list[str]) -> Vectors:
        import numpy as np

        if not prompted:
            return np.zeros((0, self.identity.dimension), dtype=np.float32)
        with self._alone, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            vectors = self._model.encode(prompted, batch_size=32, prompt="", show_progress_bar=False)
        return unit(np.asarray(vectors, dtype=np.float32))


def check_lengths(counts: Sequence[int], window: int) -> None:
    """Nothing is cut silently: raises `ValueError` where a text has more tokens than the model reads."""
    if counts and max(counts) > window:
        raise ValueError(f"A text has {max(counts)} tokens, and the model reads {window}; split it first")
