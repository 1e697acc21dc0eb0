"""What a client sees on the wire: each byte, and how the connection ends."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

LIMIT = 20.0


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer as it came. `status` is None where not a byte did; `end` says how the connection ended, if it did."""

    status: int | None
    headers: Mapping[str, str]
    body: bytes
    end: Literal["orderly", "reset", None]


def exchange(
    url: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    *,
    to_the_end: bool = False,
) -> Seen:
    """Send one request and read the answer: up to its announced length, or until the connection ends."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    with socket.create_connection((parts.hostname or "", parts.port or 0), LIMIT) as peer:
        peer.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        return _read(peer, method, to_the_end=to_the_end)


def _read(peer: socket.socket, method: str, *, to_the_end: bool) -> Seen:
    received = b""
    end: Literal["orderly", "reset", None] = None
    while to_the_end or not _is_whole(received, method):
        try:
            piece = peer.recv(65536)
        except ConnectionResetError:
            end = "reset"
            break
        if not piece:
            end = "orderly"
            break
        received += piece
    if not received:
        return Seen(None, {}, b"", end)
    status, headers, body = _parsed(received)
    return Seen(status, headers, body, end)


def _is_whole(received: bytes, method: str) -> bool:
    if b"\r\n\r\n" not in received:
        return False
    _, headers, body = _parsed(received)
    return method == "HEAD" or len(body) >= int(headers.get("content-length", "0"))


def _parsed(received: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
    return int(first.split(" ")[1]), headers, body
