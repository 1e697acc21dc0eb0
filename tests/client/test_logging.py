"""What is logged under `omiq`: one line a request, a warning where one is sent again, and no secret."""

from __future__ import annotations

import logging

import pytest

import omiq
from tests.conftest import Connect
from tests.support.clock import FakeClock
from tests.support.server import Fault, Reply, Seen, Server
from tests.support.tokens import TOKEN, jwt


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [
        (level, text) for name, number, text in caplog.record_tuples if name == "omiq" if (level := name_of(number))
    ]


def name_of(level: int) -> str:
    return logging.getLevelName(level)


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="omiq")


def test_one_line_a_request(
    client: omiq.Client, server: Server, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The line has method, path, status, time and attempt; the query and the body are not in it."""

    def slow(seen: Seen) -> Reply:
        clock.advance(0.25)
        return Reply({"users": []})

    server.script(slow)
    client.users.search("somebody@example.com")
    assert lines(caplog) == [("DEBUG", "GET /users/search: 200 in 0.250 s (attempt 1)")]


def test_request_that_is_sent_again(
    connect: Connect, server: Server, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A warning says what failed, and after which pause it is tried again; the last failure is the caller's to log."""
    clock.chance = 0.5
    server.script(Reply(status=502), Fault.CUT_BEFORE_ANSWER, Reply(status=503, headers={"Retry-After": "7"}))
    with pytest.raises(omiq.ServerError):
        connect(server, retries=2).datasets.list()
    assert lines(caplog) == [
        ("DEBUG", "GET /datasets: 502 in 0.000 s (attempt 1)"),
        ("WARNING", "GET /datasets: failed; trying again in 0.2 s (attempt 1)"),
        ("DEBUG", "GET /datasets: broken in 0.000 s (attempt 2)"),
        ("WARNING", "GET /datasets: broken; trying again in 0.5 s (attempt 2)"),
        ("DEBUG", "GET /datasets: 503 in 0.000 s (attempt 3)"),
    ]


@pytest.mark.parametrize(
    ("fault", "words"), [(Fault.REFUSED, "not_sent"), (Fault.CUT_IN_BODY, "broken"), (Fault.SILENCE, "broken")]
)
def test_request_without_answer(
    fault: Fault, words: str, connect: Connect, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Where there is no status, the line says what became of the request."""
    server.script(fault)
    with pytest.raises(omiq.ConnectionFailed):
        connect(server, retries=0, timeout=0.05).datasets.list()
    assert lines(caplog) == [("DEBUG", f"GET /datasets: {words} in 0.000 s (attempt 1)")]


def test_long_operation(client: omiq.Client, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Each poll is a request like any other."""
    server.script(Reply({"longOpId": 17}), Reply({}), Reply({"val": {"dataset": {}}}))
    client.datasets.get(5)
    assert [text.partition(":")[0] for _, text in lines(caplog)] == ["GET /datasets/5", *["GET /longops/17"] * 2]


def test_signing_in(connect: Connect, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Logins are logged as requests; a token that the server refused is a warning."""
    server.script(
        Reply({"jwt": jwt(n=1)}), Reply({"error": "over"}, 401), Reply({"jwt": jwt(n=2)}), Reply({"datasets": []})
    )
    connect(server, email="a@example.com", secret_key="s3cret").datasets.list()
    assert lines(caplog) == [
        ("DEBUG", "POST /auth/login: 200 in 0.000 s (attempt 1)"),
        ("DEBUG", "GET /datasets: 401 in 0.000 s (attempt 1)"),
        ("WARNING", "over; signing in again"),
        ("DEBUG", "POST /auth/login: 200 in 0.000 s (attempt 1)"),
        ("DEBUG", "GET /datasets: 200 in 0.000 s (attempt 1)"),
    ]


def test_nothing_secret(client: omiq.Client, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the token nor what is sent and answered is in any line, the HTTP library's included."""
    caplog.set_level(logging.DEBUG)
    server.script(Reply({"url": "https://storage.example/a?sig=SENTINEL"}))
    client.raw.post("/new?key=SENTINEL", params={"other": "SENTINEL"}, json={"secret": "SENTINEL"})
    assert lines(caplog) == [("DEBUG", "POST /new: 200 in 0.000 s (attempt 1)")]
    for name, _, text in caplog.record_tuples:
        assert TOKEN not in text, name
        assert name != "omiq" or "SENTINEL" not in text


def test_silent_by_default(
    client: omiq.Client, server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Nothing is printed, and a call that works warns of nothing."""
    server.script(Reply({"datasets": []}))
    client.datasets.list()
    assert capfd.readouterr() == ("", "")
    assert {level for level, _ in lines(caplog)} == {"DEBUG"}
