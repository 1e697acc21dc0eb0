"""What comparing answers with the catalog adds to a call, sync and async, against the same call without.

A sandbox answers. Clients that differ in `check` alone take turns in short blocks, so that all are disturbed alike.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from os import environ
from pathlib import Path
from statistics import fmean
from time import perf_counter, process_time, thread_time
from typing import Any, Final, NamedTuple

from omiq import AsyncClient, Client
from omiq._options import Check
from omiq.models import Workflow
from omiq_sandbox._cytometry.panel import write_panel

from .sandboxed import Api, sandboxed
from .table import Row, Size

GOAL: Final = 1.05
MODES: Final[tuple[Check, ...]] = ("off", "record", "warn")
_EVENTS, _GATES = 50, 160
_BLOCK = 0.05  # seconds


class Block(NamedTuple):
    """Seconds that a call takes, and the percentage of them in which other threads of the process compute."""

    call: float
    beside: float


class Study(NamedTuple):
    """What is asked for: the id of a dataset of many files, and that of a workflow of some 100 kB."""

    dataset: int
    workflow: int


def measure(size: Size) -> list[Row]:
    files = size.files // 10
    names = ("datasets listed", "workflow of 100 kB", f"{files:,} files listed")
    with sandboxed() as api, tempfile.TemporaryDirectory() as folder:
        environ["XDG_STATE_HOME"] = folder  # what is found is nobody's; this process is a fresh one
        logging.disable(logging.WARNING)
        study = _study(api, Path(folder), files)
        measured = {
            "": _sync(api, study, size.blocks),
            ", async": asyncio.run(_async(api, study, size.blocks)),
        }
    return [
        row
        for kind, answers in measured.items()
        for name, blocks in zip(names, answers, strict=True)
        for row in _rows(name + kind, blocks)
    ]


def _rows(name: str, blocks: Iterable[Sequence[Block]]) -> Iterator[Row]:
    """Yield what the turns of one call give, in each of which there is a block for each mode."""
    off, *others = (Block(*map(_mean, zip(*by_mode, strict=True))) for by_mode in zip(*blocks, strict=True))
    for mode, block in zip(MODES[1:], others, strict=True):
        yield Row(f"{name}, check={mode} : off", block.call * 1e6, off.call * 1e6, "us", GOAL)
        yield Row(f"{name}, check={mode}, computing beside : 5 %", block.beside, 5.0, "%", 1.0)


def _mean(values: Sequence[float]) -> float:
    """Return the mean of all but the lowest and the highest tenth, in which something else disturbed."""
    left_out = len(values) // 10
    return fmean(sorted(values)[left_out : len(values) - left_out])


def _sync(api: Api, study: Study, turns: int) -> list[list[list[Block]]]:
    with ExitStack() as clients:
        calls = [_calls(clients.enter_context(Client(api.url, token=api.token, check=mode)), study) for mode in MODES]
        return [[[_block(call) for call in same] for _ in range(turns)] for same in zip(*calls, strict=True)]


async def _async(api: Api, study: Study, turns: int) -> list[list[list[Block]]]:
    async with AsyncExitStack() as clients:
        calls = [
            _calls(await clients.enter_async_context(AsyncClient(api.url, token=api.token, check=mode)), study)
            for mode in MODES
        ]
        return [
            [[await _async_block(call) for call in same] for _ in range(turns)] for same in zip(*calls, strict=True)
        ]


def _calls(client: Any, study: Study) -> list[Callable[[], Any]]:
    return [
        client.datasets.list,
        lambda: client.workflows.get(study.workflow),
        lambda: client.files.list(study.dataset),
    ]


def _block(call: Callable[[], object]) -> Block:
    timer = _Timer()
    while timer.seconds() < _BLOCK:
        call()
    return timer.block()


async def _async_block(call: Callable[[], Awaitable[object]]) -> Block:
    timer = _Timer()
    while timer.seconds() < _BLOCK:
        await call()
    return timer.block()


class _Timer:
    """Counts calls, and the time that they and other threads take."""

    def __init__(self) -> None:
        self._calls = -1
        self._computed = process_time() - thread_time()
        self._began = perf_counter()

    def seconds(self) -> float:
        """Return the seconds since the beginning; called before each call, and after the last one."""
        self._calls += 1
        return perf_counter() - self._began

    def block(self) -> Block:
        seconds = perf_counter() - self._began
        return Block(seconds / self._calls, (process_time() - thread_time() - self._computed) / seconds * 100)


def _study(api: Api, folder: Path, files: int) -> Study:
    with Client(api.url, token=api.token) as client:
        dataset = client.datasets.create(display_name="Many files").id
        client.files.upload(dataset, _copies(folder / "files", files), progress=False)
        workflow = client.workflows.create(dataset_id=dataset, name="Many gates")
        gating = {"id": 2, "type": "GatingTask", "parentId": 1, "gatingTree": _tree()}
        client.workflows.save(Workflow.view({**workflow.raw, "tasks": [*workflow.raw["tasks"], gating]}))
        return Study(dataset, workflow.id)


def _copies(folder: Path, count: int) -> Path:
    (first,) = write_panel(folder, files=1, events=_EVENTS)
    for number in range(1, count):
        shutil.copyfile(first, folder / f"copy_{number:04}.fcs")
    return folder


def _tree() -> dict[str, Any]:
    """Return a tree of rectangles, each within the one before."""
    nodes, containers = {}, {}
    for number in range(_GATES):
        node, container = f"node{number}", f"container{number}"
        parent = f"node{number - 1}" if number else ""
        nodes[node] = {"id": node, "parentId": parent, "filterContainerId": container, "ord": 1, "collapsed": False}
        containers[container] = {
            "id": container,
            "name": f"Gate {number}",
            "type": "DEFAULT",
            "containerType": "AtomicFilterContainer",
            "defaultFilter": {
                "type": "RectangleGate",
                "f1": "FSC-A",
                "f2": "SSC-A",
                "min": {"f1Val": 0.25, "f2Val": 0.25},
                "max": {"f1Val": 1e5 - number, "f2Val": 1e5 - number},
                "labelLoc": {"f1Val": 0.5, "f2Val": 0.5},
            },
        }
    return {"nodes": nodes, "filterContainers": containers}
