"""The log of what the sandbox was sent, as tests read it: without secrets."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from threading import Lock
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import parse_qsl

NUMBER: Final = "omiq_sandbox.request"
"""Where an ASGI scope holds the number of its request."""

Origin: TypeAlias = Literal["api", "storage"]

_MOST_REQUESTS = 10_000
_HIDDEN = "***"
_SECRET_HEADERS = frozenset({"cookie", "proxy-authorization", "referer", "x-csrf-token"})
_SECRET_PARAMETERS = ("token", "secret", "signature", "password", "jwt", "key")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the server saw it.

    `query` and `headers` (names in lower case) come without secrets. `body_sha256` and `body_size` tell what was read
    of the body. `operation`, `user_id` and `status` are None until they are known, or for good where they do not apply.
    """

    number: int
    origin: Origin
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body_sha256: str | None = None
    body_size: int = 0
    operation: str | None = None
    user_id: int | None = None
    status: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class RequestLog:
    """The newest 10,000 requests. Every thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: OrderedDict[int, Request] = OrderedDict()
        self._count = 0

    def begin(self, origin: Origin, method: str, path: str, query: str, headers: Iterable[tuple[str, str]]) -> int:
        """Log a request whose header has come, and return its number, by which `tell` knows it."""
        shown_query = tuple((name, _shown(name, value)) for name, value in parse_qsl(query, keep_blank_values=True))
        shown_headers = {name.lower(): _shown_header(name.lower(), value) for name, value in headers}
        with self._lock:
            self._count += 1
            number = self._count
            self._requests[number] = Request(number, origin, method, path, shown_query, shown_headers)
            if len(self._requests) > _MOST_REQUESTS:
                self._requests.popitem(last=False)
        return number

    def tell(self, number: int, **known: Any) -> None:
        """Add to a request what is known by now: any of `Request`'s last five fields."""
        with self._lock:
            if number in self._requests:
                self._requests[number] = replace(self._requests[number], **known)

    def requests(self) -> list[Request]:
        """Return the requests in the order in which they came."""
        with self._lock:
            return list(self._requests.values())

    def clear(self) -> None:
        """Forget the requests; the numbers go on."""
        with self._lock:
            self._requests.clear()


def _shown_header(name: str, value: str) -> str:
    if name == "authorization":
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {_HIDDEN}" if space else _HIDDEN
    return _HIDDEN if name in _SECRET_HEADERS else value


def _shown(parameter: str, value: str) -> str:
    return _HIDDEN if any(word in parameter.lower() for word in _SECRET_PARAMETERS) else value
