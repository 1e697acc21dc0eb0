"""What the server goes on with after it has answered: followed to its end, and never begun twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import omiq
from omiq import LoginRefused, LongOperationFailed, LongOperationUnfinished, NotFound, ServerError, TokenExpired
from omiq.models import Dataset
from tests.conftest import Connect
from tests.support.clock import NOON, FakeClock
from tests.support.server import Fault, Reply, Seen, Server
from tests.support.tokens import jwt

BEGUN = Reply({"longOpId": 17})
RUNNING = Reply({})
POLL = "GET /api/longops/17"


def ended(value: Any) -> Reply:
    return Reply({"val": value})


def seen_as(server: Server) -> list[str]:
    return [f"{request.method} {request.target}" for request in server.requests]


CALLS: dict[str, tuple[Callable[[omiq.Client], Any], str, Any]] = {
    "read": (lambda client: client.datasets.get(5).id, "GET /api/datasets/5", {"dataset": {"id": 5}}),
    "write": (
        lambda client: client.datasets.create(display_name="Lymphocytes").id,
        "POST /api/datasets",
        {"dataset": {"id": 5}},
    ),
    "no envelope": (lambda client: client.files.get(1, 5).id, "GET /api/datasets/1/files/5", {"id": 5}),
    "by id": (lambda client: client.call("getDataset", dataset_id=5).id, "GET /api/datasets/5", {"dataset": {"id": 5}}),
    "raw": (lambda client: client.raw.post("/new", json={}), "POST /api/new", 5),
    "raw, with envelope": (
        lambda client: client.raw.post("/new", json={}, envelope="dataset", model=Dataset).id,
        "POST /api/new",
        {"dataset": {"id": 5}},
    ),
}


@pytest.mark.parametrize(("call", "request_", "value"), CALLS.values(), ids=CALLS)
def test_answer_is_waited_for(
    call: Callable[[omiq.Client], Any], request_: str, value: Any, connect: Connect, server: Server
) -> None:
    """Any call may begin a long operation; its value is the one that the first answer would have held."""
    server.script(BEGUN, RUNNING, RUNNING, ended(value))
    assert call(connect(server)) == 5
    assert seen_as(server) == [request_, POLL, POLL, POLL]


def test_pauses_between_polls_grow(client: omiq.Client, server: Server, clock: FakeClock) -> None:
    """The first pause is half a second, the longest 3.5 seconds."""
    server.script(BEGUN, *[RUNNING] * 8, ended({"dataset": {"id": 5}}))
    client.datasets.get(5)
    assert clock.pauses[0] == 0.5
    assert clock.pauses == sorted(clock.pauses)
    assert clock.pauses[-2:] == [3.5, 3.5]
    assert len(clock.pauses) == 8


@pytest.mark.parametrize("id_", ["e4f1-aa", 271715923047819])
def test_ids(id_: int | str, client: omiq.Client, server: Server) -> None:
    """An id is a number or a text."""
    server.script(Reply({"longOpId": id_}), ended({"dataset": {"id": 5}}))
    assert client.datasets.get(5).id == 5
    assert server.requests[1].path == f"/api/longops/{id_}"


def test_id_is_one_segment_of_the_path(client: omiq.Client, server: Server) -> None:
    """An id leads nowhere else, whatever the server makes of it."""
    server.script(Reply({"longOpId": "../user?a#b"}), ended({"dataset": {"id": 5}}))
    client.datasets.get(5)
    assert server.requests[1].target == "/api/longops/..%2Fuser%3Fa%23b"


@pytest.mark.parametrize("id_", ["..", "."])
def test_id_that_is_no_segment(id_: str, client: omiq.Client, server: Server) -> None:
    """An id that would change the path is an answer that nobody expected."""
    server.script(Reply({"longOpId": id_}))
    with pytest.raises(omiq.UnexpectedAnswer):
        client.datasets.get(5)


@pytest.mark.parametrize("answer", [{"longOpId": None}, {"longOpId": ""}, {"longOpId": True}, {"longOpId": {}}])
def test_no_id(answer: dict[str, Any], client: omiq.Client, server: Server) -> None:
    """What is no id begins nothing."""
    server.script(Reply(answer | {"id": 5}))
    assert client.files.get(1, 5).id == 5


def test_login_begins_none(client: omiq.Client, server: Server) -> None:
    """Who is not signed in has nothing to poll with."""
    server.script(BEGUN)
    with pytest.raises(omiq.UnexpectedAnswer, match="no 'jwt' in the answer"):
        client.auth.login(email="a@example.com", token="s3cret")


def test_answer_with_its_envelope_is_final(client: omiq.Client, server: Server) -> None:
    """Where the payload is there, nothing is waited for."""
    server.script(Reply({"longOpId": 17, "dataset": {"id": 5}}))
    assert client.datasets.get(5).id == 5


def test_answer_with_an_empty_envelope_is_not_final(client: omiq.Client, server: Server) -> None:
    """A null in the payload's place is no payload, where an operation has begun."""
    server.script(Reply({"longOpId": 17, "dataset": None}), ended({"dataset": {"id": 5}}))
    assert client.datasets.get(5).id == 5


