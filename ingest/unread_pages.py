"""Words for pages whose text was not read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ingest import cldr
from ingest.tesseract import DATA

# What is the matter with pages: their number decides about {s} and {were}.
NOT_READ = "hold{{s}} {flaw} and {{were}} not read"
STOPPED = "hold{{s}} {flaw}, and OCR failed or took longer than {seconds:g} seconds a page"
NO_SENSE = "hold{{s}} {flaw}, of which OCR made no sense"
SCAN_ADVICE = "Scan it again, black on white and at 300 dots an inch, or ask for the original."


def sentences(unread: Mapping[int, str]) -> tuple[str, ...]:
    """One for each thing that is the matter, with the numbers of the pages."""
    return tuple(
        f"{'Page' if len(pages) == 1 else 'Pages'} {listed(pages)} {_about(what, len(pages))}."
        for what, pages in _by_matter(unread).items()
    )


def reason(unread: Mapping[int, str], count: int) -> str:
    """Why nothing of a file of ``count`` pages was read."""
    return " ".join(
        f"{len(pages)} of {count} {'page' if count == 1 else 'pages'} {_about(what, len(pages))}."
        for what, pages in _by_matter(unread).items()
    )


def _by_matter(unread: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, what in sorted(unread.items()):
        found.setdefault(what, []).append(number)
    return found


def _about(what: str, count: int) -> str:
    return what.format(s="s" if count == 1 else "", were="was" if count == 1 else "were")


def listed(numbers: Sequence[int]) -> str:
    """Ascending numbers as people write them: ``3, 7 and 9–12``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [part for run in runs for part in _run(run)]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _run(run: Sequence[int]) -> list[str]:
    return [f"{run[0]}–{run[-1]}"] if len(run) > 2 else list(map(str, run))


def lacking_note(codes: Iterable[str]) -> str:
    """What the engine has no data of, and how to install it; empty where it lacks nothing."""
    lacking = sorted(codes)
    if not lacking:
        return ""
    names = " and ".join(cldr.language_name(code) for code in lacking)
    packages = " ".join(f"tesseract-ocr-{DATA[code].replace('_', '-')}" for code in lacking if code in DATA)
    return (
        f"Some of it seems to be in {names}, which Tesseract has no data of here: install them (Debian, Ubuntu: "
        f"sudo apt install {packages}; macOS: brew install tesseract-lang; Windows: choose them in its installer), "
        "then ingest it again."
    )
