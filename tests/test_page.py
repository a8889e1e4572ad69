from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from service.doors import Services
from service.highlight import Piece, pieces, sentences
from service.http import create_app
from tests.memory_documents import AGENTS, LATE, SCRIPT, TWIN, handful
from tests.memory_library import MemoryLibrary, MemorySearch

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID = {"meta", "link", "input", "img", "br"}


class Parsed(HTMLParser):
    """The elements of a page with their attributes and all text in them; complains where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open[-1][0]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: tuple[str, dict[str, str], list[str]] = (tag, {name: value or "" for name, value in attrs}, [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1][0] == tag, f"{self.open[-1][0]} closed by {tag}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.open:
            texts.append(data)

    def all(self, tag: str, **wanted: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of the elements of that tag with those attributes (``class_`` for class)."""
        named = {name.rstrip("_"): value for name, value in wanted.items()}
        return [
            (attributes, " ".join("".join(texts).split()))
            for each, attributes, texts in self.elements
            if each == tag and named.items() <= attributes.items()
        ]

    def texts(self, tag: str, **wanted: str) -> list[str]:
        return [text for _, text in self.all(tag, **wanted)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> MemoryLibrary:
    return handful(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def client(library: MemoryLibrary) -> Iterator[TestClient]:
    with TestClient(
        create_app(Services(MemorySearch(library), library, library)), base_url="http://127.0.0.1"
    ) as made:
        yield made


def page(client: TestClient, query: str = "", status: int = 200) -> Parsed:
    response = client.get(f"/{query}")
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Parsed(response.text)


def test_the_empty_page_invites(client: TestClient) -> None:
    shown = page(client)
    assert shown.texts("h1") == ["Learn from what others already found out"]
    assert len(shown.all("ul", class_="situations")) == 1
    assert "This library holds 5 documents and 7 passages." in shown.texts("footer", class_="frame")[0]


def test_an_empty_library_says_how_to_fill_it() -> None:
    library = MemoryLibrary()
    services = Services(MemorySearch(library), library, library)
    with TestClient(create_app(services), base_url="http://127.0.0.1") as client:
        shown = page(client)
    assert shown.texts("h1") == ["This library is empty"]
    assert shown.texts("code") == ["lessons ingest FOLDER"]


def test_a_card_has_text_source_context_and_place(client: TestClient, library: MemoryLibrary) -> None:
    shown = page(client, "?q=mobile+cash+transfers+late&country=Mozambique")
    identity = next(each.document.id for each in library.passages if each.text.startswith(LATE))
    assert shown.texts("blockquote")[0] == f"{LATE} {AGENTS}"
    assert shown.texts("span", class_="best")[0] == LATE
    assert shown.texts("mark")[:3] == ["Mobile", "cash", "transfers"]
    assert shown.texts("span", class_="kind lesson")[0] == "Lesson"
    assert shown.texts("cite")[0] == "IFRC (2021). Evaluation of the cash response to Cyclone Idai, p. 2."
    assert "4 Lessons learned › 4.2 Cash" in shown.texts("p", class_="section small quiet")[0]
    assert shown.texts("ul", class_="chips")[0].split(" Year: ")[0] == "Country: Mozambique Country: Malawi"
    links = [attributes["href"] for attributes, _ in shown.all("a")]
    assert f"/api/v1/documents/{identity}/file#page=2" in links
    pictures = shown.all("img")
    assert pictures[0][0]["src"] == f"/api/v1/documents/{identity}/pages/2.png?passage={identity}-0000"
    assert pictures[0][0]["loading"] == "lazy"


def test_a_twin_is_named(client: TestClient) -> None:
    shown = page(client, "?q=complaints+by+phone+reached+nobody")
    assert shown.texts("blockquote")[0] == TWIN
    assert "Also in 1 other place" in shown.texts("summary")
    assert "Idai in brief (2022), p. 1 · evaluation brief of the same evaluation · Key messages" in shown.texts(
        "li"
    )


def test_what_documents_say_stays_text(client: TestClient) -> None:
    response = client.get("/?q=cash&country=Yemen")
    assert SCRIPT not in response.text
    shown = Parsed(response.text)
    assert SCRIPT in shown.texts("blockquote")[0]
    assert [attributes for attributes, _ in shown.all("script")] == [{"src": "/static/lessons.js", "defer": ""}]
    assert shown.all("b") == []
    assert SCRIPT in shown.texts("cite")[0]


@pytest.mark.parametrize(
    "q", [SCRIPT, '"><script>alert(1)</script>', "</textarea><script>alert(1)</script>", "{{7*7}}"]
)
def test_what_is_asked_stays_text(client: TestClient, q: str) -> None:
    response = client.get("/", params={"q": q, "source": q})
    shown = Parsed(response.text)
    assert len(shown.all("script")) == 1
    assert shown.all("textarea")[0][1] == " ".join(q.split())
    assert "49" not in shown.texts("textarea")[0]


def test_texts_say_their_language_and_direction(client: TestClient) -> None:
    shown = page(client, "?q=cash&language=ar")
    quote = shown.all("blockquote")[0][0]
    assert (quote["lang"], quote["dir"]) == ("ar", "auto")
    assert shown.all("html")[0][0]["lang"] == "en"
    assert "Download the document" in " ".join(shown.texts("a"))
    assert shown.all("img") == [], "a document without pages has no page pictures"


def test_the_filters_keep_what_was_chosen(client: TestClient) -> None:
    shown = page(client, "?q=cash&country=Mozambique&country=Yemen&since=2020&kind=")
    ticked = {
        (attributes["name"], attributes["value"])
        for attributes, _ in shown.all("input", type="checkbox")
        if "checked" in attributes
    }
    assert ticked == {("country", "Mozambique"), ("country", "Yemen")}
    assert [text for attributes, text in shown.all("option") if "selected" in attributes] == ["2020"]
    assert all(attributes["form"] == "ask" for attributes, _ in shown.all("input"))
    chips = shown.all("a", title="Take this filter away")
    assert [text for _, text in chips] == [
        "Take away Country: Mozambique ×", "Take away Country: Yemen ×", "Take away Since 2020 ×",
    ]  # fmt: skip
    rest = parse_qsl(urlsplit(chips[0][0]["href"]).query)
    assert rest == [("q", "cash"), ("country", "Yemen"), ("since", "2020")]


def test_hazard_donor_and_criterion_can_be_chosen(client: TestClient) -> None:
    shown = page(client, "?q=cash&hazard=Cyclone&criterion=Efficiency")
    assert {"Hazard or crisis", "Donor", "Criterion", "Evaluation"} <= set(shown.texts("legend"))
    chosen = [text for _, text in shown.all("a", title="Take this filter away")]
    assert chosen == ["Take away Hazard or crisis: Cyclone ×", "Take away Criterion: Efficiency ×"]
    chips = shown.texts("ul", class_="chips")[0]
    assert "Hazard: Cyclone Hazard: Flood Donor: European Union Period: 2019-2020" in chips


def test_a_choice_without_documents_can_be_taken_back(client: TestClient) -> None:
    shown = page(client, "?q=cash&country=Chad")
    boxes = [attributes for attributes, _ in shown.all("input", type="checkbox", value="Chad")]
    assert "checked" in boxes[0]
    assert shown.texts("h1") == ["Nothing here fits this situation"]
    assert "ask without filters" in shown.texts("a")


def test_no_hits_say_what_to_try(client: TestClient) -> None:
    shown = page(client, "?q=xyzzy")
    assert shown.texts("h1") == ["Nothing here fits this situation"]
    assert "ask without filters" not in shown.texts("a")


def test_an_error_offers_what_is_near(client: TestClient) -> None:
    shown = page(client, "?q=cash&country=Mozambik", status=422)
    assert "Unknown country 'Mozambik'" in shown.texts("section")[0]
    link = next(attributes for attributes, text in shown.all("a") if text == "Mozambique")
    assert parse_qsl(urlsplit(link["href"]).query) == [("q", "cash"), ("country", "Mozambique")]
    assert shown.texts("textarea") == ["cash"]


@pytest.mark.parametrize(
    "query", ["?q=x&k=0", "?q=x&colour=red", "?q=x&since=soon", "?colour=red", "?q=" + "x" * 5001]
)
def test_an_error_keeps_the_page_usable(client: TestClient, query: str) -> None:
    shown = page(client, query, status=422)
    assert shown.texts("h1") == ["That cannot be asked"]
    assert shown.all("form", id="ask")


def test_more_can_be_asked_for(client: TestClient) -> None:
    shown = page(client, "?q=cash+transfers+mobile&k=2")
    link = next(attributes for attributes, text in shown.all("a") if text == "Show more")
    assert link["href"] == "/?q=cash+transfers+mobile&k=12#hit-3"
    assert "Show more" not in page(client, "?q=cash+transfers+mobile&k=50").texts("a")


@pytest.mark.parametrize("query", ["", "?q=cash+mobile+transfers", "?q=xyzzy", "?q=x&k=0"])
def test_every_state_is_accessible(client: TestClient, query: str) -> None:
    """Landmarks, one h1, labels for all that can be filled in, names for all links and pictures, unique ids."""
    response = client.get(f"/{query}")
    shown = Parsed(response.text)
    assert len(shown.all("main", id="main")) == len(shown.all("h1")) == 1
    assert shown.all("a")[0][0]["href"] == "#main"
    assert shown.all("header")
    assert shown.all("footer")
    assert shown.all("aside")[0][0]["aria-label"] == "Filters"
    assert shown.all("label", for_="q")
    assert all(text for _, text in shown.all("a"))
    assert all(text for _, text in shown.all("label"))
    assert all(text for _, text in shown.all("legend"))
    assert all(attributes["alt"] for attributes, _ in shown.all("img"))
    ids = [attributes["id"] for _, attributes, _ in shown.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes, _ in shown.elements:
        assert attributes.get("aria-labelledby", ids[0]) in ids


@pytest.mark.parametrize("query", ["", "?q=cash+mobile+transfers", "?q=xyzzy", "?q=x&k=0"])
def test_nothing_is_inline_or_from_elsewhere(client: TestClient, query: str) -> None:
    shown = Parsed(client.get(f"/{query}").text)
    assert shown.all("style") == []
    for _, attributes, _ in shown.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action", "cite"):
            assert attributes.get(name, "/").startswith(("/", "#"))


def test_style_and_script_fetch_nothing(client: TestClient) -> None:
    for name in ("lessons.css", "lessons.js", "icon.svg"):
        text = client.get(f"/static/{name}").text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "@import" not in text


def test_the_static_folder_holds_only_what_is_used() -> None:
    static = Path(__file__).parent.parent / "service" / "static"
    assert {path.name for path in static.iterdir()} == {"lessons.css", "lessons.js", "icon.svg"}


def test_pieces_are_the_text() -> None:
    text = "One two. Three two."
    cut = pieces(text, [(4, 7), (15, 18)], (9, 19))
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.is_word] == ["two", "two"]
    assert "".join(piece.text for piece in cut if piece.is_best) == "Three two."
    assert [[piece.text for piece in run] for run in sentences(text, [(4, 7)], (9, 19))] == [
        ["One ", "two", ". "],
        ["Three two."],
    ]


def test_a_text_without_marks_is_one_piece() -> None:
    assert pieces("all", [], None) == [Piece("all", is_word=False, is_best=False)]
    assert pieces("", [], None) == []
    assert pieces("all", [(0, 3)], (0, 3)) == [Piece("all", is_word=True, is_best=True)]
