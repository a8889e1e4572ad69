"""What an RTF's style sheet says of paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"(?:heading|titre|título|titulo|überschrift)\s*(\d)", re.IGNORECASE)
_TITLES = frozenset({"title", "titre", "título"})
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class _Style:
    """``level`` is its own outline level, from 1, ``base`` the number of the style that it varies."""

    name: str
    level: int | None
    base: int | None


class StyleSheet:
    """The paragraph styles by number. ``base`` is that of the style that is added next."""

    def __init__(self) -> None:
        self._styles: dict[int, _Style] = {}
        self.base: int | None = None

    def add(self, number: int, name: str, level: int | None) -> None:
        self._styles[number] = _Style(name, level, self.base)
        self.base = None

    def level(self, number: int) -> int | None:
        """The level of the headings that are set in it; None where none are."""
        for style in self._chain(number):
            match = _HEADING.match(style.name)
            if match:
                return int(match[1])
            if style.name.casefold() in _TITLES:
                return 1
            if style.level is not None:
                return style.level
        return None

    def is_a(self, number: int, name: str) -> bool:
        """Whether it is a style whose name begins so, or varies one."""
        return any(style.name.casefold().startswith(name) for style in self._chain(number))

    def _chain(self, number: int) -> list[_Style]:
        """A style and those that it is based on."""
        found: list[_Style] = []
        at: int | None = number
        while at is not None and len(found) < _DEEPEST and (style := self._styles.get(at)):
            found.append(style)
            at = style.base
        return found
