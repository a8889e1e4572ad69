from __future__ import annotations

import base64
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from index.library import Location
from search.answer import Answer, Situation
from service.doors import Services
from service.errors import FAILURES, UNEXPECTED, failure_of
from service.http import create_app
from service.request import MOST_BYTES, MOST_CHARACTERS, SearchRequest
from service.schema import AnswerOut, DocumentDetailOut, ErrorOut, FacetsOut, PlacedPassageOut
from tests.memory_documents import ARABIC_NAME, EVALUATION, LATE, ODD_NAME, SCRIPT, SPLIT, TWIN, handful
from tests.memory_library import MemoryLibrary, MemorySearch

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = "http://127.0.0.1:8765"
KEYS = ("first-key-0123456789", "second-key-0123456789")
SEARCH = "/api/v1/search"
IDAI = "Evaluation of the cash response to Cyclone Idai"


@pytest.fixture
def library(tmp_path: Path) -> MemoryLibrary:
    return handful(tmp_path)


@pytest.fixture
def client(library: MemoryLibrary) -> Iterator[TestClient]:
    yield from client_of(Services(MemorySearch(library), library, library))


@pytest.fixture
def locked(library: MemoryLibrary) -> Iterator[TestClient]:
    yield from client_of(Services(MemorySearch(library), library, library, api_keys=KEYS))


def client_of(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services), base_url=HOME) as client:
        yield client


def error_of(response: Any, status: int, code: str) -> dict[str, Any]:
    """The error of an answer, after checking that it has the shape that every error has."""
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    ErrorOut.model_validate(response.json())
    assert set(response.json()) == {"error"}
    body: dict[str, Any] = response.json()["error"]
    assert body["code"] == code
    assert len(body["message"]) > 20
    assert "Traceback" not in response.text
    return body


def test_a_hit_has_all_that_a_citation_needs(client: TestClient, library: MemoryLibrary) -> None:
    response = client.get(SEARCH, params={"q": "mobile cash transfers late"})
    assert response.status_code == 200
    answer = AnswerOut.model_validate(response.json())
    hit = answer.hits[0]
    assert (hit.rank, hit.kind, hit.pages, hit.section_path) == (
        1,
        "lesson",
        (2, 2),
        "4 Lessons learned > 4.2 Cash",
    )
    assert hit.citation == "IFRC (2021). Evaluation of the cash response to Cyclone Idai, p. 2."
    assert hit.context.country == ["Mozambique", "Malawi"]
    assert (hit.context.year, hit.document.year) == (2021, 2021)
    assert [Path(each).name for each in hit.document.files] == [ODD_NAME]
    words = [hit.text[start:end] for start, end in hit.highlights]
    assert words[:3] == ["Mobile", "cash", "transfers"]
    assert hit.best_sentence is not None
    assert hit.text[slice(*hit.best_sentence)] == LATE
    page = library.page(hit.document.id, 2)
    assert page is not None
    assert " ".join(page.text[span.start : span.end] for span in hit.spans) == hit.text


def test_get_and_post_answer_alike(client: TestClient) -> None:
    got = client.get(SEARCH, params={"q": "cash", "k": 2, "country": ["Mozambique", "Senegal"], "since": 2019})
    posted = client.post(SEARCH, json={"q": "cash", "k": 2, "country": ["Mozambique", "Senegal"], "since": 2019})
    assert got.status_code == posted.status_code == 200
    assert got.json() == posted.json()
    assert got.json()["filters"]["country"] == ["Mozambique", "Senegal"]


def test_the_filters_of_an_answer_can_be_sent_again(client: TestClient) -> None:
    first = client.get(SEARCH, params={"q": "cash", "source": "ifrc", "kind": "lesson", "until": 2021}).json()
    assert first["filters"]["source"] == ["IFRC"]
    again = client.post(SEARCH, json={"q": "cash", **first["filters"]}).json()
    assert again == first


def test_a_twin_is_named_where_it_also_stands(client: TestClient) -> None:
    hit = client.get(SEARCH, params={"q": "complaints by phone reached nobody"}).json()["hits"][0]
    assert hit["text"] == TWIN
    [place] = hit["also_in"]
    assert place["title"] == "Idai in brief"
    assert place["document_type"] == "Evaluation brief"
    assert place["same_evaluation"] is True
    assert hit["document"]["evaluation"] == "Evaluation of the cash response to Cyclone Idai (2021)"


