"""Calls of endpoints that are not in the catalog: what is sent, what comes back, and what is never sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import omiq
from omiq import BadRequest, ConfigurationError, OutcomeUnknown, UnexpectedAnswer
from omiq.models import Dataset
from tests.support.server import Fault, Reply, Server
from tests.support.tokens import TOKEN

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", METHODS)
def test_methods(method: str, client: omiq.Client, server: Server) -> None:
    """Each HTTP method has a method of its own, and is the same as `client.request`."""
    server.script(*[Reply({"ok": True})] * 2)
    assert getattr(client.raw, method.lower())("/new", headers={"X-Purpose": "test"}) == {"ok": True}
    assert client.request(method.lower(), "/new", headers={"X-Purpose": "test"}) == {"ok": True}
    for seen in server.requests:
        assert (seen.method, seen.target, seen.body) == (method, "/api/new", b"")
        assert seen.headers["authorization"] == f"Bearer {TOKEN}"
        assert seen.headers["x-purpose"] == "test"
        assert seen.headers["accept"] == "application/json"
        assert "content-type" not in seen.headers


@pytest.mark.parametrize("method", ["", "GET /", "G\r\nET", "GÉT", "GET1", "CONNECT"])
def test_what_is_no_method(method: str, client: omiq.Client) -> None:
    """A method is letters; CONNECT is a proxy's business."""
    with pytest.raises(ConfigurationError, match="HTTP method"):
        client.request(method, "/new")


@pytest.mark.parametrize(
    ("path", "params", "target"),
    [
        ("/new", {"limit": 5, "name": "CD4+ a&b/é"}, "/api/new?limit=5&name=CD4%2B%20a%26b%2F%C3%A9"),
        ("/new", {"id": [1, 2], "both": (True, False)}, "/api/new?id=1&id=2&both=true&both=false"),
        ("/new", {"absent": None, "unset": omiq.UNSET, "empty": "", "zero": 0}, "/api/new?empty=&zero=0"),
        ("/new", {"absent": None}, "/api/new"),
        ("/new", {}, "/api/new"),
        ("/new", None, "/api/new"),
        ("/new?limit=5", {"name": "a"}, "/api/new?limit=5&name=a"),
        ("/new?url=http://example.com/?a", None, "/api/new?url=http://example.com/?a"),
        ("/new", {"a=b&c": "d"}, "/api/new?a%3Db%26c=d"),
    ],
)
def test_params(path: str, params: dict[str, Any] | None, target: str, client: omiq.Client, server: Server) -> None:
    """Parameters are quoted, lists repeat their name, None is left out, booleans are as in JSON."""
    server.script(Reply({}))
    client.raw.get(path, params=params)
    assert server.requests[0].target == target


def test_params_that_are_no_text(client: omiq.Client) -> None:
    """What cannot stand in a URL is refused."""
    with pytest.raises(ConfigurationError, match="surrogate"):
        client.raw.get("/new", params={"name": "\ud800"})


@pytest.mark.parametrize("name", ["Authorization", "AUTHORIZATION", "Host", "Content-Length", "transfer-encoding"])
def test_headers_that_are_the_clients_own(name: str, client: omiq.Client) -> None:
    """Nobody replaces the token, the host or the framing of the body."""
    with pytest.raises(ConfigurationError, match=name):
        client.raw.get("/new", headers={name: "x"})


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "a\r\nAuthorization: x"}, {"X-A\r\nX-B": "a"}, {"X-A": "\ud800"}, {"": "a"}, {"X A": "a"}, {"é": "a"}],
)
def test_headers_that_cannot_be_sent(headers: dict[str, str], client: omiq.Client, server: Server) -> None:
    """What cannot stand in a header is refused before anything is sent."""
    with pytest.raises(ConfigurationError):
        client.raw.get("/new", headers=headers)
    assert server.requests == []


@pytest.mark.parametrize("name", ["accept", "Accept", "ACCEPT"])
def test_headers_replace_the_usual_ones(name: str, client: omiq.Client, server: Server) -> None:
    """A caller's header stands in for the client's, in any case, and is sent once."""
    server.script(Reply({}))
    client.raw.get("/new", headers={name: "text/csv"})
    assert server.requests[0].headers["accept"] == "text/csv"


