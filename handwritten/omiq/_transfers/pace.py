"""How many files are moved at once: more while that pays, half when a server asks for less."""

from __future__ import annotations

from threading import Lock

from .._clock import Clock

_LOOK_EVERY = 0.5  # seconds of measuring between two changes
_LONG = 2.0  # seconds after which bytes that moved are enough to judge by, though few pieces ended
_PAYS = 1.05  # a larger number has to move that much more to be kept


class Pace:
    """Adapts a limit to what comes of it: additive increase, multiplicative decrease. Safe to share between threads.

    It doubles as long as the rate grows with it, then goes up by one at a time; it halves where a server asks for
    less, at most once in a while, since all that is under way then will hear the same. Before anything has come, as
    where a server works for seconds on each piece, it goes up step by step, by as many as it began with.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._since = clock.monotonic()
        self.start(1, 1)

    def start(self, first: int, most: int) -> None:
        """Begin, as if nothing had been seen yet, with `first` at once, and never go above `most`."""
        with self._lock:
            self._first, self._most = first, most
            self._doubling = True
            self._halved = 0.0
            self.limit = min(first, most)
            self._begin(0.0)

    def moved(self, count: int) -> None:
        with self._lock:
            self._moved += count

    def ended(self) -> None:
        """Hear that a piece of work has ended."""
        with self._lock:
            self._ended += 1

    def slowed(self) -> None:
        """Hear that a server asked for less; what it asks of several at once counts once."""
        with self._lock:
            self._doubling = False
            if self._clock.monotonic() - self._halved >= _LOOK_EVERY or self._halved == 0.0:
                self._halved = self._clock.monotonic()
                self.limit = max(1, self.limit // 2)
                self._begin(0.0)

    def look(self) -> None:
        """Change the limit where enough has been seen since the last change."""
        with self._lock:
            seconds = self._clock.monotonic() - self._since
            if seconds < _LOOK_EVERY:
                return
            if self._doubling and self._best == self._moved == self._ended == 0:
                self.limit = min(self._most, self.limit + self._first)
                self._since = self._clock.monotonic()
            if self._ended < self.limit and (self._moved <= 0 or seconds < _LONG):
                return
            rate = (self._moved + self._ended) / seconds
            if rate > self._best * _PAYS:
                self.limit = min(self._most, self.limit * 2 if self._doubling else self.limit + 1)
            else:
                self._doubling = False
                rate = max(rate, self._best * 0.9)  # forgotten slowly: the network may be a better one later
            self._begin(rate)

    def _begin(self, best: float) -> None:
        self._best = best
        self._moved = self._ended = 0
        self._since = self._clock.monotonic()
