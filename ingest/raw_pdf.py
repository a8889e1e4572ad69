"""What stands on a PDF's pages before anything is understood: words, ruling lines, the outline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank; points from the displayed page's top left corner.

    ``base`` is the y of its baseline, ``size`` the type size in points as displayed. ``turned`` where its text
    stands at right angles to the page's (or on its head): it is then a whole line, blanks and all.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line: horizontal where ``top == bottom``, vertical where ``left == right``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return self.top == self.bottom


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle with a border or a ground of its own, large enough for text."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def holds(self, word: Word) -> bool:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Look:
    """How a page looks whose words are few. All are shares, 0 to 1.

    ``covered`` is that of the page under pictures, ``edges`` that of sharp edges outside of the words, as letters
    have them, ``paper`` that of the page in its most frequent shade.
    """

    covered: float
    edges: float
    paper: float


@dataclass(frozen=True, slots=True)
class RawPage:
    """What stands on a page, in the file's order. ``pictured`` where it may show text that is none.

    That is a picture, or so many drawn paths that letters may be among them. All places are those of the page
    turned so that most of its text is upright; ``turns`` is by how many quarters clockwise from the page displayed.
    ``unmapped`` is about how many of its characters the file does not name the letter of; ``look`` is known of
    pictured pages with few words. ``ocr`` is the mean confidence (0 to 1) of its words where they were recognised
    from a picture, else None.
    """

    number: int
    label: str | None
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    pictured: bool = False
    turns: int = 0
    areas: tuple[Area, ...] = ()
    unmapped: int = 0
    look: Look | None = None
    ocr: float | None = None

    @property
    def letters(self) -> int:
        return sum(sum(map(str.isalpha, word.text)) for word in self.words)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline. ``level`` starts at 1."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class RawPdf:
    """A PDF as PDFium sees it. ``form`` where it has fields to fill in; what stands in them is not read."""

    pages: tuple[RawPage, ...]
    bookmarks: tuple[Bookmark, ...]
    properties: tuple[tuple[str, str], ...]
    form: bool = False
