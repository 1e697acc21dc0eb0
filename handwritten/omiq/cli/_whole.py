"""Files that are there whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ._failures import USAGE, Failure


def check_file(file: Path, *, force: bool) -> None:
    """Raise Failure where a file is there that is not to be replaced, or has no folder to stand in."""
    if file.exists() and not file.is_file():
        raise Failure(f"{file} is not a file.", "Give the name of a file.", USAGE)
    if file.exists() and not force:
        raise Failure(f"{file} is there already.", "Give another name, or --force to replace a file.", USAGE)
    if not file.parent.is_dir():
        raise Failure(f"There is no folder {file.parent}.", "Make it, or give another name.", USAGE)


@contextmanager
def whole(file: Path, *, force: bool) -> Iterator[Path]:
    """Give a file beside it to write to, which takes its place at the end."""
    check_file(file, force=force)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
