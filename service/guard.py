"""Who may ask: host name, origin and key are checked before anything else; every answer gets safe headers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import re
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.errors import (
    BodyTooLargeError,
    HostRefusedError,
    KeyRequiredError,
    OriginRefusedError,
)
from service.request import MOST_BYTES
from service.responses import error_response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

# A name or an IPv4 address, or an IPv6 address in brackets (or bare, as it is configured), and a port.
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*|[^\s:/@\[\]]+)(:\d+)?")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
OPEN_PATHS = frozenset({"/healthz"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; object-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    # What was removed from the library must not live on in a browser's cache.
    "cache-control": "private, no-cache",
}


class Guard:
    """ASGI middleware, the outermost: what it refuses, no route ever sees, and no traceback passes it."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), keys: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(bare_host(host) for host in (*LOOPBACK, *hosts)) - {""}
        self._keys = tuple(digest(key) for key in keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = Answering(send)
        try:
            self._check(scope)
            await self._app(scope, limited(receive), answer.send)
        except (BodyTooLargeError, HostRefusedError, KeyRequiredError, OriginRefusedError) as refusal:
            await error_response(Request(scope), refusal)(scope, receive, answer.send)
        except Exception as error:
            logger.exception("%s %s failed", scope["method"], scope["path"])
            if not answer.begun:
                await error_response(Request(scope), error)(scope, receive, answer.send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if not self._knows(headers.getlist("host")):
            raise HostRefusedError
        if scope["method"] not in SAFE_METHODS and not self._own_page(headers):
            raise OriginRefusedError
        if self._keys and scope["path"] not in OPEN_PATHS and not self._has_key(headers):
            raise KeyRequiredError
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            raise BodyTooLargeError(MOST_BYTES)

    def _knows(self, hosts: list[str]) -> bool:
        return len(hosts) == 1 and bare_host(hosts[0]) in self._hosts

    def _own_page(self, headers: Headers) -> bool:
        """Whether no other site's page asks: browsers name the page's origin, programs name none."""
        origins = headers.getlist("origin")
        return not origins or origins in ([f"{scheme}://{headers['host']}"] for scheme in ("http", "https"))

    def _has_key(self, headers: Headers) -> bool:
        given = digest(key_of(headers.get("authorization", "")))
        # Every key is compared, each in constant time: how long it takes tells nothing.
        return sum(hmac.compare_digest(given, key) for key in self._keys) > 0


class Answering:
    """Sends an answer with the safe headers, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def limited(receive: Receive) -> Receive:
    """``receive`` that gives up on a body longer than `MOST_BYTES`, whatever length it was announced with."""
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BYTES:
            raise HTTPException(413)
        return message

    return receive_some


def bare_host(host: str) -> str:
    """A host without its port, in lower case; '' for what is no host."""
    match = HOST.fullmatch(host.strip().lower())
    return match["name"].strip("[]").rstrip(".") if match else ""


def key_of(authorization: str) -> str:
    """The key of ``Bearer KEY``, or the password of ``Basic``, which is how a browser asks for one."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(rest, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2]


def digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
