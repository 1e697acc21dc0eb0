"""Answers that are not as the contract says: members replaced or left out, signed URLs that have expired."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from starlette.types import Message

_Headers = Iterable[tuple[bytes, bytes]]

_EXPIRY = re.compile(rb"(?<=[?&]expires=)\d+(?=[^\"]*&signature=)")


def with_value(body: bytes, *, path: str, value: object) -> bytes:
    """Put a value in the place of a member. Where an answer has no such member, it stays as it is."""

    def replace(holder: Any, key: Any) -> None:
        holder[key] = value

    return _changed(body, path, replace)


def without(body: bytes, *, path: str) -> bytes:
    """Leave a member out, if there is one."""

    def remove(holder: Any, key: Any) -> None:
        del holder[key]

    return _changed(body, path, remove)


def with_expired_urls(body: bytes) -> bytes:
    """Let each signed URL in the body have expired long ago."""
    return _EXPIRY.sub(b"0", body)


def is_json(start: Message) -> bool:
    """Tell whether a successful JSON answer starts so."""
    return bool(start["status"] == 200) and _header(start, b"content-type").startswith(b"application/json")


def content_length(start: Message) -> int:
    """Return how long the body of an answer is to be; 0 where it has none, or does not say."""
    return int(_header(start, b"content-length") or 0)


def with_content_length(headers: _Headers, length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


def _header(start: Message, wanted: bytes) -> bytes:
    headers: _Headers = start["headers"]
    return next((value for name, value in headers if name.lower() == wanted), b"")


def _changed(body: bytes, path: str, change: Callable[[Any, Any], None]) -> bytes:
    answer = json.loads(body)
    *way, last = path.split(".")
    holders = [answer]
    for step in way:
        holders = [holder[key] for holder in holders for key in _keys(holder, step)]
    for holder in holders:
        for key in reversed(_keys(holder, last)):
            change(holder, key)
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()


def _keys(holder: Any, step: str) -> list[Any]:
    """Return the keys or indices that a step of a path stands for; `*` is all of them."""
    if isinstance(holder, dict):
        return list(holder) if step == "*" else [step] if step in holder else []
    if isinstance(holder, list):
        everywhere = range(len(holder))
        return list(everywhere) if step == "*" else [index for index in everywhere if str(index) == step]
    return []
