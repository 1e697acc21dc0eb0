"""A download that is not whole yet: its bytes in `NAME.part`, and beside it, in `NAME.part.json`, what they are of."""

from __future__ import annotations

import json
import os
import sys
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .._errors import TransferError
from .digest import Digest

_PIECE = 1 << 20
_WINDOWS = sys.platform == "win32"


class Part:
    """The file that a download goes to until it is whole. It is locked while its `with` block lasts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._about = path.with_name(path.name + ".part.json")
        self._finished = False

    def __enter__(self) -> Self:
        self._file = self._opened()
        self._digest = Digest()
        try:
            self.etag = self._known_etag()
            self.size = 0
            if self.etag is None:
                self.begin(None)
            else:
                self._read()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self.size and not self._finished:
            self._let_go()
            self._part.unlink(missing_ok=True)
        self._close()

    @property
    def digest(self) -> str:
        """The digest of what is there so far."""
        return self._digest.hexdigest()

    def begin(self, etag: str | None) -> None:
        """Throw away what is there, and begin with the bytes of what has this ETag (None: nobody can go on with it)."""
        self._file.truncate(0)
        self._digest.close()
        self._digest, self.size, self.etag = Digest(), 0, etag
        if etag is None:
            self._about.unlink(missing_ok=True)
        else:
            self._about.write_text(json.dumps({"etag": etag}), encoding="utf-8")

    def room(self, size: int) -> memoryview:
        """Lend memory for the next bytes, so many at most."""
        return self._digest.room(size)

    def write(self, count: int) -> None:
        """Write the first bytes of the memory that was lent last."""
        left = self._digest.room(count)
        while left:  # a disk that fills up takes a part of it
            left = left[self._file.write(left) :]
        self._digest.add(count)
        self.size += count

    def finish(self) -> None:
        """Put the whole file at its place; nothing is left beside it then, even by a kill in between."""
        os.fsync(self._file.fileno())
        self._about.unlink(missing_ok=True)
        self._let_go()
        self._part.replace(self.path)
        self._finished = True
        _sync_folder(self.path.parent)

    def _opened(self) -> FileIO:
        """Open the part and lock it; do so anew where another job has just finished the one that was opened."""
        while True:
            file = FileIO(self._part, "a+")
            try:
                _lock(file.fileno())
                if _is_at(file, self._part):
                    return file
            except BaseException:
                file.close()
                raise
            file.close()

    def _known_etag(self) -> str | None:
        try:
            about: Any = json.loads(self._about.read_text(encoding="utf-8"))
            etag = about["etag"]
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return etag if isinstance(etag, str) and etag else None

    def _read(self) -> None:
        self._file.seek(0)
        while count := self._file.readinto(self._digest.room(_PIECE)):
            self._digest.add(count)
            self.size += count

    def _let_go(self) -> None:
        """Close the part where no open file can be renamed or removed; elsewhere its lock is held until then."""
        if _WINDOWS:
            self._file.close()

    def _close(self) -> None:
        self._digest.close()
        self._file.close()


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise TransferError(
            "another job is downloading to this file", advice="Wait until it has ended, or choose another folder."
        ) from None


def _is_at(file: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
