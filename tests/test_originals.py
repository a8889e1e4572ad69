"""Files that are packed in others, opened over real HTTP: their pages, and their bytes as they were."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx2
import pytest
from PIL import Image

from index.library import DocumentRecord, Location
from ingest.discover import sha256_of
from ingest.document import document_id
from service import originals as originals_module
from service.errors import FileGoneError, NotUnpackedError
from service.originals import Originals
from tests.conftest import SAMPLES, Program
from tests.test_containers import mail, packed, put
from tests.test_serve import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

REPORT = SAMPLES / "sahel-cash" / "evaluation-brief-2021.pdf"
NAME = "Évaluation “Idai” 100% – été.pdf"


def archive(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.skipif(os.name == "nt", reason="as for the other tests of a service")
def test_a_pdf_in_an_archive_in_a_mail_is_opened(program: Program, tmp_path: Path) -> None:
    inner = archive((f"2021/{NAME}", REPORT.read_bytes()))
    path = put(tmp_path / "mails" / "reports.eml", mail("Reports", "They are attached.", all_zip=inner))
    library = tmp_path / "library"
    program("ingest", path.parent, library=library)
    with serving(program, library) as served:
        [found] = [
            each for each in served.get("/api/v1/documents")["documents"] if each["media_type"] == "application/pdf"
        ]
        assert found["files"] == [f"{path}/all.zip/2021/{NAME}"]
        passage = served.get("/api/v1/search", q="mobile money", k=1)["hits"][0]
        address = f"http://127.0.0.1:{served.port}/api/v1/documents/{found['id']}"
        with httpx2.Client(base_url=address, timeout=60) as client:
            answer = client.get("/file")
            assert answer.content == REPORT.read_bytes()
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["content-disposition"] == f"inline; filename*=utf-8''{quote(NAME)}"
            part = client.get("/file", headers={"Range": "bytes=100-199"})
            assert (part.status_code, part.content) == (206, REPORT.read_bytes()[100:200])
            plain = picture(client, passage["pages"][0])
            marked = picture(client, passage["pages"][0], passage=passage["passage_id"])
            assert plain.width == marked.width == 900
            assert plain.tobytes() != marked.tobytes()

            path.write_bytes(path.read_bytes() + b"\n")
            gone = client.get("/file")
            assert (gone.status_code, gone.json()["error"]["code"]) == (410, "file_gone")
        served.stop()


def picture(client: httpx2.Client, number: int, **asked: str) -> Image.Image:
    answer = client.get(f"/pages/{number}.png", params=asked)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


@pytest.fixture
def originals() -> Iterator[Originals]:
    made = Originals(seconds=30, memory_mb=1024)
    yield made
    made.close()


def record(data: bytes, *locations: Location) -> DocumentRecord:
    identity = document_id(hashlib.sha256(data).hexdigest())
    return DocumentRecord(identity, "", "text/plain", False, 1, 1, (), locations)


def packed_in(container: Path, inside: str) -> Location:
    state = container.stat()
    return Location(f"{container}/{inside}", state.st_size, state.st_mtime_ns, str(container))


def test_what_was_taken_out_is_kept_and_removed_at_the_end(originals: Originals, tmp_path: Path) -> None:
    container = put(tmp_path / "a.zip", packed(a_txt="one", b_txt="two"))
    first = originals.of(record(b"one", packed_in(container, "a.txt")))
    assert (first.path.read_bytes(), first.name, first.state.st_size) == (b"one", "a.txt", 3)
    assert originals.of(record(b"one", packed_in(container, "a.txt"))).path == first.path
    second = originals.of(record(b"two", packed_in(container, "b.txt")))
    assert second.path.read_bytes() == b"two"
    originals.close()
    assert not first.path.exists()
    assert not second.path.exists()
    assert originals.of(record(b"two", packed_in(container, "b.txt"))).path.read_bytes() == b"two"


def test_the_oldest_go_when_there_are_too_many(
    originals: Originals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals_module, "MOST_KEPT", 7)
    container = put(tmp_path / "a.zip", packed(a_txt="one", b_txt="two", c_txt="six"))
    made = [
        originals.of(record(text, packed_in(container, f"{name}.txt"))).path
        for name, text in (("a", b"one"), ("b", b"two"), ("c", b"six"))
    ]
    assert all(path.exists() for path in made), "what was just asked for may be about to be sent"
    monkeypatch.setattr(originals_module, "SENDING", 0.0)
    again = originals.of(record(b"two", packed_in(container, "b.txt"))).path
    put(tmp_path / "b.zip", packed(d_txt="ten"))
    originals.of(record(b"ten", packed_in(tmp_path / "b.zip", "d.txt")))
    assert [path.exists() for path in (*made, again)] == [False, True, False, True]


def test_other_bytes_under_the_name_are_not_given(originals: Originals, tmp_path: Path) -> None:
    """Whatever size and time say: the bytes are those of the document, or none."""
    container = put(tmp_path / "a.zip", packed(a_txt="one"))
    with pytest.raises(NotUnpackedError, match=r"'a\.txt' cannot be taken out of 'a\.zip'"):
        originals.of(record(b"two", packed_in(container, "a.txt")))
    with pytest.raises(NotUnpackedError):
        originals.of(record(b"one", packed_in(container, "b.txt")))
    assert list(originals._folder.iterdir()) == []


def test_another_place_serves_where_the_first_does_not(originals: Originals, tmp_path: Path) -> None:
    container = put(tmp_path / "a.zip", packed(a_txt="one"))
    copy = put(tmp_path / "copy.txt", b"one")
    state = copy.stat()
    plain = Location(str(copy), state.st_size, state.st_mtime_ns)
    broken = packed_in(container, "gone.txt")
    assert originals.of(record(b"one", broken, plain)).path == copy
    copy.unlink()
    with pytest.raises(NotUnpackedError):
        originals.of(record(b"one", broken, plain))
    container.unlink()
    with pytest.raises(FileGoneError):
        originals.of(record(b"one", broken, plain))


def test_many_ask_at_once(originals: Originals, tmp_path: Path) -> None:
    container = put(tmp_path / "a.zip", packed(**{f"n{number}_txt": f"text {number}" for number in range(4)}))
    found: dict[int, Any] = {}

    def ask(number: int) -> None:
        asked = record(f"text {number % 4}".encode(), packed_in(container, f"n{number % 4}.txt"))
        found[number] = originals.of(asked).path.read_bytes()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"text {number % 4}".encode() for number in range(12)}
    assert sha256_of(container)
