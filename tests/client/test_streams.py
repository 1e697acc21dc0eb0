"""Large answers, read piece by piece."""

from __future__ import annotations

import tracemalloc

import pytest

import omiq
from omiq import ConfigurationError, ConnectionFailed, OutcomeUnknown, TimedOut
from tests.conftest import Connect
from tests.support.clock import FakeClock
from tests.support.server import Fault, Reply, Server
from tests.support.tokens import TOKEN


def test_stream(client: omiq.Client, server: Server) -> None:
    """A stream gives status and headers first, and the body in pieces of the size asked for."""
    server.script(Reply(content=b"0123456789", headers={"X-Trace": "a1"}), Reply({}))
    with client.raw.stream("GET", "/table", params={"limit": 5}) as stream:
        assert stream.status == 200
        assert stream.headers["x-trace"] == "a1"
        assert list(stream.iter_bytes(4)) == [b"0123", b"4567", b"89"]
    assert server.requests[0].target == "/api/table?limit=5"
    assert client.raw.get("/new") == {}
    assert server.connections == 1


def test_stream_of_a_large_answer(client: omiq.Client, server: Server) -> None:
    """A stream needs no more memory than a piece of it."""
    piece, count = b"0" * 65_536, 512
    server.script(Reply(pieces=(piece for _ in range(count))))
    tracemalloc.start()
    try:
        with client.raw.stream("GET", "/table") as stream:
            size = sum(len(part) for part in stream.iter_bytes())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == len(piece) * count
    assert peak < size / 8


@pytest.mark.parametrize("driver", ["sync", "asyncio"], indirect=True)  # on trio, httpx leaves its generators open
def test_stream_that_is_left_early(client: omiq.Client, server: Server) -> None:
    """Leaving the `with` block frees the connection, whatever is still to come."""

    server.script(Reply(pieces=(b"0" * 1024 for _ in range(50_000))), Reply({}))
    with client.raw.stream("GET", "/table") as stream:
        assert next(iter(stream.iter_bytes(10))) == b"0" * 10
    assert client.raw.get("/new") == {}


@pytest.mark.parametrize(("body", "error"), [("cut", ConnectionFailed), ("silent", TimedOut)], ids=["cut", "silent"])
def test_stream_that_breaks_off(body: str, error: type[Exception], connect: Connect, server: Server) -> None:
    """A body that ends too early is an error while it is read; what has come is not taken back."""
    server.script(Fault.CUT_IN_BODY if body == "cut" else Reply(content=b"0123", headers={"Content-Length": "10"}))
    pieces: list[bytes] = []
    stream = connect(server, timeout=0.1).raw.stream("GET", "/table")
    with stream, pytest.raises(error, match="GET /table"):
        pieces.extend(stream.iter_bytes())
    assert b"".join(pieces) in (b"0123", b'{"datasets": [')


def test_stream_is_signed_and_repeated_like_any_call(client: omiq.Client, server: Server, clock: FakeClock) -> None:
    """Until the body begins, a stream is retried; an error status is an error, with the server's words."""
    server.script(Reply(status=502), Reply(content=b"a"), Reply({"error": "no such table"}, 404))
    with client.raw.stream("GET", "/table") as stream:
        assert b"".join(stream.iter_bytes()) == b"a"
    assert clock.pauses == [0.5]
    with pytest.raises(omiq.NotFound, match="no such table"):
        client.raw.stream("GET", "/table")
    assert {seen.headers["authorization"] for seen in server.requests} == {f"Bearer {TOKEN}"}


def test_stream_of_a_write(client: omiq.Client, server: Server) -> None:
    """A write that is streamed is not repeated either."""
    server.script(Fault.CUT_BEFORE_ANSWER)
    with pytest.raises(OutcomeUnknown):
        client.raw.stream("POST", "/table", json={})


def test_stream_is_no_way_around_the_path(client: omiq.Client) -> None:
    """Paths and headers are checked as in all raw calls."""
    with pytest.raises(ConfigurationError):
        client.raw.stream("GET", "//evil.example")
    with pytest.raises(ConfigurationError):
        client.raw.stream("GET", "/table", headers={"Authorization": "x"})
