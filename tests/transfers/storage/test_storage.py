"""Bytes go to a signed URL and come from it whole, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq._http import Connection
from omiq._options import Options
from omiq._storage import Source, Storage
from omiq._storage.part import Part
from tests.support.clock import FakeClock
from tests.support.uploads import get, register, upload

CONTENT = bytes(range(256)) * 12_000  # three pieces
DIGEST = f"sha-256:{sha256(CONTENT).hexdigest()}"
OPTIONS = Options(timeout=5.0, retries=2)


class Seen:
    """Counts what a transfer tells, and stops nothing."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.bytes = 0
        self.slow = 0
        self.on_move: Callable[[], None] = lambda: None

    def moved(self, count: int) -> None:
        self.bytes += count
        self.on_move()

    def kept(self, count: int) -> None:
        self.bytes += count

    def slowed(self) -> None:
        self.slow += 1

    def check(self) -> None:
        return

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)


@pytest.fixture(scope="module")
def server() -> Iterator[omiq_sandbox.Server]:
    with omiq_sandbox.run(seed="empty") as server:
        yield server


@pytest.fixture
def sandbox(server: omiq_sandbox.Server) -> Iterator[omiq_sandbox.Server]:
    """A server without faults; a new one for each test would take most of the time."""
    yield server
    server.faults.clear()


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        yield client


@pytest.fixture
def dataset(client: omiq.Client) -> int:
    return client.datasets.create(display_name="Storage").id


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def watch(clock: FakeClock) -> Seen:
    return Seen(clock)


@pytest.fixture
def storage(sandbox: omiq_sandbox.Server, clock: FakeClock) -> Iterator[Storage]:
    with closing(Storage(Connection(sandbox.url), clock)) as storage:
        yield storage


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "cells.fcs"
    path.write_bytes(CONTENT)
    return Source.of(path)


@pytest.fixture
def ask(client: omiq.Client, dataset: int) -> Callable[[], str]:
    """Ask for the URL of a file that the storage holds."""
    file_id = upload(client, dataset, CONTENT)
    return lambda: client.files.download_url(dataset, file_id)


SENDING: dict[str, dict[str, Any]] = {
    "not reached": {"kind": "cut", "where": "before"},
    "reset": {"kind": "cut", "where": "before", "reset": True},
    "lost answer": {"kind": "cut", "where": "unanswered"},
    "busy": {"kind": "status", "status": 503, "retry_after": 7},
    "too many": {"kind": "status", "status": 429},
    "refused once": {"kind": "status", "status": 403},
}
FETCHING: dict[str, dict[str, Any]] = SENDING | {
    "broken off": {"kind": "cut", "where": "middle"},
    "short": {"kind": "short_body", "missing": 3},
    "range ignored": {"kind": "ignore_range"},
}


OPERATION = {"send": "storage.put", "fetch": "storage.get"}


def moved(way: str, storage: Storage, source: Source, ask: Callable[[], str], watch: Seen) -> None:
    """Send the source, or fetch a file to beside it."""
    if way == "send":
        storage.send(source, ask, OPTIONS, watch)
    else:
        storage.fetch(ask, source.path.with_name("new.fcs"), None, OPTIONS, watch)


@pytest.mark.parametrize("fault", [None, *SENDING.values()], ids=["none", *SENDING])
def test_file_arrives_whole(
    sandbox: omiq_sandbox.Server,
    client: omiq.Client,
    dataset: int,
    storage: Storage,
    source: Source,
    watch: Seen,
    fault: dict[str, Any] | None,
) -> None:
    """A try that fails is repeated from the first byte, and is not counted twice."""
    registered = register(client, dataset, "cells.fcs")
    if fault:
        sandbox.faults.set(fault | {"operation": "storage.put", "count": 1})
    assert storage.send(source, lambda: registered.signed_urls[0], OPTIONS, watch).digest == DIGEST
    assert watch.bytes == len(CONTENT)
    assert get(client.files.download_url(dataset, registered.files[0].id)).content == CONTENT


@pytest.mark.parametrize("fault", [None, *FETCHING.values()], ids=["none", *FETCHING])
def test_file_is_fetched_whole(
    sandbox: omiq_sandbox.Server,
    storage: Storage,
    ask: Callable[[], str],
    tmp_path: Path,
    watch: Seen,
    fault: dict[str, Any] | None,
) -> None:
    """What broke off is gone on with, and nothing but the whole file is left."""
    if fault:
        sandbox.faults.set(fault | {"operation": "storage.get", "count": 1})
    target = tmp_path / "down" / "cells.fcs"
    target.parent.mkdir()
    assert storage.fetch(ask, target, len(CONTENT), OPTIONS, watch) == (len(CONTENT), DIGEST)
    assert watch.bytes == len(CONTENT)
    assert target.read_bytes() == CONTENT
    assert list(target.parent.iterdir()) == [target]


def test_the_pause_that_the_host_asks_for_is_kept(
    sandbox: omiq_sandbox.Server, storage: Storage, ask: Callable[[], str], tmp_path: Path, watch: Seen
) -> None:
    """Retry-After is the least pause, and the job hears that it is too fast."""
    sandbox.faults.set({"kind": "status", "status": 503, "retry_after": 7, "operation": "storage.get", "count": 1})
    storage.fetch(ask, tmp_path / "cells.fcs", None, OPTIONS, watch)
    assert sum(watch.clock.pauses) >= 7
    assert watch.slow == 1


