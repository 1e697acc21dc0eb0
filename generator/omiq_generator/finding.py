"""What is wrong in the catalog, where, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """A line (from 1) of a file of the catalog."""

    file: Path
    line: int


class Finding(NamedTuple):
    """One fault of the catalog: where it stands, what it is, and how to mend it."""

    file: Path
    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} — {self.mend}"
