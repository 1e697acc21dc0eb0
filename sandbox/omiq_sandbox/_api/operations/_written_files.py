"""Files that the sandbox writes itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..._sandbox import Sandbox

_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_MOST_CHARACTERS = 100

Result = TypeVar("Result")


def written(sandbox: Sandbox, write: Callable[[Path], Result]) -> tuple[str, Result]:
    """Have a file written and return its blob, with what `write` returned. Nothing is left of one that fails."""
    part = sandbox.blobs.new_path()
    try:
        result = write(part)
        return sandbox.blobs.keep(part), result
    finally:
        part.unlink(missing_ok=True)


def allowed(name: str) -> str:
    """Return a name in characters that every system allows in the name of a file, and not too many of them."""
    return _NOT_IN_FILE_NAMES.sub("_", name)[:_MOST_CHARACTERS]
