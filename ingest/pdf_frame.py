"""From a PDF's coordinates to points of a page that is turned by quarters: origin top left, crop applied."""

from __future__ import annotations

Box = tuple[float, float, float, float]


class Frame:
    """``turns`` quarters clockwise. ``crop`` is left, bottom, right, top in the PDF's coordinates."""

    def __init__(self, crop: Box, turns: int) -> None:
        self._left, self._bottom, self._right, self._top = crop
        self._turns = turns
        upright = self._right - self._left, self._top - self._bottom
        self.width, self.height = upright if turns % 2 == 0 else upright[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self._turns == 0:
            return x - self._left, self._top - y
        if self._turns == 1:
            return y - self._bottom, x - self._left
        if self._turns == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        if self._turns == 0 and left <= right and bottom <= top:
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        (x0, y0), (x1, y1) = self.point(left, top), self.point(right, bottom)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def turned(box: Box, quarters: int, width: float, height: float) -> Box:
    """A box of a page of this size after the page is turned clockwise by ``quarters``."""
    left, top, right, bottom = box
    if quarters % 4 == 1:
        return height - bottom, left, height - top, right
    if quarters % 4 == 2:
        return width - right, height - bottom, width - left, height - top
    if quarters % 4 == 3:
        return top, width - right, bottom, width - left
    return box
