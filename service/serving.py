"""Runs the HTTP service over a library. Speaks to uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

from service.opening import library_with_model
from service.settings import Settings, check_door


def run_service(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until interrupted; ``tell`` is given the address once it listens.

    Raises:
        SettingsError: the address would be open to others and no key is set, or it cannot be listened on.
        LibraryError: there is no library, or it cannot be used.
    """
    import uvicorn

    from search.engine import search
    from service.doors import Services
    from service.http import create_app

    check_door(settings.host, settings.keys)
    with library_with_model(settings) as (library, embedder):
        services = Services(
            search=lambda situation: search(situation, library, embedder),
            library=library,
            reader=library,
            api_keys=settings.keys,
            allowed_hosts=settings.hosts,
            picture_memory_mb=settings.worker_memory_mb,
        )
        with listening(settings.host, settings.port) as door:
            shown = f"[{settings.host}]" if ":" in settings.host else settings.host
            tell(f"Open http://{shown}:{door.getsockname()[1]}/ in your browser. Stop with Ctrl-C.")
            server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="warning", server_header=False))
            with suppress(KeyboardInterrupt):  # raised again by uvicorn once all is closed
                server.run(sockets=[door])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises `SettingsError` where it cannot."""
    from service.errors import SettingsError

    bare = host.strip("[]")
    try:
        family = socket.getaddrinfo(bare, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((bare, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"Port {port} of {host} cannot be listened on: {error.strerror or error}.",
            "Choose another with --port, or stop what uses it.",
        ) from error