@pytest.mark.parametrize(
    ("parameters", "titles"),
    [
        ({"country": "senegal"}, {"Évaluation finale : filets sociaux"}),
        ({"language": "French"}, {"Évaluation finale : filets sociaux"}),
        ({"source": "croix rouge"}, {"Évaluation finale : filets sociaux"}),
        ({"kind": "management_response"}, {"matrix.pdf"}),
        ({"until": 2019}, {"Évaluation finale : filets sociaux"}),
        ({"country": "Chad"}, set()),
        ({"hazard": "ouragan"}, {IDAI}),
        ({"hazard": ["Flood", "Drought"]}, {IDAI}),
        ({"hazard": "Drought"}, set()),
        ({"donor": "EU"}, {IDAI}),
        ({"criterion": "efficience"}, {IDAI}),
        ({"criterion": "Impact"}, set()),
        ({"evaluation": EVALUATION.lower()}, {IDAI}),
    ],
)
def test_a_filter_is_a_filter(client: TestClient, parameters: dict[str, Any], titles: set[str]) -> None:
    hits = client.get(SEARCH, params={"q": "cash transfers mobile", **parameters}).json()["hits"]
    assert {hit["document"]["title"] for hit in hits} == titles


def test_an_unknown_filter_value_names_those_near(client: TestClient) -> None:
    response = client.get(SEARCH, params={"q": "cash", "country": ["Mozambik", "Kenya"], "source": "IFCR"})
    error = error_of(response, 422, "unknown_filter_value")
    assert [(each["field"], each["near"]) for each in error["details"]] == [
        ("country", ["Mozambique"]),
        ("source", ["IFRC"]),
    ]
    assert "Mozambik" in error["message"]


def test_unknown_values_of_the_other_filters_name_those_near(client: TestClient) -> None:
    asked = {"q": "cash", "hazard": "Cyclon", "donor": "Europaen Union", "criterion": "Efficency"}
    error = error_of(client.get(SEARCH, params=asked), 422, "unknown_filter_value")
    assert {each["field"]: each["near"][0] for each in error["details"]} == {
        "hazard": "Cyclone",
        "donor": "European Union",
        "criterion": "Efficiency",
    }


def test_a_hit_tells_what_it_was_learned_in(client: TestClient) -> None:
    (first, *_) = client.get(SEARCH, params={"q": LATE}).json()["hits"]
    told = {name: first["context"][name] for name in ("hazard", "donor", "period", "criterion")}
    assert told == {
        "hazard": ["Cyclone", "Flood"],
        "donor": ["European Union"],
        "period": "2019-2020",
        "criterion": ["Efficiency"],
    }
    assert {name: first["document"][name] for name in told} == told


def test_a_value_near_nothing_is_told_what_there_is(client: TestClient) -> None:
    error = error_of(client.get(SEARCH, params={"q": "x", "source": "zzzzzz"}), 422, "unknown_filter_value")
    assert "IFRC" in error["details"][0]["valid"]
    assert "The library has: IFRC" in error["message"]


def test_an_unknown_kind_names_those_near(client: TestClient) -> None:
    error = error_of(client.get(SEARCH, params={"q": "x", "kind": "lessons"}), 422, "unknown_filter_value")
    assert error["details"][0]["near"] == ["lesson"]


@pytest.mark.parametrize(
    ("path", "name", "near"),
    [
        (SEARCH, "organisation", "source"),
        (SEARCH, "colour", "country"),
        ("/api/v1/facets", "q", ""),
        ("/api/v1/documents", "ofset", "offset"),
        ("/healthz", "verbose", ""),
    ],
)
def test_an_unknown_parameter_names_the_valid_ones(client: TestClient, path: str, name: str, near: str) -> None:
    error = error_of(client.get(path, params={"q": "x", name: "1"} if path == SEARCH else {name: "1"}), 422,
                     "unknown_parameter")  # fmt: skip
    assert f"'{name}'" in error["message"]
    assert error["details"][0]["near"][:1] == ([near] if near else [])
    if path == SEARCH:
        assert set(error["details"][0]["valid"]) >= {"q", "k", "country", "since", "per_document"}


