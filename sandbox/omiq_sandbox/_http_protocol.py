"""uvicorn's HTTP protocol, with a connection that a fault can cut."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ._connection import EXTENSION

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for 0 seconds


class HttpProtocol(HttpToolsProtocol):
    """Serve HTTP/1.1, and hand each request its connection (`_connection.connection_of`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ended = asyncio.Event()
        self.access_log = False  # whatever the program around sets up: URLs hold signatures

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Send each piece at once. asyncio sees to that only where the listening socket was made for TCP by name."""
        super().connection_made(transport)
        peer: socket.socket = transport.get_extra_info("socket")
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def lost(self) -> bool:
        return self.transport.is_closing()

    def cut(self, *, reset: bool) -> None:
        self.cycle.disconnected = True  # so that uvicorn neither sends more nor misses it
        self._ended.set()
        peer: socket.socket = self.transport.get_extra_info("socket")
        if reset and peer.fileno() >= 0:  # the client may have gone first
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
            self.transport.abort()
        else:
            self.transport.close()

    async def pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._ended.wait(), seconds)
        except TimeoutError:
            return

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: Any = {EXTENSION: self}
        self.scope["extensions"] = extensions

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._ended.set()
