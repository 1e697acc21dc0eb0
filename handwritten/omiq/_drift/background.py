"""Work that nobody waits for: done by one thread of the process, in a small share of its time."""

from __future__ import annotations

import atexit
import logging
import os
from collections import deque
from collections.abc import Callable
from functools import cache
from threading import Condition, Thread
from time import monotonic, thread_time
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

P = TypeVar("P")
P_contra = TypeVar("P_contra", contravariant=True)
_log = logging.getLogger("omiq.drift")
_MOST_WAITING = 64
_MOST_BYTES = 16_000_000
_QUIET, _LONGEST_WITHOUT_REST = 1.0, 10.0
_LONGEST_AT_EXIT = 2.0


class Worker(Protocol[P_contra]):
    """Does the work, in the thread. What it raises is logged once, for debugging."""

    def do(self, piece: P_contra, /) -> None: ...

    def rest(self) -> None:
        """Keep what came of the pieces: for now there are no more, or ten seconds are over."""

    def forget(self) -> None:
        """Forget what came of the pieces: this is another process, and the first one keeps it."""


class _Waiting(NamedTuple, Generic[P]):
    worker: Worker[P]
    piece: P
    size: int


class Background(Generic[P]):
    """Takes pieces of work, and leaves out those that it has no time for.

    After each piece it counts the processor time that it has used, that for waking up included, and has no time for
    another until this is no more than `share` of the time that went by. Pieces that wait are few, and 16 MB at most. A
    forked process has a thread of its own.
    """

    def __init__(self, share: float) -> None:
        self.share = share
        self._new()
        atexit.register(self.finish)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)

    def has_time(self) -> bool:
        """Say whether there is time for another piece; a quick look, for the many that there is none for."""
        return monotonic() >= self._free_at

    def offer(self, worker: Worker[P], piece: P, size: int) -> None:
        """Take a piece of `size` bytes, or leave it where too many wait."""
        with self._changed:
            if len(self._queue) >= _MOST_WAITING or self._bytes + size > _MOST_BYTES or not self._started():
                return
            self._queue.append(_Waiting(worker, piece, size))
            self._bytes += size
            self._taken += 1
            self._changed.notify_all()

    def finish(self, seconds: float = _LONGEST_AT_EXIT) -> None:
        """Wait until all that was taken so far is done and kept, at most so long."""
        with self._changed:
            self._wanted = wanted = self._taken
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._kept >= wanted, seconds)

    def _new(self) -> None:
        self._changed = Condition()
        self._queue: deque[_Waiting[P]] = deque()
        self._bytes = 0
        self._taken = 0  # how many pieces, as are the next two
        self._kept = 0
        self._wanted = 0
        self._free_at = 0.0
        self._tired: set[Worker[P]] = set()
        self._rested_at = monotonic()
        self._thread: Thread | None = None

    def _forked(self) -> None:
        for worker in self._tired:
            worker.forget()
        self._new()

    def _started(self) -> bool:
        if self._thread is None:
            thread = Thread(target=self._run, name="omiq.drift", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the interpreter ends, or there are too many threads
                return False
            self._thread = thread
        return True

    def _run(self) -> None:
        used = thread_time()
        while True:
            waiting = self._next()
            if waiting is not None:
                self._tired.add(waiting.worker)
                _quietly(waiting.worker.do, waiting.piece)
            else:
                self._rest()
            before, used = used, thread_time()
            self._free_at = max(self._free_at, monotonic()) + (used - before) / self.share

    def _next(self) -> _Waiting[P] | None:
        """Wait for the next piece and return it, None where it is time to rest."""
        with self._changed:
            while not self._queue and not self._is_waited_for():
                if not self._changed.wait(_QUIET if self._tired else None):
                    return None
            if self._is_waited_for() or (self._tired and monotonic() - self._rested_at > _LONGEST_WITHOUT_REST):
                return None
            waiting = self._queue.popleft()
            self._bytes -= waiting.size
            return waiting

    def _is_waited_for(self) -> bool:
        """Say whether somebody waits until what is done by now is kept."""
        return self._kept < self._wanted <= self._done()

    def _done(self) -> int:
        return self._taken - len(self._queue)

    def _rest(self) -> None:
        done = self._done()
        for worker in tuple(self._tired):
            _quietly(worker.rest)
        self._tired.clear()
        self._rested_at = monotonic()
        with self._changed:
            self._kept = done
            self._changed.notify_all()


def _quietly(work: Callable[..., None], *arguments: Any) -> None:
    try:
        work(*arguments)
    except Exception as error:  # noqa: BLE001 (nobody asked for it, so it disturbs nobody)
        _log_once(type(error).__name__)


@cache
def _log_once(error: str) -> None:
    """Log an error without its words, which may hold what was answered."""
    _log.debug("an answer could not be compared with the catalog: %s", error)
