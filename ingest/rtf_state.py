"""What holds where, while an RTF is read: of groups, and of the paragraph under way."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Group:
    """What holds until a group ends; the group within it begins with a copy.

    ``opened`` is what began with this very group, ``place`` what its text tells about where it is not the
    document's. ``fallback`` is how many characters stand behind one in Unicode for those who cannot read it.
    """

    opened: str = ""
    place: str = ""
    skipped: bool = False
    optional: bool = False
    font: int | None = None
    fallback: int = 1
    bold: bool = False
    hidden: bool = False
    style: int = 0
    level: int | None = None
    item: bool = False
    in_table: bool = False

    def obey(self, word: str, number: int | None) -> None:
        """Do what a control word says of characters or paragraphs; others say nothing here."""
        match word:
            case "b":
                self.bold = number != 0
            case "v" | "deleted":
                self.hidden = number != 0
            case "f":
                self.font = number
            case "uc":
                self.fallback = max(number or 0, 0)
            case "plain":
                self.bold = self.hidden = False
                self.font = None
            case _:
                self._obey_paragraph(word, number)

    def _obey_paragraph(self, word: str, number: int | None) -> None:
        match word:
            case "s":
                self.style = number or 0
            case "outlinelevel":
                self.level = number + 1 if number is not None and 0 <= number < 9 else None
            case "ls":
                self.item = bool(number)
            case "intbl":
                self.in_table = number != 0
            case "pard":
                self.style, self.level = 0, None
                self.item = self.in_table = False


@dataclass(slots=True)
class Paragraph:
    """The paragraph that is being read. ``plain`` where some of its text is not bold."""

    parts: list[str] = field(default_factory=list)
    plain: bool = False
    item: bool = False

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        self.plain = self.plain or (not bold and bool(text.strip()))

    @property
    def text(self) -> str:
        """Characters beyond the first 65,536 come in two halves, which are put together here."""
        return "".join(self.parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
