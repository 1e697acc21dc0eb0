"""Saying what is wrong with an exported file, and where."""

from __future__ import annotations

from pathlib import Path

from .._errors import TransferError

_ADVICE = "Delete the file and make the same call again: that exports it anew."


def broken(path: Path, words: str, *, line: int | None = None) -> TransferError:
    """Return the error that names the file, the line where one is to blame, and what is wrong."""
    place = str(path) if line is None else f"{path}, line {line}"
    return TransferError(f"{place}: {words}", advice=_ADVICE)
