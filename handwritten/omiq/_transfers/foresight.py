"""Whether a job will outlive the token, from what it, or an earlier one of its kind, moves in a second."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .._clock import Clock

if TYPE_CHECKING:
    from .progress import Progress

_MEASURE, _SETTLED = 3.0, 30.0  # seconds: a measurement, and until a job moves as much at once as pays
_GROWS = 4.0  # times that a job may become faster until then
_MINUTE = 60.0
_ADVICE = (
    "Sign in with a secret key, which renews itself, or begin with a fresh token. What is done stays done: the same "
    "call goes on from there (an upload: with on_duplicate='skip')."
)


class TokenEndsEarly(UserWarning):
    """A job needs more time than the token has left; on a secret key, which renews itself, there is no such warning."""


TokenEndsEarly.__module__ = "omiq"


class Rate(NamedTuple):
    """Files and bytes in a second; `settled` where a job had come to its speed."""

    files: float
    bytes: float
    settled: bool

    def seconds(self, files: int, bytes: int | None) -> float | None:
        """Return how long the rest of a job takes, the shorter time where files and bytes tell different ones."""
        by_files = files / self.files if self.files else None
        by_bytes = bytes / self.bytes if self.bytes and bytes else None
        return min((each for each in (by_files, by_bytes) if each is not None), default=None)


class Foresight:
    """Warns once where a job will outlive the token. `rates` are what jobs of the client came to, by their kind."""

    def __init__(self, clock: Clock, token_left: Callable[[], float | None], rates: dict[str, Rate]) -> None:
        self._clock = clock
        self._token_left = token_left
        self._rates = rates
        self._began = self._looked = 0.0
        self._last: Progress | None = None
        self._warned = False

    def look(self, progress: Progress) -> None:
        """Measure how a job gets on, and warn where the token ends before it."""
        self._measure(progress)
        files = progress.files - progress.files_done - progress.files_skipped - progress.files_failed
        left = self._token_left()
        if left is None or files == 0 or self._warned:
            return
        rate = self._rates.get(progress.job)
        bytes = None if progress.bytes is None else progress.bytes - progress.bytes_done
        needed = None if rate is None else rate.seconds(files, bytes)
        if rate is None or needed is None:
            ends_early = left < _MINUTE
        else:
            ends_early = needed > left * (1.0 if rate.settled else _GROWS)
        if ends_early:
            self._warned = True
            warnings.warn(_words(progress.job, needed, left), TokenEndsEarly, stacklevel=_level_outside())

    def _measure(self, progress: Progress) -> None:
        now, last = self._clock.monotonic(), self._last
        if last is None or last.job != progress.job:
            self._began, self._looked, self._last = now, now, progress
            return
        seconds, files = now - self._looked, progress.files_done - last.files_done
        moved = progress.bytes_done - last.bytes_done - (progress.bytes_kept - last.bytes_kept)
        enough = moved > 0 if progress.bytes else files >= max(1, len(progress.active))
        if seconds < _MEASURE or not enough:
            return
        self._looked, self._last = now, progress
        settled, known = now - self._began >= _SETTLED, self._rates.get(progress.job)
        if settled or known is None or not known.settled:
            self._rates[progress.job] = Rate(files / seconds, max(0, moved) / seconds, settled)


def _words(job: str, needed: float | None, left: float) -> str:
    need = "is not done yet" if needed is None else f"needs about {_time(needed)} more"
    ends = f"ends in {_time(left)}" if left > 0 else "has ended"
    return f"This {job} {need}, and the token {ends}. {_ADVICE}"


def _time(seconds: float) -> str:
    if seconds >= 2 * 3600:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.0f} minutes" if seconds >= 2 * _MINUTE else f"{seconds:.0f} seconds"


def _level_outside() -> int:
    """Return the `stacklevel` at which the caller has the line outside of this package that began the job."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals["__name__"].partition(".")[0] == "omiq":
        level, frame = level + 1, frame.f_back
    return level
