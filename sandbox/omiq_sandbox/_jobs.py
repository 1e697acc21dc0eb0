"""Work in the background: files that are processed, answers that take long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import Any, ParamSpec

_THREADS = 2
_logger = logging.getLogger(__name__)
Arguments = ParamSpec("Arguments")


class Jobs:
    """Functions that run in two threads of their own, in the order they came."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="omiq-sandbox-job")
        self._changed = Condition()
        self._open: set[Future[Any]] = set()

    def submit(self, function: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        """Have a function called soon. What it raises is logged. Raise RuntimeError after `close`."""
        job = self._threads.submit(function, *args, **kwargs)
        with self._changed:
            self._open.add(job)
        job.add_done_callback(self._ended)

    def wait_idle(self, timeout: float | None = None) -> bool:
        """Wait, `timeout` seconds at most, until no job is left, and return whether none is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._open, timeout)

    def close(self) -> None:
        """Wait for the jobs that are running, and give up those that have not begun."""
        self._threads.shutdown(cancel_futures=True)

    def _ended(self, job: Future[Any]) -> None:
        if not job.cancelled() and (error := job.exception()) is not None:
            _logger.error("A job failed", exc_info=error)
        with self._changed:
            self._open.discard(job)
            self._changed.notify_all()
