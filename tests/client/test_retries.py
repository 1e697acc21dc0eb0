"""Which request is sent again after which failure, how often, and after which pause.

One table for both clients: (retry class x kind of failure x number of failures), over a real socket.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from threading import Event
from typing import Any, NamedTuple, TypeAlias

import pytest

import omiq
from omiq import (
    BadRequest,
    CallError,
    Conflict,
    ConnectionFailed,
    LoginRefused,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    ServerError,
    TimedOut,
    UnexpectedAnswer,
)
from tests.conftest import Connect
from tests.support.clock import NOON, FakeClock
from tests.support.server import Fault, Reply, Seen, Server

LATER = {"Retry-After": "7"}


class Operation(NamedTuple):
    """A call of one retry class, and the answer that makes it a success."""

    call: Callable[[omiq.Client], Any]
    request: str
    success: Reply


OPERATIONS = {
    "safe": Operation(lambda client: client.datasets.list(), "GET /api/datasets", Reply({"datasets": []})),
    "safe, by POST": Operation(
        lambda client: client.workflows.settings(5),
        "POST /api/workflows/5/settings",
        Reply({"workflowSettings": {}}),
    ),
    "idempotent": Operation(
        lambda client: client.datasets.set_metadata(5, metadata={"tissue": "blood"}),
        "POST /api/datasets/5/setmetadata",
        Reply({"dataset": {"id": 5}}),
    ),
    "never": Operation(
        lambda client: client.datasets.create(display_name="Lymphocytes"),
        "POST /api/datasets",
        Reply({"dataset": {"id": 5}}),
    ),
    "raw read": Operation(lambda client: client.raw.get("/new"), "GET /api/new", Reply({})),
    "raw write": Operation(lambda client: client.raw.put("/new", json=[1]), "PUT /api/new", Reply({})),
    "raw write, declared safe to repeat": Operation(
        lambda client: client.raw.put("/new", json=[1], retry="idempotent"), "PUT /api/new", Reply({})
    ),
}
REPEATABLE = ("safe", "safe, by POST", "idempotent", "raw read", "raw write, declared safe to repeat")
ONCE = ("never", "raw write")

Failing: TypeAlias = Reply | Fault

NOT_SENT: dict[Failing, type[CallError]] = {Fault.REFUSED: ConnectionFailed}
BROKEN: dict[Failing, type[CallError]] = {
    Fault.CUT_BEFORE_ANSWER: ConnectionFailed,
    Fault.CUT_IN_HEADERS: ConnectionFailed,
    Fault.CUT_IN_BODY: ConnectionFailed,
    Fault.SILENCE: TimedOut,
}
BUSY: dict[Failing, type[CallError]] = {
    Reply(status=429, headers=LATER): RateLimited,
    Reply(status=503, headers=LATER): ServerError,
}
LIMITED: dict[Failing, type[CallError]] = {Reply(status=429): RateLimited}
FAILED: dict[Failing, type[CallError]] = {
    Reply(status=status): ServerError for status in (408, 500, 502, 503, 504, 599)
}
REFUSED: dict[Failing, type[CallError]] = {
    Reply(status=400): BadRequest,
    Reply(status=401): LoginRefused,
    Reply(status=403): PermissionDenied,
    Reply(status=404): NotFound,
    Reply(status=409): Conflict,
    Reply(status=410): NotFound,
    Reply(status=418): BadRequest,
    Reply(status=423): Conflict,
    Reply(status=302, headers={"Location": "/elsewhere"}): UnexpectedAnswer,
}
KINDS = NOT_SENT | BROKEN | BUSY | LIMITED | FAILED | REFUSED
FINAL_FOR_ALL = tuple(REFUSED)
FINAL_FOR_WRITES = (*BROKEN, *LIMITED, *FAILED, *REFUSED)


def name_of(failing: Failing) -> str:
    return failing.name.lower() if isinstance(failing, Fault) else repr(failing)


def row(operation: str, failing: Failing) -> Any:
    repeated = failing not in (FINAL_FOR_ALL if operation in REPEATABLE else FINAL_FOR_WRITES)
    return pytest.param(operation, failing, repeated, id=f"{operation}-{name_of(failing)}")


ROWS = [row(operation, failing) for operation in OPERATIONS for failing in KINDS]


def pause_after(failing: Failing, number: int) -> float:
    """Return the longest pause after failure `number`, from 0: what the server asks for, or else the jitter's bound."""
    return 7.0 if failing in BUSY else 0.5 * 2**number


