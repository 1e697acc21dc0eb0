"""Time and chance as an argument, so that tests need no waiting."""

from __future__ import annotations

import random
import time


class Clock:
    """The clock of the machine: seconds since 1970, a steady clock, pauses, and random numbers for jitter."""

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def random(self) -> float:
        return random.random()  # noqa: S311 (jitter, not a secret)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        import anyio

        await anyio.sleep(seconds)


class ServerTime:
    """The server's clock, as far as the `Date` of its answers tells."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: str | None = None
        self.skew = 0.0

    def now(self) -> float:
        """Return the server's time in Unix seconds."""
        return self._clock.time() + self.skew

    def observe(self, date: str | None) -> None:
        """Learn from the `Date` header of an answer that has just come, the first one of each second."""
        if date is None or date == self._last:
            return
        self._last = date
        if (moment := parse_http_date(date)) is not None:
            self.skew = moment - self._clock.time()


def parse_http_date(text: str) -> float | None:
    """Return an HTTP date (RFC 9110, 5.6.7) as Unix seconds, None where it is none."""
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
