"""Exports of many files that keep the server busy: how near 16 at once come to what could be at best."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from omiq import Client
from omiq_sandbox._cytometry.panel import write_panel

from .sandboxed import Api, sandboxed
from .table import Row, Size

SECONDS = 2.0
AT_ONCE = 16
GOAL = 1.15
_EVENTS = 50


def measure(size: Size) -> list[Row]:
    """Take exports of two seconds each, by the sandbox's latency: ideal are 16 of them at any time, to the last."""
    busy = {"kind": "latency", "operation": "initiateExport", "seconds": SECONDS}
    with sandboxed(busy) as api, tempfile.TemporaryDirectory() as folder:
        seconds = _exported(api, Path(folder), size.exports)
    what = f"{size.exports} exports of {SECONDS:g} s, {AT_ONCE} at once"
    return [Row(f"{what} : ideal", seconds, max(size.exports / AT_ONCE, 1) * SECONDS, "s", GOAL)]


def _exported(api: Api, folder: Path, count: int) -> float:
    with Client(api.url, token=api.token) as client:
        dataset_id = client.datasets.create(display_name="Exports").id
        client.files.upload(dataset_id, _copies(folder / "files", count), progress=False)
        workflow = client.workflows.create(dataset_id=dataset_id, name="Exports")
        client.workflows.save(workflow)
        (first, *_) = client.files.list(dataset_id)
        client.exports.run(workflow, [first], filters=[], folder=folder / "first", progress=False)  # numpy is loaded
        began = time.perf_counter()
        client.exports.run(workflow, filters=[], folder=folder / "tables", concurrency=AT_ONCE, progress=False)
        seconds = time.perf_counter() - began
    assert len(list((folder / "tables").glob("*/*.csv"))) == count
    return seconds


def _copies(folder: Path, count: int) -> Path:
    (first,) = write_panel(folder, files=1, events=_EVENTS)
    for number in range(1, count):
        shutil.copyfile(first, folder / f"copy_{number:03}.fcs")
    return folder
