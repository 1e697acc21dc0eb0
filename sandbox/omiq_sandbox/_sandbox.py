"""What all parts of a sandbox share."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ._clock import Clock
from ._faults import BadFaults, Faults
from ._jobs import Jobs
from ._log import RequestLog
from ._options import Options
from ._state import long_operations
from ._state.blobs import Blobs
from ._state.store import Store
from ._state.tokens import Tokens
from ._storage.signatures import Signatures

_SIGNING_KEY = "signed_url_key"
_RESTARTED = "The server was restarted"


class CannotStart(Exception):
    """The sandbox cannot be started as it was told; the words say why, in one line."""


class Sandbox:
    """The state of a sandbox, and what works on it. It holds files and threads until `close`.

    `api_url` and `storage_url` are known once the server listens.
    """

    api_url: str
    storage_url: str

    def __init__(self, options: Options) -> None:
        """Open or make the state. Raise CannotStart."""
        self.options = options
        self.clock = Clock()
        self.log = RequestLog()
        with ExitStack() as resources:
            self.faults = _faults(options.faults)
            self.folder = _folder(options.data, resources)
            self.store = _store(self.folder if options.data is not None else None)
            resources.callback(self.store.close)
            self.blobs = Blobs(self.folder)
            self.jobs = Jobs()
            resources.callback(self.jobs.close)
            with self.store.transaction() as db:
                self.tokens = Tokens(db, lambda: self.options)
                db.execute("insert or ignore into settings values (?, ?)", (_SIGNING_KEY, secrets.token_hex(32)))
                (key,) = db.execute("select value from settings where name = ?", (_SIGNING_KEY,)).fetchone()
                self.signatures = Signatures(bytes.fromhex(key))
                long_operations.end_all(db, _RESTARTED, self.clock.now())
            self._resources = resources.pop_all()

    def close(self) -> None:
        """End the jobs that run, and let go of all that is open."""
        self._resources.close()

    def change_options(self, **changes: Any) -> None:
        """Set options that count from the next call on."""
        self.options = replace(self.options, **changes)

    def download_url(self, blob: str, file_name: str) -> str:
        """Return a signed URL that gives the bytes of a blob, under this name."""
        return self.storage_url + self.signatures.sign("GET", f"blobs/{blob}", self._expiry(), file_name=file_name)

    def upload_url(self, file_id: int) -> str:
        """Return a signed URL that takes the bytes of a file."""
        return self.storage_url + self.signatures.sign("PUT", f"uploads/{file_id}", self._expiry())

    def _expiry(self) -> float:
        return self.clock.now() + self.options.signed_url_lifetime


def _faults(file: Path | None) -> Faults:
    try:
        return Faults() if file is None else Faults.of_file(file)
    except OSError as wrong:
        raise CannotStart(f"The faults file {file} cannot be read: {wrong.strerror}") from wrong
    except BadFaults as wrong:
        raise CannotStart(f"The faults file {file} is wrong: {'; '.join(str(wrong).splitlines())}") from wrong


def _store(folder: Path | None) -> Store:
    try:
        return Store(folder)
    except sqlite3.Error as wrong:
        raise CannotStart(f"The folder {folder} holds no database of a sandbox: {wrong}") from wrong


def _folder(data: Path | None, resources: ExitStack) -> Path:
    """Return the folder to keep bytes in, locked against other sandboxes, or one that goes when the resources go."""
    if data is None:
        return Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="omiq-sandbox-")))
    try:
        data.mkdir(0o700, parents=True, exist_ok=True)
        resources.enter_context(FileLock(data / "sandbox.lock", timeout=0))
    except Timeout as wrong:
        raise CannotStart(f"The folder {data} is in use by another sandbox") from wrong
    except OSError as wrong:
        raise CannotStart(f"The folder {data} cannot be used: {wrong.strerror}") from wrong
    return data
