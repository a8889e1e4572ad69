"""A page as a picture in shades of grey, and what can be measured on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

# Two neighbouring dots that differ by so many of 256 shades are a sharp edge: ink on paper, not a shadow.
SHARP = 48
# Shades this near to the most frequent one are still paper.
NEAR = 12

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """``grey`` is a byte a dot (255 is white), row by row from the top left. ``dpi`` is dots an inch."""

    width: int
    height: int
    grey: bytes
    dpi: float

    def pgm(self) -> bytes:
        """As a file in the simplest format that every program reads (Portable Grey Map)."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + self.grey

    def turned(self, quarters: int) -> Picture:
        """Turned clockwise by so many quarters."""
        import numpy as np

        if quarters % 4 == 0:
            return self
        grey = np.rot90(self.dots(), -quarters)
        return replace(self, width=grey.shape[1], height=grey.shape[0], grey=grey.tobytes())

    def dots(self) -> np.ndarray:
        """The shades as an array of height by width."""
        import numpy as np

        return np.frombuffer(self.grey, np.uint8).reshape(self.height, self.width)


def sharp_edges(picture: Picture, without: Iterable[Box]) -> float:
    """The share of dots with a sharp edge to the next one; the boxes ``without`` (in dots) do not count."""
    import numpy as np

    edges = np.abs(np.diff(picture.dots().astype(np.int16), axis=1)) > SHARP
    for left, top, right, bottom in without:
        edges[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1] = False
    return float(edges.mean()) if edges.size else 0.0


def paper(picture: Picture) -> float:
    """The share of dots in the most frequent shade."""
    import numpy as np

    counts = np.bincount(picture.dots().ravel(), minlength=256)
    middle = int(counts.argmax())
    return float(counts[max(0, middle - NEAR) : middle + NEAR + 1].sum() / max(counts.sum(), 1))
