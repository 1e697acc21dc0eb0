"""A file of a client's calls, a line of JSON each, masked before it is written."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path
from typing import Any

from omiq_generated.types import UNSET, Call

from .._errors import ConfigurationError
from .._json import decode, encode
from .._observers import Answered
from .._urls import request_url
from .exchange import METHODS, exchange_of, line_of

_log = logging.getLogger("omiq")
_LOG_IN = "/auth/login"


class Recorder:
    """Appends each answered call to a file that its owner alone can read; threads and processes may share the file.

    The file is opened for each line: nothing is held that a fork or a closed client could leave behind. Where it cannot
    be written any more, a warning says so once, and no more is recorded.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).absolute()
        self._stopped = False
        try:
            _end_line(self._path)
        except OSError as wrong:
            raise ConfigurationError(
                f"record: {self._path} cannot be written: {wrong.strerror}. Give a file, in a folder that is there."
            ) from None

    def answered(self, answered: Answered, /) -> None:
        """Record a call, unless it is a sign-in, or the rest of one whose beginning is not known."""
        if self._stopped or not _is_of_the_api(answered.call):
            return
        try:
            _append(self._path, _line(answered))
        except OSError as wrong:
            self._stopped = True
            _log.warning("calls are recorded no more: %s cannot be written: %s", self._path, wrong.strerror)

    def close(self) -> None:
        """Nothing is open."""


def _is_of_the_api(call: Call[Any]) -> bool:
    operation = call.operation
    return operation.method in METHODS and operation.authenticated and call.path.partition("?")[0] != _LOG_IN


def _line(answered: Answered) -> bytes:
    call, words = answered.call, set[str]()
    exchange = exchange_of(
        call.operation.method,
        request_url("", call.path, call.query),
        answered.status,
        template=call.operation.path,
        request=_sent(call),
        answer=answered.data,
        long_operation=answered.long_operation,
        words=words,
    )
    return line_of(exchange, words)


def _sent(call: Call[Any]) -> Any:
    """Return the JSON that a call sent, UNSET where it sent none."""
    if call.json is not UNSET:
        return decode(encode(call.json))
    try:
        return UNSET if call.content is None else decode(call.content)
    except ValueError:
        return UNSET


def _append(path: Path, line: bytes) -> None:
    """Write a line at once."""
    with open(path, "ab", buffering=0, opener=_private) as file:
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _end_line(path: Path) -> None:
    """Make a file where there is none, and end a line that was cut short."""
    with open(path, "a+b", buffering=0, opener=_private) as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")


def _private(path: str, flags: int) -> int:
    """Open a file, or make one for its owner alone, though not where a link leads."""
    try:
        return os.open(path, flags | os.O_EXCL, 0o600)
    except FileExistsError:
        return os.open(path, flags & ~os.O_CREAT)
