"""Recordings of an API's calls, read into shapes: HAR of a browser, and lines that `Client(record=...)` wrote.

No value of a recording outlives the entry that it stands in, except for words that could be the API's own.
"""

from __future__ import annotations

import codecs
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, cast

from omiq_generated.types import UNSET

from .._answers import long_operation_id
from .._errors import ConfigurationError
from .._recording.exchange import Exchange, Recording, exchange_in, exchange_of, line_of
from .._servers import api_url as url_of
from .._shapes import masked
from .har import BROKEN, CUT_OFF, TOO_DEEP, Unread, answer_json, entries, request_json, sent
from .hosts import api_in, target_below

_HEAD: Final = 65536
_LINE: Final = b'{"method":'
_PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd")
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOG_IN = "/auth/login"
_POLL = "/longops/"
_SWITCHING_PROTOCOLS = 101
_HOW_TO_SAVE = "In the browser's developer tools, under Network: save all as HAR, with content."


def read(path: str | os.PathLike[str], api_url: str | None = None) -> Recording:
    """Read a recording: a HAR file, or the lines of `Client(record=...)`.

    Of a HAR file the calls of the API at `api_url` are read (a URL, or a name as `omiq.Client` takes it), or else of
    the one that is found in it. What is cut off or otherwise unreadable is counted in `unread`, the rest is used.

    Raises:
        ConfigurationError: the file cannot be read, is no recording, or holds no call of the API.
    """
    path = Path(path)
    api = None if api_url is None else url_of(api_url)
    try:
        with path.open("rb") as file:
            if not file.seekable():
                raise ConfigurationError(
                    f"{path} is a pipe, and a recording is read more than once: save it to a file."
                )
            start = file.read(_HEAD)
            _check(start, path)
            text = _as_utf8(file, start)
            if text.read(_HEAD).lstrip().startswith(_LINE):
                return _calls(_as_utf8(file, start), path)
            return _har(file, start, path, api)
    except OSError as wrong:
        raise ConfigurationError(f"{path} cannot be read: {wrong.strerror}.") from None


def _check(start: bytes, path: Path) -> None:
    if not start.strip():
        raise ConfigurationError(f"{path} is empty. Record once more, and save it when the page has done its work.")
    if start.startswith(_PACKED):
        raise ConfigurationError(f"{path} is compressed. Unpack it first.")


def _as_utf8(file: IO[bytes], start: bytes) -> IO[bytes]:
    """Return the file from its beginning, as UTF-8 without a byte order mark."""
    file.seek(len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0)
    return cast("IO[bytes]", _FromUtf16(file)) if start.startswith(_UTF_16) else file


class _FromUtf16:
    """A file in UTF-16, read as UTF-8. (codecs.EncodedFile hands all but `read` on to the file, `readinto` too.)"""

    def __init__(self, file: IO[bytes]) -> None:
        self._recoded = codecs.EncodedFile(file, "utf-8", "utf-16", errors="replace")

    def read(self, size: int) -> bytes:
        return self._recoded.read(size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._recoded)


def _calls(lines: IO[bytes], path: Path) -> Recording:
    unread: Counter[str] = Counter()
    exchanges, words = _Exchanges(), set[str]()
    for line in lines:
        try:
            if line.strip():
                exchanges.add(exchange_in(line, words))
        except ValueError:
            unread["a line is broken"] += 1
    if not exchanges.all:
        raise ConfigurationError(f"{path} holds no whole line of a recording of calls.")
    return Recording(exchanges.all, frozenset(words), unread)


def _har(file: IO[bytes], start: bytes, path: Path, given: str | None) -> Recording:
    broken: Counter[str] = Counter()
    if next(entries(_as_utf8(file, start), broken), None) is None:
        raise _no_har(start, path, broken)
    reader = _Reader(api_in(entries(_as_utf8(file, start), broken), given, path))
    for entry in entries(_as_utf8(file, start), reader.unread):
        reader.take(entry)
    return Recording(reader.exchanges.all, frozenset(reader.words), reader.unread)


