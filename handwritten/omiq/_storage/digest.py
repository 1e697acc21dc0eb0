"""The SHA-256 of the bytes of a file, computed beside their way once there are many."""

from __future__ import annotations

from hashlib import sha256
from queue import Queue, SimpleQueue
from threading import Thread

_BESIDE_FROM = 8 << 20  # bytes after which a thread of its own pays
_ROOMS = 3  # one is filled while another is digested, and one waits


class Digest:
    """A digest of what is put into the memory that it lends; `close` ends its thread where it has one.

    The same memory is lent over and over: to allocate it for each piece would cost as much as to move the bytes.
    """

    def __init__(self) -> None:
        self._hash = sha256()
        self._count = 0
        self._room = bytearray()
        self._free: SimpleQueue[bytearray] = SimpleQueue()
        self._filled: Queue[tuple[bytearray, int] | None] = Queue()
        self._thread: Thread | None = None

    def room(self, size: int) -> memoryview:
        """Lend memory for so many bytes, the same until some are added."""
        if len(self._room) < size:
            self._room = bytearray(size)
        return memoryview(self._room)[:size]

    def add(self, count: int) -> None:
        """Add the first bytes of the memory that is lent."""
        self._count += count
        if self._count < _BESIDE_FROM:
            self._update(self._room, count)
            return
        if self._thread is None:
            self._begin()
        self._filled.put((self._room, count))
        self._room = self._free.get()

    def hexdigest(self) -> str:
        """Return the digest of all bytes so far."""
        self._filled.join()
        return self._hash.hexdigest()

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._filled.put(None)
            self._thread.join()
            self._thread = None

    def _begin(self) -> None:
        for _ in range(_ROOMS - 1):
            self._free.put(bytearray())
        self._thread = Thread(target=self._work, name="omiq-digest", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (filled := self._filled.get()) is not None:
            self._update(*filled)
            self._free.put(filled[0])
            self._filled.task_done()
        self._filled.task_done()

    def _update(self, room: bytearray, count: int) -> None:
        self._hash.update(memoryview(room)[:count])
