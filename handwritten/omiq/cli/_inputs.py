"""Texts that arguments point to: @FILE, @- for stdin."""

from __future__ import annotations

import sys
from pathlib import Path

from ._failures import USAGE, Failure


class Inputs:
    """Reads the files that arguments name, and stdin once."""

    def __init__(self) -> None:
        self._stdin_read = False

    def data(self, name: str) -> bytes:
        """Return the bytes of a file, or of stdin where its name is `-`."""
        if name != "-":
            return _read(name)
        if self._stdin_read:
            raise Failure("Two arguments want to read stdin.", "Give one of them a file.", USAGE)
        self._stdin_read = True
        return sys.stdin.buffer.read()

    def text(self, name: str) -> str:
        """Return the text of a file, or of stdin where its name is `-`."""
        try:
            return self.data(name).decode()
        except UnicodeDecodeError:
            where = "stdin" if name == "-" else name
            raise Failure(f"{where} is no text in UTF-8.", "Text alone can stand in JSON.", USAGE) from None


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as wrong:
        words = wrong.strerror if isinstance(wrong, OSError) else str(wrong)
        raise Failure(f"{name or '@'}: {words}.", "Write the path of a file that can be read.", USAGE) from None
