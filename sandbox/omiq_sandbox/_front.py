"""What both origins do with every request: log and date it, and refuse it where it is for another host."""

from __future__ import annotations

import hashlib
import re
from email.utils import formatdate
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ._log import NUMBER, Origin
from ._sandbox import Sandbox

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?", re.ASCII | re.IGNORECASE)


class Front:
    """ASGI app around another one.

    A page of another site can have a browser send requests here, if the site's name leads to this machine (DNS
    rebinding). Its name is in the Host header then, so only those of loopback are served.
    """

    def __init__(self, app: ASGIApp, sandbox: Sandbox, origin: Origin) -> None:
        self._app = app
        self._clock = sandbox.clock
        self._log = sandbox.log
        self._origin: Origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        query = scope["query_string"].decode("latin-1")
        number = scope[NUMBER] = self._log.begin(self._origin, scope["method"], scope["path"], query, headers)
        body = _Body(hashed=self._origin == "api")  # the storage hashes bodies itself, and not on the event loop

        async def receive_counted() -> Message:
            message = await receive()
            body.add(message.get("body", b""))
            return message

        async def send_logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._log.tell(number, status=message["status"], **body.known())
                message = {**message, "headers": [*message.get("headers", ()), (b"date", self._date())]}
            await send(message)

        app = self._app if _is_loopback(dict(headers).get("host", "")) else _other_host
        try:
            await app(scope, receive_counted, send_logged)
        except ClientDisconnect:
            pass  # nobody is left to answer
        finally:
            self._log.tell(number, **body.known())

    def _date(self) -> bytes:
        """Tell the time by which tokens and signed URLs expire."""
        return formatdate(self._clock.now(), usegmt=True).encode()


class _Body:
    """What was read of a body."""

    def __init__(self, *, hashed: bool) -> None:
        self._hashed = hashed
        self._size = 0
        self._digest = hashlib.sha256()

    def known(self) -> dict[str, Any]:
        digest = {"body_sha256": self._digest.hexdigest()} if self._hashed and self._size else {}
        return {"body_size": self._size, **digest}

    def add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._hashed:
            self._digest.update(piece)


def _is_loopback(host: str) -> bool:
    return _LOOPBACK.fullmatch(host) is not None


_other_host = PlainTextResponse("The Host header must name this machine: 127.0.0.1, localhost or [::1]", 400)