def test_on_poll(connect: Connect, server: Server, clock: FakeClock) -> None:
    """The callback hears of each look at an operation that still runs."""
    polls: list[omiq.Poll] = []
    server.script(BEGUN, RUNNING, RUNNING, ended({"dataset": {"id": 5}}))
    connect(server, on_poll=polls.append).datasets.get(5)
    assert polls == [(17, 1, 0.0), (17, 2, clock.pauses[0])]


def test_on_poll_that_raises_ends_the_call(connect: Connect, server: Server) -> None:
    """A caller can leave by an exception of their own."""

    def leave(poll: omiq.Poll) -> None:
        raise KeyError(poll.long_operation_id)

    server.script(BEGUN, RUNNING)
    with pytest.raises(KeyError, match="17"):
        connect(server, on_poll=leave).datasets.get(5)


def test_deadline(connect: Connect, server: Server, clock: FakeClock) -> None:
    """When the call's time is over, the error names the operation, and how to go on waiting."""
    server.script(BEGUN, *[RUNNING] * 5)
    with pytest.raises(LongOperationUnfinished, match="may still be running") as caught:
        connect(server, deadline=5.0).datasets.get(5)
    assert caught.value.long_operation_id == 17
    assert "client.long_operations.wait(17)" in str(caught.value)
    assert sum(clock.pauses) < 5.0
    assert server.left == 5 - 1 - len(clock.pauses)


@pytest.mark.parametrize(
    "failing",
    [Fault.REFUSED, Fault.CUT_BEFORE_ANSWER, Fault.CUT_IN_BODY, Reply(status=502), Reply(status=429)],
    ids=str,
)
def test_failed_poll_repeats_the_poll(failing: Reply | Fault, client: omiq.Client, server: Server) -> None:
    """A failure while waiting does not begin the operation a second time."""
    server.script(BEGUN, RUNNING, failing, failing, RUNNING, ended({"dataset": {"id": 5}}))
    assert client.datasets.create(display_name="Lymphocytes").id == 5
    assert [request.method for request in server.requests].count("POST") == 1
    assert server.left == 0


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ([Reply(status=502)] * 2, ServerError),
        ([Reply({"error": "no such operation"}, 404)], NotFound),
        ([Reply({"error": "who are you?"}, 401)], LoginRefused),
        ([Reply(content=b"<html>", headers={"Content-Type": "text/html"})], omiq.UnexpectedAnswer),
        ([Reply([])], omiq.UnexpectedAnswer),
        ([Fault.CUT_IN_HEADERS] * 2, omiq.ConnectionFailed),
    ],
    ids=["broken server", "unknown", "signed out", "web page", "list", "cut"],
)
def test_poll_that_cannot_go_on(
    script: list[Any], cause: type[omiq.CallError], connect: Connect, server: Server
) -> None:
    """What ends the waiting leaves the operation as it is: the error carries its id and the reason."""
    server.script(BEGUN, RUNNING, *script)
    with pytest.raises(LongOperationUnfinished) as caught:
        connect(server, retries=1).datasets.create(display_name="Lymphocytes")
    assert caught.value.long_operation_id == 17
    assert type(caught.value.__cause__) is cause
    assert server.left == 0


def test_token_that_ends_while_waiting(connect: Connect, server: Server) -> None:
    """A copied token that runs out costs the waiting, not the id."""
    server.script(BEGUN, RUNNING, RUNNING)
    with pytest.raises(LongOperationUnfinished) as caught:
        connect(server, token=jwt(NOON + 1)).datasets.get(5)
    assert caught.value.long_operation_id == 17
    assert type(caught.value.__cause__) is TokenExpired


def test_signed_in_again_while_waiting(connect: Connect, server: Server) -> None:
    """With a secret key, a refused token is renewed and the poll goes on."""
    server.script(
        Reply({"jwt": jwt(n=1)}), BEGUN, Reply({"error": "over"}, 401), Reply({"jwt": jwt(n=2)}), ended({"dataset": {}})
    )
    connect(server, email="a@example.com", secret_key="s3cret").datasets.create(display_name="Lymphocytes")
    assert seen_as(server) == ["POST /api/auth/login", "POST /api/datasets", POLL, "POST /api/auth/login", POLL]
    assert server.requests[4].headers["authorization"] == f"Bearer {jwt(n=2)}"


