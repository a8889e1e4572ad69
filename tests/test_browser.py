"""The page in a real browser against a real server: what a parser cannot see."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from service.doors import Services
from service.http import create_app
from tests.memory_documents import LATE, SPLIT, handful
from tests.memory_library import MemorySearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
QUESTION = "/?q=mobile+cash+transfers+late"
TWO_PAGES = "/?q=register+SIM+cards+before+the+first+transfer+and+agree+with+agents&k=1"
# A phone, a tablet, a laptop.
WIDTHS = (375, 768, 1280)


def chromium() -> str | None:
    """An installed Chromium or Chrome; none is ever fetched."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def without(what: str) -> None:
    """Skip with the reason; in CI nothing is skipped quietly."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"there is no {what} here")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a free port; its address."""
    library = handful(tmp_path_factory.mktemp("files"))
    app = create_app(Services(MemorySearch(library), library, library))
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        wait_for(server)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


def wait_for(server: uvicorn.Server) -> None:
    give_up = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < give_up, "the server did not start"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        without("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("playwright")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield made
        made.close()


@contextmanager
def opened(browser: Browser, home: str, address: str = "/", **options: object) -> Iterator[Page]:
    """A page at ``address``; afterwards nothing was refused, nothing failed and nothing came from elsewhere."""
    context: BrowserContext = browser.new_context(base_url=home, **options)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(home)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", QUESTION, "/?q=cash&country=Yemen", "/?q=xyzzy"])
def test_nothing_runs_over_the_edge(browser: Browser, home: str, width: int, address: str) -> None:
    with opened(browser, home, address, viewport={"width": width, "height": 812}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_search_without_scripts(browser: Browser, home: str) -> None:
    with opened(browser, home, java_script_enabled=False) as page:
        page.get_by_label("What is your situation?").fill("mobile cash transfers late")
        page.get_by_label("Mozambique").check()
        page.get_by_role("button", name="Find lessons").click()
        assert page.locator("blockquote").first.inner_text() == page.locator("#hit-1 blockquote").inner_text()
        assert LATE in page.locator("#hit-1 blockquote").inner_text()
        assert "country=Mozambique" in page.url
        assert page.get_by_label("Mozambique").is_checked()
        assert page.locator("#hit-1 cite").inner_text().startswith("IFRC (2021).")
        assert not page.get_by_role("button", name="Copy citation").first.is_visible()
        page.get_by_text("Show page 2").first.click()
        assert loaded(page, "#hit-1 img") == [900]


def test_pictures_load_only_when_opened(browser: Browser, home: str) -> None:
    with opened(browser, home, TWO_PAGES) as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(300)
        assert not [url for url in fetched if ".png" in url]
        page.get_by_text("Show pages 2–3").click()
        assert loaded(page, "#hit-1 img") == [900, 900]
        numbers = [url.split("/pages/")[1].split(".png")[0] for url in fetched if ".png" in url]
        assert sorted(numbers) == ["2", "3"]
        assert " ".join(SPLIT) in page.locator("#hit-1 blockquote").inner_text()


def loaded(page: Page, selector: str) -> list[int]:
    """The natural widths of the pictures once all have come; the first waits for the worker to start."""
    for picture in page.locator(selector).all():
        picture.scroll_into_view_if_needed()
        give_up = time.monotonic() + 30
        while not picture.evaluate("image => image.complete && image.naturalWidth"):
            assert time.monotonic() < give_up, "a picture did not come"
            page.wait_for_timeout(50)
    return [int(each.evaluate("image => image.naturalWidth")) for each in page.locator(selector).all()]


def test_the_keyboard_is_enough(browser: Browser, home: str) -> None:
    with opened(browser, home, QUESTION) as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the lessons")
        assert skip.evaluate("link => link === document.activeElement")
        page.wait_for_timeout(50)
        box = skip.bounding_box()
        assert box is not None
        assert box["y"] >= 0, "the skip link shows when it has the focus"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert focused != "none"
        for _ in range(3):
            if page.evaluate("document.activeElement.tagName") == "SUMMARY":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#hit-1 details").first.evaluate("details => details.open")


def test_enter_asks_and_shift_enter_writes_on(browser: Browser, home: str) -> None:
    with opened(browser, home) as page:
        box = page.get_by_label("What is your situation?")
        box.press_sequentially("cash")
        box.press("Shift+Enter")
        box.press_sequentially("transfers")
        assert box.input_value() == "cash\ntransfers"
        box.press("Enter")
        page.wait_for_url("**/?q=*")
        assert page.locator("#hit-1").is_visible()


def test_a_citation_is_copied(browser: Browser, home: str) -> None:
    with opened(browser, home, QUESTION, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator("#hit-1").get_by_role("button", name="Copy citation").click()
        page.locator("#hit-1").get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"“{LATE}")
        assert copied.endswith("” — IFRC (2021). Evaluation of the cash response to Cyclone Idai, p. 2.")


def test_filters_are_a_column_on_a_desk_and_folded_on_a_phone(browser: Browser, home: str) -> None:
    with opened(browser, home, QUESTION, viewport={"width": 1280, "height": 900}) as page:
        assert page.get_by_label("Mozambique").is_visible()
    with opened(browser, home, QUESTION, viewport={"width": 375, "height": 812}) as page:
        assert not page.get_by_label("Mozambique").is_visible()
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("Mozambique").check()
        page.get_by_role("button", name="Apply filters").click()
        page.wait_for_url("**country=Mozambique**")


def test_arabic_runs_from_the_right(browser: Browser, home: str) -> None:
    with opened(browser, home, "/?q=cash&language=ar") as page:
        assert page.locator("blockquote p").first.evaluate("p => getComputedStyle(p).direction") == "rtl"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, home: str, scheme: str) -> None:
    """WCAG's contrast of at least 4.5 for all that is read, in both schemes."""
    with opened(browser, home, QUESTION, color_scheme=scheme) as page:
        worst = page.evaluate(CONTRAST)
        assert worst["ratio"] >= 4.5, worst["text"]


CONTRAST = """() => {
  const light = (c) => c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  let worst = {ratio: 99, text: ""};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility()) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst.ratio) worst = {ratio, text: walk.currentNode.data.trim()};
  }
  return worst;
}"""


def test_the_original_opens_under_its_odd_name(browser: Browser, home: str, tmp_path: Path) -> None:
    with opened(browser, home, QUESTION) as page:
        address = page.locator("#hit-1").get_by_role("link", name="Open at page 2").get_attribute("href")
        assert address is not None
        assert address.endswith("/file#page=2")
        assert page.request.get(address.split("#")[0]).body().startswith(b"%PDF")


def test_print_leaves_out_what_paper_cannot_do(browser: Browser, home: str) -> None:
    with opened(browser, home, QUESTION) as page:
        page.emulate_media(media="print")
        assert not page.get_by_role("button", name="Find lessons").is_visible()
        assert not page.locator("aside").is_visible()
        assert page.locator("#hit-1 cite").is_visible()
