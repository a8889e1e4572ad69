"""Mails as mail programs write them, and as broken ones do: their text, their head, and what is attached."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.document import Kind, Reading, Role, text_of
from ingest.options import PLAIN
from ingest.outcome import State, UnreadableError
from ingest.read_eml import attachments, read_eml
from tests.conftest import ROOT

LATE = "Mobile cash transfers came six weeks late because SIM cards were not registered in time."
WELLS = "Wells fell dry where nobody had measured the groundwater table before the drilling."
HEAD = (
    "From: Ana =?utf-8?q?L=C3=B3pez?= <ana@example.org>\r\n"
    "To: b@example.org, =?iso-8859-1?Q?J=F6rg?= <j@example.org>\r\n"
)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "mail.eml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def lines(reading: Reading) -> list[tuple[str, Kind | None, str]]:
    return [(block.role.value, block.kind, text_of(block.spans, reading.pages)) for block in reading.blocks]


def own(reading: Reading) -> list[str]:
    """What is the mail's own, without its heading."""
    return [text for role, kind, text in lines(reading) if kind is None and role != Role.HEADING]


def attached(path: Path) -> dict[str, bytes]:
    return {entry.name: b"".join(entry.pieces()) for entry in attachments(path, PLAIN)}


def plain(folder: Path, body: str, subject: str = "The pilot") -> Reading:
    return read_eml(written(folder, f"{HEAD}Subject: {subject}\r\n\r\n" + body.replace("\n", "\r\n")))


def test_the_subject_stands_above_the_text_and_the_head_is_kept(tmp_path: Path) -> None:
    head = f"{HEAD}Subject: =?utf-8?b?{base64.b64encode('Évaluation à Kano'.encode()).decode()}?=\r\n"
    path = written(tmp_path, f"{head}Date: Mon, 03 May 2021 10:00:00 +0200\r\n\r\n{LATE}\r\n\r\n{WELLS}\r\n")
    reading = read_eml(path)
    assert lines(reading) == [
        ("heading", None, "Évaluation à Kano"),
        ("paragraph", None, LATE),
        ("paragraph", None, WELLS),
    ]
    assert reading.pages[0].text == f"Évaluation à Kano\n{LATE}\n{WELLS}"
    assert (reading.media_type, reading.paged, reading.blocks[0].level) == ("message/rfc822", False, 1)
    assert dict(reading.properties) == {
        "title": "Évaluation à Kano",
        "author": "Ana López",
        "created": "2021-05-03T10:00:00+02:00",
        "recipients": "b@example.org; Jörg",
    }


def test_what_is_quoted_is_told_apart_and_signatures_go(tmp_path: Path) -> None:
    quoted = f"On Mon, 3 May 2021, Ben Y wrote:\n> {WELLS}\n>\n>> Older than that is this."
    body = f"{LATE}\n\n{quoted}\n\nAnd so it is.\n-- \nAna\nOffice 7"
    reading = plain(tmp_path, body)
    assert lines(reading)[1:] == [
        ("paragraph", None, LATE),
        ("paragraph", Kind.OTHER, "On Mon, 3 May 2021, Ben Y wrote:"),
        ("paragraph", Kind.OTHER, WELLS),
        ("paragraph", Kind.OTHER, "Older than that is this."),
        ("paragraph", None, "And so it is."),
    ]


@pytest.mark.parametrize(
    "mark",
    [
        "-----Original Message-----\nFrom: Ben\nSent: Monday",
        "______________\nFrom: Ben Y <ben@example.org>\nSent: Monday, May 3, 2021\nTo: Ana\nSubject: Wells",
        "*De :* Ben Y\n*Envoyé :* lundi 3 mai 2021\n*À :* Ana\n*Objet :* Puits",
        "De: Ben Y\nEnviado el: lunes, 3 de mayo de 2021\nPara: Ana\nAsunto: Pozos",
        "De: Ben Y\nEnviada: segunda-feira\nData: 3 de maio\nPara: Ana\nAssunto: Poços",
        "---- Message d'origine ----",
    ],
)
def test_what_answers_is_the_mails_own_and_what_is_answered_is_not(tmp_path: Path, mark: str) -> None:
    body = f"{LATE}\n\n{mark}\n\n{WELLS}\n"
    reading = plain(tmp_path, body)
    assert own(reading) == [LATE]
    assert lines(reading)[-1] == ("paragraph", Kind.OTHER, WELLS)
    assert own(plain(tmp_path, body, subject="TR: The pilot"))[-1] == WELLS