def expected_error(operation: str, failing: Failing) -> type[CallError]:
    return OutcomeUnknown if operation in ONCE and failing in BROKEN | FAILED else KINDS[failing]


def patience(failing: Failing) -> float:
    """Return a time-out that a real server keeps, and that a silent one costs little with."""
    return 0.05 if failing is Fault.SILENCE else 30.0


def seen_as(server: Server) -> list[str]:
    return [f"{request.method} {request.target}" for request in server.requests]


@pytest.mark.parametrize(("operation", "failing", "repeated"), ROWS)
def test_first_request_fails(
    operation: str, failing: Failing, repeated: bool, connect: Connect, server: Server, clock: FakeClock
) -> None:
    """A failure is repeated where its retry class allows, with the same request; else it is raised at once."""
    call, request, success = OPERATIONS[operation]
    server.script(failing, success)
    client = connect(server, timeout=patience(failing))
    if repeated:
        call(client)
        assert seen_as(server) == [request] * (1 if failing is Fault.REFUSED else 2)
        assert len({(seen.body, str(sorted(seen.headers.items()))) for seen in server.requests}) == 1
        assert clock.pauses == [pause_after(failing, 0)]
        assert server.left == 0
    else:
        with pytest.raises(CallError) as caught:
            call(client)
        assert type(caught.value) is expected_error(operation, failing)
        assert caught.value.attempts == 1
        assert seen_as(server) == [request]
        assert clock.pauses == []


@pytest.mark.parametrize(("operation", "failing", "repeated"), [row for row in ROWS if row.values[2]])
def test_every_request_fails(
    operation: str, failing: Failing, repeated: bool, connect: Connect, server: Server, clock: FakeClock
) -> None:
    """After two repeats of two that are allowed, the last failure is raised."""
    server.script(failing, failing, failing)
    client = connect(server, timeout=patience(failing), retries=2)
    with pytest.raises(CallError) as caught:
        OPERATIONS[operation].call(client)
    assert type(caught.value) is expected_error(operation, failing)
    assert caught.value.attempts == 3
    assert "(3 attempts)" in str(caught.value)
    assert len(server.requests) == (0 if failing is Fault.REFUSED else 3)
    assert clock.pauses == [pause_after(failing, 0), pause_after(failing, 1)]


@pytest.mark.parametrize("failures", range(6))
def test_success_at_each_attempt(failures: int, connect: Connect, server: Server, clock: FakeClock) -> None:
    """Four repeats are the default, pauses double, and the answer tells the attempts."""
    server.script(*[Reply(status=502)] * failures, Reply({"datasets": [{"id": 1}]}))
    client = connect(server)
    if failures <= 4:
        answer = client.answer(client.datasets.list)
        assert (answer.value[0].id, answer.attempts) == (1, failures + 1)
        assert answer.seconds == sum(clock.pauses)
    else:
        with pytest.raises(ServerError, match="5 attempts"):
            client.datasets.list()
    assert clock.pauses == [0.5, 1.0, 2.0, 4.0][:failures]


@pytest.mark.parametrize("failing", [*NOT_SENT, *BROKEN, *BUSY, *LIMITED, *FAILED], ids=name_of)
def test_no_retries(failing: Failing, connect: Connect, server: Server, clock: FakeClock) -> None:
    """With `retries=0` the first failure is raised."""
    server.script(failing)
    with pytest.raises(KINDS[failing]):
        connect(server, retries=0, timeout=patience(failing)).datasets.list()
    assert clock.pauses == []


def test_pauses_have_a_longest(connect: Connect, server: Server, clock: FakeClock) -> None:
    """However often it fails, nobody waits for more than 20 seconds at a time."""
    server.script(*[Reply(status=500)] * 9)
    with pytest.raises(ServerError):
        connect(server, retries=8).datasets.list()
    assert clock.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0]


