"""The manifest: what happened to each file, a line of JSON for each step, written as it happens."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO, RawIOBase
from pathlib import Path, PurePosixPath, PureWindowsPath
from threading import Lock
from types import TracebackType
from typing import Any, BinaryIO, Self

from filelock import FileLock, Timeout

from .._clock import Clock
from .._errors import ConfigurationError, TransferError
from .results import Transfer

_NO_ROOM = "Make room on the disk and make the same call again: what has arrived is kept."


class Manifest:
    """A file of JSON lines that is added to, never changed; one job at a time has it, while its `with` block lasts.

    A line has `time` (ISO 8601, UTC), `path` (of the local file, relative to the folder), `outcome` (intended,
    registered, sent, begun, fetching, received, skipped, tagged, failed), and of `direction` (up, down, export),
    `name`, `dataset`, `id`, `size` (bytes), `modified` (ns since 1970), `digest`, `tags`, `known` (ids of files that
    had the name before), `workflow`, `task`, `request` (digest of all that was asked for), `operation` (id of a long
    one) and `error` what is known then. It holds neither tokens nor URLs.

    `entries` are what earlier jobs wrote of each path; what this one writes is added to them where it is to `remember`.
    """

    def __init__(self, path: Path, folder: Path, clock: Clock, *, remember: bool = False) -> None:
        self.path = path
        self._folder = folder
        self._clock = clock
        self._remember = remember
        self._writes = Lock()
        self._file: BinaryIO | RawIOBase
        self._is_cut = False

    def __enter__(self) -> Self:
        self._lock = FileLock(self.path.with_suffix(".lock"))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            self._file = self.path.open("ab+", buffering=0)
        except Timeout:
            raise ConfigurationError(f"Another job is at work on {self._folder}. Wait until it has ended.") from None
        except OSError as error:
            self._lock.release()
            raise ConfigurationError(f"{self.path} cannot be written: {error.strerror}.") from None
        self.entries = self._read()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._lock.release()

    def record(self, *, path: Path, **members: Any) -> None:
        """Write down what has happened to a file; members that are None are left out.

        Raise TransferError where the disk does not take it.
        """
        relative = path.relative_to(self._folder).as_posix()
        known = {name: value for name, value in members.items() if value is not None}
        time = datetime.fromtimestamp(self._clock.time(), UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": time, "path": relative, **known}, ensure_ascii=False)
        with self._writes:
            try:
                self._append(line.encode("utf-8", "surrogateescape") + b"\n")
            except OSError as error:
                raise TransferError(f"{self.path} cannot be written: {error.strerror}", advice=_NO_ROOM) from error
            if self._remember:
                self._keep({"path": relative, **known})

    def noted(self, entry: Transfer, **members: Any) -> Transfer:
        """Write down what became of a file; return its entry, which has failed where that cannot be written down."""
        try:
            self.record(path=entry.path, **members)
        except TransferError as error:
            return entry._replace(state="failed", error=entry.error or error)
        return entry

    def ended(self, entry: Transfer, **origin: Any) -> Transfer:
        """Write down that a file has come, or has failed; return its entry as `noted` does."""
        if entry.state == "done":
            return self.noted(entry, outcome="received", size=entry.size, digest=entry.digest, **origin)
        if entry.error is not None:
            return self.noted(entry, outcome="failed", error=str(entry.error), **origin)
        return entry

    def _append(self, line: bytes) -> None:
        """Write a line, behind the end of one that was cut off."""
        left = memoryview(b"\n" + line if self._is_cut else line)
        self._is_cut = True
        while left:  # a disk that fills up takes a part of it
            left = left[self._file.write(left) :]
        self._is_cut = False

    def _read(self) -> dict[str, dict[str, Any]]:
        """Return what is known of each path; a line that was cut off counts for nothing."""
        self.entries = {}
        self._file.seek(0)
        text = b""
        for text in self._file.read().splitlines(keepends=True):
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict) and _stays_inside(line.get("path")):
                self._keep(line)
        self._is_cut = bool(text) and not text.endswith(b"\n")
        return self.entries

    def _keep(self, line: dict[str, Any]) -> None:
        """Add to what is known of a path; what was known of another file of the dataset does not count any more."""
        entry = self.entries.get(line["path"], {})
        if line.get("id", entry.get("id")) != entry.get("id"):
            entry = {"known": entry.get("known", [])}
        self.entries[line["path"]] = entry | line


class RehearsedManifest(Manifest):
    """A manifest as earlier jobs left it, to which nothing is written: for a job that is not carried out."""

    def __enter__(self) -> Self:
        self._file = BytesIO()
        with suppress(FileNotFoundError):
            self._file = BytesIO(self.path.read_bytes())
        self.entries = self._read()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()


def _stays_inside(path: Any) -> bool:
    """Tell whether a path leads to a file below the folder."""
    if not isinstance(path, str):
        return False
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and parts[0] != "/" and not PureWindowsPath(path).drive
