"""What is embedded of a passage: a short context header and its text, within what the model reads.

Nothing is cut silently: a header that does not fit is shortened, a text that does not fit is embedded in
several windows, and the passage's vector is their normalised mean.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.embedding import Embedder
    from index.library import Vectors
    from ingest.document import Document, Passage

    CountTokens = Callable[[Sequence[str]], list[int]]
    Known = Callable[[Sequence[str]], dict[str, Vectors]]

# Part of every fingerprint: to be raised whenever the header or the splitting changes.
_RECIPE = 2
# Of the window: a header that is longer than this is not repeated in each window of a long passage.
_HEADER_SHARE = 0.25
_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage's text, and the headers it may have, the fullest first and the empty one last."""

    headers: tuple[str, ...]
    text: str


def draft_of(document: Document, passage: Passage) -> Draft:
    """Sectors, countries and year are the first to go, then the title; the nearest section is the last."""
    about = (*document.values(Field.SECTOR)[:2], *document.values(Field.COUNTRY)[:2])
    place = ", ".join((*about, *document.values(Field.YEAR)[:1]))
    columns = " | ".join(passage.columns)
    nearest = passage.section[-1:]
    levels = (
        (document.title, place, *passage.section, columns),
        (document.title, *nearest, columns),
        (*nearest, columns),
        nearest,
    )
    headers = ("\n".join(filter(None, level)) for level in levels)
    return Draft((*(key for key, _ in groupby(headers)), ""), passage.text)


def fingerprints(document: Document) -> list[str]:
    """For each passage 32 hexadecimal digits: the same for the same draft, whatever document it is in."""
    return [_fingerprint(draft_of(document, passage)) for passage in document.passages]


def embedded_texts(document: Document, passage: Passage, window: int, count_tokens: CountTokens) -> list[str]:
    """The texts that are embedded of one passage, each at most ``window`` tokens by ``count_tokens``."""
    return windows_of([draft_of(document, passage)], window, count_tokens)[0]


def windows_of(drafts: Sequence[Draft], window: int, count_tokens: CountTokens) -> list[list[str]]:
    """For each draft its windows; tokens are counted for all drafts at once, a header level at a time."""
    windows: list[list[str]] = [[] for _ in drafts]
    open_drafts = list(range(len(drafts)))
    level = 0
    while open_drafts:
        texts = [_headed(drafts[number], level) for number in open_drafts]
        counts = count_tokens(texts)
        left = []
        for number, text, tokens in zip(open_drafts, texts, counts, strict=True):
            if tokens <= window:
                windows[number] = [text]
            elif level + 1 < len(drafts[number].headers):
                left.append(number)
            else:
                windows[number] = _split(drafts[number], window, count_tokens)
        open_drafts, level = left, level + 1
    return windows


def embed_documents(documents: Sequence[Document], embedder: Embedder, known: Known | None = None) -> list[Vectors]:
    """For each document the unit vectors of its passages, float32 (passages, dimension).

    ``known`` looks up vectors by fingerprint: what was embedded before is not embedded again.
    """
    drafts = {
        fingerprint: draft_of(document, passage)
        for document in documents
        for fingerprint, passage in zip(fingerprints(document), document.passages, strict=True)
    }
    vectors = dict(known(list(drafts))) if known else {}
    missing = [fingerprint for fingerprint in drafts if fingerprint not in vectors]
    fresh = _embed([drafts[fingerprint] for fingerprint in missing], embedder)
    vectors.update(zip(missing, fresh, strict=True))
    return [_stack(vectors, fingerprints(document), embedder) for document in documents]


def embed_document(document: Document, embedder: Embedder, known: Known | None = None) -> Vectors:
    """`embed_documents` of one."""
    return embed_documents([document], embedder, known)[0]


def _fingerprint(draft: Draft) -> str:
    packed = json.dumps([_RECIPE, draft.headers, draft.text], ensure_ascii=True)
    return hashlib.sha256(packed.encode()).hexdigest()[:32]


def _headed(draft: Draft, level: int) -> str:
    header = draft.headers[level]
    return f"{header}\n{draft.text}" if header else draft.text


def _embed(drafts: Sequence[Draft], embedder: Embedder) -> Vectors:
    identity = embedder.identity

    def count(texts: Sequence[str]) -> list[int]:
        return embedder.count_tokens([identity.passage_prompt + text for text in texts])

    windows = windows_of(drafts, identity.window, count)
    vectors = embedder.embed_passages([text for texts in windows for text in texts])
    owners = np.repeat(np.arange(len(drafts)), [len(texts) for texts in windows])
    sums = np.zeros((len(drafts), identity.dimension), dtype=np.float32)
    np.add.at(sums, owners, vectors)
    return _unit(sums)


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _stack(vectors: dict[str, Vectors], prints: Sequence[str], embedder: Embedder) -> Vectors:
    rows = [vectors[fingerprint] for fingerprint in prints]
    return np.array(rows, dtype=np.float32).reshape(len(rows), embedder.identity.dimension)


def _split(draft: Draft, window: int, count_tokens: CountTokens) -> list[str]:
    """Windows that together hold all words of the text, each under the shortest header if that is short."""
    header = draft.headers[-2] if len(draft.headers) > 1 else ""
    if header and count_tokens([header])[0] > window * _HEADER_SHARE:
        header = ""
    prefix = f"{header}\n" if header else ""
    pieces = [draft.text]
    while True:
        counts = count_tokens([prefix + piece for piece in pieces])
        if max(counts) <= window:
            return [prefix + piece for piece in pieces]
        halves = (
            _halves(piece) if tokens > window else (piece,) for piece, tokens in zip(pieces, counts, strict=True)
        )
        pieces = [half for group in halves for half in group]


def _halves(text: str) -> tuple[str, ...]:
    """Cut at the blank nearest to the middle; inside a word only where there is no blank at all."""
    if len(text) < 2:
        raise ValueError("The model's window is too small for a single character")
    middle = len(text) // 2
    blanks = (blank.start() for blank in _BLANK.finditer(text, 1, len(text) - 1))
    cut = min(blanks, key=lambda place: abs(place - middle), default=None)
    if cut is None:
        return text[:middle], text[middle:]
    return text[:cut], text[cut + 1 :]
