"""Who follows a file on its way."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    """Is told how a file gets on, and says whether to go on."""

    def moved(self, count: int) -> None:
        """Hear that so many more bytes have been moved; a negative count takes back those of a try that failed."""
        ...

    def kept(self, count: int) -> None:
        """Hear that so many bytes are there from an earlier run; a negative count says that they are of no use."""
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
