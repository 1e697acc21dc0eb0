"""A local file to a signed URL, by PUT."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from io import FileIO

from .._clock import Clock
from .._errors import TransferError
from .._options import Options
from .connections import PIECE, Connections
from .digest import Digest
from .persistence import Missed, SignedUrl, persist, refused
from .source import Source
from .watch import Watch

CONTENT_TYPE = "application/octet-stream"


class Sending:
    """The tries to send one file; each opens it anew."""

    def __init__(
        self, connections: Connections, source: Source, url: SignedUrl, clock: Clock, options: Options, watch: Watch
    ) -> None:
        self._connections = connections
        self._source = source
        self._url = url
        self._clock = clock
        self._options = options
        self._watch = watch

    def run(self) -> str:
        """Send the file, and return the digest of what was sent."""
        return persist(self._one_try, self._clock, self._options, self._watch)

    def _one_try(self) -> str:
        url = self._url.get()
        with closing(_Body(self._source, self._watch)) as sent:
            self._send(url, sent)
            self._check(None)
            return f"sha-256:{sent.digest.hexdigest()}"

    def _send(self, url: str, sent: _Body) -> None:
        try:
            with self._source.path.open("rb", buffering=0) as file:
                self._check(file)
                self._put(url, sent.pieces(file))
                self._check(file)
        except Missed as missed:
            self._watch.moved(-sent.count)
            if missed.status == 403:
                missed.final = not self._url.expired()
            raise

    def _put(self, url: str, pieces: Iterator[memoryview]) -> None:
        headers = {"Content-Type": CONTENT_TYPE, "Content-Length": str(self._source.size)}
        with self._connections.exchange("PUT", url, headers, self._options.timeout, pieces) as answer:
            if not 200 <= answer.status < 300:
                raise refused(answer.status, {k.lower(): v for k, v in answer.headers.items()}, self._clock)
            answer.drain_conn()

    def _check(self, file: FileIO | None) -> None:
        """Raise TransferError where the file is not any more what it was when it was looked at."""
        path = self._source.path
        if Source.of(path, file) != self._source:
            raise changed()


def changed() -> TransferError:
    return TransferError(
        "the file changed while it was sent", advice="Wait until whatever writes it has finished, and upload it again."
    )


class _Body:
    """The bytes of one try, counted and digested as they are sent."""

    def __init__(self, source: Source, watch: Watch) -> None:
        self._source = source
        self._watch = watch
        self.digest = Digest()
        self.count = 0

    def close(self) -> None:
        self.digest.close()

    def pieces(self, file: FileIO) -> Iterator[memoryview]:
        while left := self._source.size - self.count:
            self._watch.check()
            room = self.digest.room(min(PIECE, left))
            count = file.readinto(room)
            if not count:
                raise changed()
            yield room[:count]
            self.digest.add(count)
            self.count += count
            self._watch.moved(count)