def test_an_unknown_name_in_the_body_is_an_error(client: TestClient) -> None:
    error_of(client.post(SEARCH, json={"q": "x", "filter": {}}), 422, "unknown_parameter")


@pytest.mark.parametrize("q", ["", "   ", None])
def test_no_situation_is_an_error(client: TestClient, q: str | None) -> None:
    error_of(client.get(SEARCH, params={} if q is None else {"q": q}), 422, "bad_situation")


def test_a_situation_has_a_longest_length(client: TestClient) -> None:
    assert client.post(SEARCH, json={"q": "é" * MOST_CHARACTERS}).status_code == 200
    error = error_of(client.post(SEARCH, json={"q": "é" * (MOST_CHARACTERS + 1)}), 422, "bad_situation")
    assert "5,000" in error["message"]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"k": 0}, "k ('0') must be at least 1"),
        ({"k": 101}, "k ('101') must be at most 100"),
        ({"k": "many"}, "k ('many') must be a whole number"),
        ({"since": 2022, "until": 2020}, "since (2022) is after until (2020)"),
        ({"since": 20}, "since ('20') must be at least 1900"),
    ],
)
def test_a_bad_number_is_told_in_words(client: TestClient, parameters: dict[str, Any], words: str) -> None:
    error = error_of(client.get(SEARCH, params={"q": "x", **parameters}), 422, "invalid_parameter")
    assert words in error["message"]


def test_a_body_that_is_no_json_is_an_error(client: TestClient) -> None:
    error_of(
        client.post(SEARCH, content='{"q":', headers={"content-type": "application/json"}), 422, "invalid_parameter"
    )
    error_of(
        client.post(SEARCH, content='{"q": "x"}', headers={"content-type": "text/plain"}), 422, "invalid_parameter"
    )
    error_of(client.post(SEARCH, json=["x"]), 422, "invalid_parameter")


def test_a_huge_body_is_refused(client: TestClient) -> None:
    error_of(client.post(SEARCH, content=b"x" * (MOST_BYTES + 1)), 413, "too_large")

    def unannounced() -> Iterator[bytes]:
        yield from [b" " * 65_536] * 6

    response = client.post(SEARCH, content=unannounced(), headers={"content-type": "application/json"})
    error_of(response, 413, "too_large")


def test_a_passage_with_its_neighbours(client: TestClient, library: MemoryLibrary) -> None:
    middle = next(each for each in library.passages if each.text == " ".join(SPLIT))
    response = client.get(f"/api/v1/passages/{middle.id}", params={"neighbours": 1})
    placed = PlacedPassageOut.model_validate(response.json())
    assert placed.pages == (2, 3)
    assert [each.text for each in placed.after] == [TWIN]
    assert placed.before[0].text.startswith(LATE)
    assert placed.document.id == middle.document.id
    error_of(client.get("/api/v1/passages/none-0000"), 404, "unknown_passage")


def test_documents_are_paged(client: TestClient) -> None:
    first = client.get("/api/v1/documents", params={"limit": 2}).json()
    rest = client.get("/api/v1/documents", params={"limit": 200, "offset": 2}).json()
    ids = [each["id"] for each in (*first["documents"], *rest["documents"])]
    assert (first["total"], len(set(ids))) == (5, 5)
    filtered = client.get("/api/v1/documents", params={"country": "Mozambique"}).json()
    assert filtered["total"] == 2
    error_of(client.get("/api/v1/documents", params={"limit": 201}), 422, "invalid_parameter")


def test_one_document_with_its_tags(client: TestClient, library: MemoryLibrary) -> None:
    for known in library.records.values():
        found = DocumentDetailOut.model_validate(client.get(f"/api/v1/documents/{known.id}").json())
        assert found.page_count == known.page_count
        assert len(found.tags) == len(known.tags)
    error_of(client.get("/api/v1/documents/0000000000000000"), 404, "unknown_document")


