"""A forward proxy on loopback: it tunnels `CONNECT`, passes on plain requests, and remembers what it was asked for."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from .server import Reply, Seen, read_request


class Proxy:
    """A proxy for servers on this machine, whatever host is named: all names lead to loopback.

    `requests` are those that came in, `CONNECT` among them. With `user` (`name:password`) it asks for these; with
    `refusal` that is its answer to everything.
    """

    def __init__(self, *, user: str | None = None, refusal: Reply | None = None) -> None:
        self.requests: list[Seen] = []
        self._user = user
        self._refusal = refusal
        self._threads: list[Thread] = []
        self._open = ExitStack()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _end(self._listener)
        self._open.close()
        for thread in self._threads:
            thread.join()

    def _start(self, target: Callable[..., None], *arguments: Any) -> Thread:
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.callback(_end, client)
                self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, client.makefile("rb") as incoming:
            while seen := read_request(incoming, len(self.requests)):
                self.requests.append(seen)
                if (refusal := self._refused(seen)) is not None:
                    client.sendall(refusal.head(last=True) + refusal.content)
                    return
                target = urlsplit(f"//{seen.target}" if seen.method == "CONNECT" else seen.target)
                with socket.create_connection(("127.0.0.1", target.port or 80)) as server:
                    self._open.callback(_end, server)
                    if seen.method == "CONNECT":
                        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    else:
                        server.sendall(_passed_on(seen))
                    back = self._start(_pump, server, client)
                    _pump(client, server)
                    back.join()

    def _refused(self, seen: Seen) -> Reply | None:
        if self._user is None:
            return self._refusal
        known = "Basic " + base64.b64encode(self._user.encode()).decode()
        return None if seen.headers.get("proxy-authorization") == known else Reply({"error": "who are you?"}, 407)


def _passed_on(seen: Seen) -> bytes:
    target = urlsplit(seen.target)
    path = target._replace(scheme="", netloc="").geturl()
    lines = [f"{seen.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in seen.headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + seen.body


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _end(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
