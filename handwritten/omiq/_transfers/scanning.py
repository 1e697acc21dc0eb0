"""Which local files are to be sent."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from .._errors import ConfigurationError
from .._storage import Source

Paths: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def sources(paths: Paths, pattern: str) -> list[Source]:
    """Look at the files to be sent: those given, and in each folder given those whose name fits the pattern.

    Folders are searched with all folders in them, hidden files and folders left out, sorted by path; the case of a
    name does not count. Raise ConfigurationError where a path is missing or cannot be read, or where there is no file.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    found = [source for path in given for source in _looked_at(Path(path), pattern)]
    if not found:
        raise ConfigurationError("There is no file to upload: the list of paths is empty.")
    return list({source.path.absolute(): source for source in found}.values())


def inside(folder: Path, pattern: str) -> list[Source]:
    """Look at the files in a folder and all below it whose name fits, sorted by path; there may be none."""
    try:
        return [_source(path) for path in sorted(_inside(folder, pattern.casefold(), set()), key=Path.as_posix)]
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be read: {error.strerror} ({error.filename})") from error


def _looked_at(path: Path, pattern: str) -> list[Source]:
    try:
        found = inside(path, pattern) if path.is_dir() else [_source(path)]
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror} ({error.filename})") from error
    if not found:
        raise ConfigurationError(f"There is no file in {path} whose name fits {pattern!r}.")
    return found


def _inside(folder: Path, pattern: str, seen: set[Path]) -> Iterator[Path]:
    """Yield the files below a folder; one that links lead to again is not searched again."""
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _inside(Path(entry.path), pattern, seen)
            elif fnmatchcase(entry.name.casefold(), pattern):
                yield Path(entry.path)


def _source(path: Path) -> Source:
    source = Source.of(path)
    if not path.is_file():
        raise ConfigurationError(f"{path} is no file: a device or a pipe cannot be uploaded.")
    try:
        path.name.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(f"The name of {str(path)!r} is not UTF-8: rename the file.") from None
    return source