BODIES: dict[str, tuple[dict[str, Any], bytes, str | None]] = {
    "object": ({"json": {"a": [1, 1.0, None, "é"]}}, '{"a":[1,1.0,null,"é"]}'.encode(), "application/json"),
    "null": ({"json": None}, b"null", "application/json"),
    "model": ({"json": Dataset(id=5)}, b'{"id":5}', "application/json"),
    "model in a list": ({"json": [{"a": Dataset(id=5)}]}, b'[{"a":{"id":5}}]', "application/json"),
    "of its own kind": (
        {"json": {}, "headers": {"Content-Type": "application/merge-patch+json"}},
        b"{}",
        "application/merge-patch+json",
    ),
    "bytes": ({"content": b"\x00\xff"}, b"\x00\xff", None),
    "no bytes": ({"content": b""}, b"", None),
    "table": ({"content": b"a,b\n", "headers": {"content-type": "text/csv"}}, b"a,b\n", "text/csv"),
    "nothing": ({}, b"", None),
}


@pytest.mark.parametrize(("arguments", "body", "kind"), BODIES.values(), ids=BODIES)
def test_bodies(arguments: dict[str, Any], body: bytes, kind: str | None, client: omiq.Client, server: Server) -> None:
    """A body is JSON, models too, or bytes; its kind is the caller's, or that of JSON."""
    server.script(Reply({}))
    client.raw.post("/new", **arguments)
    assert server.requests[0].body == body
    assert server.requests[0].headers.get("content-type") == kind
    assert server.requests[0].headers["content-length"] == str(len(body))


def test_views_of_answers_are_bodies(client: omiq.Client, server: Server) -> None:
    """What one call returns, another one takes: lists and maps of models too."""
    server.script(Reply({"owners": {"5": {"id": 3}}}), Reply({"config": {"tasks": [{"id": 1}]}}), Reply({}))
    owners, tasks = client.datasets.owners(), client.workflows.get(7).tasks
    client.raw.post("/new", json={"owners": owners, "tasks": tasks})
    assert server.requests[2].json == {"owners": {"5": {"id": 3}}, "tasks": [{"id": 1}]}


@pytest.mark.parametrize(
    "arguments",
    [{"json": {}, "content": b""}, {"json": object()}, {"json": {"a": {None: 1}}}, {"retry": "always"}],
    ids=["two bodies", "an object", "null as a key", "unknown retry class"],
)
def test_arguments_that_make_no_request(arguments: dict[str, Any], client: omiq.Client) -> None:
    """A mistake is told before anything is sent."""
    with pytest.raises(ConfigurationError):
        client.raw.post("/new", **arguments)


@pytest.mark.parametrize(
    ("arguments", "answer", "value"),
    [
        ({}, {"a": [1]}, {"a": [1]}),
        ({}, None, None),
        ({}, 5, 5),
        ({"envelope": "a"}, {"a": [1]}, [1]),
        ({"envelope": "a"}, {"a": None}, None),
        ({"model": Dataset}, {"id": 5}, Dataset(id=5)),
        ({"model": list[Dataset]}, [{"id": 5}], [Dataset(id=5)]),
        ({"envelope": "a", "model": Dataset}, {"a": {"id": 5}}, Dataset(id=5)),
        ({"envelope": "a", "model": list[Dataset]}, {"a": []}, []),
    ],
)
def test_values(arguments: dict[str, Any], answer: Any, value: Any, client: omiq.Client, server: Server) -> None:
    """The value is the JSON as it came, a member of it, or a view."""
    server.script(Reply(answer))
    assert client.raw.get("/new", **arguments) == value


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ({"envelope": "b"}, {"a": 1}),
        ({"envelope": "a"}, [1]),
        ({"model": Dataset}, [1]),
        ({"model": list[Dataset]}, {}),
    ],
)
def test_values_of_another_shape(arguments: dict[str, Any], answer: Any, client: omiq.Client, server: Server) -> None:
    """What the caller expected and did not come is an error."""
    server.script(Reply(answer))
    with pytest.raises(UnexpectedAnswer, match="GET /new"):
        client.raw.get("/new", **arguments)


@pytest.mark.parametrize(
    "model", [dict, list, list[int], "Dataset", Dataset(id=5), list[list[Dataset]], int | None], ids=repr
)
def test_model_that_is_none(model: Any, client: omiq.Client) -> None:
    """A mistake in `model` is told before anything is sent."""
    with pytest.raises(ConfigurationError, match="model is"):
        client.raw.get("/new", model=model)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("content", "kind", "value"),
    [
        (b"\x89PNG\x00", "image/png", b"\x89PNG\x00"),
        (b"a,b\n", "text/csv; charset=utf-8", b"a,b\n"),
        (b'{"a": 1}', "text/plain", b'{"a": 1}'),
        (b'{"a": 1}', "Application/JSON; charset=utf-8", {"a": 1}),
        (b'{"title": "a"}', "application/problem+json", {"title": "a"}),
        (b"", "application/json", None),
        (b"", "text/plain", None),
    ],
)
def test_kinds_of_answers(
    method: str, content: bytes, kind: str, value: Any, client: omiq.Client, server: Server
) -> None:
    """What is not JSON comes as bytes, and what is empty as None."""
    server.script(Reply(content=content, headers={"Content-Type": kind}))
    assert client.request(method, "/new") == value


