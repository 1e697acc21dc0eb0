"""Options of a client, its twins with other options, and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import omiq
from omiq import ConfigurationError
from tests.conftest import Connect
from tests.support.clock import FakeClock
from tests.support.server import Reply, Server
from tests.support.tokens import TOKEN, jwt

NO_DATASETS = Reply({"datasets": []})


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1.0},
        {"timeout": float("nan")},
        {"deadline": 0.0},
        {"deadline": float("nan")},
        {"retries": -1},
    ],
    ids=str,
)
def test_options_that_make_no_sense(options: dict[str, Any], connect: Connect) -> None:
    """They are refused where they are given."""
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        connect("app", **options)
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        connect("app").with_options(**options)


def test_no_limits(connect: Connect, server: Server) -> None:
    """Infinity is a time, for signing in too."""
    server.script(Reply({"jwt": jwt()}), NO_DATASETS)
    client = connect(server, email="a@example.com", secret_key="s3cret", timeout=float("inf"), deadline=float("inf"))
    assert client.datasets.list() == []


def test_twin_has_its_own_options(connect: Connect, server: Server, clock: FakeClock) -> None:
    """`with_options` changes what it is given, keeps the rest, and leaves its origin alone."""
    client = connect(server, retries=1, deadline=100.0)
    none, three = client.with_options(retries=0), client.with_options(retries=3)
    hasty = three.with_options(deadline=1.0)
    for each, repeats in ((client, 1), (none, 0), (three, 3), (hasty, 1)):
        server.script(*[Reply(status=500)] * (repeats + 1))
        with pytest.raises(omiq.ServerError):
            each.datasets.list()
        assert len(clock.pauses) == repeats
        clock.pauses.clear()


def test_twin_is_bound_to_its_resources(connect: Connect, server: Server, clock: FakeClock) -> None:
    """Resources, raw calls and long operations of a twin have its options, also where those of its origin were used."""
    server.script(NO_DATASETS, Reply({}), Reply({"val": {}}))
    client = connect(server)
    client.datasets.list()
    client.raw.get("/new")
    client.long_operations.wait(17)
    twin = client.with_options(retries=0)
    calls: list[Callable[[], Any]] = [
        twin.datasets.list,
        lambda: twin.raw.get("/new"),
        lambda: twin.call("listDatasets"),
        lambda: twin.long_operations.get(17),
    ]
    for call in calls:
        server.script(Reply(status=500))
        with pytest.raises(omiq.ServerError):
            call()
    assert clock.pauses == []


def test_twin_with_a_callback(connect: Connect, server: Server) -> None:
    """`on_poll` is an option too."""
    polls: list[omiq.Poll] = []
    server.script(Reply({"longOpId": 17}), Reply({}), Reply({"val": {"dataset": {}}}))
    connect(server).with_options(on_poll=polls.append).datasets.get(5)
    assert [poll.long_operation_id for poll in polls] == [17]


def test_twins_share_connections_and_sign_in(connect: Connect, server: Server) -> None:
    """A twin costs neither a connection nor a login."""
    server.script(Reply({"jwt": jwt()}), *[NO_DATASETS] * 3)
    client = connect(server, email="a@example.com", secret_key="s3cret")
    early = client.with_options(retries=0)
    early.datasets.list()
    client.datasets.list()
    client.with_options(timeout=5.0).datasets.list()
    assert [seen.path for seen in server.requests].count("/api/auth/login") == 1
    assert server.connections == 1


def test_twin_in_a_with_block(connect: Connect, server: Server) -> None:
    """A `with` block opens the client or twin that it names."""
    server.script(NO_DATASETS)
    with connect(server).with_options(retries=0) as twin:
        assert twin.datasets.list() == []


@pytest.mark.parametrize("used", [True, False])
@pytest.mark.parametrize("closed", ["client", "twin"])
def test_use_after_close(used: bool, closed: str, connect: Connect, server: Server) -> None:
    """A closed client, and its twins, say so, whether they had been used or not; closing again is nothing."""
    server.script(NO_DATASETS)
    client = connect(server)
    twin = client.with_options(retries=3)
    if used:
        client.datasets.list()
    for _ in range(2):
        (client if closed == "client" else twin).close()
    calls: list[Callable[[], Any]] = [
        client.datasets.list,
        twin.datasets.list,
        lambda: twin.raw.get("/new"),
        lambda: client.raw.stream("GET", "/new"),
        lambda: client.long_operations.wait(17),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError, match="closed"):
            call()


def test_with_block_closes(connect: Connect, server: Server) -> None:
    """The end of the `with` block is the client's end, by an exception too."""
    client = connect(server)
    with pytest.raises(KeyError), client:
        raise KeyError
    with pytest.raises(ConfigurationError, match="closed"):
        client.datasets.list()


def test_closing_ends_the_connections(connect: Connect, server: Server) -> None:
    """Nothing is left open."""
    server.script(NO_DATASETS)
    client = connect(server)
    client.datasets.list()
    client.close()
    server.close()


def test_repr(connect: Connect) -> None:
    """A client shows its server, and nothing of who calls."""
    assert "http://127.0.0.1:9/api" in repr(connect("http://127.0.0.1:9"))
    assert TOKEN not in repr(connect("http://127.0.0.1:9"))
    assert connect("yourcompany").api_url == "https://yourcompany-api.omiq.ai/api"
