"""Markdown and plain text: the body as it is, under the title and the line that says what this is."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maker.content import Source

_MARKS = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")


def render_markdown(source: Source) -> bytes:
    sample = f"*{source.sample_line}*"
    facts = f"{source.organisation} – {source.programme}  \n{source.date_line}"
    return _bytes("\n\n".join([f"# {source.title}", sample, facts, source.body.strip(), "---", sample]) + "\n")


def render_text(source: Source) -> bytes:
    """Hard line breaks at 78 characters and underlined titles, as in notes that were sent by e-mail."""
    head = [
        source.title.upper(),
        source.sample_line,
        f"{source.organisation} - {source.programme}",
        source.date_line,
    ]
    parts = [
        "\n".join(head),
        *(_wrapped(part) for part in source.body.strip().split("\n\n")),
        source.sample_line,
    ]
    return _bytes("\n\n".join(parts) + "\n")


def _wrapped(part: str) -> str:
    plain = _MARKS.sub(lambda found: found[1] or found[2], part)
    if plain.startswith("#"):
        title = plain.lstrip("# ")
        return f"{title}\n{'-' * len(title)}"
    return "\n".join(_wrapped_line(line) for line in plain.splitlines())


def _wrapped_line(line: str) -> str:
    return textwrap.fill(line, 78, subsequent_indent="  " if line.startswith("- ") else "")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8")
