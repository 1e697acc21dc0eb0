"""The garbage collector, paused while many objects are made that stay: it would walk them over and over."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock

_LARGE = 250_000
_lock = Lock()
_pauses = 0
_was_enabled = False


@contextmanager
def paused_for(size: int) -> Generator[None]:
    """Pause the collector while an answer of `size` bytes is read, if that is much."""
    if size < _LARGE:
        yield
        return
    with paused():
        yield


@contextmanager
def paused() -> Generator[None]:
    """Pause the collector; the last of those who paused it resumes it."""
    _pause()
    try:
        yield
    finally:
        _resume()


@contextmanager
def resumed() -> Generator[None]:
    """Let the collector run within a block of `paused`, unless others pause it."""
    _resume()
    try:
        yield
    finally:
        _pause()


def _pause() -> None:
    global _pauses, _was_enabled
    with _lock:
        if _pauses == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _pauses += 1


def _resume() -> None:
    global _pauses
    with _lock:
        _pauses -= 1
        if _pauses == 0 and _was_enabled:
            gc.enable()
