"""The countries that a document is about: few, and not every one that it names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ingest.countries import country_phrases
from ingest.document import Field, Origin, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.cover import Cover
    from ingest.document import Reading
    from ingest.phrases import Phrasebook

_MOST = 12  # of countries in a title or a field: a longer list is the world
_FEWEST_MENTIONS = 8
_FEWEST_OF_SEVERAL = 20
_STRONG_SHARE = 0.6  # of all mentions, from which on one country is what the text is about
_OWN_SHARE = 0.1
_TOGETHER = 0.75
_SEVERAL = 6
_NAMED_IN_PASSING = 0.02


def countries(cover: Cover, title: str, reading: Reading, language: str) -> tuple[Tag, ...]:
    """The country tags, surest first.

    Confidence: a labelled field of the front ("Geographical coverage") .95, the title .9, the file's name .7;
    without those, by the share of all mentions in the text: one country with 60 % of them .7, up to six with 10 %
    each and 75 % together .5. Addresses of publishers are on every cover, so its other lines do not count.
    """
    book = country_phrases(language)
    mentions = _mentions(reading, book)
    found: dict[str, Tag] = {}
    for tag in (*_named(cover, title, book, mentions), *(_dominant(mentions) if not found else ())):
        found.setdefault(tag.value, tag)
    named = [tag for tag in found.values() if tag.confidence >= 0.7 - 1e-9]
    kept = named or list(found.values())
    return tuple(sorted(kept, key=lambda tag: -tag.confidence))


def _mentions(reading: Reading, book: Phrasebook) -> Counter[str]:
    total: Counter[str] = Counter()
    for page in reading.pages:
        total += book.count(page.text)
    return total


def _named(cover: Cover, title: str, book: Phrasebook, mentions: Counter[str]) -> Iterator[Tag]:
    for value in cover.labelled("country"):
        yield from _tags(_values(book, value), 0.95, Origin.TEXT)
    yield from _tags(_values(book, title), 0.9, Origin.TEXT)
    named = _values(book, f"{cover.folders} {cover.name}".replace("_", " "))
    total = sum(mentions.values())
    yield from _tags((one for one in named if mentions[one] > _NAMED_IN_PASSING * total), 0.7, Origin.FILE)


def _values(book: Phrasebook, text: str) -> list[str]:
    return list(dict.fromkeys(match.value for match in book.find(text)))


def _tags(values: Iterable[str], confidence: float, origin: Origin) -> Iterator[Tag]:
    listed = list(values)
    if len(listed) <= _MOST:
        yield from (Tag(Field.COUNTRY, value, confidence, origin) for value in listed)


def _dominant(mentions: Counter[str]) -> Iterator[Tag]:
    total = sum(mentions.values())
    if total < _FEWEST_MENTIONS:
        return
    own = [(value, count / total) for value, count in mentions.most_common(_SEVERAL) if count >= _OWN_SHARE * total]
    if own and own[0][1] >= _STRONG_SHARE:
        yield from _tags([own[0][0]], 0.7, Origin.TEXT)
    elif total >= _FEWEST_OF_SEVERAL and sum(share for _, share in own) >= _TOGETHER:
        yield from _tags([value for value, _ in own], 0.5, Origin.TEXT)