def test_a_sentence_that_only_looks_like_a_head_is_none(tmp_path: Path) -> None:
    body = "From: the village it is far.\n\nOn the date: nothing. Subject to change.\n\nDe facto nobody came."
    assert len(own(plain(tmp_path, body))) == 3


def test_what_is_forwarded_is_the_mails_own(tmp_path: Path) -> None:
    head = "---------- Forwarded message ---------\nFrom: Ben\nDate: Monday\nSubject: Wells"
    reading = plain(tmp_path, f"See below.\n\n{head}\n\n{WELLS}\n")
    assert own(reading)[-1] == WELLS
    assert [kind for _, kind, text in lines(reading) if "Forwarded" in text] == [Kind.OTHER]


def page(folder: Path, text: str, html: str) -> Reading:
    message = EmailMessage()
    message["Subject"] = "The pilot"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return read_eml(written(folder, message.as_bytes()))


def test_the_page_is_read_where_the_text_only_says_that_there_is_one(tmp_path: Path) -> None:
    html = f"<html><body><h2>What was learned</h2><ul><li>{LATE}</li></ul><script>track()</script></body></html>"
    reading = page(tmp_path, "This mail is a web page.", html)
    assert lines(reading) == [
        ("heading", None, "The pilot"),
        ("heading", None, "What was learned"),
        ("bullet", None, LATE),
    ]
    assert [block.level for block in reading.blocks] == [1, 3, 0]
    assert own(page(tmp_path, LATE, html)) == [LATE]


def test_in_a_page_too_what_is_answered_is_told_apart(tmp_path: Path) -> None:
    html = f"<p>{LATE}</p><div><b>From:</b> Ben<br><b>Sent:</b> Monday<br><b>Subject:</b> Wells</div><p>{WELLS}</p>"
    reading = page(tmp_path, "", html)
    assert own(reading) == [LATE]
    assert lines(reading)[-1] == ("paragraph", Kind.OTHER, WELLS)


@pytest.mark.parametrize(
    ("named", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "évalué à 100 €"),
        ("windows-1256", "cp1256", "تأخر صرف المساعدات"),
        ("no-such-thing", "utf-8", "évalué à Kano"),
        ("us-ascii", "cp1252", "évalué à 100 €"),
        ("utf-8", "cp1252", "évalué à 100 €"),
        ("utf-16", "utf-16", "évalué à Kano"),
    ],
)
def test_texts_in_encodings_rightly_and_wrongly_named(tmp_path: Path, named: str, encoding: str, text: str) -> None:
    body = base64.b64encode(text.encode(encoding)).decode()
    head = f"Subject: x\r\nContent-Type: text/plain; charset={named}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert own(read_eml(written(tmp_path, head + body))) == [text]


