"""Which documents belong to one evaluation: its report, brief, annexes, terms of reference, response, translations.

A function of what the documents are, whatever the order in which they came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.evaluation_evidence import NOTHING, TOGETHER, contradict, points
from ingest.evaluation_facts import Description, Facts, facts_of, folder_of
from ingest.evaluation_pairs import candidates, shared_marks
from ingest.subjects import segments_of, telling_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.evaluation_evidence import Shared
    from ingest.evaluation_pairs import Pair

# A folder of more documents than this is an archive: lying in it says nothing.
CROWD = 30
# Whose title names a group, the best first; all kinds of reports come before these.
_NAMING = ("inception report", "evaluation brief", "management response", "terms of reference")


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one evaluation, by id, two at least or one that a person named. ``name`` is unique."""

    name: str
    documents: tuple[str, ...]


def groups_of(described: Iterable[Description]) -> tuple[Group, ...]:
    """The evaluations that have several documents among these, and those that a person or a sidecar names."""
    ordered = sorted(described, key=lambda each: each.id)
    crowded = _crowded(ordered)
    facts = [facts_of(each, crowded) for each in ordered]
    shared = shared_marks(facts)
    members = _joined(facts, shared, _links(facts, shared))
    found = [[facts[place] for place in places] for places in members]
    kept = [each for each in found if len(each) > 1 or each[0].described.given]
    names = _distinct([_name(each) for each in kept], kept)
    return tuple(Group(name, tuple(f.id for f in each)) for name, each in zip(names, kept, strict=True))


def _crowded(described: Iterable[Description]) -> frozenset[str]:
    held = Counter(folder for each in described for folder in set(map(folder_of, each.paths)))
    return frozenset(folder for folder, count in held.items() if count > CROWD)


def _links(facts: Sequence[Facts], shared: Mapping[Pair, Shared]) -> list[Pair]:
    """The pairs that belong together, the surest first."""
    found: list[tuple[int, float, Pair]] = []
    for one, other in candidates(facts, shared):
        marks = shared.get((one, other), NOTHING)
        if not contradict(facts[one], facts[other], marks):
            strength = points(facts[one], facts[other], marks)
            if strength >= TOGETHER:
                found.append((strength, marks.text, (one, other)))
    return [pair for _, _, pair in sorted(found, key=lambda link: (-link[0], -link[1], link[2]))]


def _joined(facts: Sequence[Facts], shared: Mapping[Pair, Shared], links: Sequence[Pair]) -> list[list[int]]:
    """Groups grow link by link; a link does not hold where any two documents of both sides contradict."""
    group = _given(facts)
    for one, other in links:
        first, second = group[one], group[other]
        if first is not second and not any(
            contradict(facts[a], facts[b], shared.get((min(a, b), max(a, b)), NOTHING))
            for a in first
            for b in second
        ):
            first.extend(second)
            group.update(dict.fromkeys(second, first))
    distinct = {id(places): sorted(places) for places in group.values()}
    return sorted(distinct.values())


def _given(facts: Sequence[Facts]) -> dict[int, list[int]]:
    """Each document alone, but those together that are said to be."""
    together: defaultdict[str, list[int]] = defaultdict(list)
    group: dict[int, list[int]] = {}
    for place, each in enumerate(facts):
        group[place] = together[each.described.given] if each.described.given else []
        group[place].append(place)
    return group


def _name(members: Sequence[Facts]) -> str:
    """What a person calls it; else the title of its report, or what the others are about, with the year."""
    given = [each.described.given for each in members if each.described.given]
    if given:
        return given[0]
    leader = _leader(members)
    title = _about(leader, members) if leader.is_satellite else leader.described.title
    year = str(leader.described.year or "")
    return f"{title} ({year})" if year and year not in title else title or leader.id


def _about(leader: Facts, members: Sequence[Facts]) -> str:
    """The part of its title that says what the evaluation is of: what most others say too, then the longest."""

    def rank(part: str) -> tuple[int, int]:
        told = telling_words(part)
        return sum(told in each.subject.segments for each in members), len(told)

    return max(segments_of(leader.described.title), key=rank).strip(" «»“”\"'–—-:|;.,()")


def _leader(members: Sequence[Facts]) -> Facts:
    def rank(each: Facts) -> tuple[bool, int, bool, str]:
        place = _NAMING.index(each.kind) + 1 if each.kind in _NAMING else len(_NAMING) + 1
        title = each.described.title
        return not title, place if each.is_satellite else 0, title.isupper(), each.id

    return min(members, key=rank)


def _distinct(names: Sequence[str], groups: Sequence[Sequence[Facts]]) -> list[str]:
    """Equal names of groups that nobody named are told apart by the first document's id."""
    often = Counter(names)
    return [
        f"{name} [{members[0].id[:6]}]" if often[name] > 1 and not members[0].described.given else name
        for name, members in zip(names, groups, strict=True)
    ]
