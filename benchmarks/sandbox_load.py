"""Put the sandbox under load: clients that work on their own datasets at once. Prints how long each kind of call took.

`python -m benchmarks.sandbox_load` takes a minute. The sandbox runs in a process of its own, on the same cores.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

import omiq

Result = TypeVar("Result")

FEW_EVENTS = 2_000
PERCENT = (50, 99)


class Times:
    """Seconds of each kind of call, and what went wrong."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    async def take(self, name: str, call: Callable[[], Awaitable[Result]]) -> Result:
        """Await one call and note how long it took."""
        began = time.perf_counter()
        result = await call()
        self.seconds[name].append(time.perf_counter() - began)
        return result

    def table(self, seconds: float) -> str:
        lines = [f"{'call':<24}{'count':>8}{'p50 ms':>10}{'p99 ms':>10}"]
        every = {**self.seconds, "all": [each for some in self.seconds.values() for each in some]}
        for name, taken in every.items():
            cuts = statistics.quantiles(taken, n=100) if taken[1:] else taken * 99
            shown = "".join(f"{cuts[percent - 1] * 1000:>10.1f}" for percent in PERCENT)
            lines.append(f"{name:<24}{len(taken):>8}{shown}")
        return "\n".join([*lines, f"\n{len(every['all']) / seconds:.0f} calls/s, {len(self.errors)} errors"])


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.sandbox_load", description=__doc__)
    parser.add_argument("--clients", type=int, default=100, metavar="N", help="clients at once (100)")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="how long (60)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        panel = [sys.executable, "-m", "omiq_sandbox", "panel", folder, "--files", "1", "--events", str(FEW_EVENTS)]
        subprocess.run(panel, check=True, stdout=subprocess.DEVNULL)
        content = next(Path(folder).glob("*.fcs")).read_bytes()
        with sandbox(Path(folder, "data")) as (server, secret_file):
            times, seconds = asyncio.run(_load(server, secret_file, content, options.clients, options.seconds))
    print(f"{options.clients} clients at once for {seconds:.0f} s on {os.cpu_count()} cores\n")
    print(times.table(seconds))
    print(*sorted(set(times.errors)), sep="\n")
    sys.exit(bool(times.errors))


@contextmanager
def sandbox(data: Path) -> Iterator[tuple[str, str]]:
    """Serve in a process of its own; the value is the API's URL and a secret file."""
    command = [sys.executable, "-m", "omiq_sandbox", "serve", "--env", "--seed", "empty", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = shlex.split(process.stdout.readline() + process.stdout.readline())
        exported = dict(word.split("=", 1) for word in words if "=" in word)
        try:
            yield exported["OMIQ_SERVER"], exported["OMIQ_SECRET_FILE"]
        finally:
            process.send_signal(signal.SIGTERM)


async def _load(server: str, secret_file: str, content: bytes, clients: int, seconds: float) -> tuple[Times, float]:
    times, signed_in = Times(), asyncio.Barrier(clients + 1)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(clients):
            tasks.create_task(_client(server, secret_file, content, times, signed_in, seconds))
        await signed_in.wait()
        began = time.monotonic()
    return times, time.monotonic() - began


async def _client(
    server: str, secret_file: str, content: bytes, times: Times, signed_in: asyncio.Barrier, seconds: float
) -> None:
    """Work again and again until the time is over. An error is noted, and the next round begins."""
    async with omiq.AsyncClient(server, secret_file=secret_file, retries=0) as client, httpx.AsyncClient() as storage:
        await client.users.me()
        await signed_in.wait()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                await _round(client, storage, content, times)
            except (omiq.OmiqError, httpx.HTTPError) as error:
                times.errors.append(f"{type(error).__name__}: {error}")


async def _round(client: omiq.AsyncClient, storage: httpx.AsyncClient, content: bytes, times: Times) -> None:
    """What a person does all day: upload a file, wait for it, make a workflow, export, read."""
    dataset = await times.take("datasets.create", lambda: client.datasets.create(display_name="Load"))
    spec: Any = omiq.models.FileSpec(
        display_name="a.fcs", file_name="a.fcs", content_type="application/octet-stream", dataset_id=dataset.id
    )
    registered = await times.take("files.register", lambda: client.files.register(dataset.id, files=[spec]))
    file_id = registered.files[0].id
    await times.take("PUT", lambda: _done(storage.put(registered.signed_urls[0], content=content)))
    file = await times.take("files.get", lambda: client.files.get(dataset.id, file_id))
    while file.status not in ("COMPLETE", "FAILED"):
        await asyncio.sleep(0.5)
        file = await times.take("files.get", lambda: client.files.get(dataset.id, file_id))
    workflow = await times.take("workflows.create", lambda: client.workflows.create(dataset_id=dataset.id, name="Load"))
    await times.take("workflows.save", lambda: client.workflows.save(workflow))
    export: Any = {
        "dataset_id": dataset.id,
        "file_ids": [file_id],
        "feature_names": [feature.name for feature in file.features or ()],
        "reverse_transform": False,
        "format": "CSV",
        "filter_usage_mode": "NAMECOL",
        "instructions": omiq.models.ExportInstructions(task_id=1, config=workflow, filters=["UNFILTERED"]),
    }
    url = await times.take("exports.initiate", lambda: client.exports.initiate(**export))
    await times.take("GET", lambda: _done(storage.get(url)))
    for _ in range(5):
        await times.take("users.me", client.users.me)
        await times.take("files.list", lambda: client.files.list(dataset.id))
    await times.take("datasets.list", lambda: client.datasets.list(limit=10))
    await times.take("datasets.force_delete", lambda: client.datasets.force_delete(dataset.id))


async def _done(answer: Awaitable[httpx.Response]) -> None:
    (await answer).raise_for_status()


if __name__ == "__main__":
    main()
