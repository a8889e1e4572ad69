"""Outlook's mails (MSG): their text, and what is attached to them. The one file that speaks to oxmsg."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ingest import media_types
from ingest.document import Reading
from ingest.entry import Entry
from ingest.mail import Mail, reading_of
from ingest.options import ReadOptions
from ingest.outcome import State, UnreadableError, guarded
from ingest.read_eml import as_eml

T = TypeVar("T")

_SHORT_NAME, _METHOD, _CONTENT_ID, _FLAGS = 0x3704, 0x3705, 0x3712, 0x3714
_IN_TEXT = 0x4  # of the flags: the text shows it
_EMBEDDED = 5  # of the methods: a message that lies in this one as a storage
_EMBEDDED_STORAGE = "__substg1.0_3701000D"
_PROPERTIES, _HEAD = "__properties_version1.0", 24
_DEEPEST = 20
_BROKEN = "The mail's parts are missing or broken."


def read_msg(path: Path) -> Reading:
    """The mail's text, with what its head says as properties.

    Raises:
        UnreadableError: it is broken, or there is nothing in it.
    """
    return reading_of(_mail(_message(path)), media_types.MSG)


def attachments(path: Path, _: ReadOptions) -> Iterator[Entry]:
    """What is attached: files, and mails as EML files of their own. Pictures in the text are left out."""
    message = _message(path)
    for number, attached in enumerate(filter(_is_document, _attached(message)), start=1):
        yield Entry(_name(attached, number), partial(_pieces, attached), path.stat().st_size)


def _message(path: Path) -> Any:
    from oxmsg import Message

    with guarded(_BROKEN):
        return Message.load(str(path))


def _mail(message: Any) -> Mail:
    """Each value for itself: one that is broken takes no other with it."""
    sent = _value(lambda: message.sent_date)
    names = _value(lambda: [one.name or one.email_address for one in message.recipients]) or []
    return Mail(
        subject=_value(lambda: message.subject) or "",
        sender=_value(lambda: message.sender) or "",
        recipients="; ".join(filter(None, names)),
        date=sent.isoformat() if sent else "",
        plain=(_value(lambda: message.body) or "").replace("\r\n", "\n"),
        html=_value(lambda: message.html_body) or "",
    )


def _value(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except MemoryError:
        raise
    except Exception:  # what the library raises is no part of its interface
        return None


def _attached(message: Any) -> list[Any]:
    with guarded(_BROKEN):
        return list(message.attachments)


def _is_document(attached: Any) -> bool:
    flags = _value(lambda: attached.properties.int_prop_value(_FLAGS)) or 0
    shown = bool(flags & _IN_TEXT) or bool(_value(lambda: attached.properties.str_prop_value(_CONTENT_ID)))
    return not (shown and (_value(lambda: attached.mime_type) or "").startswith("image/"))


def _name(attached: Any, number: int) -> str:
    if _is_embedded(attached):
        subject = (_value(lambda: _embedded(attached).subject) or "").replace("/", "-").strip()
        return f"{subject[:100] or f'attached mail {number}'}.eml"
    long_name = _value(lambda: attached.file_name)
    return long_name or _value(lambda: attached.properties.str_prop_value(_SHORT_NAME)) or f"attachment {number}"


def _is_embedded(attached: Any) -> bool:
    return _value(lambda: attached.properties.int_prop_value(_METHOD)) == _EMBEDDED


def _pieces(attached: Any) -> Iterator[bytes]:
    with guarded(_BROKEN):
        data = _bytes(attached, 1)
    if data is None:
        raise UnreadableError(State.DAMAGED, "The mail only says where the file was.")
    yield data


def _bytes(attached: Any, depth: int) -> bytes | None:
    if not _is_embedded(attached) or depth > _DEEPEST:
        data: bytes | None = attached.file_bytes
        return data
    message = _embedded(attached)
    inner = [
        (_name(one, number), data)
        for number, one in enumerate(filter(_is_document, _attached(message)), start=1)
        if (data := _bytes(one, depth + 1)) is not None
    ]
    return as_eml(_mail(message), inner)


def _embedded(attached: Any) -> Any:
    """The message in an attachment. The head of its properties lacks 8 bytes that those of a file have."""
    from oxmsg import Message
    from oxmsg.storage import Storage, Stream

    storage = next(one for one in attached._storage.storages if one.name == _EMBEDDED_STORAGE)
    streams = (
        Stream(one.path, one.bytes_[:_HEAD] + bytes(8) + one.bytes_[_HEAD:]) if one.name == _PROPERTIES else one
        for one in storage.streams
    )
    return Message(Storage(storage.path, tuple(streams), storage.storages))
