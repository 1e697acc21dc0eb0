"""Work side by side in threads, as much at once as pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Generic, TypeVar

from .progress import Tracker
from .work import Stopped, Work

T = TypeVar("T")
R = TypeVar("R")
_TICK = 0.1  # seconds between two looks
_PATIENCE = 0.7  # seconds that the threads are given to end: Ctrl-C stops within a second


def side_by_side(
    work: Work, items: Iterable[T], do: Callable[[T], R], *, most: int, tracker: Tracker, first: int = 4
) -> Iterator[R]:
    """Do something with each item in threads, at most `most` at once, and yield the results as they come.

    Items are taken as they are needed. An error of `do` ends the work and is raised here; where the caller leaves
    early, by Ctrl-C for instance, the threads are told to stop and are waited for, but not for long.
    """
    crew: _Crew[T, R] = _Crew(work, do)
    tracker.pace.start(first, most)
    try:
        left = iter(items)
        more = True
        while more or crew.running:
            while more and crew.running < tracker.pace.limit:
                more = crew.give(left)
            yield from crew.results(tracker)
    except BaseException:
        work.stop()
        raise
    finally:
        crew.dismiss()


class _Crew(Generic[T, R]):
    def __init__(self, work: Work, do: Callable[[T], R]) -> None:
        self._work = work
        self._do = do
        self._todo: SimpleQueue[T | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[R | None, BaseException | None]] = SimpleQueue()
        self._threads: list[Thread] = []
        self.running = 0

    def give(self, items: Iterator[T]) -> bool:
        """Begin with the next item; say whether there was one."""
        for item in items:
            self.running += 1
            self._todo.put(item)
            if self.running > len(self._threads):
                thread = Thread(target=self._serve, name="omiq-transfer", daemon=True)
                self._threads.append(thread)
                thread.start()
            return True
        return False

    def results(self, tracker: Tracker) -> Iterator[R]:
        """Wait for a moment, and yield what is ready then."""
        wait = True
        while self.running:
            try:
                result, error = self._done.get(wait, _TICK)
            except Empty:
                break
            wait = False
            self.running -= 1
            if error is not None:
                raise error
            tracker.pace.ended()
            yield result  # type: ignore[misc]
        self._work.check()
        tracker.tick()

    def dismiss(self) -> None:
        for _ in self._threads:
            self._todo.put(None)
        until = monotonic() + _PATIENCE
        for thread in filter(Thread.is_alive, self._threads):  # Ctrl-C may come before one has begun
            thread.join(max(0.0, until - monotonic()))

    def _serve(self) -> None:
        while (item := self._todo.get()) is not None:
            try:
                self._work.check()
                self._done.put((self._do(item), None))
            except BaseException as error:  # noqa: BLE001 (raised in the calling thread)
                self._done.put((None, error))
                if isinstance(error, Stopped):
                    return
