"""Which words are a page's text: any script and what is no prose, but no wrong encodings and no stamps on scans."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import wrap

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.options import PLAIN
from ingest.pdf_reading import read_pdf
from ingest.pdf_scans import read_pages
from ingest.raw_pdf import Look, RawPage
from ingest.read_pdf import read_raw
from ingest.text_layer import Flaw, flaw_of
from tests.page_of_words import words_at
from tests.scans import Text, drawn, photograph, saved

ENGLISH = (
    "Agents ran out of cash on the first day, and people walked back with nothing after "
    "hours of waiting in the sun. The hotline number stood only on posters in town, so "
    "that complaints never reached the team."
)
ARABIC = (
    "تعلم الفريق أن تسجيل شرائح الهاتف قبل موعد الصرف بأسبوعين يمنع معظم التأخير، وأن "
    "وكلاء القرى لا يملكون نقودا كافية لصرف المبالغ في اليوم الأول."
)
RUSSIAN = (
    "В первый день у агентов закончились наличные, и люди вернулись домой ни с чем после "
    "многих часов ожидания. Номер горячей линии был указан только на плакатах в городе."
)
GREEK = (
    "Οι πράκτορες έμειναν χωρίς μετρητά την πρώτη ημέρα και οι άνθρωποι επέστρεψαν με "
    "άδεια χέρια μετά από ώρες αναμονής στον ήλιο."
)
USABLE = {
    "English": ENGLISH,
    "Vietnamese": (
        "Các đại lý đã hết tiền mặt ngay trong ngày đầu tiên, và người dân phải trở về tay "
        "không sau nhiều giờ chờ đợi dưới trời nắng gắt."
    ),
    "Arabic": ARABIC,
    "Hebrew": (
        "לסוכנים נגמר הכסף המזומן כבר ביום הראשון, ואנשים חזרו הביתה בידיים ריקות אחרי שעות של המתנה בשמש החמה."
    ),
    "Russian": RUSSIAN,
    "Greek": GREEK,
    "Chinese": (
        "代理商在第一天就用完了现金，人们在烈日下等了几个小时，最后空手而归。热线号码只贴在城里的海报上，投诉"
        "从未传到团队。"
    ),
    "Japanese": (
        "代理店では初日に現金がなくなり、人々は炎天下で何時間も待ったあげく、手ぶらで帰った。ホットラインの番"
        "号は町のポスターにしかなかった。"
    ),
    "Hindi": ("पहले ही दिन एजेंटों के पास नकदी समाप्त हो गई और लोग घंटों धूप में प्रतीक्षा करने के बाद खाली हाथ लौट गए।"),
    "Thai": ("ตัวแทนหมดเงินสดตั้งแต่วันแรก ผู้คนต้องกลับบ้านมือเปล่าหลังจากรอกลางแดดหลายชั่วโมง"),
    "Polish": (
        "Pierwszego dnia agentom zabrakło gotówki, a ludzie po wielu godzinach czekania w słońcu wrócili z niczym."
    ),
    "numbers": " ".join(f"{n * 7919 % 10007:,} {n}.{n % 7} %" for n in range(60)),
    "acronyms": (
        "CVA CBT PTM FSP KYC PDM AAP MPCA PSEA GBV WASH DRR HNRP OCHA UNHCR WFP IFRC ICRC CTP NFI IDP KII FGD ToC"
    ),
    "code": (
        "for (int i = 0; i < n; i++) { buf[i] = str2int(ptr->nxt[i], 0x7f); if (!buf[i]) "
        "return EINVAL; } #define BSZ 512"
    ),
    "formula": (
        "∑ αᵢ xᵢ² ≤ ‖β‖ · λ ; f : ℝⁿ → ℝ , ∂f/∂x = μ + σ ε , H₀ : μ = 0 , p < 0.05 , χ² = 3.84 , Δt ≈ 12 µs"
    ),
    "form": ("Name ________ Date ____ / ____ / ____ Signature ________ Sex M F Age ____ Village ________ No. ____"),
    "names": (
        "Hrvoje Brkić Krzysztof Szczęsny Nguyễn Thị Ánh Mbwana Mkhwebane Ngcobo Þórður Sigurðsson Strč Krk Vltava"
    ),
}


def page_of(text: str, **facts: object) -> RawPage:
    words = [word for n in range(0, len(text), 90) for word in words_at(text[n : n + 90], 50, 100 + n / 6)]
    return replace(RawPage(1, None, 595, 842, tuple(words), ()), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", USABLE)
def test_text_of_any_script_and_make_is_text(name: str) -> None:
    assert flaw_of(page_of(USABLE[name])) is None
    assert flaw_of(page_of(USABLE[name] * 8)) is None


def shifted(text: str, by: int) -> str:
    """As a font has it whose glyphs are numbered from another sign on, and that does not tell."""
    return "".join(chr(ord(c) + by) if c.isascii() and c.isalpha() else c for c in text)


GARBLED = {
    "glyph numbers": shifted(ENGLISH, -29),
    "shifted by three": shifted(ENGLISH, 3),
    "Arabic as Western": ARABIC.encode("cp1256").decode("cp1252"),
    "Russian as Western": RUSSIAN.encode("cp1251").decode("cp1252", "ignore"),
    "Russian in another code": RUSSIAN.encode("koi8-r").decode("cp1252", "ignore"),
    "Greek as Western": GREEK.encode("cp1253").decode("cp1252", "ignore"),
    "scripts in one word": "Жgاф тہqב Ωשzй бגwک " * 12,
}


@pytest.mark.parametrize("name", GARBLED)
def test_a_wrong_encoding_is_no_text(name: str) -> None:
    assert flaw_of(page_of(GARBLED[name])) is Flaw.GARBLED
    assert flaw_of(page_of(GARBLED[name] * 8)) is Flaw.GARBLED


def test_letters_that_the_file_does_not_name_are_text_only_if_a_language_comes_of_them() -> None:
    nonsense = "Ĵǎƶơ ƹŎķຊ ࠘᧽ Ⱊ ǔƼ ƃơŃ 䆀ឮᑽ ٳ㶜 ӒԔ " * 4

    assert flaw_of(page_of(ENGLISH, unmapped=200)) is None
    assert flaw_of(page_of(nonsense, unmapped=200)) is Flaw.GARBLED
    assert flaw_of(page_of("", unmapped=200)) is Flaw.GARBLED
    assert flaw_of(page_of("7", unmapped=3)) is None


def test_single_letters_are_no_words() -> None:
    spaced = " ".join(ENGLISH.replace(" ", ""))

    assert flaw_of(page_of(spaced)) is Flaw.SPACED
    assert flaw_of(page_of("a b c d e f " + ENGLISH)) is None


SCAN, PHOTOGRAPH = Look(1.0, 0.07, 0.83), Look(1.0, 0.0, 0.4)


@pytest.mark.parametrize(
    ("text", "look", "flaw"),
    [
        ("", SCAN, Flaw.NO_TEXT),
        ("14", SCAN, Flaw.NO_TEXT),
        ("Received 12 May 2019, registry of the ministry", SCAN, Flaw.FEW_WORDS),
        ("", PHOTOGRAPH, None),
        ("Final evaluation of the programme", PHOTOGRAPH, None),
        ("Final evaluation of the programme", Look(1.0, 0.008, 0.42), None),
        ("Figure 3. Cash by month and district", Look(0.2, 0.03, 0.9), None),
        ("", Look(0.0, 0.043, 0.95), Flaw.NO_TEXT),  # letters drawn as paths
        ("", None, None),
    ],
)
def test_few_words_beside_a_picture(text: str, look: Look | None, flaw: Flaw | None) -> None:
    assert flaw_of(page_of(text, pictured=look is not None, look=look)) is flaw


def test_a_scan_looks_like_one_and_a_photograph_or_an_empty_page_does_not(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", drawn(Text(wrap(ENGLISH, 70))), photograph(), drawn())

    written, photographed, empty = read_raw(path).pages

    assert flaw_of(written) is Flaw.NO_TEXT
    assert written.look is not None
    assert written.look.covered == pytest.approx(1.0, abs=0.01)
    assert [flaw_of(page) for page in (photographed, empty)] == [None, None]


def made(path: Path, character_space: float, font: str = "Helvetica") -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    text = canvas.beginText(72, 700)
    text.setFont(font, 10)
    text.setCharSpace(character_space)
    for line in wrap(ENGLISH, 40):
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()
    return path


@pytest.mark.parametrize("space", [0.0, 1.0, 1.8, 3.0])
def test_tracked_text_is_read_without_ocr(tmp_path: Path, space: float) -> None:
    """From letters that touch to letters a third of a type size apart."""
    text = read_pages(made(tmp_path / "a.pdf", space), PLAIN)

    assert text.unread == 0
    (page,) = read_pdf(tmp_path / "a.pdf").pages
    assert " ".join(page.text.split()) == ENGLISH


def test_spaced_letters_with_lost_blanks_are_told(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=A4, invariant=True)
    for n in range(3):
        canvas.drawString(40, 700 - 14 * n, " ".join("thehotlinenumberstoodonlyonpostersintown"))
    canvas.drawString(72, 600, "Only this line of the page was set as people set text.")
    canvas.showPage()
    canvas.drawString(72, 600, "Agents ran out of cash on the first day.")
    canvas.save()

    reading = read_pdf(tmp_path / "a.pdf")

    assert [page.text for page in reading.pages] == ["", "Agents ran out of cash on the first day."]
    assert reading.notes == ("Page 1 holds text in single letters and was not read.",)