def test_what_was_removed_is_gone(client: TestClient, library: MemoryLibrary) -> None:
    gone = document_with(library, ODD_NAME)
    address = f"/api/v1/documents/{gone}"
    assert client.get(f"{address}/pages/2.png").status_code == 200
    library.delete([gone])
    error_of(client.get(address), 404, "unknown_document")
    error_of(client.get(f"{address}/file"), 404, "unknown_document")
    error_of(client.get(f"{address}/pages/2.png"), 404, "unknown_document")
    hits = client.get(SEARCH, params={"q": "mobile cash transfers"}).json()["hits"]
    assert gone not in {hit["document"]["id"] for hit in hits}


def document_with(library: MemoryLibrary, name: str) -> str:
    return next(key for key, each in library.records.items() if Path(each.locations[0].path).name == name)


def test_a_pdf_opens_under_its_own_name(client: TestClient, library: MemoryLibrary) -> None:
    response = client.get(f"/api/v1/documents/{document_with(library, ODD_NAME)}/file")
    assert response.content.startswith(b"%PDF")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"].startswith("inline; filename*=utf-8''")
    assert unquote(response.headers["content-disposition"]).endswith(ODD_NAME)


def test_what_is_no_pdf_is_saved(client: TestClient, library: MemoryLibrary) -> None:
    response = client.get(f"/api/v1/documents/{document_with(library, ARABIC_NAME)}/file")
    assert SCRIPT in response.text
    assert response.headers["content-disposition"].startswith("attachment; ")
    assert unquote(response.headers["content-disposition"]).endswith(ARABIC_NAME)
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_file_that_was_changed_is_not_served(client: TestClient, library: MemoryLibrary) -> None:
    identity = document_with(library, "brief.pdf")
    path = Path(library.records[identity].locations[0].path)
    state = path.stat()
    path.write_bytes(path.read_bytes() + b"%")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    error = error_of(client.get(f"/api/v1/documents/{identity}/file"), 410, "file_gone")
    assert "lessons ingest" in error["message"]
    error_of(client.get(f"/api/v1/documents/{identity}/pages/1.png"), 410, "file_gone")
    path.unlink()
    error_of(client.get(f"/api/v1/documents/{identity}/file"), 410, "file_gone")


def test_the_second_place_of_a_document_serves_it(
    client: TestClient, library: MemoryLibrary, tmp_path: Path
) -> None:
    identity = document_with(library, "brief.pdf")
    record = library.records[identity]
    gone = Location(str(tmp_path / "gone.pdf"), 1, 1)
    library.records[identity] = type(record)(
        record.id, record.title, record.media_type, True, 1, 1, record.tags, (gone, *record.locations)
    )
    assert client.get(f"/api/v1/documents/{identity}/file").status_code == 200


