"""A dataset to be called for, and a client that tries each call once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import omiq
import omiq_sandbox


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    """A client that repeats nothing by itself."""
    with omiq.Client(sandbox.url, token=sandbox.token, retries=0) as client:
        yield client


@pytest.fixture
def dataset_id(client: omiq.Client) -> int:
    return client.datasets.create(display_name="Panel 1").id


@pytest.fixture
def url(sandbox: omiq_sandbox.Server, dataset_id: int) -> str:
    """Where the dataset is, as raw requests ask for it."""
    return f"{sandbox.url}/datasets/{dataset_id}"


@pytest.fixture
def headers(sandbox: omiq_sandbox.Server) -> dict[str, str]:
    """What signs a raw request in."""
    return {"Authorization": f"Bearer {sandbox.token}"}
