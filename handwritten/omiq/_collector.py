"""The garbage collector, paused while a large answer is read: it would walk the new objects over and over."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

_LARGE = 250_000
_lock = Lock()
_readers = 0
_was_enabled = False


@contextmanager
def paused_for(size: int) -> Generator[None]:
    """Pause the collector while an answer of `size` bytes is read, if that is much; the last reader resumes it."""
    if size < _LARGE:
        yield
        return
    _pause()
    try:
        yield
    finally:
        _resume()


def _pause() -> None:
    global _readers, _was_enabled
    with _lock:
        if _readers == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _readers += 1


def _resume() -> None:
    global _readers
    with _lock:
        _readers -= 1
        if _readers == 0 and _was_enabled:
            gc.enable()
