"""A file that is being written from the network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from . import fields

_PIECE = 1024 * 1024


class Part:
    """A new file, and the digests of what was put into it. A thread writes one piece while the next one gathers."""

    def __init__(self, path: Path, algorithms: Iterable[str] = ()) -> None:
        self.path = path
        self.size = 0
        self._file = path.open("xb", buffering=0)
        self._hashes = {name: fields.ALGORITHMS[name]() for name in {"sha-256", *algorithms}}
        self._gathered = bytearray()
        self._writing: asyncio.Task[None] | None = None

    @property
    def sha256(self) -> bytes:
        return self.digest("sha-256")

    def digest(self, algorithm: str) -> bytes:
        return self._hashes[algorithm].digest()

    async def put(self, data: bytes) -> None:
        self._gathered += data
        if len(self._gathered) >= _PIECE:
            await self._written()
            self._writing = asyncio.create_task(asyncio.to_thread(self._write, self._gathered))
            self._gathered = bytearray()

    async def end(self) -> None:
        """Write what is left, and close the file."""
        await self._written()
        await asyncio.to_thread(self._write, self._gathered)
        self._file.close()

    async def give_up(self) -> None:
        """Delete the file."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
        self._file.close()
        self.path.unlink(missing_ok=True)

    async def _written(self) -> None:
        if self._writing is not None:
            await self._writing

    def _write(self, piece: bytearray) -> None:
        self.size += len(piece)
        for hash_ in self._hashes.values():
            hash_.update(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[self._file.write(rest) :]
