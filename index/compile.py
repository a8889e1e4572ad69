"""Turns a model into a compiled one, once for each weights and OpenVINO version, and checks it once a processor.

A compiled model whose vectors are not those of the reference is refused; the verdict is remembered beside it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import warnings
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from index.folders import checksums, publish_folder, remove_folder
from index.openvino_embedder import MODEL_FILE, OpenVinoEmbedder, precisions, processor
from index.quiet import quieten

if TYPE_CHECKING:
    from pathlib import Path

    from index.models import ModelSource
    from index.torch_embedder import TorchEmbedder

_log = logging.getLogger(__name__)

LEAST_COSINE = 0.999
_SENTENCE = "Transfers were late because the registration of households took three months longer than planned. "
_SAMPLES = (
    "cash",
    "What went wrong with mobile cash transfers?",
    "La distribution a commencé tard, faute d'accord avec les autorités locales.",
    "تأخر صرف المساعدات النقدية بسبب التسجيل",
    _SENTENCE,
    _SENTENCE * 3,
    _SENTENCE * 9,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a compiled model did on this processor: the ``precision`` to run it in, None where it is refused.

    ``cosine`` is the least one between its vectors and the reference's.
    """

    precision: str | None
    cosine: float


class Compiled:
    """The place of a model's compiled form in ``cache_folder``, whether it is there or not."""

    def __init__(self, source: ModelSource, cache_folder: Path) -> None:
        self._source = source
        self._cache = cache_folder
        self._key = _key(source)
        self.folder = cache_folder / self._key
        self._manifest = cache_folder / f"{self._key}.json"
        self._verdict = cache_folder / f"{self._key}-{_digest(processor())}.json"

    def verdict(self) -> Verdict | None:
        """The verdict on this processor; None where the model must be compiled or checked first."""
        try:
            verdict = Verdict(**json.loads(self._verdict.read_text(encoding="utf-8")))
            intact = json.loads(self._manifest.read_text(encoding="utf-8")) == checksums(self.folder)
        except (OSError, ValueError, TypeError):
            return None
        return verdict if intact else None

    def load(self, precision: str) -> OpenVinoEmbedder:
        blobs = self._cache / f"{self._key}-blobs"
        return OpenVinoEmbedder(self._source, self.folder, precision, blobs)

    def make(self, reference: TorchEmbedder) -> Verdict:
        """Compile the model and compare it with the reference. Raises `OSError` where nothing can be kept."""
        _publish(reference, self.folder)
        _write(self._manifest, json.dumps(checksums(self.folder)))
        verdict = self._compared(reference)
        _write(self._verdict, json.dumps(asdict(verdict)))
        return verdict

    def _compared(self, reference: TorchEmbedder) -> Verdict:
        samples = _fitting(reference)
        wanted = reference.embed_passages(samples)
        cosine = 0.0
        for precision in precisions():
            found = OpenVinoEmbedder(self._source, self.folder, precision, None).embed_passages(samples)
            cosine = float(np.sum(wanted * found, axis=1).min())
            if cosine >= LEAST_COSINE:
                return Verdict(precision, cosine)
            _log.warning("%s compiled as %s is refused: cosine %.4f", self._source.name, precision, cosine)
        return Verdict(None, cosine)


def _fitting(reference: TorchEmbedder) -> list[str]:
    """The samples that fit the model's window."""
    prompt = reference.identity.passage_prompt
    counts = reference.count_tokens([prompt + sample for sample in _SAMPLES])
    return [sample for sample, tokens in zip(_SAMPLES, counts, strict=True) if tokens <= reference.identity.window]


def _publish(reference: TorchEmbedder, folder: Path) -> None:
    def make(making: Path) -> None:
        _convert(reference.as_module(), making / MODEL_FILE)
        remove_folder(folder)  # a damaged one

    publish_folder(folder, make, lambda made: (made / MODEL_FILE).exists())


def _convert(module: Any, path: Path) -> None:
    """Weights stay float32: what they are run in is decided when they are loaded."""
    quieten()
    import openvino
    import torch

    example = torch.ones((2, 16), dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, about constants that are constant
        model = openvino.convert_model(module, example_input={"input_ids": example, "attention_mask": example})
    openvino.save_model(model, str(path), compress_to_fp16=False)


def _key(source: ModelSource) -> str:
    """All that shapes the compiled model: weights, settings of model and pooling, OpenVINO's version."""
    settings = "".join(path.read_text(encoding="utf-8") for path in _setting_files(source.folder))
    return f"{source.weights[:16]}-{_digest(settings)}-{version('openvino')}"


def _setting_files(folder: Path) -> list[Path]:
    return sorted([folder / "config.json", *folder.glob("modules.json"), *folder.glob("*_*/config.json")])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _write(path: Path, text: str) -> None:
    making = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    making.write_text(text, encoding="utf-8")
    making.replace(path)
