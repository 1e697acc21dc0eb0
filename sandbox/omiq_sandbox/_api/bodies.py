"""Bodies of requests: read whole up to a limit, and parsed as JSON that the sandbox can keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from math import isfinite
from typing import Any

from starlette.requests import Request

from .._refusals import Refusal

_MOST_BYTES = 64 * 2**20
_DEEPEST = 100


async def read(request: Request) -> Body:
    """Return the body. Raise Refusal: 413 where it is larger than 64 MB."""
    body = bytearray()
    if int(request.headers.get("content-length", 0)) > _MOST_BYTES:
        raise _too_large()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise _too_large()
    return Body(bytes(body), request.headers.get("content-type", ""))


class Body:
    """A body that is JSON, once somebody wants it to be."""

    def __init__(self, content: bytes, content_type: str) -> None:
        self._content = content
        self._content_type = content_type

    @cached_property
    def value(self) -> Any:
        """The JSON value. Raises Refusal, 415 or 400, with the place of what is wrong."""
        return _parse(self._content, self._content_type)


def _parse(body: bytes, content_type: str) -> Any:
    """Return the JSON value, or refuse it.

    Refused is what JSON does not have (NaN, Infinity), what Python, SQLite or another reader would take for something
    else (numbers that are too large, half a surrogate pair, a member that stands twice), and what is too deep.
    """
    media_type, _, _ = content_type.partition(";")
    if media_type.strip().lower() != "application/json":
        raise Refusal(415, "body: Content-Type must be application/json")
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as wrong:
        raise Refusal(400, f"body: no UTF-8 at byte {wrong.start}") from None
    except RecursionError:
        raise _too_deep("body") from None
    except ValueError as wrong:
        raise Refusal(400, f"body: no JSON: {wrong}") from None
    _check(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {twice!r} stands twice in one object")
    return members


def _check(value: Any) -> None:
    """Look at each value, on a list of our own rather than by recursion."""
    unseen: list[tuple[Any, _Place]] = [(value, _Place(None, "body", 0))]
    while unseen:
        value, place = unseen.pop()
        if isinstance(value, float) and not isfinite(value):
            raise Refusal(400, f"{place}: must be a finite number")
        if isinstance(value, str) and not _is_text(value):
            raise Refusal(400, f"{place}: holds half a surrogate pair")
        if isinstance(value, dict | list):
            if place.depth == _DEEPEST:
                raise _too_deep(place)
            unseen += ((child, _Place(place, name, place.depth + 1)) for name, child in _children(value))


class _Place:
    """Where a value stands: written out only where something is wrong there."""

    __slots__ = ("_above", "_name", "depth")

    def __init__(self, above: _Place | None, name: str | int, depth: int) -> None:
        self._above, self._name, self.depth = above, name, depth

    def __str__(self) -> str:
        return str(self._name) if self._above is None else f"{self._above}.{self._name}"


def _children(value: dict[str, Any] | list[Any]) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, list):
        yield from enumerate(value)
        return
    for name, child in value.items():
        if not _is_text(name):
            raise Refusal(400, "body: the name of a member holds half a surrogate pair")
        yield name, child


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_deep(place: object) -> Refusal:
    return Refusal(400, f"{place}: deeper than {_DEEPEST} levels")


def _too_large() -> Refusal:
    return Refusal(413, f"body: larger than {_MOST_BYTES} bytes")