def test_attachments_of_every_kind(tmp_path: Path) -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Older / first", "c@example.org"
    inner.set_content(WELLS)
    message = EmailMessage()
    message["Subject"] = "Reports"
    message.set_content("See the files.")
    message.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="Évaluation “1”.pdf")
    message.add_attachment(b"nameless", maintype="application", subtype="pdf")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="invite.ics")
    message.add_attachment(b"signed", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    message.add_attachment(b"logo", maintype="image", subtype="png", filename="image001.png", cid="<1@x>")
    message.add_attachment(b"scan", maintype="image", subtype="png", filename="scan.png")
    message.add_attachment("a note", filename="note.txt")
    message.add_attachment(inner)
    path = written(tmp_path, message.as_bytes())
    found = attached(path)
    assert list(found) == [
        "Évaluation “1”.pdf",
        "attachment 2.pdf",
        "scan.png",
        "note.txt",
        "Older - first.eml",
    ]
    assert found["Évaluation “1”.pdf"] == b"%PDF-1"
    assert found["note.txt"] == b"a note\n"
    assert own(read_eml(path)) == ["See the files."]
    mail = tmp_path / "inner.eml"
    mail.write_bytes(found["Older - first.eml"])
    assert lines(read_eml(mail)) == [("heading", None, "Older / first"), ("paragraph", None, WELLS)]
    assert attached(path) == found


def test_a_mail_that_is_attached_in_base64(tmp_path: Path) -> None:
    """No program may, and one does."""
    inner = base64.encodebytes(f"Subject: inside\r\n\r\n{WELLS}\r\n".encode()).decode()
    text = (
        'MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nsee\n"
        "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n"
        f'Content-Disposition: attachment; filename="old.eml"\n\n{inner}\n--b--\n'
    )
    assert attached(written(tmp_path, text)) == {"old.eml": f"Subject: inside\r\n\r\n{WELLS}\r\n".encode()}


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Subject: =?utf-8?b?not base64 at all?=\nFrom: <<<>\nTo: ,;,\nDate: yesterday, or so", "=?utf-8?b?not"),
        ("Subject: Évaluation\nContent-Type: text/plain; charset==?=;;", "Évaluation"),
        ("Subject: x\nContent-Type: multipart/mixed", "x"),
        ("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b", "x"),
        ("Subject: x\nContent-Type: multipart/mixed; boundary=c\n\n--b", "x"),
        ("From ana@example.org Mon May  3 10:00:00 2021\nSubject: x\nDate: Mon, 99 Foo 20211 99:99:99", "x"),
        ("Subject: x\nthis is no header\nMIME-Version: ...", "x"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_broken_mail_gives_what_it_has(tmp_path: Path, head: str, title: str, encoding: str) -> None:
    path = written(tmp_path, f"{head}\n\nWe came late.".encode(encoding))
    reading = read_eml(path)
    assert reading.pages[0].text.startswith(title)
    assert reading.pages[0].text.endswith("We came late.")
    assert "created" not in dict(reading.properties)
    assert attached(path) == {}


def test_base64_that_is_cut_off(tmp_path: Path) -> None:
    body = base64.b64encode(b"We came late.").decode()[:-1]
    path = written(tmp_path, f"Subject: x\nContent-Transfer-Encoding: base64\n\n{body}")
    assert own(read_eml(path)) == ["We came late."]


def test_parts_that_lie_in_each_other_without_end(tmp_path: Path) -> None:
    depth = 5_000
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    path = written(tmp_path, f"Subject: x\nMIME-Version: 1.0\n{opened}Content-Type: text/plain\n\nlate\n")
    with pytest.raises(UnreadableError, match="in each other without end"):
        read_eml(path)


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-mime; smime-type=enveloped-data", 'multipart/encrypted; boundary="b"']
)
def test_an_encrypted_mail_is_encrypted(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnreadableError, match="The mail is encrypted") as told:
        read_eml(written(tmp_path, f"Subject: x\nContent-Type: {kind}\n\n--b\n\nMIIB\n--b--\n"))
    assert told.value.state is State.ENCRYPTED
    assert "mail program" in told.value.outcome.advice


def test_an_empty_mail_is_empty(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no text in the mail") as told:
        read_eml(written(tmp_path, "From: a@example.org\n\n\n"))
    assert told.value.state is State.EMPTY


MESSY = ROOT.parent / "shared" / "messy" / "any_eml"


@pytest.mark.shared
@pytest.mark.skipif(not MESSY.is_dir(), reason="../shared is not there")
def test_real_mails_are_read() -> None:
    for path in sorted(MESSY.glob("*.eml")):
        reading = read_eml(path)
        assert len(reading.pages[0].text) > 20
        assert all(block.spans for block in reading.blocks)
        for entry in attachments(path, PLAIN):
            assert entry.name
            assert sum(map(len, entry.pieces())) > 0
