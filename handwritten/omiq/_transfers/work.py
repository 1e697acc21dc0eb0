"""What a job on many files has at hand, and how it is told to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, Protocol, TypeVar

from omiq_generated.types import Call

from .._clock import Clock
from .._options import Options
from .._storage import Storage
from .foresight import Foresight

T = TypeVar("T")
INTERRUPTED = (
    "Interrupted. What has arrived is kept: make the same call again to go on (an upload: with on_duplicate='skip')."
)
_SOON = 0.85  # of the shortest time that a call took: then another of its kind may be done
_LONGEST_NAP = 0.2  # seconds: a job that is to stop does so within a second


class Stopped(Exception):
    """The job is to stop. Never shown to a user: who told it to stop knows why."""


class Execute(Protocol):
    """Carries out a call of the API in the calling thread, which waits for its value.

    With the id of a long operation, which such a call has begun, it waits for that one in place of beginning another.
    """

    def __call__(self, call: Call[Any], options: Options, operation: int | str | None, /) -> Any: ...


class Work:
    """What a job has at hand: calls of the API, the storage, a clock, and whether to go on. Shared by its threads."""

    def __init__(
        self, execute: Execute, storage: Storage, clock: Clock, options: Options, foresight: Foresight
    ) -> None:
        self._execute = execute
        self._stopped = Event()
        self.storage = storage
        self.clock = clock
        self.options = options
        self.foresight = foresight
        self.on_slowed: Callable[[], None] | None = None
        """Is called, in any thread, where the API asks for less: 429, 503, or no answer in time."""
        self._shortest: dict[str, float] = {}

    def execute(self, call: Call[T], **changes: Any) -> T:
        """Carry out a call with the client's options, some of them changed; raise Stopped, or what the call raises."""
        kind, began = call.operation.id, self.clock.monotonic()
        value = self._done(call, None, {"expected": _SOON * self._shortest.get(kind, 0.0), **changes})
        seconds = self.clock.monotonic() - began
        self._shortest[kind] = min(seconds, self._shortest.get(kind, seconds))
        return value

    def resume(self, operation: int | str, call: Call[T], **changes: Any) -> T:
        """Wait for a long operation that such a call has begun, and return its value; raise as `execute` does."""
        return self._done(call, operation, changes)

    def _done(self, call: Call[T], operation: int | str | None, changes: Mapping[str, Any]) -> T:
        self.check()
        options = self.options._replace(on_slowed=self.on_slowed, **changes)
        value: T = self._execute(call, options, operation)
        self.check()
        return value

    def sleep(self, seconds: float) -> None:
        """Pause; raise Stopped as soon as the job is to stop."""
        self.check()
        while seconds > 0:
            self.clock.sleep(min(seconds, _LONGEST_NAP))
            seconds -= _LONGEST_NAP
            self.check()

    def check(self) -> None:
        """Raise Stopped where the job is to stop."""
        if self._stopped.is_set():
            raise Stopped

    def stop(self) -> None:
        """Tell all threads of the job to stop, also those that wait for the storage."""
        self._stopped.set()
        self.storage.abort()
