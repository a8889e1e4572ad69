"""Which documents of a library are worth comparing: those that share something rare. Never all with all."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from ingest.evaluation_evidence import FEWEST_FIGURES, FEWEST_RUNS, Shared
from ingest.overlaps import overlaps

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from ingest.evaluation_facts import Facts

    Pair = tuple[int, int]

# What more documents than this have in common is no sign of one evaluation.
MOST_ALIKE = 40


def shared_marks(facts: Sequence[Facts]) -> dict[Pair, Shared]:
    """What the sketches of two documents have in common, where it is enough to count.

    Documents are told by their places in ``facts``, the lower one first.
    """
    sketches = [each.described.sketch for each in facts]
    runs = overlaps([each.runs for each in sketches], FEWEST_RUNS)
    figures = overlaps([each.figures for each in sketches], FEWEST_FIGURES)
    found: dict[Pair, Shared] = {}
    for one, other in runs.keys() | figures.keys():
        in_runs, in_figures = runs.get((one, other), 0), figures.get((one, other), 0)
        found[one, other] = Shared(
            in_runs,
            _share(in_runs, sketches[one].runs, sketches[other].runs),
            in_figures,
            _share(in_figures, sketches[one].figures, sketches[other].figures),
        )
    return found


def _share(shared: int, one: bytes, other: bytes) -> float:
    smaller = min(len(one), len(other)) // 4
    return shared / smaller if smaller else 0.0


def candidates(facts: Sequence[Facts], shared: Mapping[Pair, Shared]) -> set[Pair]:
    """The pairs of places, the lower one first, for which something may speak."""
    return {*shared, *_alike(facts), *_named(facts)}


def _alike(facts: Sequence[Facts]) -> Iterator[Pair]:
    """Those with the same words, code or name (but for its language)."""
    holders: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, each in enumerate(facts):
        keys: set[Hashable] = {each.subject.words, *each.subject.segments, *each.codes, *each.names}
        for key in filter(None, keys):
            holders[key].append(place)
    for places in holders.values():
        if len(places) <= MOST_ALIKE:
            yield from combinations(places, 2)


def _named(facts: Sequence[Facts]) -> Iterator[Pair]:
    """Reports whose subject begins with two words that stand at the front of another text."""
    reports: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, each in enumerate(facts):
        if not each.is_satellite and len(each.subject.words) > 1:
            reports[each.subject.words[0], each.subject.words[1]].append(place)
    for place, each in enumerate(facts):
        if each.is_satellite:
            for opening in {*pairwise(each.subject.words), *pairwise(each.described.sketch.front.split())}:
                found = reports.get(opening, ())
                if len(found) <= MOST_ALIKE:
                    yield from ((min(place, report), max(place, report)) for report in found)