def test_failure(client: omiq.Client, server: Server) -> None:
    """The server's words and the operation's id are in the error; nothing is tried again."""
    server.script(BEGUN, RUNNING, ended({"error": "The task has no gating tree"}))
    with pytest.raises(LongOperationFailed, match="The task has no gating tree") as caught:
        client.datasets.create(display_name="Lymphocytes")
    assert caught.value.long_operation_id == 17
    assert len(server.requests) == 3


def test_failure_without_words(client: omiq.Client, server: Server) -> None:
    """An empty error is an error."""
    server.script(BEGUN, ended({"error": ""}))
    with pytest.raises(LongOperationFailed):
        client.datasets.get(5)


def test_no_error_in_the_value(client: omiq.Client, server: Server) -> None:
    """`error: null` is none."""
    server.script(BEGUN, ended({"error": None, "dataset": {"id": 5}}))
    assert client.datasets.get(5).id == 5


def test_value_without_the_envelope(client: omiq.Client, server: Server) -> None:
    """The value is judged like any answer, and the error tells of the call that began it."""
    server.script(BEGUN, ended({"data": {}}))
    with pytest.raises(omiq.UnexpectedAnswer, match="GET /datasets/5"):
        client.datasets.get(5)


def test_wait(client: omiq.Client, server: Server, clock: FakeClock) -> None:
    """An operation of an earlier call is picked up by its id."""
    server.script(RUNNING, RUNNING, ended({"dataset": {"id": 5}}))
    assert client.long_operations.wait(17) == {"dataset": {"id": 5}}
    assert seen_as(server) == [POLL] * 3
    assert clock.pauses[0] == 0.5


@pytest.mark.parametrize(
    ("arguments", "value", "expected"),
    [
        ({"envelope": "url"}, {"url": "https://storage.example/a"}, "https://storage.example/a"),
        ({"envelope": "dataset", "model": Dataset}, {"dataset": {"id": 5}}, Dataset(id=5)),
        ({"envelope": "datasets", "model": list[Dataset]}, {"datasets": [{"id": 5}]}, [Dataset(id=5)]),
        ({"model": Dataset}, {"id": 5}, Dataset(id=5)),
    ],
)
def test_wait_for_a_part(
    arguments: dict[str, Any], value: Any, expected: Any, client: omiq.Client, server: Server
) -> None:
    """The envelope comes off and a model views the rest, as in a raw call."""
    server.script(ended(value))
    assert client.long_operations.wait("17", **arguments) == expected


def test_wait_reports_like_the_call(connect: Connect, server: Server) -> None:
    """Failure, deadline and unexpected values are the same errors."""
    client = connect(server, deadline=1.0)
    server.script(ended({"error": "out of memory"}))
    with pytest.raises(LongOperationFailed, match="out of memory"):
        client.long_operations.wait(17)
    server.script(RUNNING, RUNNING)
    with pytest.raises(LongOperationUnfinished):
        client.long_operations.wait(17)
    server.script(ended([1]))
    with pytest.raises(omiq.UnexpectedAnswer, match="long operation 17"):
        client.long_operations.wait(17, envelope="url")


def test_wait_with_a_model_that_is_none(client: omiq.Client) -> None:
    """A mistake in the arguments is told before anything is sent."""
    with pytest.raises(omiq.ConfigurationError, match="model"):
        client.long_operations.wait(17, model=dict)


@pytest.mark.parametrize("id_", ["", "..", "."])
def test_wait_for_what_is_no_id(id_: str, client: omiq.Client) -> None:
    """An id that cannot stand in a path is refused, and nothing is sent."""
    with pytest.raises(ValueError, match="cannot stand in a path"):
        client.long_operations.wait(id_)


def test_one_look(client: omiq.Client, server: Server) -> None:
    """`long_operations.get` looks once."""
    server.script(RUNNING, ended({"dataset": {}}))
    assert client.long_operations.get(17).raw == {}
    assert client.long_operations.get(17).raw == {"val": {"dataset": {}}}


def test_long_poll_answers_count_as_attempts(client: omiq.Client, server: Server, clock: FakeClock) -> None:
    """The whole answer counts the polls, and its JSON is the operation's value."""

    def slow(seen: Seen) -> Reply:
        clock.advance(1.0)
        return ended({"dataset": {"id": 5}})

    server.script(BEGUN, RUNNING, slow)
    answer = client.answer(client.datasets.get, 5)
    assert (answer.value.id, answer.attempts, answer.seconds) == (5, 3, 1.5)
    assert answer.json == {"dataset": {"id": 5}}
