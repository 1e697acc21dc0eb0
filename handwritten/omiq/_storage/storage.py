"""Storage hosts: a file's bytes to a signed URL and from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from .._clock import Clock
from .._http import Connection
from .._options import Options
from .source import Source


class Watch(Protocol):
    """Is told how a file gets on, and says whether to go on."""

    def moved(self, count: int) -> None:
        """Hear that so many more bytes have been moved; a negative count takes back those of a try that failed."""
        ...

    def slowed(self) -> None:
        """Hear that the storage host asked for less: 429, 503, or no answer in time."""
        ...

    def check(self) -> None:
        """Raise where the job is to stop."""
        ...

    def sleep(self, seconds: float) -> None:
        """Pause; raise where the job is to stop."""
        ...


class Sent(NamedTuple):
    digest: str


class Fetched(NamedTuple):
    size: int
    digest: str


class Storage:
    """Moves bytes to and from signed URLs; it has no token. Shared by all threads of one job, and closed after it."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def send(self, source: Source, ask: Callable[[], str], options: Options, watch: Watch) -> Sent:
        """Send a file by PUT to the URL that `ask` returns, asked once more where that one is refused with 403."""
        raise NotImplementedError

    def fetch(self, ask: Callable[[], str], path: Path, size: int | None, options: Options, watch: Watch) -> Fetched:
        """Fetch what the URL that `ask` returns gives, and put it at `path` once it is whole."""
        raise NotImplementedError

    def abort(self) -> None:
        """End all connections, from any thread: what waits for the network fails at once, and nothing new begins."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections."""
        raise NotImplementedError
