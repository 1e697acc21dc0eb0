"""A local file to be sent, as it was when it was looked at."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path
from typing import NamedTuple


class Source(NamedTuple):
    """A local file to be sent: its size in bytes and the time of its last change in ns, when it was looked at."""

    path: Path
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path, file: FileIO | None = None) -> Source:
        """Look at a file, at the one that is open where it is given; raise OSError where it cannot be."""
        status = path.stat() if file is None else os.fstat(file.fileno())
        return cls(path, status.st_size, status.st_mtime_ns)
