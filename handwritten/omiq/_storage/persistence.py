"""Trying again: what befalls one try of a transfer, and when another one is worth while."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from .._clock import Clock, ServerTime
from .._errors import TransferError
from .._exchange import kind_of, pause_after, retry_after
from .._options import Options
from .watch import Watch

T = TypeVar("T")
_log = logging.getLogger("omiq")
_LATER = "That is longer than the deadline. Make the same call again later, or `with_options(deadline=…)` to wait."


class Missed(Exception):
    """One try failed. `pause` is the least time to wait, in seconds; `got_on` says that bytes were gained by it."""

    def __init__(
        self,
        words: str,
        *,
        status: int | None = None,
        final: bool = False,
        slow: bool = False,
        pause: float = 0.0,
        got_on: bool = False,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.status = status
        self.final = final
        self.slow = slow
        self.pause = pause
        self.got_on = got_on


def persist(one_try: Callable[[], T], clock: Clock, options: Options, watch: Watch) -> T:
    """Try until it succeeds, and pause for `deadline` seconds at most in all; raise TransferError where that fails.

    `retries` are the tries after the first one. Tries and pauses are counted anew where a try got on.
    """
    failed, paused = 0, 0.0
    while True:
        watch.check()
        try:
            return one_try()
        except Missed as missed:
            watch.check()
            failed, paused = (1, 0.0) if missed.got_on else (failed + 1, paused)
            if missed.slow:
                watch.slowed()
            if missed.final or failed > options.retries:
                raise TransferError(missed.words, status=missed.status) from missed.__cause__
            pause = max(missed.pause, pause_after(failed, clock))
            paused += pause
            if paused > options.deadline:
                words = f"{missed.words}; the next try is to wait {pause:.0f} s"
                raise TransferError(words, status=missed.status, advice=_LATER) from missed.__cause__
            _log.warning("%s; trying again in %.1f s", missed.words, pause)
        watch.sleep(pause)


def refused(status: int, headers: Mapping[str, str], clock: Clock) -> Missed:
    """Return what a status that is no success means for trying again."""
    server_time = ServerTime(clock)
    server_time.observe(headers.get("date"))
    pause = retry_after(headers, server_time)
    kind = kind_of(status, pause)
    return Missed(
        f"the storage host answered {status}",
        status=status,
        final=kind == "refused",
        slow=kind in ("busy", "limited"),
        pause=pause or 0.0,
    )


class SignedUrl:
    """A signed URL, asked for just before its use, and once more where it is refused as expired."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._url: str | None = None
        self._renewed = False

    def get(self) -> str:
        if self._url is None:
            self._url = self._ask()
        return self._url

    def expired(self) -> bool:
        """Forget the URL; say whether another one may be asked for."""
        if self._renewed:
            return False
        self._renewed, self._url = True, None
        return True
