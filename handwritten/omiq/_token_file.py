"""One token for all processes of a machine, in a file that only its owner can read."""

from __future__ import annotations

import logging
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ._errors import ConfigurationError, TimedOut
from ._exchange import Effort
from ._steps import Flow, Sleep
from ._tokens import Token

_log = logging.getLogger("omiq")
_LONGEST_WAIT = 30.0
_PAUSE = 0.1
T = TypeVar("T")


class TokenFile:
    """The token that the processes of one user share for one account on one server."""

    def __init__(self, api_url: str, email: str, secret_key: str) -> None:
        from hashlib import sha256

        from platformdirs import user_state_path

        name = sha256("\n".join((api_url, email, secret_key)).encode()).hexdigest()[:32]
        self.path = user_state_path("omiq", appauthor=False) / "tokens" / name

    def read(self, now: float) -> Token | None:
        """Return the token, None where there is none, or one that others could have written or read."""
        try:
            if not _private(self.path):
                _log.warning("the shared token file is open to other users, and is not used: %s", self.path)
                return None
            return Token(self.path.read_text("ascii"), now=now)
        except (OSError, ValueError, ConfigurationError):
            return None

    def write(self, token: Token) -> None:
        """Replace the token; a file that cannot be written is logged, and costs only a login of each process."""
        from tempfile import mkstemp

        try:
            handle, name = mkstemp(dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    file.write(token.text)
                Path(name).replace(self.path)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as wrong:
            _log.warning("the token cannot be shared with other processes: %s", wrong.strerror)

    def remove(self) -> None:
        """Forget the token: who signs in next gets another one."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def locked(self, flow: Flow[T], effort: Effort) -> Flow[T]:
        """Run a flow while no other process runs one on this file; after half a minute, run it all the same.

        Raise TimedOut where the effort has less time than that, and the other process does not come to an end.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_suffix(".lock"), mode=0o600, thread_local=False)
        waited_enough = effort.clock.monotonic() + _LONGEST_WAIT
        try:
            while effort.clock.monotonic() < waited_enough:
                try:
                    self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    lock.acquire(blocking=False)
                    break
                except Timeout:
                    if effort.left() <= _PAUSE:
                        raise TimedOut("another process is signing in, and takes too long") from None
                    yield Sleep(_PAUSE)
                except (OSError, NotImplementedError):  # no folder to write to, or a file system without locks
                    break
            return (yield from flow)
        finally:
            lock.release()


def _private(path: Path) -> bool:
    if os.name != "posix":
        return True
    state = path.stat()
    return state.st_uid == os.getuid() and not stat.S_IMODE(state.st_mode) & 0o077
