"""A client of the sandbox, with a dataset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import omiq
import omiq_sandbox
from tests.support.accounts import signed_in


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    """A client of the dataset's owner."""
    with signed_in(sandbox, "owner") as owner:
        yield owner


@pytest.fixture
def dataset_id(client: omiq.Client) -> int:
    return client.datasets.create(display_name="Lymphocytes").id
