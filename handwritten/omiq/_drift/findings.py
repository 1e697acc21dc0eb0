"""What was found, and the file in which the processes of a user keep it for reports. No value of an answer is in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from .._errors import ConfigurationError
from .._json import decode
from .._profiles.files import made_private, write_privately

_log = logging.getLogger("omiq.drift")
_LONGEST_WAIT = 5.0
_MOST_FINDINGS = 10_000
_MOST_SERVERS = 20

Kind: TypeAlias = Literal["new member", "missing member", "type", "value", "status", "envelope"]


class Finding(NamedTuple):
    """One way in which answers of an operation (its id) differ from the catalog.

    `path` leads to the place in the answer, `$.datasets[*].fileCount`; items of lists are `[*]`, and so are keys that
    the API does not give. `detail` tells types, counts and statuses alone: `integer`, `null where string`, `201`.
    """

    operation: str
    path: str
    kind: Kind
    detail: str

    def __str__(self) -> str:
        return f"{self.operation} {self.path}: {self.kind}, {self.detail}"


@dataclass(frozen=True, order=True)
class Seen:
    """How often a finding was seen, in answers that were compared.

    `first` and `last` are Unix seconds, `servers` the versions of the servers as far as they are known, `catalog` is
    the version that the last answer was compared with.
    """

    finding: Finding
    count: int
    first: float
    last: float
    servers: tuple[str, ...]
    catalog: str

    def merged(self, other: Seen) -> Seen:
        """Return what both have seen of the same finding."""
        return Seen(
            self.finding,
            self.count + other.count,
            min(self.first, other.first),
            max(self.last, other.last),
            tuple(sorted({*self.servers, *other.servers})[-_MOST_SERVERS:]),
            max(self, other, key=attrgetter("last")).catalog,
        )


class Store:
    """The findings of a user, a line of JSON for each, shared by all threads and processes.

    The file is whole at any time, and only its owner can read it. It holds the 10,000 findings that were seen last.
    One that cannot be read is set aside, with a warning on the logger `omiq.drift`, and begun anew.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def at(cls, path: Path | None = None) -> Store:
        """Return the store in a file, else the one in the user's folder for what programs keep."""
        from platformdirs import user_state_path

        return cls(path or user_state_path("omiq", appauthor=False) / "drift" / "findings.jsonl")

    def read(self) -> list[Seen]:
        """Return what was found, in order of operation and path; nothing where there is no file.

        Raise ConfigurationError where the file cannot be opened.
        """
        if not self.path.exists():
            return []
        with self._held():
            return sorted(self._load().values())

    def add(self, seen: Iterable[Seen]) -> None:
        """Merge in what was seen. Raise ConfigurationError where it cannot be written."""
        with self._held():
            held = self._load()
            for each in seen:
                known = held.get(each.finding)
                held[each.finding] = each if known is None else known.merged(each)
            self._save(held.values())

    def forget(self, findings: Collection[Finding]) -> None:
        """Leave out these findings; one that is seen again comes back. Raise ConfigurationError as `add` does."""
        with self._held():
            self._save([each for finding, each in self._load().items() if finding not in findings])

    @contextmanager
    def _held(self) -> Generator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_suffix(".lock"), mode=0o600, thread_local=False)
        try:
            made_private(self.path.parent)
            try:
                lock.acquire(timeout=_LONGEST_WAIT)
            except NotImplementedError:  # a file system without locks
                _log.debug("findings are merged without a lock")
            yield
        except Timeout:
            raise ConfigurationError(f"{self.path} is in use by another process. Try again later.") from None
        except OSError as wrong:
            raise ConfigurationError(f"{self.path} cannot be used: {wrong.strerror}.") from None
        finally:
            lock.release()

    def _load(self) -> dict[Finding, Seen]:
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return {}
        try:
            return {seen.finding: seen for seen in map(_seen, lines)}
        except (ValueError, TypeError, KeyError):
            aside = self.path.with_suffix(".broken")
            self.path.replace(aside)
            _log.warning("the findings of earlier runs cannot be read, and were moved to %s", aside)
            return {}

    def _save(self, seen: Iterable[Seen]) -> None:
        kept = sorted(seen, key=attrgetter("last"))[-_MOST_FINDINGS:]
        write_privately(self.path, b"".join(map(_line, kept)))


def _line(seen: Seen) -> bytes:
    members = asdict(seen)
    return json.dumps(members.pop("finding")._asdict() | members).encode() + b"\n"


def _seen(line: bytes) -> Seen:
    import msgspec

    members = decode(line)
    return msgspec.convert(members | {"finding": [members[name] for name in Finding._fields]}, Seen)
