"""A download is in a part of its own until it is whole, and leaves nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from omiq._storage.part import Part

CONTENT = bytes(range(256)) * 12_000  # three pieces
FINISHED_AND_KILLED = """
import os, signal, sys
from pathlib import Path
from omiq._storage.part import Part

def replace(part, path, place=Path.replace):
    place(part, path)
    os.kill(os.getpid(), signal.SIGKILL)

Path.replace = replace
with Part(Path(sys.argv[1])) as part:
    part.begin("one")
    part.room(4)[:] = b"data"
    part.write(4)
    part.finish()
"""


def test_finished_file_is_safe_from_who_had_opened_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens a part that is put at its place before it is locked begins a part of its own."""
    target = tmp_path / "cells.fcs"
    first = Part(target)
    first.__enter__()
    _write(first, CONTENT)

    def finish_first(descriptor: int) -> None:
        if not target.exists():
            first.finish()

    monkeypatch.setattr("omiq._storage.part._lock", finish_first)
    with Part(target) as second:
        _write(second, b"new")
    first.__exit__(None, None, None)
    assert target.read_bytes() == CONTENT


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not tell which files are open")
@pytest.mark.parametrize("content", [CONTENT, b""], ids=["bytes", "none"])
@pytest.mark.parametrize("finished", [True, False])
def test_no_open_file_is_renamed_or_removed_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, finished: bool
) -> None:
    """There a file that is open is neither: the part is closed before."""
    monkeypatch.setattr("omiq._storage.part._WINDOWS", True)
    for name in ("replace", "unlink"):
        monkeypatch.setattr(Path, name, closed_alone(getattr(Path, name)))
    with Part(tmp_path / "cells.fcs") as part:
        part.begin('"1"')
        _write(part, content)
        if finished:
            part.finish()
    left = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".json"}
    assert left == ({"cells.fcs": content} if finished else {"cells.fcs.part": content} if content else {})


def closed_alone(change: Callable[..., Any]) -> Callable[..., Any]:
    """Return what changes a file's name, or refuses to, as Windows does, while the file is open."""

    def checked(path: Path, *arguments: Any, **options: Any) -> Any:
        for each in list(Path("/proc/self/fd").iterdir()):
            with suppress(FileNotFoundError):  # that by which they were listed
                assert each.readlink() != path
        return change(path, *arguments, **options)

    return checked


def test_empty_file_that_is_finished_takes_no_part_of_another_job(tmp_path: Path) -> None:
    """Who begins a part of the same name just after it keeps that part."""
    with Part(tmp_path / "cells.fcs") as first:
        first.finish()
        second = Part(tmp_path / "cells.fcs").__enter__()
    _write(second, CONTENT)
    second.finish()
    second.__exit__(None, None, None)
    assert (tmp_path / "cells.fcs").read_bytes() == CONTENT


def test_download_that_is_killed_as_it_gets_its_name_leaves_nothing_else(tmp_path: Path) -> None:
    """No later run would look at what it left."""
    command = [sys.executable, "-c", FINISHED_AND_KILLED, str(tmp_path / "cells.fcs")]
    assert subprocess.run(command).returncode == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"cells.fcs": b"data"}


def _write(part: Part, content: bytes) -> None:
    part.room(len(content))[:] = content
    part.write(len(content))