@pytest.mark.skipif(os.name == "nt", reason="making links needs a right on Windows")
def test_a_link_out_of_the_folder_is_never_followed(
    client: TestClient, library: MemoryLibrary, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    identity = document_with(library, "brief.pdf")
    record = library.records[identity]
    link = tmp_path / "link.pdf"
    link.symlink_to(secret)
    state = secret.stat()
    there = Location(str(link), state.st_size, state.st_mtime_ns)
    library.records[identity] = type(record)(
        record.id, record.title, record.media_type, True, 1, 1, record.tags, (there,)
    )
    error_of(client.get(f"/api/v1/documents/{identity}/file"), 410, "file_gone")


@pytest.mark.parametrize("path", ["../../secret.txt", "..%2F..%2Fsecret.txt", "%2Fetc%2Fpasswd", "brief.pdf"])
def test_a_path_is_no_document(client: TestClient, path: str) -> None:
    for address in (f"/api/v1/documents/{path}/file", f"/static/{path}"):
        response = client.get(address)
        assert response.status_code == 404
        assert "secret" not in response.text.replace("secret.txt", "")


def test_a_page_is_a_picture(client: TestClient, library: MemoryLibrary) -> None:
    passage = next(each for each in library.passages if each.text == " ".join(SPLIT))
    address = f"/api/v1/documents/{passage.document.id}/pages"
    marked = client.get(f"{address}/3.png", params={"passage": passage.id})
    assert marked.headers["content-type"] == "image/png"
    assert marked.content.startswith(b"\x89PNG")
    assert marked.content != client.get(f"{address}/3.png").content
    error_of(client.get(f"{address}/4.png"), 404, "unknown_page")
    error_of(client.get(f"{address}/0.png"), 404, "unknown_page")
    error_of(client.get(f"{address}/x.png"), 422, "invalid_parameter")
    error_of(client.get(f"{address}/3.png", params={"passage": "none-0001"}), 404, "unknown_passage")
    other = next(each for each in library.passages if each.document.id != passage.document.id)
    error_of(client.get(f"{address}/3.png", params={"passage": other.id}), 404, "unknown_passage")
    text = document_with(library, ARABIC_NAME)
    error_of(client.get(f"/api/v1/documents/{text}/pages/1.png"), 415, "no_page_picture")


def test_facets_leave_out_their_own_filter(client: TestClient) -> None:
    found = FacetsOut.model_validate(client.get("/api/v1/facets", params={"country": "Senegal"}).json())
    facets = {facet.field: facet for facet in found.facets}
    assert {each.value: each.count for each in facets["country"].values} == {
        "Mozambique": 2, "Malawi": 1, "Senegal": 1, "Yemen": 1,
    }  # fmt: skip
    assert [each.label for each in facets["language"].values] == ["French"]
    assert {each.value for each in facets["organisation"].values} == {"Croix-Rouge", "PAM"}
    assert (facets["organisation"].parameter, facets["year"].parameter) == ("source", None)
    assert facets["kind"].unit == "passages"
    unfiltered = FacetsOut.model_validate(client.get("/api/v1/facets").json())
    counts = {facet.field: {each.value: each.count for each in facet.values} for facet in unfiltered.facets}
    assert counts["hazard"] == {"Cyclone": 1, "Flood": 1}
    assert (counts["donor"], counts["criterion"]) == ({"European Union": 1}, {"Efficiency": 1})
    assert counts["evaluation"] == {EVALUATION: 2}


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/healthz").json()["documents"] == 5


def test_what_there_is_not(client: TestClient) -> None:
    error_of(client.get("/api/v2/search"), 404, "unknown_address")
    error_of(client.get("/static/none.css"), 404, "unknown_address")
    response = client.delete(SEARCH)
    error_of(response, 405, "method_not_allowed")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "a@127.0.0.1", "", "[::2]:8765"]
)
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    error_of(client.get("/healthz", headers={"host": host}), 403, "host_refused")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost:1", "LOCALHOST:8765", "[::1]:8765", "lessons.example.org"]
)
def test_own_hosts_are_answered(library: MemoryLibrary, host: str) -> None:
    services = Services(MemorySearch(library), library, library, allowed_hosts=("lessons.example.org",))
    for client in client_of(services):
        assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1"])
def test_another_sites_page_may_not_post(client: TestClient, origin: str) -> None:
    error_of(client.post(SEARCH, json={"q": "x"}, headers={"origin": origin}), 403, "origin_refused")


def test_the_own_page_may_post(client: TestClient) -> None:
    assert client.post(SEARCH, json={"q": "x"}, headers={"origin": HOME}).status_code == 200


def test_every_answer_has_safe_headers(client: TestClient) -> None:
    for path in ("/", "/healthz", "/static/lessons.css", "/none", "/api/v1/openapi.json"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


PROTECTED = (
    "/",
    SEARCH + "?q=x",
    "/api/v1/facets",
    "/api/v1/documents",
    "/static/lessons.css",
    "/api/v1/openapi.json",
)


def test_without_a_key_only_health_answers(locked: TestClient) -> None:
    for path in (*PROTECTED, "/none"):
        error_of(locked.get(path), 401, "key_required")
        assert locked.get(path).headers["www-authenticate"].startswith("Basic ")
    assert locked.get("/healthz").json() == {
        "status": "ok", "version": locked.get("/healthz").json()["version"], "documents": None, "passages": None,
    }  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_key_opens_both_ways(locked: TestClient, key: str) -> None:
    basic = base64.b64encode(f"anyone:{key}".encode()).decode()
    for path in PROTECTED:
        assert locked.get(path, headers={"authorization": f"Bearer {key}"}).status_code == 200
        assert locked.get(path, headers={"authorization": f"Basic {basic}"}).status_code == 200


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", "Bearer wrong", f"Bearer {KEYS[0]}x", f"Bearer {KEYS[0][:-1]}", KEYS[0], "Basic !!",
     f"Basic {base64.b64encode(KEYS[0].encode()).decode()}", f"Digest {KEYS[0]}"],
)  # fmt: skip
def test_a_wrong_key_opens_nothing(locked: TestClient, given: str) -> None:
    error_of(locked.get(SEARCH, params={"q": "x"}, headers={"authorization": given}), 401, "key_required")


