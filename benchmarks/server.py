"""A server on loopback, in a process of its own, that gives canned JSON answers and keeps connections open."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from multiprocessing import get_context


@contextmanager
def serving(answers: Mapping[str, bytes]) -> Iterator[str]:
    """Serve each path's JSON until the block is left; the value is the base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = get_context("spawn").Process(target=_serve, args=(listener, answers), daemon=True)
        process.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.terminate()
            process.join()


def token() -> str:
    """Return a JWT, signed by nobody, that is valid for eight hours."""
    parts = ({"alg": "none"}, {"exp": int(time.time()) + 8 * 3600})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


class _Answering(asyncio.Protocol):
    """One connection: requests without a body come in, canned answers go out."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(self._answers[request.split(maxsplit=2)[1].decode()])


def _serve(listener: socket.socket, answers: Mapping[str, bytes]) -> None:
    with_heads = {path: _head(body) + body for path, body in answers.items()}
    asyncio.run(_forever(listener, with_heads))


async def _forever(listener: socket.socket, answers: Mapping[str, bytes]) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(answers), sock=listener)
    await server.serve_forever()


def _head(body: bytes) -> bytes:
    lines = (
        "HTTP/1.1 200 OK",
        f"Date: {formatdate(usegmt=True)}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: keep-alive",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()
