"""Where sentences end, in the languages of the reports."""

from __future__ import annotations

import re

# Words whose full stop ends no sentence: en, fr, es, pt. Single letters are initials and are not listed.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no nos vs etc e.g i.e cf fig figs art al ed eds vol para paras approx dept est inc ltd "
    "col gen sr sra jr u.s u.n p pp pág págs núm ref réf mm mme mlle av ex par chap ibid op cit resp env".split()
)
_END = re.compile(
    r"([.!?…؟。]+[\"'”’»)\]]*)(\s+)(?=[\"'“‘«(\[¿¡•]*[^\W_a-zà-öø-ÿ])"
    r"|(?<=؛)\s+|(?<=[。！？])(?![」』）”])\s*|\n+"
)
_LAST_WORD = re.compile(r"([\w.]+)$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Character ranges of the sentences, in order, without the blanks between them.

    A line break ends a sentence: page texts have them between blocks only.
    """
    ranges: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text):
        if match[1] and _is_abbreviation(text[start : match.start()], match[1]):
            continue
        ranges.append((start, match.end(1) if match[1] else match.start()))
        start = match.end()
    ranges.append((start, len(text.rstrip())))
    return [(low, high) for low, high in ranges if text[low:high].strip()]


def _is_abbreviation(before: str, mark: str) -> bool:
    if mark != ".":
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    last = word[1].casefold().strip(".")
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and word[1].isupper())
