"""A job that is interrupted ends soon, keeps what it has, and says how to go on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import anyio
import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import CELLS, upload

CONTENT = CELLS + bytes(range(256)) * 4000
SOON = 1.0  # seconds from Ctrl-C to the end
BUSY = 1.0  # seconds more, for an interpreter that ends on a machine with other work
JOB = """
import sys, omiq
url, token, folder, dataset_id, direction = sys.argv[1:]
seen = lambda progress: progress.bytes_done and print("moving", flush=True)
omiq.Client(url, token=token).sync(folder, int(dataset_id), direction=direction, progress=seen)
"""


def test_ctrl_c_while_a_file_comes(sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """The command ends though the storage is slow, says how to go on, and the next run asks for the rest alone."""
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        dataset_id = client.datasets.create(display_name="Slow").id
        upload(client, dataset_id, CONTENT, "cells.fcs")
        sandbox.wait_idle()
        sandbox.faults.add({"kind": "drip", "operation": "storage.get", "bytes": 50_000, "seconds": 3.0, "count": 1})
        words = interrupted(sandbox, tmp_path, dataset_id, "down")
        assert "make the same call again to go on" in words
        part = (tmp_path / "cells.fcs.part").stat().st_size
        assert 0 < part < len(CONTENT)
        client.sync(tmp_path, dataset_id, direction="down", progress=False)
    assert (tmp_path / "cells.fcs").read_bytes() == CONTENT
    ranges = [request.headers.get("range") for request in sandbox.requests if request.method == "GET"]
    assert f"bytes={part}-" in ranges


def test_ctrl_c_while_a_thread_begins(
    sandbox: omiq_sandbox.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that has not begun yet is not waited for."""

    def interrupt(thread: Thread) -> None:
        raise KeyboardInterrupt

    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        dataset_id = client.datasets.create(display_name="Slow").id
        upload(client, dataset_id, CELLS, "cells.fcs")
        monkeypatch.setattr(Thread, "start", interrupt)
        with pytest.raises(KeyboardInterrupt, match="make the same call again to go on"):
            client.files.download(dataset_id, tmp_path, progress=False)
        monkeypatch.undo()


def interrupted(sandbox: omiq_sandbox.Server, folder: Path, dataset_id: int, direction: str) -> str:
    """Begin a sync, interrupt it as soon as it moves bytes, and return what it wrote to stderr."""
    command = [sys.executable, "-c", JOB, sandbox.url, sandbox.token, str(folder), str(dataset_id), direction]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "moving\n"
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, words = process.communicate(timeout=30)
        assert time.monotonic() - began < SOON + BUSY
    assert process.returncode == -signal.SIGINT
    return words


@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_cancelled_task(sandbox: omiq_sandbox.Server, tmp_path: Path, anyio_backend: str) -> None:
    """Cancelling the task that awaits a job ends the job; what has come stays in its part."""
    async with omiq.AsyncClient(sandbox.url, token=sandbox.token) as client:
        dataset_id = (await client.datasets.create(display_name="Slow")).id
        await anyio.to_thread.run_sync(_put, sandbox, dataset_id)
        sandbox.faults.add({"kind": "drip", "operation": "storage.get", "bytes": 50_000, "seconds": 1.0, "count": 1})
        moving = anyio.Event()

        def seen(progress: omiq.Progress) -> None:
            if progress.bytes_done:
                anyio.from_thread.run_sync(moving.set)

        async with anyio.create_task_group() as group:
            group.start_soon(_downloaded, client, dataset_id, tmp_path, seen)
            await moving.wait()
            group.cancel_scope.cancel()
        assert (tmp_path / "cells.fcs.part").stat().st_size > 0
        await client.files.download(dataset_id, tmp_path, progress=False)
    assert (tmp_path / "cells.fcs").read_bytes() == CONTENT


async def _downloaded(client: omiq.AsyncClient, dataset_id: int, folder: Path, seen: omiq.Report) -> None:
    await client.files.download(dataset_id, folder, progress=seen)


def _put(sandbox: omiq_sandbox.Server, dataset_id: int) -> None:
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        upload(client, dataset_id, CONTENT, "cells.fcs")
    sandbox.wait_idle()
