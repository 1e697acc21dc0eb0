"""Ctrl-C and SIGTERM are heard at any moment, also where the thread that they are meant for is not listening."""

from __future__ import annotations

import os
import signal
import sys
from threading import Thread, current_thread, main_thread
from time import sleep

from ._failures import INTERRUPTED

_PAUSE, _PATIENCE = 0.2, 5.0  # seconds: between two nudges, and until the command is ended by force


def watch() -> None:
    """Begin to look after interrupts.

    Python hears of a signal between two instructions. One that comes right before the main thread begins to wait for
    the network waits with it, so the thread is nudged; a name that is looked up cannot be nudged, so the command is
    ended then, with what a job has written in place.
    """
    if not hasattr(signal, "pthread_kill") or current_thread() is not main_thread():
        return
    signal.signal(signal.SIGUSR1, lambda number, frame: None)
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    Thread(target=_look_after, args=(read,), name="omiq-interrupts", daemon=True).start()


def _look_after(pipe: int) -> None:
    while os.read(pipe, 1)[0] not in (signal.SIGINT, signal.SIGTERM):
        pass
    for _ in range(int(_PATIENCE / _PAUSE)):
        sleep(_PAUSE)
        signal.pthread_kill(main_thread().ident or 0, signal.SIGUSR1)
    sys.stderr.write("omiq: Interrupted.\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)
