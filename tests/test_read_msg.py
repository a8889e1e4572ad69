"""Outlook's mails: their text, their head, and what is attached to them."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.detection import media_type
from ingest.discover import sha256_of
from ingest.document import Reading, text_of
from ingest.limited import Limits
from ingest.opening import Task, Unpacked
from ingest.options import PLAIN
from ingest.outcome import Outcome, State, UnreadableError
from ingest.read_eml import attachments as mail_attachments
from ingest.read_eml import read_eml
from ingest.read_msg import attachments, read_msg
from ingest.unpacking import Room
from ingest.workers import read_files
from tests import outlook_files as outlook
from tests.outlook_files import attachment, embedded, message, outlook_file

LATE = "Mobile cash transfers came six weeks late because SIM cards were not registered in time."
WELLS = "Wells fell dry where nobody had measured the groundwater table before the drilling."
SENT = datetime(2021, 5, 3, 8, 0, tzinfo=UTC)
VALUES: dict[int, outlook.Value] = {
    outlook.SUBJECT: "Évaluation à Kano",
    outlook.BODY: f"{LATE}\r\n\r\nFrom: Ben\r\nSent: Monday\r\nSubject: Wells\r\n\r\n{WELLS}\r\n",
    outlook.SENDER: "Ana López",
    0x0C1F: "ana@example.org",
    outlook.SENT: SENT,
    outlook.CODEPAGE: 65001,
}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "mail.msg"
    path.write_bytes(data)
    return path


def texts(reading: Reading) -> list[str]:
    return [text_of(block.spans, reading.pages) for block in reading.blocks]


def attached(path: Path) -> dict[str, bytes]:
    return {entry.name: b"".join(entry.pieces()) for entry in attachments(path, PLAIN)}


def test_a_message_is_read_as_a_mail(tmp_path: Path) -> None:
    path = written(tmp_path, outlook_file(VALUES, ["Ben Y", "Jörg"]))
    assert media_type(path) == "application/vnd.ms-outlook"
    reading = read_msg(path)
    assert texts(reading) == ["Évaluation à Kano", LATE, "From: Ben Sent: Monday Subject: Wells", WELLS]
    assert [block.kind for block in reading.blocks] == [None, None, "other", "other"]
    assert dict(reading.properties) == {
        "title": "Évaluation à Kano",
        "author": '"Ana López" <ana@example.org>',
        "created": "2021-05-03T08:00:00+00:00",
        "recipients": "Ben Y; Jörg",
    }


def test_a_page_is_read_where_there_is_no_text(tmp_path: Path) -> None:
    html = f"<html><body><p>{LATE}</p><p>Évalué à Kano en 2020.</p></body></html>".encode()
    values: dict[int, outlook.Value] = {outlook.SUBJECT: "x", outlook.HTML: html, outlook.CODEPAGE: 65001}
    assert texts(read_msg(written(tmp_path, outlook_file(values)))) == ["x", LATE, "Évalué à Kano en 2020."]


def test_attachments_of_every_kind(tmp_path: Path) -> None:
    inner = message(
        VALUES, ["Ben"], [attachment(b"deep", name="deep.txt"), embedded(message({outlook.BODY: WELLS}))]
    )
    path = written(
        tmp_path,
        outlook_file(
            VALUES,
            attached=[
                attachment(b"%PDF-1" * 1000, name="Rapport été.pdf", mime="application/pdf"),
                attachment(b"short", short="SHORT~1.DOC"),
                attachment(b"nameless"),
                attachment(b"logo", name="image001.png", mime="image/png", cid="1@x"),
                attachment(b"scan", name="scan.png", mime="image/png"),
                embedded(inner),
            ],
        ),
    )
    found = attached(path)
    assert list(found) == ["Rapport été.pdf", "SHORT~1.DOC", "attachment 3", "scan.png", "Évaluation à Kano.eml"]
    assert found["Rapport été.pdf"] == b"%PDF-1" * 1000
    mail = tmp_path / "inner.eml"
    mail.write_bytes(found["Évaluation à Kano.eml"])
    assert texts(read_eml(mail))[:2] == ["Évaluation à Kano", LATE]
    assert dict(read_eml(mail).properties)["created"] == "2021-05-03T08:00:00+00:00"
    deeper = {entry.name: b"".join(entry.pieces()) for entry in mail_attachments(mail, PLAIN)}
    assert list(deeper) == ["deep.txt", "attached mail 2.eml"]
    assert deeper["deep.txt"] == b"deep"
    mail.write_bytes(deeper["attached mail 2.eml"])
    assert texts(read_eml(mail)) == [WELLS]
    assert attached(path) == found, "the same bytes each time"


def test_what_is_only_referred_to_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, outlook_file(VALUES, attached=[outlook.properties(bytes(8), {outlook.METHOD: 2})]))
    [entry] = attachments(path, PLAIN)
    with pytest.raises(UnreadableError, match="only says where the file was"):
        list(entry.pieces())


def test_an_empty_message_is_empty(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no text in the mail") as told:
        read_msg(written(tmp_path, outlook_file({})))
    assert told.value.state is State.EMPTY


def test_a_value_that_is_broken_takes_no_other_with_it(tmp_path: Path) -> None:
    """Text whose bytes cannot be, and a time beyond all times."""
    data = outlook_file({**VALUES, outlook.SENDER: "x"})
    data = data.replace("Ana".encode("utf-16-le"), b"\x00\xd8\x00\xd8\x00\xd8")
    late = int((SENT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
    data = data.replace(late.to_bytes(8, "little"), b"\xff" * 8)
    reading = read_msg(written(tmp_path, data))
    assert texts(reading)[:2] == ["Évaluation à Kano", LATE]
    assert "created" not in dict(reading.properties)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_message_that_is_cut_off_never_stops_a_run(tmp_path: Path, share: float) -> None:
    data = outlook_file(VALUES, ["Ben"], [attachment(b"x" * 5000, name="a.txt")])
    path = written(tmp_path, data[: int(len(data) * share)])
    with pytest.raises(UnreadableError) as told:
        read_msg(path)
    assert told.value.state in {State.DAMAGED, State.EMPTY}
    with pytest.raises(UnreadableError):
        attached(path)


def test_bytes_turned_at_random_end_in_a_state(tmp_path: Path) -> None:
    """In a limited worker, as in a run: damage may ask for any amount of memory."""
    data = outlook_file(VALUES, ["Ben"], [attachment(b"x" * 900, name="a.txt"), embedded(message(VALUES))])
    paths = []
    for seed in range(60):
        chosen, turned = random.Random(seed), bytearray(data)
        for _ in range(30):
            turned[chosen.randrange(len(turned))] = chosen.randrange(256)
        paths.append(tmp_path / f"{seed}.msg")
        paths[-1].write_bytes(turned)
    tasks = (
        Task(path, sha256_of(path), path.name, room=Room(tmp_path / f"room {path.stem}", 1 << 20)) for path in paths
    )
    limits = Limits(workers=1, seconds=20, memory_mb=700)
    ends = [result.value for result in read_files(lambda: next(tasks, None), limits)]
    assert len(ends) == len(paths)
    failed = {value.state for value in ends if isinstance(value, Outcome)}
    assert failed <= {State.DAMAGED, State.EMPTY, State.TOO_LARGE, State.UNSUPPORTED}
    whole = [value for value in ends if isinstance(value, Unpacked)]
    assert any(value.document and LATE in value.document.pages[0].text for value in whole)
