"""What the tests of transfers are given: a sandbox, and a client of it of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from anyio.from_thread import BlockingPortal

import omiq
import omiq_sandbox
from tests.support.clients import client_on
from tests.support.clock import HastyClock


@pytest.fixture
def sandbox() -> Iterator[omiq_sandbox.Server]:
    """A fresh server that holds accounts alone."""
    with omiq_sandbox.run(seed="empty") as server:
        yield server


@pytest.fixture
def owner(sandbox: omiq_sandbox.Server, driver: BlockingPortal | None) -> Iterator[omiq.Client]:
    """A client of the sandbox, sync or async (on asyncio and trio), whose pauses take no time."""
    with closing(client_on(driver, sandbox.url, token=sandbox.token, clock=HastyClock())) as client:
        yield client
