"""Lines into running text: hyphens at line ends are mended where the document itself shows how."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

_SOFT = "\u00ad"
_HYPHENS = frozenset({"-", "\u2010", "\u2011", _SOFT})
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_][\w'’]*(?:-[\w'’]+)*)[-\u2010\u2011\u00ad]$")
# A hyphen at a line's end that touches its word, and is no dash: 2019-\n2020.
_JOINED = re.compile(r"\w[-\u2010\u2011\u00ad]$")
# In "short- and long-term" the hyphen stands for a word, and stays.
_CONJUNCTIONS = frozenset("and or et ou y e o und".split())
_HEAD = re.compile(r"^([^\W\d_][\w'’]*)")
# Second parts of compounds, and French and Portuguese pronouns behind their verb: a hyphen before them does not
# only break the line, since hardly a word ends like that where it may be broken.
_SECOND_PARTS = frozenset(
    """based building driven making wide related sensitive responsive specific oriented saving sharing raising
    depth country border sector income quality funded affected displaced generating level term scale cutting
    friendly owned paid hand finding seeking setting keeping bound prone led
    même mêmes lhe lhes se là""".split()
)
# Looked at from the end of what is joined so far: the rest of a long paragraph has no say in it.
_LOOK_BACK = 80


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of a document's lines that stand whole within a line, folded to lower case."""
    known: set[str] = set()
    broken = False
    for text in texts:
        words = [word.casefold().replace("\u2010", "-").replace("\u2011", "-") for word in _WORD.findall(text)]
        first, broken = int(broken), text[-1:] in _HYPHENS
        known.update(words[first : len(words) - broken])
    return frozenset(known)


def join_lines(lines: Sequence[str], known: Collection[str]) -> tuple[str, list[tuple[int, int]]]:
    """The text of a block and, for each of its lines, the characters it takes up there."""
    text = ""
    places: list[tuple[int, int]] = []
    for line in lines:
        glue = _glue(text, line, known) if text else ("", "")
        if glue[0]:
            text = text[: -len(glue[0])]
            places[-1] = (places[-1][0], len(text))
        text += glue[1]
        places.append((len(text), len(text) + len(line)))
        text += line
    return text.replace(_SOFT, "-"), places


def mended(before: str, after: str, known: Collection[str]) -> tuple[str, str]:
    """Two lines between which a page ends: a word that is broken there goes to the first, whole."""
    broken = _glue(before, after, known) if before else ("", " ")
    if broken[1] == " " or not (head := after.split(maxsplit=1)):
        return before, after
    whole = before[: len(before) - len(broken[0])] + head[0]
    return whole, " ".join(head[1:])


def _glue(before: str, after: str, known: Collection[str]) -> tuple[str, str]:
    """What to take off the end of ``before``, and what to put between it and ``after``."""
    if before[-1] not in _HYPHENS:
        return "", " "
    before = before[-_LOOK_BACK:]
    tail, head = _TAIL.search(before), _HEAD.search(after)
    if tail is None or head is None or not head[1][0].islower():
        return "", "" if _JOINED.search(before) and after[:1].isalnum() else " "
    if head[1] in _CONJUNCTIONS:
        return "", " "
    return (before[-1], "") if _is_broken(tail[1].casefold(), head[1].casefold(), known) else ("", "")


def _is_broken(tail: str, head: str, known: Collection[str]) -> bool:
    """Whether the hyphen only breaks the line: the document has the joined word, or no such compound."""
    if tail + head in known:
        return True
    if f"{tail}-{head}" in known:
        return False
    last = tail.rsplit("-", maxsplit=1)[-1]
    if head in _SECOND_PARTS and len(last) > 3:
        return False
    return not (last in known and head in known)
