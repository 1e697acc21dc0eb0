"""What becomes of each job under each fault. `python -m tests.transfers.faults.matrix` prints all of it."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from anyio.from_thread import BlockingPortal, start_blocking_portal

import omiq
import omiq_sandbox
from omiq_sandbox._log import Request
from tests.support.clients import client_on
from tests.support.clock import HastyClock

from .cells import Cell, cells
from .jobs import TASKS, Task

PATIENCE = 0.25  # seconds: real ones, as sockets count them
UNDISTURBED = 30.0  # seconds, where there are no faults: a slow machine is none
_WIDTH = 160


class Bench:
    """A server and both kinds of clients, for one cell after the other."""

    def __init__(self, server: omiq_sandbox.Server, owner: omiq.Client, portal: BlockingPortal, folder: Path) -> None:
        self._server = server
        self._owner = owner
        self._portal = portal
        self._folder = folder
        self._count = 0

    def outcome(self, cell: Cell) -> str:
        """Do a cell's job under its fault and once more without; return how it ended the first time.

        Raise AssertionError where that is neither right nor an error that one can go on from.
        """
        self._count += 1
        task = TASKS[cell.job](self._server, self._owner, self._folder / str(self._count))
        before = self._last_number()
        self._server.faults.set(*cell.faults())
        try:
            error = self._run(cell, task, timeout=PATIENCE)
        finally:
            self._server.faults.clear()
        between = self._last_number()
        task.check_no_half_file()
        if error is None:
            task.check_complete()
        task.delete_unreadable()
        again = self._run(cell, task, timeout=UNDISTURBED)
        assert again is None, f"once more: {_shown(again)}"
        seen = [request for request in self._server.requests if request.number > before]
        task.check_begun_once(seen, between, error)
        task.check_complete()
        self._check_storage_saw_no_token(seen)
        return _shown(error)

    def _last_number(self) -> int:
        """Return the number of the newest request: the server keeps no more than the newest 10,000."""
        return self._server.requests[-1].number

    def _run(self, cell: Cell, task: Task, *, timeout: float) -> omiq.OmiqError | None:
        portal = self._portal if cell.client == "async" else None
        options = {
            "token": self._server.token,
            "clock": HastyClock(),
            "timeout": timeout,
            "retries": 2,
            "deadline": 60,
        }
        with closing(client_on(portal, self._server.url, **options)) as client:
            try:
                task.run(client)
            except omiq.OmiqError as error:
                words = str(error)
                assert words
                for secret in (self._server.token, "signature=", "expires="):
                    assert secret not in words
                return error
        return None

    def _check_storage_saw_no_token(self, seen: Iterable[Request]) -> None:
        for request in seen:
            if request.origin == "storage":
                assert "authorization" not in request.headers
                assert self._server.token not in f"{request.path} {request.query}"


def _shown(error: omiq.OmiqError | None) -> str:
    """Return the error's class, and that of the files' errors where it is about files."""
    if error is None:
        return "complete"
    of_files = {type(each.error).__name__ for each in getattr(error, "results", ()) if each.error is not None}
    name = type(error).__name__
    return f"{name} ({', '.join(sorted(of_files))})" if of_files else name


@contextmanager
def bench() -> Iterator[Bench]:
    with ExitStack() as resources:
        server = resources.enter_context(omiq_sandbox.run(seed="empty"))
        owner = resources.enter_context(omiq.Client(server.url, token=server.token, clock=HastyClock()))
        portal = resources.enter_context(start_blocking_portal("asyncio"))
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        yield Bench(server, owner, portal, folder)


def main() -> None:
    logging.getLogger("omiq").setLevel(logging.CRITICAL)
    every, wrong = [*cells()], 0
    with bench() as here:
        for cell in every:
            try:
                outcome = here.outcome(cell)
            except Exception as error:  # noqa: BLE001 (shown as what it is)
                wrong += 1
                outcome = f"WRONG {type(error).__name__}: {error}".splitlines()[0][:_WIDTH]
            sys.stdout.write(f"{cell.fault:36}{cell.job:10}{cell.where:16}{cell.client:7}{outcome}\n")
            sys.stdout.flush()
    sys.stdout.write(f"\n{len(every)} cells, {wrong} wrong\n")


if __name__ == "__main__":
    main()
