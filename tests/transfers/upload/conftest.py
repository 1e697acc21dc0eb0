"""What the tests of uploads are given: an empty dataset, a folder of FCS files, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._cytometry.panel import write_panel

Arrived: TypeAlias = Callable[[], None]


@pytest.fixture(scope="module")
def server() -> Iterator[omiq_sandbox.Server]:
    with omiq_sandbox.run(seed="empty") as server:
        yield server


@pytest.fixture
def sandbox(server: omiq_sandbox.Server) -> Iterator[omiq_sandbox.Server]:
    """A server without faults that has logged nothing; a new one for each test would take most of the time."""
    server._sandbox.log.clear()
    yield server
    server.faults.clear()
    server.wait_idle()


@pytest.fixture
def dataset(owner: omiq.Client) -> int:
    """The id of an empty dataset."""
    return owner.datasets.create(display_name="Study").id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of five FCS files."""
    write_panel(tmp_path / "fcs", files=5, events=20)
    return tmp_path / "fcs"


@pytest.fixture
def arrived(sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path) -> Arrived:
    """Check that the dataset holds each file of the folder once, byte for byte, and that the storage saw no token."""

    def check() -> None:
        sandbox.faults.clear()
        files = owner.files.list(dataset)
        assert Counter(file.display_name for file in files) == Counter(path.name for path in folder.iterdir())
        with httpx.Client(trust_env=False, verify=False) as http:  # noqa: S501 (loopback, no TLS)
            for file in files:
                kept = http.get(owner.files.download_url(dataset, file.id))
                assert kept.content == (folder / (file.display_name or "")).read_bytes()
        no_token_in_the_storage_log(sandbox)

    return check


def no_token_in_the_storage_log(sandbox: omiq_sandbox.Server) -> None:
    to_storage = [request for request in sandbox.requests if request.origin == "storage"]
    assert to_storage
    assert not any("authorization" in request.headers for request in to_storage)


def puts(sandbox: omiq_sandbox.Server) -> int:
    return sum(request.method == "PUT" for request in sandbox.requests)


def calls(sandbox: omiq_sandbox.Server, operation: str) -> int:
    return sum(request.operation == operation for request in sandbox.requests)
