"""Who paid: from labelled fields, and from what stands after "funded by" in the first pages."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from ingest import cldr
from ingest.countries import additions, names
from ingest.cover import cover_phrases
from ingest.document import Field, Origin, Tag
from ingest.organisations import mostly_funding
from ingest.phrases import phrasebook, words
from ingest.vocabulary import ways_to_write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ingest.cover import Cover
    from ingest.document import Reading
    from ingest.phrases import Phrasebook

_MOST = 5
_LABELLED = 0.9
_FIRST_PAGES = 8
_FEWEST_MENTIONS = 5
_SHARE = 0.1
_AFTER = 20  # words after "funded by" in which the donors stand
_SENTENCE = re.compile(r"[.;]\s+(?=[^\W\d_a-z])|\n")
_GOVERNMENTS = {
    "en": ("Government of {}", "Government of the {}", "Kingdom of {}", "Embassy of {}", "Embassy of the {}"),
    "fr": ("gouvernement de {}", "gouvernement du {}", "gouvernement de la {}", "gouvernement des {}"),
    "es": ("gobierno de {}", "gobierno del {}", "gobierno de los {}"),
    "pt": ("governo de {}", "governo do {}", "governo da {}", "governo dos {}"),
    "ar": ("حكومة {}",),
}
_OTHER_DONORS = ("AE", "CN", "IN", "KW", "QA", "RU", "SA", "TR")  # governments that give, besides the DAC's


def donors(
    cover: Cover, title: str, reading: Reading, language: str, mentions: Counter[str], own: Collection[str]
) -> tuple[Tag, ...]:
    """At most five, surest first: a labelled field .9, after "funded by" .75, in the title .7.

    In a title only those count that mostly fund: "EU-IOM Joint Initiative". The one of them that the text names
    most has .5, if it is one in ten of all organisations named (``mentions``). ``own`` are the organisations whose
    document it is; they pay only where a field says so ("funded by the European Union and run by IOM").
    """
    found: dict[str, Tag] = {}
    for value, confidence in _evidence(cover, title, reading, language, mentions):
        if value not in own or confidence == _LABELLED:
            found.setdefault(value, Tag(Field.DONOR, value, confidence, Origin.TEXT))
    return tuple(sorted(found.values(), key=lambda tag: -tag.confidence))[:_MOST]


def _evidence(
    cover: Cover, title: str, reading: Reading, language: str, mentions: Counter[str]
) -> Iterator[tuple[str, float]]:
    book = _payers(language)
    for value in cover.labelled("donor"):
        yield from ((match.value, _LABELLED) for match in book.find(value))
    for page in reading.pages[:_FIRST_PAGES]:
        yield from ((value, 0.75) for value in _after_funding(page.text, language))
    yield from ((match.value, 0.7) for match in book.find(title) if match.value in mostly_funding())
    yield from ((value, 0.5) for value in _named_most(mentions))


def _named_most(mentions: Counter[str]) -> list[str]:
    """The one of those who mostly fund that the text names most, if that is often."""
    funding = Counter({value: count for value, count in mentions.items() if value in mostly_funding()})
    least = max(_FEWEST_MENTIONS, _SHARE * mentions.total())
    return [value for value, count in funding.most_common(1) if count >= least]


def _after_funding(text: str, language: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        spoken = words(sentence)
        for match in cover_phrases("funding", language).find(spoken):
            after = spoken[match.end : match.end + _AFTER]
            until = next((doer.start for doer in cover_phrases("running", language).find(after)), _AFTER)
            yield from (payer.value for payer in _payers(language).find(after[:until]))


@cache
def _payers(language: str) -> Phrasebook:
    """Finds the organisations of the list, and the governments that give."""
    return phrasebook((*_governments(language), *ways_to_write(Field.ORGANISATION)))


def _governments(language: str) -> Iterator[tuple[str, str]]:
    for code in (*additions()["members_of_dac"], *_OTHER_DONORS):
        for one in dict.fromkeys(("en", language if language in cldr.LANGUAGES else "en")):
            called = (names()[code], *cldr.territories(one).get(code, ()))
            for name in dict.fromkeys(called):
                yield from ((form.format(name), f"Government of {names()[code]}") for form in _GOVERNMENTS[one])
