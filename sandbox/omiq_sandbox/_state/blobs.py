"""The bytes that the sandbox keeps: whole files in one folder, under names that it draws itself."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from uuid import UUID, uuid4

_PART = ".part"


class Blobs:
    """The files below `folder/blobs`.

    A blob is whole and on the disk before it has its name, and gets a row in the database after that. A row is deleted
    before its blob. So a killed process leaves at most bytes that no row knows, and `sweep` removes these.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "blobs"
        self._folder.mkdir(parents=True, exist_ok=True)

    def new_path(self) -> Path:
        """Name a file to write to; `keep` makes it a blob, deleting it gives it up."""
        return self._folder / f"{uuid4().hex}{_PART}"

    def keep(self, part: Path) -> str:
        """Make a file that is written to its end a blob, safely on the disk, and return its name."""
        _sync(part)
        part.replace(part.with_suffix(""))
        _sync(self._folder)
        return part.stem

    def path(self, name: str) -> Path:
        """Return where a blob is. Raise ValueError for what cannot be a blob's name."""
        return self._folder / UUID(name).hex

    def remove(self, name: str) -> None:
        """Delete a blob; whoever has it open can still read it to its end."""
        self.path(name).unlink(missing_ok=True)

    def sweep(self, known: set[str]) -> None:
        """Delete all bytes but the known blobs: for the start, while nobody writes."""
        for path in self._folder.iterdir():
            if path.name not in known:
                path.unlink()


def known(db: sqlite3.Connection) -> set[str]:
    """Return the names of all blobs that the database knows."""
    rows = db.execute("select blob from files where blob is not null union select blob from artifacts")
    return {row["blob"] for row in rows}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
