"""Makes the sample documents again: ``python sample_docs/.maker/make.py [FOLDER]``.

The files are committed, so that nobody needs reportlab to try the program; this script is there to change
them. A rerun makes the same bytes, so a difference in the repository is a change that somebody meant.
"""

from __future__ import annotations

import sys
from pathlib import Path

from maker.content import Source, load
from maker.pdf import render_pdf
from maker.plain import render_markdown, render_text
from maker.word import render_docx

HERE = Path(__file__).parent
RENDERERS = {".pdf": render_pdf, ".docx": render_docx, ".md": render_markdown, ".txt": render_text}


def make_all(folder: Path) -> list[Path]:
    """Write every sample document below ``folder``; returns their paths, sorted."""
    sources = [load(path) for path in sorted((HERE / "content").glob("*.toml"))]
    return sorted(make_one(source, folder) for source in sources)


def make_one(source: Source, folder: Path) -> Path:
    target = folder / source.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(RENDERERS[target.suffix](source))
    return target


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    for made in make_all(root):
        print(f"{made.stat().st_size:>8}  {made.relative_to(root).as_posix()}")