def _no_har(start: bytes, path: Path, broken: Mapping[str, int]) -> ConfigurationError:
    if CUT_OFF in broken:
        return ConfigurationError(f"{path} is cut off before the end of its first entry. Save the recording once more.")
    if BROKEN in broken:
        return ConfigurationError(f"{path} is not JSON{_place(start)}. {_HOW_TO_SAVE}")
    if TOO_DEEP in broken:
        return ConfigurationError(f"{path} is nested deeper than any recording. {_HOW_TO_SAVE}")
    return ConfigurationError(f"{path} is JSON, but holds no entry of a HAR file (log.entries). {_HOW_TO_SAVE}")


def _place(start: bytes) -> str:
    try:
        json.loads(start)
    except json.JSONDecodeError as wrong:
        return "" if wrong.pos >= _HEAD - 1 else f" at line {wrong.lineno}, column {wrong.colno}"
    except (ValueError, RecursionError):
        pass
    return ""


class _Exchanges:
    """Exchanges in their order; equal ones are kept once, however often they stand in `all`."""

    def __init__(self) -> None:
        self.all: list[Exchange] = []
        self._kept: dict[bytes, Exchange] = {}

    def add(self, exchange: Exchange) -> int:
        """Add an exchange and return its place in `all`."""
        self.all.append(self._one(exchange))
        return len(self.all) - 1

    def answer(self, place: int, answer: Any) -> None:
        """Say later what an exchange was answered."""
        self.all[place] = self._one(self.all[place]._replace(answer=answer))

    def _one(self, exchange: Exchange) -> Exchange:
        return self._kept.setdefault(sha256(line_of(exchange)).digest(), exchange)


class _Reader:
    """Takes the entries of a HAR file, and keeps what those of the API say of it."""

    def __init__(self, api: str) -> None:
        self.exchanges = _Exchanges()
        self.words: set[str] = set()
        self.unread: Counter[str] = Counter()
        self._api = api
        self._begun: dict[str, int] = {}
        self._taken: set[int] = set()

    def take(self, entry: Any) -> None:
        """Read an entry, masked at once. What is no call, or of another server, is left out."""
        try:
            method, url, status = sent(entry)
            target = target_below(self._api, url)
            if target is None or method == "OPTIONS" or target.partition("?")[0] == _LOG_IN:
                return
            if self._is_readable(entry, method, url, status):
                self._exchange(entry, method, target, status)
        except ValueError:
            self.unread["an entry is not as HAR describes it"] += 1

    def _is_readable(self, entry: Any, method: str, url: str, status: int) -> bool:
        same = hash((str(entry.get("startedDateTime")), str(entry.get("time")), method, url, status))
        if same in self._taken:
            return False
        self._taken.add(same)
        if status == _SWITCHING_PROTOCOLS or url.lower().startswith("ws"):
            self.unread["a web socket is no call"] += 1
        elif status <= 0:
            self.unread["a request got no answer (failed, blocked or cancelled)"] += 1
        else:
            return True
        return False

    def _exchange(self, entry: Any, method: str, target: str, status: int) -> None:
        answer = self._body(answer_json, entry)
        ended = target.partition("?")[0].removeprefix(_POLL) if target.startswith(_POLL) else None
        begun = None if ended else long_operation_id(answer, None)
        exchange = exchange_of(
            method,
            target,
            status,
            request=self._body(request_json, entry),
            answer=answer if begun is None else UNSET,
            long_operation=begun is not None,
            words=self.words,
        )
        place = self.exchanges.add(exchange)
        if begun is not None:
            self._begun[str(begun)] = place
        elif ended is not None and isinstance(answer, dict) and _is_result(answer.get("val")):
            self._ended(ended, answer["val"])

    def _ended(self, operation: str, answer: Any) -> None:
        place = self._begun.pop(operation, None)
        if place is not None:
            self.exchanges.answer(place, masked(answer))

    def _body(self, read: Callable[[Any], Any], entry: Any) -> Any:
        try:
            return read(entry)
        except Unread as why:
            self.unread[str(why)] += 1
            return UNSET


def _is_result(value: Any) -> bool:
    return value is not None and not (isinstance(value, dict) and value.get("error") is not None)
