"""What speaks for two documents being of one evaluation, and what forbids it.

A wrong group is worse than none: what contradicts (another stage, year, country, project) always wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ingest.evaluation_facts import Facts

# Points from which on two documents belong together. One word of a common subject is a point.
TOGETHER = 4
# Words of a title that stand at the front of another text elsewhere than in the same folder.
_WORDS_CITED = 4
_WORDS_OF_PARTS = 3
# Of the runs of words of the shorter text. Briefs and responses share 13 to 45 % with their report, those of
# one publisher 4 % with other reports; terms of reference repeat a publisher's text by half.
_TEXT = {"evaluation brief": 0.12, "management response": 0.12, "terms of reference": 0.5}
_TEXT_OF_PARTS = 0.25
_SAME_TEXT = 0.5
_SOME_TEXT = 0.05
FEWEST_RUNS = 8  # in a sketch: about 64 in the texts
_FIGURES = 0.3
FEWEST_FIGURES = 6
_PAGES = 0.7  # a translation has about as many
# When the documents of an evaluation appear, in years after its terms of reference at the earliest.
_PHASES = {"terms of reference": 0, "inception report": 1, "management response": 3}
_REPORT = 2


class Shared(NamedTuple):
    """Marks that two sketches have in common, and their share of the smaller sketch (0 to 1)."""

    runs: int = 0
    text: float = 0.0
    figure_pairs: int = 0
    figures: float = 0.0


NOTHING = Shared()


def contradict(one: Facts, other: Facts, shared: Shared = NOTHING) -> bool:
    """Whether the two cannot be of one evaluation."""
    if one.stands_apart or other.stands_apart:
        return True
    return (
        _differ(one.described.given, other.described.given)
        or _differ(one.stage, other.stage)
        or _other_project(one, other)
        or _other_place(one, other)
        or _disjoint(one.described.organisations, other.described.organisations)
        or _other_year(one, other)
        or _other_subject(one, other, shared)
    )


def points(one: Facts, other: Facts, shared: Shared) -> int:
    """How much speaks for it; nothing does where neither title, text, code nor translation says so."""
    named = common_subject(one, other)
    own = named + 3 * bool(one.codes & other.codes and (named or one.is_satellite or other.is_satellite))
    if _much_text(one, other, shared) or _is_translation(one, other, shared):
        own += TOGETHER
    elif own and shared.text >= _SOME_TEXT and shared.runs >= FEWEST_RUNS:
        own += 2
    return own + _context(one, other) if own else 0


def common_subject(one: Facts, other: Facts) -> int:
    """How many words of a subject stand as a whole in what both say of themselves; 0 where that is too little."""
    found = max(_in_titles(one, other), _cited(one, other), _cited(other, one))
    return found if found > 1 or _same_numbers(one, other) else 0


def _in_titles(one: Facts, other: Facts) -> int:
    whole = one.subject.words
    if whole == other.subject.words:
        return len(whole)
    if not (one.is_satellite or other.is_satellite):
        return 0
    segments = set(one.subject.segments) & set(other.subject.segments)
    found = max(map(len, segments), default=0)
    if one.is_part and other.is_part and found < _WORDS_OF_PARTS:
        found = 0
    return max(found, _contained(one, other), _contained(other, one))


def _contained(report: Facts, other: Facts) -> int:
    words = report.subject.words
    inside = not report.is_satellite and stands_in(words, " ".join(other.subject.words))
    return len(words) if inside else 0


def _cited(report: Facts, other: Facts) -> int:
    """The report's subject at the front of a text about it."""
    words = report.subject.words
    if report.is_satellite or not other.is_satellite or not stands_in(words, other.described.sketch.front):
        return 0
    return len(words) if len(words) >= _WORDS_CITED or one_folder(report, other) else 0


def stands_in(words: tuple[str, ...], text: str) -> bool:
    return len(words) > 1 and f" {' '.join(words)} " in f" {text} "


def _context(one: Facts, other: Facts) -> int:
    countries = one.described.countries
    return (
        _same_numbers(one, other)
        + (bool(countries) and countries == other.described.countries)
        + bool(one.described.organisations & other.described.organisations)
        + one_folder(one, other)
    )


def _same_numbers(one: Facts, other: Facts) -> bool:
    return bool(one.numbers) and one.numbers == other.numbers


def one_folder(one: Facts, other: Facts) -> bool:
    return bool(one.folders & other.folders)


def _much_text(one: Facts, other: Facts, shared: Shared) -> bool:
    """Two of one form, as two terms of reference, share the text of their publisher: there it says nothing."""
    one_form = one.is_satellite and one.kind == other.kind and not one.is_part
    return shared.runs >= FEWEST_RUNS and not one_form and shared.text >= _text_needed(one, other)


def _text_needed(one: Facts, other: Facts) -> float:
    if not (one.is_satellite or other.is_satellite):
        return _SAME_TEXT
    needed = (_TEXT.get(each.kind, _TEXT_OF_PARTS) for each in (one, other) if each.is_satellite)
    return max(needed)


def _is_translation(one: Facts, other: Facts, shared: Shared) -> bool:
    if not _differ(one.described.language, other.described.language):
        return False
    figures = shared.figure_pairs >= FEWEST_FIGURES and shared.figures >= _FIGURES
    fewer, more = sorted((one.described.pages, other.described.pages))
    return figures or (bool(one.names & other.names) and fewer >= _PAGES * more)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _disjoint(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def _other_project(one: Facts, other: Facts) -> bool:
    """Other codes of the same series, or other years and phases in the title."""
    series = _series(one) & _series(other)
    if series and not one.codes & other.codes:
        return True
    numbers = one.numbers <= other.numbers or other.numbers <= one.numbers
    return not (numbers or one.is_part or other.is_part)


def _series(one: Facts) -> set[str]:
    return {code.rstrip("0123456789") for code in one.codes}


def _other_place(one: Facts, other: Facts) -> bool:
    """A case study may be of a country that is not the evaluation's, or its own alone."""
    part = one.is_part or other.is_part
    return not part and _disjoint(one.described.countries, other.described.countries)


def _other_year(one: Facts, other: Facts) -> bool:
    if one.described.year is None or other.described.year is None:
        return False
    early, late = sorted((one, other), key=lambda each: _PHASES.get(each.kind, _REPORT))
    lag = (late.described.year or 0) - (early.described.year or 0)
    if early.kind == late.kind and not _differ(one.described.language, other.described.language):
        return abs(lag) > one.is_part
    phases = _PHASES.get(late.kind, _REPORT) - _PHASES.get(early.kind, _REPORT)
    return not -1 <= lag <= phases + 1


def _other_subject(one: Facts, other: Facts, shared: Shared) -> bool:
    """Reports of other kinds, or texts of one kind about other subjects; not two forms of one report."""
    if one.is_satellite != other.is_satellite or one.is_part or other.is_part:
        return False
    if _much_text(one, other, shared) or _differ(one.described.language, other.described.language):
        return False
    if not one.is_satellite and _differ(one.kind, other.kind) and "other" not in {one.kind, other.kind}:
        return True
    same_kind = one.kind == other.kind or not one.is_satellite
    return same_kind and bool(one.subject.words and other.subject.words) and not _in_titles(one, other)
