"""The time by which tokens and signed URLs expire: the machine's, which tests may put forward."""

from __future__ import annotations

import time
from threading import Lock


class Clock:
    """A clock that every thread may read and put forward."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ahead = 0.0

    def now(self) -> float:
        """Return the time as Unix seconds."""
        with self._lock:
            return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        with self._lock:
            self._ahead += seconds
