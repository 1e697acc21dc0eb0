"""`omiq transfers list`."""

from __future__ import annotations

import omiq
from tests.support.command import Omiq


def test_list_shows_what_the_server_tells(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    ended = command("transfers", "list", dataset.id, "--json")
    assert ended.json == [transfer.raw for transfer in client.transfers.list(dataset.id)]


def test_list_of_a_dataset_that_is_unknown(command: Omiq) -> None:
    assert command("transfers", "list", "Nowhere").code == 4
