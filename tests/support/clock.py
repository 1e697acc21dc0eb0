"""A clock that does not wait."""

from collections.abc import Callable

import anyio.lowlevel

from omiq import Clock

NOON = 1_767_268_800.0
"""2026-01-01 12:00:00 UTC, where each FakeClock begins."""


class FakeClock(Clock):
    """A clock that stands still but for its pauses, each of which is over at once.

    `pauses` are the seconds of the pauses so far, `chance` is what `random` returns (1.0: the longest jitter), and
    what is in `after_pause` is called after each pause: a server opens its port again there.
    """

    def __init__(self, now: float = NOON, *, chance: float = 1.0) -> None:
        self.now = now
        self.steady = 1000.0
        self.chance = chance
        self.pauses: list[float] = []
        self.after_pause: list[Callable[[], None]] = []

    def advance(self, seconds: float) -> None:
        """Let time go by, without a pause of the client's."""
        self.now += seconds
        self.steady += seconds

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.steady

    def random(self) -> float:
        return self.chance

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(seconds)
        for call in self.after_pause:
            call()

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)
        await anyio.lowlevel.checkpoint()


class HastyClock(Clock):
    """The machine's clock, whose pauses are over at once: what waits for a real server looks again soon."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def time(self) -> float:
        return super().time() + self.skipped

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        super().sleep(min(seconds, 0.002))

    async def sleep_async(self, seconds: float) -> None:
        self.skipped += seconds
        await super().sleep_async(min(seconds, 0.002))
