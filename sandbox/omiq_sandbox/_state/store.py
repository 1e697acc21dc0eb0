"""The sandbox's memory: one SQLite database, used by one transaction at a time."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from threading import RLock

_BUSY_SECONDS = 5.0
_LEAST_ID, _ID_COUNT = 10**14, 9 * 10**14


class Store:
    """A database below a folder, or in memory, and the lock around it.

    What a transaction wrote is in the file when its block ends, and nothing of it is where the block raised: a killed
    process loses no write that was acknowledged.
    """

    def __init__(self, folder: Path | None) -> None:
        self._lock = RLock()
        database = ":memory:" if folder is None else str(_private(folder / "sandbox.sqlite3"))
        self._connection = sqlite3.connect(
            database, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        try:
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma foreign_keys = on")
            self._connection.executescript(files("omiq_sandbox._state").joinpath("schema.sql").read_text("utf-8"))
        except sqlite3.Error:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the database to this thread alone, and commit what the block wrote, or undo it where the block raises.

        A transaction within a transaction belongs to the outer one.
        """
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _private(file: Path) -> Path:
    """Make the file one that only its owner can read: it holds keys."""
    file.touch(0o600)
    return file


def new_id() -> int:
    """Draw the id of a new thing: 15 digits, as OMIQ's are (`pkg-1.10.3`)."""
    return _LEAST_ID + secrets.randbelow(_ID_COUNT)
