"""Where a job shows how it gets on: a bar on a terminal, lines in the log elsewhere, or a call."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING

from .._clock import Clock

if TYPE_CHECKING:
    from .progress import Progress, ProgressArgument, Report

_LOG_EVERY = 30.0  # seconds
_log = logging.getLogger("omiq")
_terminal = Lock()  # one bar at a time: a second one would write over it


@contextmanager
def shown(clock: Clock, progress: ProgressArgument) -> Iterator[Report | None]:
    """Give what shows a job as `progress` says.

    None is a bar where stderr is a terminal, True always, both where rich is installed and no other job has a bar;
    lines in the log else. False shows nothing.
    """
    if callable(progress) or progress is False:
        yield progress or None
    elif (progress or _is_terminal()) and find_spec("rich") is not None and _terminal.acquire(blocking=False):
        try:
            from .bar import bar

            with bar(forced=progress is True) as report:
                yield report
        finally:
            _terminal.release()
    else:
        yield _Lines(clock)


def _is_terminal() -> bool:
    stream = sys.stderr  # None under pythonw
    return stream is not None and stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


class _Lines:
    """A line in the log each 30 seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = clock.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = self._clock.monotonic()
        if now - self._last >= _LOG_EVERY:
            self._last = now
            _log.info("%s", line(progress))


def line(progress: Progress) -> str:
    """Return how a job gets on, as a line of text."""
    ended = progress.files_done + progress.files_skipped + progress.files_failed
    failed = f", {progress.files_failed} failed" if progress.files_failed else ""
    rate = f", {progress.bytes_per_second / 1e6:.1f} MB/s" if progress.bytes_done else ""
    left = f", {progress.seconds_left:.0f} s left" if progress.seconds_left is not None else ""
    return f"{progress.job}: {ended} of {progress.files} files{failed}{rate}{left}"