@pytest.mark.parametrize("way", ["send", "fetch"])
def test_refusal_ends_without_the_url(
    sandbox: omiq_sandbox.Server,
    client: omiq.Client,
    dataset: int,
    storage: Storage,
    ask: Callable[[], str],
    source: Source,
    watch: Seen,
    way: str,
) -> None:
    """A second 403 is final: the error has the status, and nothing of the signed URL."""
    sandbox.faults.set({"kind": "status", "status": 403, "operation": OPERATION[way]})
    asked: list[str] = []

    def url() -> str:
        asked.append(ask() if way == "fetch" else register(client, dataset, "cells.fcs").signed_urls[0])
        return asked[-1]

    with pytest.raises(omiq.TransferError, match="403") as refused:
        moved(way, storage, source, url, watch)
    assert refused.value.status == 403
    assert len(asked) == 2
    assert all(each.split("?")[-1] not in repr(refused.getrepr(style="long")) for each in asked)


def test_later_call_goes_on_with_the_part(
    sandbox: omiq_sandbox.Server, storage: Storage, ask: Callable[[], str], tmp_path: Path, watch: Seen
) -> None:
    """A second process asks for the rest alone."""
    target = tmp_path / "cells.fcs"
    sandbox.faults.set({"kind": "cut", "where": "middle", "operation": "storage.get", "count": 1})
    with pytest.raises(omiq.TransferError):
        storage.fetch(ask, target, None, OPTIONS._replace(retries=0), watch)
    kept = target.with_name("cells.fcs.part").stat().st_size
    assert 0 < kept < len(CONTENT)
    storage.fetch(ask, target, None, OPTIONS, Seen(watch.clock))
    assert target.read_bytes() == CONTENT
    assert sandbox.requests[-1].headers["range"] == f"bytes={kept}-"


@pytest.mark.parametrize("about", [{"etag": '"other"'}, {}, [], None], ids=["other", "empty", "list", "broken"])
def test_part_of_something_else_is_thrown_away(
    storage: Storage, ask: Callable[[], str], tmp_path: Path, watch: Seen, about: object
) -> None:
    """Bytes of another file, or of nobody knows which, get into no download."""
    target = tmp_path / "cells.fcs"
    target.with_name("cells.fcs.part").write_bytes(b"something else")
    text = "{" if about is None else json.dumps(about)
    target.with_name("cells.fcs.part.json").write_text(text)
    storage.fetch(ask, target, None, OPTIONS, watch)
    assert target.read_bytes() == CONTENT
    assert watch.bytes == len(CONTENT)


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1])
def test_another_size_than_the_servers_is_refused(
    storage: Storage, ask: Callable[[], str], tmp_path: Path, watch: Seen, size: int
) -> None:
    """A file that is not as long as the server told does not get its name."""
    with pytest.raises(omiq.TransferError, match=str(size)):
        storage.fetch(ask, tmp_path / "cells.fcs", size, OPTIONS, watch)
    assert not (tmp_path / "cells.fcs").exists()
    assert watch.bytes == 0


def test_two_jobs_do_not_mix_their_bytes(storage: Storage, ask: Callable[[], str], tmp_path: Path, watch: Seen) -> None:
    """The second job is told of the first one."""
    target = tmp_path / "cells.fcs"
    with Part(target), pytest.raises(omiq.TransferError, match="another job"):
        storage.fetch(ask, target, None, OPTIONS, watch)


@pytest.mark.parametrize("more", [b"longer", b""], ids=["grows", "shrinks"])
def test_file_that_changes_while_it_is_sent_is_refused(
    client: omiq.Client, dataset: int, storage: Storage, source: Source, watch: Seen, more: bytes
) -> None:
    """A file that an instrument still writes is an error, whichever way its size goes."""

    def change() -> None:
        watch.on_move = lambda: None
        source.path.write_bytes(CONTENT + more if more else CONTENT[: 2**20])

    watch.on_move = change
    url = register(client, dataset, "cells.fcs").signed_urls[0]
    with pytest.raises(omiq.TransferError, match="changed while it was sent"):
        storage.send(source, lambda: url, OPTIONS, watch)


@pytest.mark.parametrize("way", ["send", "fetch"])
def test_abort_ends_what_waits_for_the_network(
    sandbox: omiq_sandbox.Server,
    client: omiq.Client,
    dataset: int,
    storage: Storage,
    ask: Callable[[], str],
    source: Source,
    watch: Seen,
    way: str,
) -> None:
    """A transfer that waits for a slow host ends at once, and no other begins."""
    url = ask() if way == "fetch" else register(client, dataset, "cells.fcs").signed_urls[0]
    sandbox.faults.set({"kind": "latency", "seconds": 4, "operation": OPERATION[way]})
    timer = threading.Timer(0.2, storage.abort)
    timer.start()
    began = omiq.Clock().monotonic()
    for _ in range(2):
        with pytest.raises(omiq.TransferError, match="ended"):
            moved(way, storage, source, lambda: url, watch)
    assert omiq.Clock().monotonic() - began < 1.5
    timer.join()


def test_plain_http_to_another_machine_is_refused(storage: Storage, source: Source, watch: Seen) -> None:
    """A signed URL is authority by itself: it travels encrypted, or within this machine."""
    with pytest.raises(omiq.TransferError, match="https"):
        storage.send(source, lambda: "http://storage.example/cells?signature=1", OPTIONS, watch)


def test_full_disk_is_told(
    storage: Storage, ask: Callable[[], str], tmp_path: Path, watch: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the disk does not take ends the transfer with the system's words, not with a file that has holes."""

    def full(part: Part, piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Part, "write", full)
    with pytest.raises(omiq.TransferError, match="No space left"):
        storage.fetch(ask, tmp_path / "cells.fcs", None, OPTIONS, watch)
    assert not (tmp_path / "cells.fcs").exists()
