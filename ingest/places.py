"""The countries that a document is about: few, and not every one that it names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.allusions import places_in
from ingest.countries import countries_of, country_phrases
from ingest.cover import cover_words, is_labelled
from ingest.document import Field, Origin, Role, Tag, text_of
from ingest.headlines import opens_summary
from ingest.phrases import fold, words
from ingest.titles import title_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.cover import Cover
    from ingest.document import Reading
    from ingest.phrases import Match

_MOST = 12  # of countries in a title or a field: a longer list is the world
_FEWEST_MENTIONS = 8
_FEWEST_OF_SEVERAL = 20
_STRONG_SHARE = 0.6  # of all mentions, from which on one country is what the text is about
_NOT_ALONE = 0.3  # another one with that share is no bystander
_SEVERAL = 6
_OWN_SHARE = 0.05
_GAP = 2.5  # the least of a text's own countries is named that many times as often as the most of the others
_TOGETHER = 0.7
_LEADING_SHARE = 0.3
_FEWEST_LEADING = 2
_NAMED_IN_PASSING = 0.02
_LONG_LINE = 20  # words; longer ones are sentences
_APART = 2  # words between two countries of a list
_ADDRESS = re.compile(r"@|www|\b[Tt]el|[Bb]ox\b|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d+")  # a number that is no year


def countries(cover: Cover, title: str, reading: Reading, language: str) -> tuple[Tag, ...]:
    """The country tags, surest first; none where a field says that it is about the world.

    Confidence: a labelled field of the front ("Geographical coverage") .95, named in the title .9, in another
    heading of the title page .8, alluded to in the title ("Kenyan farmers") .75, the file's name and folders .7,
    the rest of the title page .7 where the text names it much. Without those, by the share of all mentions in the
    text, else in its summary: one country with 60 % of them .7, and several .5, if together they have 70 % and the
    next one is far behind. Addresses do not count: those of publishers are on each cover.
    """
    mentions = named_in(reading, language)
    found: dict[str, Tag] = {}
    for tag in _named(cover, title, mentions, language):
        found.setdefault(tag.value, tag)
    if not found and not any(map(_is_everywhere, cover.labelled("country"))):
        found = {tag.value: tag for tag in _dominant(mentions) or _dominant(_in_summary(reading, language))}
    return tuple(sorted(found.values(), key=lambda tag: -tag.confidence))


def named_in(reading: Reading, language: str) -> Counter[str]:
    """How often each country is named in the text, long lists of them left out."""
    book = country_phrases(language)
    return countries_of(value for page in reading.pages for value in _outside_lists(book.find(page.text)))


def _outside_lists(matches: Iterable[Match]) -> Iterator[str]:
    """Of countries named one after the other ("offices in Kenya, Peru, ...") only those of short lists."""
    together: list[Match] = []
    for match in matches:
        if together and match.start - together[-1].end > _APART:
            yield from _of_short_list(together)
            together = []
        together.append(match)
    yield from _of_short_list(together)


def _of_short_list(together: Sequence[Match]) -> Iterator[str]:
    if len(together) <= _SEVERAL:
        yield from (match.value for match in together)


def _named(cover: Cover, title: str, mentions: Counter[str], language: str) -> Iterator[Tag]:
    for value in cover.labelled("country"):
        yield from _tags(_places(value, language, mentions), 0.95, Origin.TEXT)
    named = _names(title, language, mentions)
    alluded = [] if named else _places(title, language, mentions)
    yield from _tags(named or alluded, 0.9 if named else 0.75, Origin.TEXT)
    total = mentions.total()
    in_name = _places(f"{cover.folders} {cover.name}".replace("_", " "), language, mentions)
    yield from _tags((one for one in in_name if mentions[one] > _NAMED_IN_PASSING * total), 0.7, Origin.FILE)
    yield from _on_title_page(cover, mentions, language)


def _on_title_page(cover: Cover, mentions: Counter[str], language: str) -> Iterator[Tag]:
    """Countries in the headings of the first page, and in short blocks below them: lists, and those named much."""
    units = [unit for unit in title_page(cover) if unit.page == 1 and not is_labelled(unit.text)]
    headings = " / ".join(unit.text for unit in units if unit.level)
    yield from _tags(_names(headings, language, mentions), 0.8, Origin.TEXT)
    least = max(_FEWEST_LEADING, _LEADING_SHARE * mentions.total())
    for unit in units:
        named = [] if _is_prose_or_address(unit.text) else _names(unit.text, language, mentions)
        leading = (name for name in named if len(named) > 1 or mentions[name] >= least)
        yield from _tags(leading, 0.7, Origin.TEXT)


def _is_prose_or_address(text: str) -> bool:
    return len(text.split()) > _LONG_LINE or text.rstrip().endswith(".") or bool(_ADDRESS.search(text))


def _names(text: str, language: str, mentions: Counter[str]) -> list[str]:
    found = (match.value for match in country_phrases(language).find(text))
    return list(countries_of(found, [name for name, _ in mentions.most_common()]))


def _places(text: str, language: str, mentions: Counter[str]) -> list[str]:
    return _names(text, language, mentions) or places_in(text, language)


def _is_everywhere(value: str) -> bool:
    """Whether a field says "Global" or "Monde entier", first or alone."""
    opening = " ".join(words(value)[:2])
    return any(fold(opening).split()[: len(said)] == said for said in map(str.split, _everywhere()))


def _everywhere() -> list[str]:
    listed: list[str] = cover_words()["everywhere"]
    return [fold(one) for one in listed]


def _tags(values: Iterable[str], confidence: float, origin: Origin) -> Iterator[Tag]:
    listed = list(values)
    if len(listed) <= _MOST:
        yield from (Tag(Field.COUNTRY, value, confidence, origin) for value in listed)


def _in_summary(reading: Reading, language: str) -> Counter[str]:
    """How often each country is named between the heading of a summary and the next one of its level."""
    book = country_phrases(language)
    found: list[str] = []
    level = 0
    for block in reading.blocks:
        text = text_of(block.spans, reading.pages)
        if block.role is Role.HEADING and (not level or block.level <= level):
            level = block.level if opens_summary(text) else 0
        elif level:
            found += [match.value for match in book.find(text)]
    return countries_of(found)


def _dominant(mentions: Counter[str]) -> list[Tag]:
    total = sum(mentions.values())
    ranked = mentions.most_common(_MOST + 1)
    shares = [count / total for _, count in ranked]
    if total >= _FEWEST_MENTIONS and shares[0] >= _STRONG_SHARE and max(shares[1:], default=0.0) < _NOT_ALONE:
        return list(_tags([ranked[0][0]], 0.7, Origin.TEXT))
    several = ranked[: _before_the_gap([count for _, count in ranked])]
    own = [(value, count) for value, count in several if count >= _OWN_SHARE * total]
    if total < _FEWEST_OF_SEVERAL or sum(count for _, count in own) < _TOGETHER * total:
        return []
    return list(_tags([value for value, _ in own], 0.5, Origin.TEXT))


def _before_the_gap(counts: list[int]) -> int:
    """How many of ``counts``, most first, stand before the widest gap; where none is wide, all if they are few."""
    gaps = [before / after for before, after in pairwise(counts)]
    widest = max(gaps, default=0.0)
    if widest >= _GAP:
        return gaps.index(widest) + 1
    return len(counts) if len(counts) <= _SEVERAL else 0