@pytest.mark.parametrize(("chance", "pauses"), [(0.0, [0.0, 0.0, 0.0]), (0.25, [0.125, 0.25, 0.5])])
def test_jitter_is_full(chance: float, pauses: list[float], connect: Connect, server: Server, clock: FakeClock) -> None:
    """A pause is anything from nothing to its bound, so that clients do not come back in step."""
    clock.chance = chance
    server.script(*[Reply(status=500)] * 3, Reply({"datasets": []}))
    connect(server).datasets.list()
    assert clock.pauses == pauses


@pytest.fixture
def tokyo() -> Iterator[None]:
    """Be nine hours ahead of GMT."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "0"}, 0.5),
        ({"Retry-After": formatdate(NOON + 7, usegmt=True)}, 7.0),
        ({"Retry-After": formatdate(NOON + 3607, usegmt=True), "Date": formatdate(NOON + 3600, usegmt=True)}, 7.0),
        ({"Retry-After": formatdate(NOON - 3593, usegmt=True), "Date": formatdate(NOON - 3600, usegmt=True)}, 7.0),
        ({"Retry-After": "Thursday, 01-Jan-26 12:00:07 GMT"}, 7.0),
        ({"Retry-After": "Thu Jan  1 12:00:07 2026"}, 7.0),
        ({"Retry-After": formatdate(NOON - 60, usegmt=True)}, 0.5),
    ],
)
def test_retry_after(
    status: int,
    headers: dict[str, str],
    pause: float,
    connect: Connect,
    server: Server,
    clock: FakeClock,
    tokyo: None,
) -> None:
    """Seconds, or a date by the server's clock, whatever this machine's clock and time zone; else the jitter."""
    server.script(Reply(status=status, headers=headers), Reply({"dataset": {"id": 1}}))
    connect(server).datasets.create(display_name="Lymphocytes")
    assert clock.pauses == [pause]


@pytest.mark.parametrize("text", ["7.5", "-7", "soon", "", "Thu, 99 Jan 2026 12:00:07 GMT"])
def test_retry_after_that_cannot_be_read(text: str, connect: Connect, server: Server, clock: FakeClock) -> None:
    """It counts for nothing: a read is repeated by the jitter, and a write is not repeated."""
    busy = Reply(status=503, headers={"Retry-After": text})
    server.script(busy, Reply({"datasets": []}), busy)
    client = connect(server)
    client.datasets.list()
    assert clock.pauses == [0.5]
    with pytest.raises(OutcomeUnknown):
        client.datasets.create(display_name="Lymphocytes")


def test_pause_that_passes_the_deadline_is_not_made(connect: Connect, server: Server, clock: FakeClock) -> None:
    """Where the next attempt would come too late, the failure is raised at once."""
    server.script(*[Reply(status=500)] * 3)
    with pytest.raises(ServerError):
        connect(server, deadline=3.0, retries=99).datasets.list()
    assert clock.pauses == [0.5, 1.0]


def test_long_retry_after_is_not_waited_for(connect: Connect, server: Server, clock: FakeClock) -> None:
    """A server that is busy for longer than the deadline is not waited for."""
    server.script(Reply(status=503, headers={"Retry-After": "86400"}))
    with pytest.raises(ServerError):
        connect(server).datasets.list()
    assert clock.pauses == []


@pytest.mark.parametrize("headers", [{"Retry-After": "9" * 400}, {"Retry-After": "²"}])
def test_absurd_retry_after(headers: dict[str, str], connect: Connect, server: Server) -> None:
    """No number breaks the client."""
    server.script(Reply(status=503, headers=headers), Reply(status=404))
    with pytest.raises((ServerError, NotFound)):
        connect(server).datasets.list()


def test_retry_after_without_deadline(connect: Connect, server: Server, clock: FakeClock) -> None:
    """Who waits for ever looks in once a day: no pause is longer than a clock can count."""
    far = {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}
    server.script(Reply(status=503, headers=far), Reply({"datasets": []}))
    connect(server, deadline=float("inf")).datasets.list()
    assert clock.pauses == [86_400.0]


def test_time_spent_on_requests_counts_too(connect: Connect, server: Server, clock: FakeClock) -> None:
    """The deadline is that of the whole call, not of its pauses."""

    def slow(seen: Seen) -> Reply:
        clock.advance(2.0)
        return Reply(status=500)

    server.script(*[slow] * 2)
    with pytest.raises(ServerError):
        connect(server, deadline=5.0).datasets.list()
    assert clock.pauses == [0.5]


@pytest.mark.parametrize("operation", ["safe", "never"])
def test_endless_answer_ends_with_the_deadline(
    operation: str, connect: Connect, server: Server, clock: FakeClock
) -> None:
    """An answer that trickles in is cut off when the whole call has had its time, and its connection with it."""
    cut_off = Event()

    def trickle() -> Iterator[bytes]:
        try:
            while True:
                clock.advance(0.001)
                yield b" "
        finally:
            cut_off.set()

    server.script(Reply(pieces=trickle()))
    with pytest.raises(CallError) as caught:
        OPERATIONS[operation].call(connect(server, deadline=0.1))
    error = caught.value.__cause__ if operation == "never" else caught.value
    assert type(caught.value) is (OutcomeUnknown if operation == "never" else TimedOut)
    assert isinstance(error, TimedOut)
    assert len(server.requests) == 1
    assert cut_off.wait(20)


@pytest.mark.parametrize("failing", [*BROKEN, *FAILED], ids=name_of)
def test_unknown_outcome(failing: Failing, connect: Connect, server: Server) -> None:
    """A write whose fate is open says what to look up, and which failure it was."""
    server.script(failing)
    with pytest.raises(OutcomeUnknown) as caught:
        connect(server, timeout=patience(failing)).datasets.create(display_name="Lymphocytes")
    assert caught.value.advice == omiq.OPERATIONS["createDataset"].look_up
    assert "POST /datasets" in str(caught.value)
    assert "datasets.list()" in str(caught.value)
    assert isinstance(caught.value.__cause__, KINDS[failing])


def test_write_that_is_repeated_may_still_end_unknown(connect: Connect, server: Server, clock: FakeClock) -> None:
    """What cannot have been carried out is repeated, until something happens that leaves it open."""
    server.script(Fault.REFUSED, Reply(status=503, headers=LATER), Fault.CUT_BEFORE_ANSWER)
    with pytest.raises(OutcomeUnknown) as caught:
        connect(server).datasets.create(display_name="Lymphocytes")
    assert caught.value.attempts == 3
    assert clock.pauses == [0.5, 7.0]


@pytest.mark.parametrize("first", [*BROKEN, *FAILED], ids=name_of)
def test_refusal_of_a_repeat(first: Failing, connect: Connect, server: Server) -> None:
    """A refusal may be the answer to a repeat of what had worked: a deleted file is not found. The error says so."""
    server.script(first, Reply(status=404))
    with pytest.raises(NotFound, match="earlier attempt of this call may have been carried out"):
        connect(server, timeout=patience(first)).files.delete(1, 2)


@pytest.mark.parametrize("first", [*NOT_SENT, *BUSY, *LIMITED], ids=name_of)
def test_refusal_after_what_was_not_carried_out(first: Failing, connect: Connect, server: Server) -> None:
    """Where the earlier attempts did nothing, a refusal is one."""
    server.script(first, Reply(status=404))
    with pytest.raises(NotFound) as caught:
        connect(server).files.delete(1, 2)
    assert "earlier attempt" not in str(caught.value)


def test_redirects_are_not_followed(connect: Connect, server: Server, serve: Callable[..., Server]) -> None:
    """The token goes where the caller said and nowhere else."""
    elsewhere = serve()
    server.script(Reply(status=307, headers={"Location": f"{elsewhere.url}/api/datasets"}))
    with pytest.raises(UnexpectedAnswer, match="sent the client elsewhere"):
        connect(server).datasets.list()
    assert elsewhere.connections == 0
