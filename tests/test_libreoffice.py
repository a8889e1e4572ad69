"""Old office formats through a real LibreOffice, and what is said where there is none."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest import libreoffice
from ingest import media_types as types
from ingest.document import Role, text_of
from ingest.formats import read
from ingest.outcome import State, UnreadableError
from tests.office_files import SENTENCE, archive, ole, written
from tests.test_programs import is_alive, within

installed = pytest.mark.skipif(not libreoffice.is_installed(), reason="LibreOffice is not installed")

WORD_XML = f"""<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:styles>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
</w:style></w:styles><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Lessons</w:t></w:r></w:p>
<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:body></w:wordDocument>"""


@installed
def test_an_old_format_is_read_and_stays_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "--a b'ü.doc", WORD_XML)

    reading = read(path)

    assert [(block.role, text_of(block.spans, reading.pages)) for block in reading.blocks] == [
        (Role.HEADING, "Lessons"),
        (Role.PARAGRAPH, SENTENCE),
    ]
    assert reading.media_type == types.WORD_XML
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@installed
def test_a_word_document_of_before_2007_is_read(tmp_path: Path) -> None:
    """Made by LibreOffice itself, from the one in XML."""
    source = written(tmp_path, "a.xml", WORD_XML)
    convert = [libreoffice.program(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    for _ in range(2):  # the first start sets the profile up
        subprocess.run(
            [*convert, "--convert-to", "doc", "--outdir", tmp_path, source], capture_output=True, check=False
        )

    reading = read(tmp_path / "a.doc")

    assert (reading.media_type, reading.notes) == (types.DOC, ())
    assert SENTENCE in reading.pages[0].text


@installed
def test_what_libreoffice_cannot_read_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, "a.doc", ole("WordDocument")))

    assert (caught.value.state, caught.value.reason) == (
        State.DAMAGED,
        "It is a Word document of before 2007 (DOC), but LibreOffice cannot read it.",
    )


class Asked(ThreadingHTTPServer):
    """Notes what is asked of it."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Asked

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def presentation(picture: str) -> bytes:
    """A slide with a picture that is elsewhere."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (("office", "office"), ("draw", "drawing"), ("svg", "svg-compatible"))
    )
    body = (
        f'<office:document-content{spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        '<office:body><office:presentation><draw:page><draw:frame svg:width="5cm" svg:height="5cm">'
        f'<draw:image xlink:href="{picture}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        "</draw:frame></draw:page></office:presentation></office:body></office:document-content>"
    )
    listed = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>'
        for name, kind in (("/", types.ODP), ("content.xml", "text/xml"))
    )
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{listed}</m:manifest>'
    return archive({"mimetype": types.ODP, "content.xml": body, "META-INF/manifest.xml": manifest})


@installed
@pytest.mark.parametrize(("settings", "expected"), [(libreoffice._SETTINGS, False), ((), True)])
def test_nothing_is_fetched_from_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: tuple[tuple[str, str, str], ...], expected: bool
) -> None:
    """A picture that a document links to would tell its owner who reads it: without our settings it does."""
    monkeypatch.setattr(libreoffice, "_SETTINGS", settings)
    with Asked() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = written(tmp_path, "a.odp", presentation(f"http://127.0.0.1:{server.server_port}/a.png"))
        with libreoffice.converted(path, types.ODP) as made:
            assert made.stat().st_size > 0
        server.shutdown()

    assert bool(server.paths) == expected


def test_without_libreoffice_its_installation_is_advised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_PLACES", {})

    with pytest.raises(UnreadableError) as caught:
        read(written(tmp_path, "a.ppt", ole("PowerPoint Document")))

    assert not libreoffice.is_installed()
    assert caught.value.state is State.UNSUPPORTED
    assert caught.value.reason == "It is a PowerPoint presentation of before 2007 (PPT): LibreOffice can read it."
    assert caught.value.outcome.advice.startswith("Install LibreOffice")


CALLER = """
import sys
from pathlib import Path
from ingest.formats import read
read(Path(sys.argv[1]))
"""


@installed
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a process to its parent's death")
def test_no_converter_outlives_a_killed_worker(tmp_path: Path) -> None:
    many = WORD_XML.replace(
        f"<w:t>{SENTENCE}</w:t>", f"<w:t>{SENTENCE}</w:t></w:r></w:p><w:p><w:r><w:t>x</w:t>" * 20_000
    )
    path = written(tmp_path, "a.doc", many)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "TMPDIR": str(tmp_path)}
    caller = subprocess.Popen([sys.executable, "-c", CALLER, str(path)], env=environment)
    try:
        assert within(30, lambda: bool(descendants(caller.pid)))
        time.sleep(0.5)  # into the conversion
        running = descendants(caller.pid)
        assert running
    finally:
        caller.send_signal(signal.SIGKILL)
        caller.wait()

    assert within(10, lambda: not any(map(is_alive, running)))
    assert not commands_with(str(tmp_path))


def descendants(process: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
        found += [int(child), *descendants(int(child))]
    return found


def commands_with(text: str) -> list[str]:
    """The command lines of all processes that name this."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in line and "pytest" not in line:
            found.append(line)
    return found
