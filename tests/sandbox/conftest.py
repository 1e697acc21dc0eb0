"""What the tests of the sandbox are given: a server of their own, on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import omiq_sandbox


@pytest.fixture
def sandbox() -> Iterator[omiq_sandbox.Server]:
    """A fresh server that holds accounts alone."""
    with omiq_sandbox.run(seed="empty") as server:
        yield server


@pytest.fixture
def demo() -> Iterator[omiq_sandbox.Server]:
    """A fresh server with the demo's dataset, workflow and group."""
    with omiq_sandbox.run(seed="demo") as server:
        yield server
