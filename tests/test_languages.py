from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.languages import detect

PASSAGES = {
    "en": "Community volunteers were trained too late to help with the second distribution.",
    "fr": "Les bénévoles ont été formés trop tard pour aider lors de la deuxième distribution.",
    "es": "Los voluntarios fueron capacitados demasiado tarde para ayudar en la segunda entrega.",
    "pt": "Os voluntários foram formados demasiado tarde para ajudar na segunda distribuição.",
    "ar": "تم تدريب المتطوعين في وقت متأخر جدا للمساعدة في التوزيع الثاني.",
}


@pytest.mark.parametrize("code", PASSAGES)
def test_tells_the_five_languages(code: str) -> None:
    language, confidence = detect(PASSAGES[code])
    assert language == code
    assert confidence > 0.6


@pytest.mark.parametrize("code", PASSAGES)
def test_capitals_and_line_breaks_change_nothing(code: str) -> None:
    assert detect(PASSAGES[code].upper().replace(" ", "\n"))[0] == code


@pytest.mark.parametrize("text", ["", "2019-2020", "12 % | 34 % | 56 %", "N/A", "Tab. 3", "•••••••••••••••••"])
def test_says_that_it_does_not_know(text: str) -> None:
    assert detect(text) == ("und", 0.0)


def test_few_words_are_less_sure_than_many() -> None:
    assert detect("Lessons learned")[1] < detect(PASSAGES["en"])[1]


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_has_a_code_and_a_confidence(text: str) -> None:
    language, confidence = detect(text)
    assert language == "und" or len(language) == 2
    assert 0 <= confidence <= 1


def test_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest import languages

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the detector opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    languages._detector.cache_clear()
    assert detect(PASSAGES["fr"])[0] == "fr"


def test_threads_get_the_same_answers() -> None:
    texts = list(PASSAGES.values()) * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, texts)) == [detect(text) for text in texts]
