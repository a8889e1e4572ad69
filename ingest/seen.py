"""What an engine reads in a picture, before it is a page's text."""

from __future__ import annotations

from dataclasses import dataclass


class RecognitionError(Exception):
    """An engine gave up on a picture, or was stopped."""


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word in a picture; all places in dots from the top left corner.

    ``base`` is the y of its line's baseline, followed to the left edge of the picture where it rises or falls;
    ``size`` is the line's type size, ``confidence`` is from 0 to 1. ``sideways`` where the engine had to turn it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    confidence: float
    sideways: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """The words of a picture, line by line as the engine has them."""

    words: tuple[SeenWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """The mean over its characters: what is no text comes as many short words."""
        characters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) * word.confidence for word in self.words) / max(1, characters)

    @property
    def sideways(self) -> bool:
        """Whether most of it is."""
        return 2 * sum(word.sideways for word in self.words) > len(self.words)


@dataclass(frozen=True, slots=True)
class Orientation:
    """By how many quarters, clockwise, a picture must be turned to be upright, and its script ("Latin")."""

    turns: int
    script: str
