"""Characters as they should be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import normalise


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("e\ufb03cient \ufb01eld \ufb02ow o\ufb00er", "efficient field flow offer"),
        ("\uf0b7 first \uf0a7 second", "• first • second"),
        ("co\u00adordination", "coordination"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301valuation", "évaluation"),
        ("no\u00a0break \t two", "no break two"),
        ("form\x0cfeed next\x85line vertical\x0btab", "form feed next line vertical tab"),
        ("bell\x07 and null\x00", "bell and null"),
        ("private \ue123glyph", "private glyph"),
        ("\u202bنص\u202c \u200f2019", "نص 2019"),
        ("\ufe97\ufe84\ufea7\ufeae\ufe95", "تأخرت"),
        ("\ufefb ضرر", "لا ضرر"),
        ("half ½ m² №", "half ½ m² №"),
        ("  ends  ", "ends"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_line(raw: str, mended: str) -> None:
    assert normalise.line(raw) == mended


def test_characters_leaves_blanks_and_soft_hyphens_to_the_layout() -> None:
    assert normalise.characters("a  b\u00ad ") == "a  b\u00ad "


def test_a_key_compares_letters_and_digits_only() -> None:
    assert normalise.key("4.2  Lessons – LEARNED: Straße, ﬁeld²") == "42lessonslearnedstrassefield2"
    assert normalise.key("…!") == ""


@given(st.text())
def test_mending_twice_changes_nothing(text: str) -> None:
    once = normalise.line(text)

    assert normalise.line(once) == once