@pytest.mark.parametrize(("content", "value"), [(b'{"a": 1}', {"a": 1}), (b"a,b\n", b"a,b\n")])
def test_answer_of_unknown_kind(content: bytes, value: Any, client: omiq.Client, server: Server) -> None:
    """Where the server does not say what it sends, JSON is read as JSON, and all else is bytes."""
    server.script(Reply(content=content))
    assert client.raw.get("/new") == value


def test_answer_that_claims_to_be_json(client: omiq.Client, server: Server) -> None:
    """Torn JSON is an error, and leaves a write open."""
    torn = Reply(content=b'{"a":', headers={"Content-Type": "application/json"})
    server.script(torn, torn)
    with pytest.raises(UnexpectedAnswer):
        client.raw.get("/new")
    with pytest.raises(OutcomeUnknown, match="POST /new"):
        client.raw.post("/new")


def test_answer_that_must_be_json(client: omiq.Client, server: Server) -> None:
    """Bytes have no envelope."""
    page = Reply(content=b"<html>", headers={"Content-Type": "text/html"})
    server.script(page, page)
    with pytest.raises(UnexpectedAnswer, match="not JSON"):
        client.raw.get("/new", envelope="a")
    with pytest.raises(OutcomeUnknown, match="not JSON"):
        client.raw.put("/new", model=Dataset)


def test_errors_are_those_of_all_calls(client: omiq.Client, server: Server) -> None:
    """A refusal tells method, path and the server's words; the query, which may hold anything, is not told."""
    server.script(Reply({"error": "limit is a number"}, 400))
    with pytest.raises(BadRequest) as caught:
        client.raw.get("/new?token=a", params={"limit": "b"})
    assert str(caught.value).startswith("GET /new: 400 limit is a number\n")


def test_call_by_hand(client: omiq.Client, server: Server) -> None:
    """An endpoint that somebody knows is described like those of the catalog."""
    operation = omiq.Operation("listTags", "POST", "/tags/{id}", envelope="tags", retry="safe")
    call = omiq.Call(
        operation, "/tags/5", omiq.list_of(Dataset), query={"deep": True}, json={"a": 1}, headers={"X-A": "b"}
    )
    server.script(Reply(status=500), Reply({"tags": [{"id": 1}]}))
    assert client.execute(call) == [Dataset(id=1)]
    seen = server.requests[1]
    assert (seen.method, seen.target, seen.body) == ("POST", "/api/tags/5?deep=true", b'{"a":1}')
    assert seen.headers["x-a"] == "b"


def test_call_by_hand_is_not_repeated_unless_it_says_so(client: omiq.Client, server: Server) -> None:
    """What nothing is known of is a write."""
    server.script(Fault.CUT_BEFORE_ANSWER)
    with pytest.raises(OutcomeUnknown):
        client.execute(omiq.Call(omiq.Operation("x", "GET", "/x"), "/x", omiq.as_is))


def test_call_by_hand_without_token(client: omiq.Client, server: Server) -> None:
    """An operation that needs no token gets none."""
    server.script(Reply({}))
    client.execute(omiq.Call(omiq.Operation("x", "GET", "/x", authenticated=False), "/x", omiq.as_is))
    assert "authorization" not in server.requests[0].headers


def test_call_by_hand_keeps_to_the_clients_headers(client: omiq.Client) -> None:
    """A call by hand has the limits of a raw call."""
    call = omiq.Call(omiq.Operation("x", "GET", "/x"), "/x", omiq.as_is, headers={"Authorization": "x"})
    with pytest.raises(ConfigurationError, match="Authorization"):
        client.execute(call)


def test_call_shows_no_content() -> None:
    """What a call sends may be secret; its repr has the operation and the path."""
    operation: Callable[..., Any] = omiq.Operation
    call = omiq.Call(operation("x", "POST", "/x"), "/x", omiq.as_is, json={"token": "secret"})
    assert repr(call) == "Call(x: POST /x)"
