"""Where sentences end, in five languages, and where a full stop ends none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences


def parts(text: str) -> list[str]:
    return [text[low:high] for low, high in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Agents ran out of cash.", "People waited for 3.5 hours.", "Why?", "Nobody had asked!"],
        ["See e.g. UNHCR and Dr. Amina vs. the U.S. Government.", "Then stop."],
        ["J. K. Rowling and No. 5 paid approx. 12 USD.", "It was late."],
        ["Les agents manquaient d'argent.", "À Dakar, M. Diop et Mme Sow ont attendu.", "Élargir le réseau."],
        ["¿Por qué tardó?", "¡Nadie preguntó!", "El Sr. Díaz (pág. 4) esperó.", "Ñandú llegó."],
        ["A transferência atrasou.", "Única lição: registar antes."],
        ["تأخرت التحويلات.", "لماذا؟", "لم تسجل الشرائح؛", "انتظر الناس."],
        ["He said “it was late.”", "“Nobody came.”", "(It rained.)", "Then it ended…", "So did we."],
        ["it was late. and then it rained, 4 a.m. in the camp."],
        ["A title without a stop", "• a bullet"],
    ],
)
def test_sentences(expected: list[str]) -> None:
    separator = "\n" if expected[0].startswith("A title") else " "

    assert parts(separator.join(expected)) == expected


def test_chinese_and_japanese_stops_need_no_blank() -> None:
    assert parts("これは文です。次の文です。「終わり。」") == ["これは文です。", "次の文です。", "「終わり。」"]


def test_no_text_has_no_sentence() -> None:
    assert sentences("") == []
    assert sentences(" \n ") == []


@given(st.text(alphabet="aAé.!?؟。؛ \n“”1(•"))
def test_only_blanks_stand_between_sentences(text: str) -> None:
    found = sentences(text)
    gaps = [
        text[a:b]
        for a, b in zip([0, *(high for _, high in found)], [*(low for low, _ in found), len(text)], strict=True)
    ]

    assert all(low < high for low, high in found)
    assert all(not gap.strip() for gap in gaps)