def test_a_key_is_never_logged(locked: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    locked.get(SEARCH, params={"q": "x"}, headers={"authorization": f"Bearer {KEYS[0]}"})
    locked.get(SEARCH, headers={"authorization": "Bearer a-wrong-key-987654"})
    assert KEYS[0] not in caplog.text
    assert "a-wrong-key-987654" not in caplog.text
    assert KEYS[0] not in repr(Services(MemorySearch(MemoryLibrary()), MemoryLibrary(), MemoryLibrary(), KEYS))


def test_a_failure_gives_nothing_away(library: MemoryLibrary, caplog: pytest.LogCaptureFixture) -> None:
    def fail(situation: Situation) -> Answer:
        raise RuntimeError("secret of the house")

    for client in client_of(Services(fail, library, library)):
        response = client.get(SEARCH, params={"q": "x"})
        error_of(response, 500, "unexpected")
        assert "secret" not in response.text
    assert "secret of the house" in caplog.text


def test_an_error_of_the_library_has_its_own_outcome(
    library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.errors import EXIT_LIBRARY, Failure

    class BusyError(Exception):
        pass

    def fail(situation: Situation) -> Answer:
        raise BusyError("Somebody else is writing. Wait a minute.")

    monkeypatch.setitem(FAILURES, BusyError, Failure(503, EXIT_LIBRARY, "busy"))
    for client in client_of(Services(fail, library, library)):
        error_of(client.get(SEARCH, params={"q": "x"}), 503, "busy")


def test_a_person_gets_a_page_for_an_error(client: TestClient) -> None:
    response = client.get("/api/v1/documents/none/file", headers={"accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "holds no document" in response.text


def test_every_error_has_an_outcome() -> None:
    for kind, failure in FAILURES.items():
        assert 400 <= failure.status < 600, kind
        assert failure.exit_code in range(1, 5)
    codes = [failure.code for failure in FAILURES.values()]
    assert len(set(codes)) == len(codes)
    assert failure_of(KeyError("x")) is UNEXPECTED


def test_the_description_is_complete(client: TestClient) -> None:
    description = client.get("/api/v1/openapi.json").json()
    assert set(description["paths"]) == {
        SEARCH,
        "/api/v1/facets",
        "/api/v1/passages/{id}",
        "/api/v1/documents",
        "/api/v1/documents/{id}",
        "/api/v1/documents/{id}/file",
        "/api/v1/documents/{id}/pages/{n}.png",
        "/healthz",
    }
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            refused = operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"]
            assert refused.endswith("/ErrorOut")
    assert "HTTPValidationError" not in description["components"]["schemas"]
    names = {each["name"] for each in description["paths"][SEARCH]["get"]["parameters"]}
    assert names >= {"q", "k", "country", "source", "kind", "since", "until", "per_document"}
    body = description["paths"][SEARCH]["post"]["requestBody"]["content"]["application/json"]
    assert body["examples"]["filtered"]["value"]["country"] == ["Kenya", "Mozambique"]


def test_the_examples_of_the_description_work(client: TestClient) -> None:
    description = client.get("/api/v1/openapi.json").json()
    body = description["paths"][SEARCH]["post"]["requestBody"]["content"]["application/json"]
    for example in body["examples"].values():
        SearchRequest.model_validate(example["value"])
    assert client.post(SEARCH, json=body["examples"]["plain"]["value"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/passages/x-9999999999999999999999999", 404),
        (f"/api/v1/passages/x-{'9' * 5000}", 404),
        (f"/api/v1/documents/x/pages/{'9' * 25}.png", 422),
        ("/?q=cash&k=10.0", 200),
    ],
)
def test_absurd_numbers_are_no_failure_of_the_service(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_length_that_is_no_number_is_refused(client: TestClient) -> None:
    refused = client.post("/api/v1/search", content=b"{}", headers={"content-length": "abc"})
    assert refused.status_code == 413
