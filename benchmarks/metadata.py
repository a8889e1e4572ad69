"""How often are tags right? ``python -m benchmarks.metadata [--reports DIR] [--labels FILE]``.

Reads the labelled reports and prints a Markdown table for RESULTS.md, then each tag that differs from its label.
What counts as right, by field:

- title: the words of both, folded, have an F1 of 0.8 or more (how a title and its series are joined is taste);
- year, language, timing: the same value, or none on both sides;
- country: the same set. A label "global" or of a region has no tag: with one, no tag at all is right too, and
  so is any part of the countries that it names beside (case studies);
- document type: one of those that the label names;
- organisation: the same set;
- sector: the surest tag is one of the label's; labels are free words, of which `SECTORS` says what the code list
  calls them. Where it has no name for any of them, no tag is right.

F1 is the mean over documents of that of the two sets of values (of words, for titles), where "right" is yes or no.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Field, Tag
from ingest.formats import read
from ingest.metadata import infer_tags
from ingest.phrases import fold
from ingest.vocabulary import canonical

SHARED = Path(__file__).parents[2] / "shared"
SAME_TITLE = 0.8
# The labels' words where the code list has others. The list has no word for how well evaluations are made.
SECTORS = {
    "accountability to affected populations": ("Accountability to Affected People",),
    "complaints and feedback": ("Accountability to Affected People",),
    "humanitarian response": ("Coordination", "Disaster Management"),
    "voluntary return and reintegration": ("Migration and Displacement",),
    "migrant protection": ("Migration and Displacement", "Protection and Human Rights"),
    "migration data": ("Migration and Displacement",),
    "migration": ("Migration and Displacement",),
    "border cooperation": ("Migration and Displacement", "Peacekeeping and Peacebuilding"),
    "social cohesion and peacebuilding": ("Peacekeeping and Peacebuilding",),
    "case management": ("Protection and Human Rights",),
}

Label = Mapping[str, str]
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a field of a document beside its label, whether that is right, and how near it is."""

    file: str
    label: str
    found: Values
    right: bool
    f1: float


@dataclass(frozen=True, slots=True)
class Measure:
    """``column`` of the labels; ``wanted`` are the values that it stands for, ``is_right`` compares."""

    column: str
    wanted: Callable[[str], Values]
    is_right: Callable[[str, Values, Values], bool]


def plain(label: str) -> Values:
    return tuple(value for value in map(str.strip, label.split(",")) if value and value != "none")


def listed_countries(label: str) -> Values:
    return tuple(name for part in plain(label) if (name := canonical(Field.COUNTRY, part)))


def listed_sectors(label: str) -> Values:
    parts = ((SECTORS.get(part) or (canonical(Field.SECTOR, part) or "",)) for part in plain(label))
    return tuple(dict.fromkeys(value for part in parts for value in part if value))


def listed_timings(label: str) -> Values:
    return tuple(name for part in plain(label) if (name := canonical(Field.TIMING, part)))


def same_set(_label: str, wanted: Values, found: Values) -> bool:
    return set(wanted) == set(found)


def same_countries(label: str, wanted: Values, found: Values) -> bool:
    whole_region = any(canonical(Field.COUNTRY, part) is None for part in plain(label))
    return set(found) <= set(wanted) if whole_region else set(found) == set(wanted)


def same_title(_label: str, wanted: Values, found: Values) -> bool:
    return overlap(words(wanted), words(found)) >= SAME_TITLE


def one_of(label: str, _wanted: Values, found: Values) -> bool:
    return bool(found) and found[0] in label.split(" / ")


def surest_is_labelled(_label: str, wanted: Values, found: Values) -> bool:
    return found[:1] == () if not wanted else bool(found) and found[0] in wanted


MEASURES = {
    Field.TITLE: Measure("title", lambda label: (label,), same_title),
    Field.YEAR: Measure("year", plain, same_set),
    Field.COUNTRY: Measure("countries", listed_countries, same_countries),
    Field.LANGUAGE: Measure("language", plain, same_set),
    Field.DOCUMENT_TYPE: Measure("document_type", lambda label: tuple(label.split(" / ")), one_of),
    Field.TIMING: Measure("evaluation_timing", listed_timings, same_set),
    Field.ORGANISATION: Measure("organisation", plain, same_set),
    Field.SECTOR: Measure("sectors", listed_sectors, surest_is_labelled),
}


def words(texts: Values) -> Values:
    return tuple(word for text in texts for word in fold(text).split())


def overlap(wanted: Values, found: Values) -> float:
    """F1 of two sets; 1 where both are empty."""
    both = len(set(wanted) & set(found))
    return 2 * both / (len(set(wanted)) + len(set(found))) if wanted or found else 1.0


def verdict(field: Field, label: Label, tags: tuple[Tag, ...]) -> Verdict:
    measure = MEASURES[field]
    told = label[measure.column]
    wanted = measure.wanted(told)
    found = tuple(tag.value for tag in tags if tag.field is field)
    compared = (words(wanted), words(found)) if field is Field.TITLE else (wanted, found)
    return Verdict(label["file"], told, found, measure.is_right(told, wanted, found), overlap(*compared))


def labels_in(path: Path) -> list[Label]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def judged(reports: Path, labels: list[Label]) -> dict[Field, list[Verdict]]:
    tags = [infer_tags(read(reports / label["file"]), label["file"]) for label in labels]
    return {
        field: [verdict(field, label, found) for label, found in zip(labels, tags, strict=True)]
        for field in MEASURES
    }


def show(verdicts: Mapping[Field, list[Verdict]]) -> None:
    print("| field | right | of | share | mean F1 |\n|---|---|---|---|---|")
    for field, each in verdicts.items():
        right, count = sum(one.right for one in each), len(each)
        print(f"| {field} | {right} | {count} | {right / count:.0%} | {sum(one.f1 for one in each) / count:.2f} |")
    for field, each in verdicts.items():
        for one in each:
            if not one.right:
                print(f"\n{field} of {one.file}\n  label: {one.label}\n  found: {'; '.join(one.found) or '(none)'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=SHARED / "reports", help="the folder of the reports")
    parser.add_argument("--labels", type=Path, default=SHARED / "labels" / "documents.tsv", help="their labels")
    asked = parser.parse_args()
    if not asked.labels.is_file() or not asked.reports.is_dir():
        parser.error(f"there is no {asked.labels} or no {asked.reports}; name others with --labels and --reports")
    show(judged(asked.reports, labels_in(asked.labels)))


if __name__ == "__main__":
    main()
