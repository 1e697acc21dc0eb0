"""Files of JSON that are nested no deeper than what reads them can bear: ijson's memory grows by the square of it."""

from __future__ import annotations

from typing import IO, Final

_DEEPEST: Final = 100
_DELETED: Final = bytes(set(range(256)) - set(b'[]{}"'))


class TooDeep(Exception):
    """A file is nested deeper than it may be."""


class Shallow:
    """A file of JSON whose `read` raises TooDeep where objects and lists are nested deeper than 100, or 200 at most."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._depth = 0
        self._in_text = False
        self._escape = b""

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        marks = (self._escape + data).replace(rb"\\", b"").replace(rb"\"", b"")
        self._escape = b"\\" if marks.endswith(b"\\") else b""
        parts = marks.translate(None, _DELETED).split(b'"')
        self._go(b"".join(parts[self._in_text :: 2]))
        self._in_text ^= len(parts) % 2 == 0
        return data

    def _go(self, brackets: bytes) -> None:
        """Take away what is closed, level by level, until only that is left which ends or begins elsewhere."""
        for _ in range(_DEEPEST):
            shorter = brackets.replace(b"{}", b"").replace(b"[]", b"")
            if shorter == brackets:
                break
            brackets = shorter
        else:
            raise TooDeep
        self._depth += brackets.count(b"[") + brackets.count(b"{") - brackets.count(b"]") - brackets.count(b"}")
        if self._depth > _DEEPEST:
            raise TooDeep
