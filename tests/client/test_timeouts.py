"""How long a call waits: for a connection, for an answer, and for all of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from omiq import OutcomeUnknown, TimedOut
from tests.conftest import Connect
from tests.support.clock import FakeClock
from tests.support.server import Fault, Reply, Server


def test_timeout(connect: Connect, server: Server) -> None:
    """A server that does not answer is left after `timeout` seconds; the error says after how many."""
    server.script(Fault.SILENCE, Fault.SILENCE)
    client = connect(server, timeout=0.05, retries=0)
    with pytest.raises(TimedOut, match=r"no answer within 0\.05 s"):
        client.datasets.list()
    with pytest.raises(OutcomeUnknown, match=r"no answer within 0\.05 s"):
        client.datasets.create(display_name="Lymphocytes")


def test_timeout_never_passes_the_deadline(connect: Connect, server: Server) -> None:
    """A wait for the network ends with the call's time, where that is shorter."""
    server.script(Fault.SILENCE)
    with pytest.raises(TimedOut):
        connect(server, timeout=600.0, deadline=0.05).datasets.list()


def test_connection_that_is_not_made_before_the_deadline(connect: Connect) -> None:
    """A write that waits for the connection until its time is over was not carried out."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        client = connect(f"https://127.0.0.1:{deaf.getsockname()[1]}", deadline=0.05)
        with pytest.raises(TimedOut, match="no connection"):
            client.datasets.create(display_name="Lymphocytes")


@pytest.mark.parametrize("driver", ["sync", "asyncio"], indirect=True)  # on trio, httpx leaves its generators open
def test_no_connection_is_free(connect: Connect, server: Server) -> None:
    """A write that waits in vain for one of a hundred connections was not sent."""
    server.script(*[Reply(content=b"0123", headers={"Content-Length": "10"})] * 100)
    client = connect(server, timeout=0.05, retries=0)
    with ExitStack() as streams:
        for _ in range(100):
            streams.enter_context(client.with_options(timeout=30).raw.stream("GET", "/table"))
        with pytest.raises(TimedOut, match="no connection"):
            client.datasets.create(display_name="Lymphocytes")
    assert len(server.requests) == 100


def test_answer_that_takes_longer_than_the_timeout(connect: Connect, server: Server, clock: FakeClock) -> None:
    """`timeout` bounds each wait, not the whole answer: what keeps coming may take its time."""

    def slow() -> Iterator[bytes]:
        for piece in (b'{"data', b'sets": ', b"[]}"):
            clock.advance(40.0)
            yield piece

    server.script(Reply(pieces=slow()))
    assert connect(server, timeout=30.0).datasets.list() == []
