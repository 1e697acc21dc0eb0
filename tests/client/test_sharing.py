"""One client in many hands: threads, tasks, event loops and processes; and callers who leave in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import anyio
import pytest

import omiq
from tests.conftest import Serve
from tests.support.account import EMAIL, SECRET_KEY
from tests.support.clock import FakeClock
from tests.support.server import Fault, Reply, Seen, Server, Step
from tests.support.tokens import TOKEN, jwt

NO_DATASETS = Reply({"datasets": []})
ENDLESS = jwt(None)

FORKING = f"""
import os, sys, omiq
client = omiq.Client(sys.argv[1], token={ENDLESS!r})
client.datasets.get(1)
child = os.fork()
if child:
    os.waitpid(child, 0)
client.datasets.get(2 if child else 3)
if not child:
    os._exit(0)
"""

LOOPS = f"""
import sys, anyio, omiq
client = omiq.AsyncClient(sys.argv[1], email={EMAIL!r}, secret_key={SECRET_KEY!r})
for backend in sys.argv[2:]:
    anyio.run(client.datasets.list, backend=backend)
anyio.run(client.aclose, backend=backend)
"""

INTERRUPTED = f"""
import sys, omiq
with omiq.Client(sys.argv[1], email={EMAIL!r}, secret_key={SECRET_KEY!r}) as client:
    try:
        client.datasets.list()
    except KeyboardInterrupt:
        print(client.datasets.list())
"""


def test_threads_share_a_client(server: Server) -> None:
    """Many threads call at once, and each gets its own answer."""
    server.script(*[lambda seen: Reply({"dataset": {"id": int(seen.path.rpartition("/")[2])}})] * 40)
    with omiq.Client(server.url, token=TOKEN, clock=FakeClock()) as client, ThreadPoolExecutor(8) as threads:
        got = list(threads.map(lambda number: client.datasets.get(number).id, range(40)))
    assert got == list(range(40))


async def test_tasks_share_a_client(server: Server) -> None:
    """Many tasks call at once, and each gets its own answer."""
    server.script(*[lambda seen: Reply({"dataset": {"id": int(seen.path.rpartition("/")[2])}})] * 40)
    got: dict[int, Any] = {}

    async def get(number: int) -> None:
        got[number] = (await client.datasets.get(number)).id

    async with (
        omiq.AsyncClient(server.url, token=TOKEN, clock=FakeClock()) as client,
        anyio.create_task_group() as tasks,
    ):
        for number in range(40):
            tasks.start_soon(get, number)
    assert got == {number: number for number in range(40)}


async def test_task_that_is_cancelled(server: Server) -> None:
    """A call that is given up in the middle of its answer leaves the client fit for the next one."""
    begun = Event()

    def endless() -> Iterator[bytes]:
        begun.set()
        while True:
            yield b" "

    server.script(Reply(pieces=endless()), NO_DATASETS)
    async with omiq.AsyncClient(server.url, token=TOKEN, clock=FakeClock()) as client:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.datasets.list)
            await anyio.to_thread.run_sync(begun.wait)
            tasks.cancel_scope.cancel()
        assert await client.datasets.list() == []


@pytest.mark.parametrize("backends", [["asyncio"] * 3, ["trio"] * 3, ["asyncio", "trio", "asyncio"]], ids="-".join)
def test_event_loops_share_a_client(backends: list[str], server: Server) -> None:
    """A program that runs one event loop after the other keeps its client, which signs in again where it must."""
    signed_in = Reply({"jwt": ENDLESS}), NO_DATASETS
    server.script(*signed_in, *[Reply({"error": "over"}, 401), *signed_in] * 2)
    subprocess.run([sys.executable, "-c", LOOPS, server.url, *backends], check=True)
    assert server.left == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_fork_shares_no_connection(server: Server) -> None:
    """After a fork the processes do not read each other's answers: the child has a connection of its own."""
    server.script(*[lambda seen: Reply({"dataset": {"id": 1}})] * 3)
    subprocess.run([sys.executable, "-c", FORKING, server.url], check=True)
    assert [seen.path for seen in server.requests] == ["/api/datasets/1", "/api/datasets/3", "/api/datasets/2"]
    assert [seen.connection for seen in server.requests] == [1, 2, 1]


@pytest.mark.parametrize("phase", ["login", "call", "answer"])
def test_interrupt(phase: str, serve: Serve) -> None:
    """Ctrl-C ends a call at once, in each phase, and leaves locks and client fit for the next call."""
    asked = Event()

    def hang(seen: Seen) -> Reply | Fault:
        asked.set()
        return Reply(headers={"Content-Length": "9"}) if phase == "answer" else Fault.SILENCE

    login = Reply({"jwt": ENDLESS})
    script: list[Step] = [hang, login] if phase == "login" else [login, hang]
    server = serve(*script, NO_DATASETS)
    command = [sys.executable, "-c", INTERRUPTED, server.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        asked.wait()
        program.send_signal(signal.SIGINT)
        printed, _ = program.communicate(timeout=20)
    assert (printed, server.left) == ("[]\n", 0)
