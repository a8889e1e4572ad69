"""Slides as values: texts with their places, before they are put in order. No library here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Role
from ingest.sheet_parts import Row

# Shapes whose tops differ by less than this share of the slide's height stand beside each other.
_BESIDE = 0.06
_TITLE_WORDS = 16
_TITLE_LINES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a shape."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """``left`` and ``top`` are shares of the slide's size; ``title`` where the layout says that it is the title."""

    left: float
    top: float
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    title: bool = False


@dataclass(frozen=True, slots=True)
class Slide:
    """``opens`` where its layout is that of a cover or a section's beginning. ``notes`` are the speaker's.

    ``pictured`` where it has a picture larger than a logo.
    """

    shapes: tuple[Shape, ...]
    notes: tuple[Line, ...] = ()
    opens: bool = False
    pictured: bool = False

    @property
    def silent(self) -> bool:
        """Whether it is a picture without any text: what it says could only be recognised."""
        return self.pictured and not self.shapes


def in_order(shapes: Sequence[Shape], rightmost_first: bool) -> list[Shape]:
    """Rows of shapes from top to bottom, each from left to right, or from right to left as Arabic is read."""
    bands: list[list[Shape]] = []
    for shape in sorted(shapes, key=lambda shape: shape.top):
        if bands and shape.top - bands[-1][0].top < _BESIDE:
            bands[-1].append(shape)
        else:
            bands.append([shape])
    side = -1 if rightmost_first else 1
    return [shape for band in bands for shape in sorted(band, key=lambda shape: side * shape.left)]


def titled(shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Shapes with the title first. Where the layout names none, a short line on top of others is it."""
    named = next((shape for shape in shapes if shape.title and shape.lines), None)
    if named is None and len(shapes) > 1 and _is_title(shapes[0]):
        named = shapes[0]
    if named is not None:
        text = " ".join(line.text for line in named.lines)
        yield Shape(named.left, named.top, (Line(Role.HEADING, text),), title=True)
    yield from (shape for shape in shapes if shape is not named)


def _is_title(shape: Shape) -> bool:
    if not 0 < len(shape.lines) <= _TITLE_LINES or any(line.role is not Role.PARAGRAPH for line in shape.lines):
        return False
    text = " ".join(line.text for line in shape.lines)
    return len(text.split()) <= _TITLE_WORDS and text[-1] not in ".;,:" and any(map(str.isalpha, text))
