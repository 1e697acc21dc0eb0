"""Storage hosts: a file's bytes to a signed URL and from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .._clock import Clock
from .._errors import TransferError
from .._http import Connection
from .._options import Options
from .source import Source
from .watch import Watch


class Sent(NamedTuple):
    """What was sent: `sha-256:` and the digest in hexadecimal digits."""

    digest: str


class Fetched(NamedTuple):
    """What was fetched: its size in bytes, `sha-256:` and the digest in hexadecimal digits."""

    size: int
    digest: str


class Storage:
    """Moves bytes to and from signed URLs; it has no token. Shared by all threads of one job, and closed after it."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        from .connections import Connections

        self._connections = Connections(connection)
        self._clock = clock

    def send(self, source: Source, ask: Callable[[], str], options: Options, watch: Watch) -> Sent:
        """Send a file by PUT to the URL that `ask` returns, asked once more where that one is refused with 403.

        The bytes are those that the file had when it was looked at; raise TransferError where it has changed since,
        cannot be read, or is not taken.
        """
        from .persistence import SignedUrl
        from .sending import Sending

        try:
            return Sent(Sending(self._connections, source, SignedUrl(ask), self._clock, options, watch).run())
        except OSError as error:
            raise _local(error) from error

    def fetch(self, ask: Callable[[], str], path: Path, size: int | None, options: Options, watch: Watch) -> Fetched:
        """Fetch what the URL that `ask` returns gives, and put it at `path` once it is whole and synced to the disk.

        Until then it is in `NAME.part`, and a later call goes on with that. The size is checked, and the SHA-256
        where the storage host tells it (`Repr-Digest`, RFC 9530); raise TransferError where it cannot be had whole.
        """
        from .fetching import Fetching
        from .persistence import SignedUrl

        try:
            return Fetched(*Fetching(self._connections, path, size, SignedUrl(ask), self._clock, options, watch).run())
        except OSError as error:
            raise _local(error) from error

    def abort(self) -> None:
        """End all connections, from any thread: what waits for the network fails at once, and nothing new begins."""
        self._connections.abort()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()


def _local(error: OSError) -> TransferError:
    return TransferError(
        f"{error.strerror or type(error).__name__}", advice="Look at the disk's space and the file's permissions."
    )
