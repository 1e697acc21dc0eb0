"""What a flow asks its driver to do. A flow is a generator without I/O: it yields steps and is sent their results."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")


class Request(NamedTuple):
    """One HTTP request. `give_up_at` is on the steady clock; `timeout` in seconds bounds each wait for the network."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None
    timeout: float
    give_up_at: float
    stream: bool = False

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url.partition('?')[0]}>"


class Response(NamedTuple):
    """What came back. Header names are in lower case; `body` is open only where a stream was asked for."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    body: Any = None

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.content)} bytes>"


class Send(NamedTuple):
    """Send a request; the result is its Response, or a Failure is raised at the `yield`."""

    request: Request


class Sleep(NamedTuple):
    seconds: float


class Alone(NamedTuple):
    """Run a flow while no other thread or task of this client runs one in the same way; the result is its value.

    TimedOut is raised at the `yield` where the others are not done at `give_up_at`, on the steady clock.
    """

    flow: Flow[Any]
    give_up_at: float


Step: TypeAlias = Send | Sleep | Alone
Flow: TypeAlias = Generator[Step, Any, T]
Kind: TypeAlias = Literal["untrusted", "not_sent", "broken", "refused", "busy", "limited", "failed"]


class Failure(Exception):
    """The network failed to carry a request or its answer.

    `kind` is `untrusted` (the server's certificate forbids to go on), `not_sent` (no server saw the request), or
    `broken` (it may have been carried out).
    """

    def __init__(self, kind: Kind, words: str, *, timed_out: bool = False) -> None:
        super().__init__(words)
        self.kind: Kind = kind
        self.words = words
        self.timed_out = timed_out
