"""Which of the known values may have been meant by one that is not known."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 5
# difflib's ratio; 0.6 is its own default and lets 'Mozambik' find 'Mozambique' (0.78).
LEAST_LIKENESS = 0.6


def folded(text: str) -> str:
    """``text`` without case, accents, underscores and doubled blanks, to compare what people type."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("_", " ").replace("-", " ").split())


def same(value: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that is ``value`` but for case, accents and separators."""
    wanted = folded(value)
    return next((each for each in known if folded(each) == wanted), None)


def near(value: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to five of ``known``: those that begin with or have the word ``value``, then those spelt alike."""
    wanted = folded(value)
    names = {folded(each): each for each in known}
    if not wanted:
        return ()
    within = [name for name in names if name.startswith(wanted) or wanted in name.split()]
    alike = difflib.get_close_matches(wanted, list(names), n=MOST, cutoff=LEAST_LIKENESS)
    return tuple(names[name] for name in dict.fromkeys([*within, *alike]))[:MOST]
