"""A keyring for tests: PYTHON_KEYRING_BACKEND=tests.support.keyring.FileKeyring."""

from __future__ import annotations

import json
import os
from pathlib import Path

from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError, PasswordSetError

FILE = "TEST_KEYRING_FILE"
LOCKED = "TEST_KEYRING_LOCKED"


class FileKeyring(KeyringBackend):
    """Keeps its entries in a file that a variable names; while another one is set, it is locked."""

    def __init__(self) -> None:
        pass

    priority = 1.0  # pyright: ignore[reportAssignmentType]

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        if os.environ.get(LOCKED):
            raise PasswordSetError("locked")
        with self._changing():
            self._write(self._entries() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        with self._changing():
            entries = self._entries()
            if entries.pop(f"{service}/{username}", None) is None:
                raise PasswordDeleteError(username)
            self._write(entries)

    def _entries(self) -> dict[str, str]:
        if os.environ.get(LOCKED):
            raise RuntimeError("a backend's own error")
        file = self._file()
        entries: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return entries

    def _write(self, entries: dict[str, str]) -> None:
        part = self._file().with_suffix(".part")
        part.write_text(json.dumps(entries))
        part.replace(self._file())

    def _changing(self) -> FileLock:
        return FileLock(self._file().with_suffix(".lock"))

    def _file(self) -> Path:
        return Path(os.environ[FILE])
