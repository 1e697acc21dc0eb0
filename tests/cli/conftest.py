"""What the tests of the command line are given: a sandbox, and the command signed in to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from tests.support.command import Omiq


@pytest.fixture
def sandbox() -> Iterator[omiq_sandbox.Server]:
    """A fresh server with accounts, a dataset and a workflow."""
    with omiq_sandbox.run() as server:
        yield server


@pytest.fixture
def command(sandbox: omiq_sandbox.Server, tmp_path: Path) -> Omiq:
    """The command, signed in to the sandbox by the environment."""
    return Omiq(tmp_path, OMIQ_SERVER=sandbox.url, OMIQ_TOKEN=sandbox.token)


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    """A client that is signed in as the same user."""
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        yield client
