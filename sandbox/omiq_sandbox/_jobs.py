"""Work in the background: files that are processed, answers that take long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Any, ParamSpec

_THREADS = 2
_logger = logging.getLogger(__name__)
Arguments = ParamSpec("Arguments")


class Jobs:
    """Functions that run in two threads of their own, in the order they came."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="omiq-sandbox-job")
        self._lock = Lock()
        self._open: set[Future[Any]] = set()

    def submit(self, function: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        """Have a function called soon. What it raises is logged. Raise RuntimeError after `close`."""
        job = self._threads.submit(function, *args, **kwargs)
        with self._lock:
            self._open.add(job)
        job.add_done_callback(self._ended)

    def wait_idle(self, timeout: float | None = None) -> bool:
        """Wait until no job is left, those that jobs submit included, and return whether none is.

        `timeout` bounds, in seconds, each wait for the jobs that are open when it begins.
        """
        while unfinished := self._unfinished():
            if wait(unfinished, timeout).not_done:
                return False
        return True

    def close(self) -> None:
        """Wait for the jobs that are running, and give up those that have not begun."""
        self._threads.shutdown(cancel_futures=True)

    def _unfinished(self) -> set[Future[Any]]:
        with self._lock:
            return set(self._open)

    def _ended(self, job: Future[Any]) -> None:
        with self._lock:
            self._open.discard(job)
        if not job.cancelled() and (error := job.exception()) is not None:
            _logger.error("A job failed", exc_info=error)
