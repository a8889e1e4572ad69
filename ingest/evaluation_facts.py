"""What is known of a document when it is asked which evaluation it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from ingest.phrases import fold
from ingest.sketches import EMPTY, Sketch
from ingest.subjects import SATELLITES, Subject, evaluation_words, stage_phrases, subject_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# Their number is that of a project or an operation: CS1137, MDRKE043, P123456. Not a year, and no norm.
_CODE = re.compile(r"(?<![A-Za-z0-9])(?:([A-Z]{2,6})-?(\d{3,8})|([A-Z])(\d{5,7}))(?![A-Za-z0-9])")
_DATED = re.compile(r"(?:19|20)\d\d(?:\d\d)?(?:\d\d)?")
_NO_PROJECT = frozenset("ISO EN UN IMG DSC SDG PAGE REV VOL VER DRAFT FINAL ANNEX DOC PDF".split())
# Documents of a programme's life beside its evaluations.
_APART = frozenset({"progress report", "guideline"})


@dataclass(frozen=True, slots=True)
class Description:
    """A document as the library knows it.

    ``title`` is empty where only the file's name gives one. ``paths`` are those of its files. Tags that are
    unsure are left out. ``given`` is the evaluation that a person or a sidecar names, empty where nobody does.
    """

    id: str
    title: str = ""
    paths: tuple[str, ...] = ()
    language: str = ""
    year: int | None = None
    countries: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    document_type: str = ""
    timing: str = ""
    pages: int = 0
    sketch: Sketch = EMPTY
    given: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What follows from a description, worked out once for all comparisons.

    ``stage`` is when in a programme's life it was made. ``codes`` are project codes of its title and file
    names. ``folders`` are those with few documents. ``names`` are (folder, name without its ending and its
    language). ``numbers`` are those of the title but its own year of publication.
    """

    described: Description
    subject: Subject
    stage: str
    codes: frozenset[str]
    folders: frozenset[str]
    names: frozenset[tuple[str, str]]
    numbers: frozenset[int]

    @property
    def id(self) -> str:
        return self.described.id

    @property
    def kind(self) -> str:
        return self.described.document_type

    @property
    def is_satellite(self) -> bool:
        """Written about an evaluation, or a part of its report."""
        return self.kind in SATELLITES

    @property
    def is_part(self) -> bool:
        """About one country or one question of the evaluation."""
        return self.kind in {"annex", "case study"}

    @property
    def stands_apart(self) -> bool:
        return self.kind in _APART


def facts_of(described: Description, crowded: Collection[str] = ()) -> Facts:
    """The facts of a document; ``crowded`` are folders of so many documents that to share one says nothing."""
    subject = subject_of(described.title)
    paths = [PurePath(path) for path in described.paths]
    stems = [path.stem for path in paths]
    return Facts(
        described=described,
        subject=subject,
        stage=described.timing or _stage([described.title, *stems]),
        codes=frozenset(code for text in (described.title, *stems) for code in _codes(text)),
        folders=frozenset(map(folder_of, described.paths)).difference(crowded),
        names=frozenset((str(path.parent), _without_language(path.stem)) for path in paths),
        numbers=subject.numbers - {described.year or 0},
    )


def folder_of(path: str) -> str:
    return str(PurePath(path).parent)


def _stage(texts: list[str]) -> str:
    found = (match.value for text in texts for match in stage_phrases().find(text))
    return next(found, "")


def _codes(text: str) -> Iterator[str]:
    for letters, digits, letter, long_digits in _CODE.findall(text.replace("_", " ")):
        prefix, number = letters or letter, digits or long_digits
        if prefix not in _NO_PROJECT and not _DATED.fullmatch(number):
            yield prefix + number


def _without_language(stem: str) -> str:
    marks = evaluation_words()["language_marks"]
    return " ".join(word for word in fold(stem).split() if word not in marks)
