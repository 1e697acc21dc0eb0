"""Files that only their owner can read, and that are whole at any time."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp


def made_private(folder: Path) -> None:
    """Make a folder that only its owner can look into, or make it so."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)


def write_privately(file: Path, content: bytes) -> None:
    """Replace a file as a whole; only its owner can read it."""
    handle, name = mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(content)
            written.flush()
            os.fsync(handle)
        Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
