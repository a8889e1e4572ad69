"""The organisations whose document it is: who commissioned, ran or published what it is about."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from ingest.cover import cover_phrases
from ingest.document import Field, Origin, Tag
from ingest.phrases import words
from ingest.vocabulary import entries, organisation_phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.cover import Cover
    from ingest.document import Reading

_MOST = 3
_SHARE = 0.5  # of all mentions of known organisations
_SECOND_SHARE = 0.35
_FEWEST = 5
_SIGNATURE = 7  # words of a line of the cover that is an organisation's name, or its department's
_AFTER = 10  # words after "implemented by"
_TEXT_PAGES = 30  # enough to see whose document it is


def organisations(cover: Cover, title: str, language: str, mentions: Counter[str]) -> tuple[Tag, ...]:
    """At most three organisations of the list, surest first. ``mentions`` are those of `organisation_mentions`.

    Confidence: a labelled field ("Commissioned by: ...") .9, the title .8, the first page and the text .75, right
    after "implemented by" in a line of the front .7, a short line of the first page .65, the file's name .6, the
    text alone .6. Those that only give money count where nobody else is named.
    """
    found: dict[str, Tag] = {}
    for tag in sorted(_evidence(cover, title, language, mentions), key=lambda tag: -tag.confidence):
        found.setdefault(tag.value, tag)
    kept = [tag for tag in found.values() if tag.value not in mostly_funding()] or list(found.values())
    return tuple(kept[:_MOST])


def _evidence(cover: Cover, title: str, language: str, mentions: Counter[str]) -> Iterator[Tag]:
    for value in cover.labelled("organisation"):
        yield from _tags(_named(value), 0.9, Origin.TEXT)
    yield from _tags(_named(title), 0.8, Origin.TEXT)
    yield from _tags((name for line in cover.lines for name in _running(line.text, language)), 0.7, Origin.TEXT)
    first_page = {name for line in cover.lines if line.page == 1 for name in _named(line.text)}
    short = (line.text for line in cover.lines if line.page == 1 and len(line.text.split()) <= _SIGNATURE)
    yield from _tags((name for text in short for name in _named(text)), 0.65, Origin.TEXT)
    own = list(_dominant(mentions))
    yield from _tags((name for name in own if name in first_page), 0.75, Origin.TEXT)
    yield from _tags(own, 0.6, Origin.TEXT)
    in_name = _named(re.sub(r"[\W_]+", " ", f"{cover.folders} {cover.name}"))
    yield from _tags((name for name in in_name if mentions[name]), 0.6, Origin.FILE)


def _running(text: str, language: str) -> list[str]:
    """Those right after "implemented by" and the like."""
    spoken = words(text)
    found = cover_phrases("running", language).find(spoken)
    return [name for match in found for name in _named(spoken[match.end : match.end + _AFTER])]


def _named(text: str | Sequence[str]) -> list[str]:
    return list(dict.fromkeys(match.value for match in organisation_phrases().find(text)))


def _tags(values: Iterable[str], confidence: float, origin: Origin) -> Iterator[Tag]:
    yield from (Tag(Field.ORGANISATION, value, confidence, origin) for value in values)


@cache
def mostly_funding() -> frozenset[str]:
    """The organisations of the list that are named in most reports as those who pay."""
    return frozenset(entry.name for entry in entries(Field.ORGANISATION) if entry.role == "funds")


def organisation_mentions(reading: Reading) -> Counter[str]:
    """How often each organisation of the list is named in the first pages."""
    found: Counter[str] = Counter()
    for page in reading.pages[:_TEXT_PAGES]:
        found += organisation_phrases().count(page.text)
    return found


def _dominant(mentions: Counter[str]) -> Iterator[str]:
    """Those that work (not those that fund) with half of the mentions, or a third beside another one."""
    working = Counter({name: count for name, count in mentions.items() if name not in mostly_funding()})
    total = sum(working.values())
    for name, count in working.most_common(2):
        if count >= _FEWEST and count >= (_SECOND_SHARE if total > count else _SHARE) * total:
            yield name
