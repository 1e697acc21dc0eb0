"""Put new files and folders in the place of old ones: all of them or none, and none that was not generated."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .tools import BuildError


def refuse_foreign_package(package: Path, mark: str) -> None:
    """Keep off a folder that holds something else than a generated package."""
    if package.exists() and not package.is_dir():
        raise BuildError(f"{package} is not a folder: name another place")
    if package.exists() and any(package.iterdir()) and not is_marked(package / "__init__.py", mark):
        raise BuildError(f"{package} holds something else than a generated package: name another folder")


def is_marked(module: Path, mark: str) -> bool:
    """Say whether a module is one that was generated."""
    return module.is_file() and mark in module.read_text(encoding="utf-8", errors="replace")


def replace(replacements: Sequence[tuple[Path, Path]]) -> None:
    """Put each first file or folder in the place of the second; where one fails, all old ones come back."""
    with _uninterrupted(), ExitStack() as stack:
        moves: list[tuple[Path, Path, Path]] = []
        for built, target in replacements:
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = stack.enter_context(TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent))
            new, old = Path(beside, "new"), Path(beside, "old")
            _copy(built, new)
            if new.is_file() and target.exists():
                shutil.copymode(target, new)
            moves.append((new, old, target))
        try:
            for new, old, target in moves:
                if target.exists():
                    target.rename(old)
                new.rename(target)
        except BaseException:
            for new, old, target in moves:
                _move_back(new, old, target)
            raise


def _move_back(new: Path, old: Path, target: Path) -> None:
    if target.exists() and not new.exists():
        target.rename(new)
    if old.exists():
        old.rename(target)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off what would end the process, Ctrl-C and the like, until the block is done; Windows cannot."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
