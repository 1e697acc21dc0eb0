"""Faults of the connection, as they look on the wire and to a user of the client."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import CELLS, put, register, upload
from tests.support.wire import LIMIT, exchange


def names(client: omiq.Client) -> list[str | None]:
    return [dataset.display_name for dataset in client.datasets.list()]


def test_cut_before_the_work(
    sandbox: omiq_sandbox.Server, client: omiq.Client, url: str, headers: dict[str, str]
) -> None:
    """Not a byte comes, and nothing was done."""
    sandbox.faults.set({"kind": "cut", "where": "before", "operation": "getDataset"})
    seen = exchange(url, headers=headers)
    assert (seen.status, seen.end) == (None, "orderly")
    sandbox.faults.set({"kind": "cut", "where": "before", "operation": "createDataset"})
    with pytest.raises(omiq.OutcomeUnknown):
        client.datasets.create(display_name="Panel 2")
    assert names(client) == ["Panel 1"]


def test_cut_after_the_work_before_the_answer(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """Not a byte comes, but the dataset is there: what the client calls an unknown outcome."""
    sandbox.faults.set({"kind": "cut", "where": "unanswered", "operation": "datasets.create"})
    with pytest.raises(omiq.OutcomeUnknown):
        client.datasets.create(display_name="Panel 2")
    assert sorted(map(str, names(client))) == ["Panel 2"]


def test_cut_with_a_reset(sandbox: omiq_sandbox.Server, url: str, headers: dict[str, str]) -> None:
    """The peer sees a reset where one is asked for."""
    sandbox.faults.set({"kind": "cut", "where": "before", "reset": True})
    seen = exchange(url, headers=headers)
    assert (seen.status, seen.end) == (None, "reset")


def test_cut_in_the_middle_of_the_answer(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int, url: str, headers: dict[str, str]
) -> None:
    """Half of the body comes, then the end."""
    whole = exchange(url, headers=headers).body
    sandbox.faults.set({"kind": "cut", "where": "middle"})
    seen = exchange(url, headers=headers)
    assert (seen.status, seen.headers["content-length"], seen.end) == (200, str(len(whole)), "orderly")
    assert seen.body == whole[: len(whole) // 2]
    with pytest.raises(omiq.ConnectionFailed):
        client.datasets.get(dataset_id)


def test_cut_after_the_answer(sandbox: omiq_sandbox.Server, dataset_id: int, url: str, headers: dict[str, str]) -> None:
    """All of it comes, and an end that no header announced; a client that repeats reads goes on by a new connection."""
    sandbox.faults.set({"kind": "cut", "where": "after"})
    seen = exchange(url, headers=headers, to_the_end=True)
    assert (seen.status, len(seen.body), seen.end) == (200, int(seen.headers["content-length"]), "orderly")
    assert "connection" not in seen.headers
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        assert client.datasets.get(dataset_id).id == client.datasets.get(dataset_id).id == dataset_id


def test_body_shorter_than_its_length(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int, url: str, headers: dict[str, str]
) -> None:
    """The last bytes are missing."""
    whole = exchange(url, headers=headers).body
    sandbox.faults.set({"kind": "short_body", "missing": 3})
    seen = exchange(url, headers=headers)
    assert (seen.headers["content-length"], seen.body, seen.end) == (str(len(whole)), whole[:-3], "orderly")
    with pytest.raises(omiq.ConnectionFailed):
        client.datasets.get(dataset_id)


def test_storage_is_cut_too(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """Half of a file arrives; an upload may be kept though nobody says so."""
    download = client.files.download_url(dataset_id, upload(client, dataset_id, CELLS))
    sandbox.faults.set({"kind": "cut", "where": "middle", "operation": "storage.get"})
    seen = exchange(download)
    assert (seen.status, seen.body, seen.end) == (200, CELLS[: len(CELLS) // 2], "orderly")
    sandbox.faults.set({"kind": "cut", "where": "unanswered", "operation": "storage.put", "count": 1})
    registered = register(client, dataset_id, "more.fcs")
    length = {"Content-Length": str(len(CELLS))}
    assert exchange(registered.signed_urls[0], "PUT", length, CELLS).status is None
    sandbox.wait_idle()
    assert client.files.get(dataset_id, registered.files[0].id).status == "COMPLETE"
    assert put(registered.signed_urls[0], CELLS).status_code == 200


def test_slow_drip(sandbox: omiq_sandbox.Server, url: str, headers: dict[str, str]) -> None:
    """The body comes in pieces, and is complete in the end."""
    whole = exchange(url, headers=headers).body
    sandbox.faults.set({"kind": "drip", "bytes": 10, "seconds": 0.001})
    assert exchange(url, headers=headers).body == whole


def read_body(peer: socket.socket, size: int) -> bytes:
    """Read until so many bytes of the body have come, or more."""
    received = b""
    while len(body := received.partition(b"\r\n\r\n")[2]) < size:
        piece = peer.recv(65536)
        assert piece, "the connection has ended"
        received += piece
    return body


def test_drip_keeps_the_reader_waiting(sandbox: omiq_sandbox.Server, url: str, headers: dict[str, str]) -> None:
    """After a piece nothing comes for so many seconds; and the sandbox does not wait for them when it ends."""
    sandbox.faults.set({"kind": "drip", "bytes": 4, "seconds": 3600})
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: {headers['Authorization']}\r\n\r\n"
    with socket.create_connection((parts.hostname or "", parts.port or 0), LIMIT) as peer:
        peer.sendall(request.encode())
        assert len(read_body(peer, 4)) == 4
        peer.settimeout(0.2)
        with pytest.raises(TimeoutError):
            peer.recv(1)


def test_latency(sandbox: omiq_sandbox.Server, dataset_id: int) -> None:
    """The answer is late: longer than the client waits."""
    sandbox.faults.set({"kind": "latency", "seconds": 3600, "operation": "getDataset"})
    with (
        omiq.Client(sandbox.url, token=sandbox.token, timeout=1, retries=0) as client,
        pytest.raises(omiq.TimedOut),
    ):
        client.datasets.get(dataset_id)
    assert [request.operation for request in sandbox.requests][-1] == "getDataset"


def test_short_latency_is_only_late(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """After the seconds the work is done as ever."""
    sandbox.faults.set({"kind": "latency", "seconds": 0.001})
    assert client.datasets.get(dataset_id).id == dataset_id
