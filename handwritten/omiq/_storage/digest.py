"""The SHA-256 of the bytes of a file, computed beside their way once there are many."""

from __future__ import annotations

from hashlib import sha256
from queue import Queue
from threading import Thread

_BESIDE_FROM = 8 << 20  # bytes after which a thread of its own pays
_WAITING = 4  # pieces at most


class Digest:
    """A digest that pieces are added to; `close` ends its thread where it has one."""

    def __init__(self) -> None:
        self._hash = sha256()
        self._count = 0
        self._pieces: Queue[bytes | None] = Queue(_WAITING)
        self._thread: Thread | None = None

    def add(self, piece: bytes) -> None:
        """Add a piece, which must not change any more."""
        self._count += len(piece)
        if self._count < _BESIDE_FROM:
            self._hash.update(piece)
            return
        if self._thread is None:
            self._thread = Thread(target=self._work, name="omiq-digest", daemon=True)
            self._thread.start()
        self._pieces.put(piece)

    def hexdigest(self) -> str:
        """Return the digest of all pieces so far."""
        self._pieces.join()
        return self._hash.hexdigest()

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._pieces.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (piece := self._pieces.get()) is not None:
            self._hash.update(piece)
            self._pieces.task_done()
        self._pieces.task_done()
