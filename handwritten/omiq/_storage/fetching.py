"""What a signed URL gives, to a local file: gone on with where it broke off, checked, and then put at its place."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from urllib3 import BaseHTTPResponse

from .._clock import Clock
from .._options import Options
from .connections import PIECE, Connections, read_into
from .part import Part
from .persistence import Missed, SignedUrl, persist, refused
from .watch import Watch

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_RECORD = 1 << 14  # bytes: what a TLS connection gives at once
_MOMENT = 0.1  # seconds
_PAGES = (".html", ".htm")  # some tasks make reports
_SHA_256 = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):")


class Fetching:
    """The tries to fetch one file, each of which goes on where the one before ended."""

    def __init__(
        self,
        connections: Connections,
        path: Path,
        size: int | None,
        url: SignedUrl,
        clock: Clock,
        options: Options,
        watch: Watch,
    ) -> None:
        self._connections = connections
        self._path = path
        self._size = size
        self._url = url
        self._clock = clock
        self._options = options
        self._watch = watch
        self._wrong_digests = 0
        self._kept = 0
        self._amount = _RECORD

    def run(self) -> tuple[int, str]:
        """Fetch the file, and return its size and digest."""
        with Part(self._path) as part:
            self._kept = part.size
            self._watch.kept(self._kept)
            persist(lambda: self._one_try(part), self._clock, self._options, self._watch)
            part.finish()
            return part.size, f"sha-256:{part.digest}"

    def _one_try(self, part: Part) -> None:
        before = part.size
        headers = {"Range": f"bytes={before}-", "If-Range": part.etag} if before and part.etag else {}
        try:
            with self._connections.exchange("GET", self._url.get(), headers, self._options.timeout) as answer:
                self._receive(answer, {name.lower(): value for name, value in answer.headers.items()}, part)
        except Missed as missed:
            missed.got_on = part.etag is not None and part.size > before
            if missed.status == 403:
                missed.final = not self._url.expired()
            raise

    def _receive(self, answer: BaseHTTPResponse, headers: Mapping[str, str], part: Part) -> None:
        if answer.status in (200, 206) and _is_page(headers) and self._path.suffix.lower() not in _PAGES:
            raise Missed("a web page came in place of the file, as some proxies and log-ins send")
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if answer.status in (200, 206) and encoding != "identity":
            raise Missed(f"the storage host sent the file encoded ({encoding!r}), and not as it is", final=True)
        if answer.status == 416 and part.size:
            self._begin(part, None)
            raise Missed("the storage host does not have the rest of the file any more")
        if answer.status == 206 and part.size:
            whole = self._rest(headers, part)
        elif answer.status == 200:
            if not self._tells_its_end(headers):
                raise Missed("the storage host does not say how long the file is: it may be cut off", final=True)
            self._begin(part, _strong(headers.get("etag")))
            length = _length(headers)
            whole = self._size if length is None else length
        else:
            raise refused(answer.status, headers, self._clock)
        while count := self._received(answer, part.room(self._amount)):
            part.write(count)
            self._watch.moved(count)
            self._watch.check()
        self._watch.check()  # an abort may look like the end of an answer
        self._check(part, whole, headers)

    def _tells_its_end(self, headers: Mapping[str, str]) -> bool:
        """Tell whether it will be seen that an answer is cut off."""
        chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        told = self._size is not None or _length(headers) is not None
        return chunked or told or _SHA_256.search(headers.get("repr-digest", "")) is not None

    def _received(self, answer: BaseHTTPResponse, room: memoryview) -> int:
        """Read as much as comes in a moment: a TLS connection gives no more than 16 KiB at once by itself."""
        began = self._clock.monotonic()
        count = read_into(answer, room, self._options.timeout)
        took = self._clock.monotonic() - began
        self._amount = min(PIECE, self._amount * 2) if took < _MOMENT else max(_RECORD, self._amount // 2)
        return count

    def _begin(self, part: Part, etag: str | None) -> None:
        self._watch.moved(self._kept - part.size)
        self._watch.kept(-self._kept)
        self._kept = 0
        part.begin(etag)

    def _rest(self, headers: Mapping[str, str], part: Part) -> int | None:
        """Return the size of the whole file; raise Missed where the answer does not go on where the part ends."""
        found = _RANGE.fullmatch(headers.get("content-range", ""))
        if (
            found is None
            or int(found[1]) != part.size
            or headers.get("etag", part.etag) != part.etag
            or (found[3] == "*" and self._size is None)
        ):
            self._begin(part, None)
            raise Missed("the storage host sent another piece of the file than it was asked for")
        return self._size if found[3] == "*" else int(found[3])

    def _check(self, part: Part, whole: int | None, headers: Mapping[str, str]) -> None:
        if whole is not None and part.size < whole:
            raise Missed(f"the connection broke after {part.size} of {whole} bytes")
        if (self._size is not None and part.size != self._size) or (whole is not None and part.size > whole):
            told = whole if self._size is None else self._size
            size = part.size
            self._begin(part, None)
            raise Missed(f"{size} bytes came where there should be {told}", final=True)
        told_digest = _SHA_256.search(headers.get("repr-digest", ""))
        if told_digest is not None and b64decode(told_digest[1]).hex() != part.digest:
            self._begin(part, None)
            self._wrong_digests += 1
            raise Missed("the bytes that came are not those that the storage host holds", final=self._wrong_digests > 1)


def _is_page(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").lower().startswith("text/html")


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _strong(etag: str | None) -> str | None:
    """Return an ETag that names the very bytes (RFC 9110, 8.8.1)."""
    return etag if etag and not etag.startswith("W/") else None
