"""Mails as files (EML): their text, and what is attached to them. The one file that speaks to `email`.

Parsed by the old policy: the new one raises on broken headers, of which real mails are full.
"""

from __future__ import annotations

import base64
import binascii
import email
import mimetypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.generator import BytesGenerator
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, getaddresses, parsedate_to_datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from ingest import media_types
from ingest.document import Reading
from ingest.entry import Entry
from ingest.mail import Mail, reading_of
from ingest.options import ReadOptions
from ingest.outcome import State, UnreadableError

# Parts that are no documents: signatures, keys, invitations, cards, reports on delivery.
_MACHINERY = frozenset(
    "application/pkcs7-signature application/x-pkcs7-signature application/pgp-signature application/pgp-keys "
    "application/pgp-encrypted text/calendar text/vcard text/x-vcard message/delivery-status text/rfc822-headers "
    "message/disposition-notification".split()
)
_ENCRYPTED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
# What programs say, and what they write.
_MEANT = {"iso-8859-1": "cp1252"}
_TEXTS = frozenset({"text/plain", "text/html"})


def read_eml(path: Path) -> Reading:
    """The mail's text, with what its head says as properties.

    Raises:
        UnreadableError: it is encrypted, or there is nothing in it.
    """
    message = _message(path)
    if _is_encrypted(message):
        advice = "Open it in the mail program, save it without encryption, then ingest that."
        raise UnreadableError(State.ENCRYPTED, "The mail is encrypted.", advice)
    body = _body(message)
    mail = Mail(
        subject=_header(message, "subject"),
        sender=_addresses(message, "from"),
        recipients="; ".join(filter(None, (_addresses(message, name) for name in ("to", "cc")))),
        date=_date(message),
        plain=body.plain,
        html=body.html,
    )
    return reading_of(mail, media_types.EML)


def attachments(path: Path, _: ReadOptions) -> Iterator[Entry]:
    """What is attached: files, and mails as files of their own. Pictures in the text are left out."""
    for number, part in enumerate(filter(_is_attached, _leaves(_message(path))), start=1):
        size = len(part.get_payload()) if isinstance(part.get_payload(), str) else 0
        yield Entry(_name(part, number), partial(_content, part), max(size, 1))


def as_eml(mail: Mail, attached: Sequence[tuple[str, bytes]]) -> bytes:
    """A mail as an EML file; the same bytes for the same mail. ``attached`` are names and contents."""
    message = MIMEMultipart(boundary="=_all_=")
    for name, value in (("Subject", mail.subject), ("From", mail.sender), ("To", mail.recipients)):
        message[name] = Header(" ".join(value.split()), "utf-8").encode()
    if mail.date:
        message["Date"] = format_datetime(datetime.fromisoformat(mail.date))
    texts = MIMEMultipart("alternative", boundary="=_text_=")
    for subtype, text in (("plain", mail.plain), ("html", mail.html)):
        if text:
            texts.attach(MIMEText(text.encode("utf-8", "replace").decode(), subtype, "utf-8"))
    message.attach(texts)
    for name, data in attached:
        part = MIMEApplication(data)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        message.attach(part)
    return message.as_bytes()


def _message(path: Path) -> Message:
    with path.open("rb") as file:
        try:
            return email.message_from_binary_file(file, policy=compat32)
        except RecursionError as error:
            raise UnreadableError(State.DAMAGED, "Its parts lie in each other without end.") from error


def _is_encrypted(message: Message) -> bool:
    kind = message.get_content_type()
    if kind in _ENCRYPTED:
        return message.get_param("smime-type") != "signed-data"
    return kind == "multipart/encrypted"


def _leaves(part: Message) -> Iterator[Message]:
    """The parts that have no parts; a mail in a mail is one."""
    if part.get_content_maintype() == "multipart" and (children := _children(part)):
        for child in children:
            yield from _leaves(child)
    else:
        yield part


def _children(part: Message) -> list[Message]:
    """The parts of a part; none where it is broken or has none."""
    held = part.get_payload()
    return [child for child in held if isinstance(child, Message)] if isinstance(held, list) else []


def _is_attached(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in _MACHINERY or part.get_content_maintype() == "multipart":
        return False
    named = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    if part.get_content_maintype() == "image":
        return part.get_content_disposition() != "inline" and named and part.get("content-id") is None
    return named or kind not in _TEXTS


@dataclass(frozen=True, slots=True)
class _Body:
    plain: str = ""
    html: str = ""


def _body(part: Message) -> _Body:
    """The mail's own text: of alternatives each kind once, of parts one after the other all."""
    if part.get_content_maintype() == "multipart":
        bodies = [_body(child) for child in _children(part)] or [_Body(_text(part))]
        if part.get_content_type() == "multipart/alternative":
            plain = next((body.plain for body in bodies if body.plain), "")
            return _Body(plain, next((body.html for body in bodies if body.html), ""))
        return _Body(_joined(body.plain for body in bodies), _joined(body.html for body in bodies))
    if _is_attached(part) or part.get_content_type() not in _TEXTS:
        return _Body()
    text = _text(part)
    return _Body(html=text) if part.get_content_type() == "text/html" else _Body(text)


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, texts))


def _text(part: Message) -> str:
    """A text part in the encoding that it names; where that is wrong or unknown, in what it can be."""
    data = _payload(part)
    named = part.get_content_charset() or "utf-8"
    for encoding in (_MEANT.get(named, named), "utf-8"):
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except (LookupError, UnicodeError):
            continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n")


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _content(part: Message) -> Iterator[bytes]:
    children = _children(part)
    if part.get_content_maintype() != "message" or not children:
        yield _payload(part)
        return
    out = BytesIO()
    for child in children:
        BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(child)
    data = out.getvalue()
    if (
        str(part.get("content-transfer-encoding", "")).strip().casefold() == "base64"
    ):  # Outlook does, though none may
        try:
            data = base64.b64decode(data)
        except binascii.Error:
            raise UnreadableError(State.DAMAGED, "Its bytes in the mail are damaged.") from None
    yield data


def _name(part: Message, number: int) -> str:
    """The name that the mail gives it, else one made of its type or its own subject."""
    given = part.get_filename()
    if given:
        return _decoded(given)
    kind = part.get_content_type()
    if kind == media_types.EML:
        subject = next((_header(child, "subject") for child in _children(part)), "")
        return f"{subject.replace('/', '-').strip()[:100] or f'attached mail {number}'}.eml"
    return f"attachment {number}{mimetypes.guess_extension(kind) or ''}"


def _header(message: Message, name: str) -> str:
    return " ".join(_decoded(next(_raw(message, name), "")).split())


def _raw(message: Message, name: str) -> Iterator[str]:
    """The lines of this name. What stands there in bytes that it should not is UTF-8 or Windows' letters."""
    for key, value in message.raw_items():
        if key.casefold() == name:
            data = str(value).encode("utf-8", "surrogateescape")
            try:
                yield data.decode("utf-8")
            except UnicodeDecodeError:
                yield data.decode("cp1252", "replace")


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value.encode("utf-8", "replace").decode()


def _addresses(message: Message, name: str) -> str:
    """Names, and where there is none the address."""
    pairs = getaddresses(list(_raw(message, name)))
    return "; ".join(shown for person, address in pairs if (shown := " ".join(_decoded(person or address).split())))


def _date(message: Message) -> str:
    written = str(message.get("date", "")).strip()
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return parse(written).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return ""
