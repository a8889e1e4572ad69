"""txtai: its `Textractor` reads and splits, its `Embeddings` hold vectors, words and the texts.

Its readers are Tika (Java), docling (models from a hub) and LiteParse, of which only the last works offline. That
one fetches the data of its OCR on pages with pictures, and gives the whole file up where it cannot: it is asked for
none, as the others are not.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from liteparse import LiteParse
from txtai import Embeddings
from txtai.pipeline import Textractor

from benchmarks.peers.task import Piece, task

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    asked = task()
    if asked.words:
        read = Textractor(chunker="token", tokenizer="word", chunk_size=asked.words, chunk_overlap=0)
    else:
        read = Textractor(paragraphs=True)
    read.html.backend.liteparse = LiteParse(output_format="markdown", ocr_enabled=False)
    embeddings = Embeddings(path=asked.model, hybrid=True, content=True)
    pieces: list[Piece] = []

    def rows() -> Iterator[tuple[int, dict[str, str], None]]:
        for path in asked.files():
            for text in texts(read, str(path)):
                pieces.append(Piece(str(path), text, text))
                yield len(pieces), {"text": text, "file": str(path)}, None

    with asked.measured():
        embeddings.index(rows())
        embeddings.save(str(asked.place))
    asked.tell(pieces)


def texts(read: Textractor, path: str) -> list[str]:
    try:
        found: list[str] = read(path)
    except Exception as error:
        print(f"{path}: {error}", file=sys.stderr)
        return []
    return found


if __name__ == "__main__":
    main()
