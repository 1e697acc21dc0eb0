"""What a file costs, in time and memory, where a sync lists and plans more and more of them, and has nothing to move.

The files of the folder have holes for bytes; the server gives one canned listing, and knows no other path.
"""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from omiq import Client

from .files import listing
from .fresh import in_fresh_process
from .peak import peak_megabytes
from .server import serving, token
from .table import Row, Size

FLAT = 1.25
SMALL, LARGE = 0, 1


class Cost(NamedTuple):
    """Microseconds and kilobytes a file."""

    files: int
    time: float
    memory: float


def measure(size: Size) -> list[Row]:
    costs = [_cost(count) for count in size.steps]
    return [
        Row(f"{more.files:,} files listed and planned, {what} : {fewer.files:,}", ours, theirs, unit, FLAT)
        for fewer, more in pairwise(costs)
        for what, ours, theirs, unit in (
            ("time", more.time, fewer.time, "µs a file"),
            ("memory", more.memory, fewer.memory, "kB a file"),
        )
    ]


def _cost(count: int) -> Cost:
    small, large = _named(1), _named(count)
    answers = {
        _path(dataset): json.dumps({"files": files}).encode() for dataset, files in ((SMALL, small), (LARGE, large))
    }
    with TemporaryDirectory() as folder, serving(answers) as url:
        for name, files in (("small", small), ("large", large)):
            _put_holes(Path(folder, name), files)
        return in_fresh_process(_planned, url, Path(folder), count)


def _planned(url: str, folder: Path, count: int) -> Cost:
    """Plan one file first, so that the libraries are loaded before what is measured."""
    with Client(url, token=token()) as client:
        client.sync(folder / "small", SMALL, progress=False)
        before, began = peak_megabytes(), time.perf_counter()
        results = client.sync(folder / "large", LARGE, progress=False)
        seconds, megabytes = time.perf_counter() - began, peak_megabytes() - before
    assert [entry.state for entry in results] == ["skipped"] * count
    return Cost(count, seconds / count * 1e6, megabytes / count * 1e3)


def _named(count: int) -> list[dict[str, Any]]:
    """Return the members of files that are displayed by the names they were uploaded with."""
    files: list[dict[str, Any]] = json.loads(listing(count))["files"]
    return [file | {"displayName": file["fileName"]} for file in files]


def _put_holes(folder: Path, files: list[dict[str, Any]]) -> None:
    folder.mkdir()
    for file in files:
        with (folder / file["fileName"]).open("wb") as hole:
            hole.truncate(file["size"])


def _path(dataset_id: int) -> str:
    return f"/api/datasets/{dataset_id}/files"
