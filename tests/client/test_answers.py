"""From an answer to a value: envelopes, shapes, and the whole answer beside the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import omiq
from omiq import ConfigurationError, OutcomeUnknown, UnexpectedAnswer, UnexpectedShape
from omiq.models import Dataset
from tests.conftest import Connect
from tests.support.clock import FakeClock
from tests.support.server import Reply, Seen, Server

HTML = {"Content-Type": "text/html; charset=utf-8"}
DATASET = {"dataset": {"id": 5, "displayName": "Lymphocytes"}, "warnings": ["slow"]}


def test_envelope_comes_off(client: omiq.Client, server: Server) -> None:
    """A method returns what is in the envelope, as its model."""
    server.script(Reply(DATASET))
    dataset = client.datasets.get(5)
    assert type(dataset) is Dataset
    assert (dataset.id, dataset.display_name) == (5, "Lymphocytes")


def test_list(client: omiq.Client, server: Server) -> None:
    """A list comes as a real list of models."""
    server.script(Reply({"datasets": [{"id": 1}, {"id": 2}]}))
    datasets = client.datasets.list()
    assert type(datasets) is list
    assert [dataset.id for dataset in datasets] == [1, 2]


def test_map(client: omiq.Client, server: Server) -> None:
    """A map by id takes ids as they are elsewhere: numbers."""
    server.script(Reply({"owners": {"271715923047819": {"id": 3}}}))
    assert client.datasets.owners()[271715923047819].raw == {"id": 3}


def test_text(client: omiq.Client, server: Server) -> None:
    """A text in an envelope is the value."""
    server.script(Reply({"url": "https://storage.example/a"}))
    assert client.files.download_url(1, 2) == "https://storage.example/a"


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        (lambda client: client.datasets.get, (5,)),
        (lambda client: client.execute, (omiq.Call(omiq.OPERATIONS["getDataset"], "/datasets/5", Dataset.view),)),
        (lambda client: client.call, ("getDataset",)),
    ],
    ids=["method", "execute", "call"],
)
def test_whole_answer(
    method: Callable[[omiq.Client], Callable[..., Dataset]],
    arguments: tuple[Any, ...],
    client: omiq.Client,
    server: Server,
    clock: FakeClock,
) -> None:
    """`client.answer` gives the value with status, headers, attempts, time, and the JSON with its envelope."""

    def slow(seen: Seen) -> Reply:
        clock.advance(0.25)
        return Reply(DATASET, 203, headers={"X-Trace": "a1"})

    server.script(Reply(status=500), slow)
    named = {"dataset_id": 5} if arguments == ("getDataset",) else {}
    answer = client.answer(method(client), *arguments, **named)
    assert answer.value == Dataset(id=5, display_name="Lymphocytes")
    assert answer.status == 203
    assert answer.headers["x-trace"] == "a1"
    assert answer.attempts == 2
    assert answer.seconds == 0.75
    assert answer.json == DATASET
    assert repr(answer) == "<Answer 203, 2 attempts, 0.750 s, Dataset>"


def test_whole_answer_of_raw_calls(client: omiq.Client, server: Server) -> None:
    """Raw calls, and waiting for a long operation, have whole answers too."""
    server.script(*[Reply(DATASET)] * 3, Reply({"val": DATASET}))
    answers = [
        client.answer(client.raw.get, "/datasets/5"),
        client.answer(client.raw.get, "/datasets/5", envelope="dataset", model=Dataset),
        client.answer(client.request, "GET", "/datasets/5", envelope="dataset"),
        client.answer(client.long_operations.wait, 17, envelope="dataset", model=Dataset),
    ]
    assert [answer.json for answer in answers] == [DATASET] * 4
    values = [answer.value for answer in answers]
    assert values == [DATASET, Dataset.view(DATASET["dataset"]), DATASET["dataset"], Dataset.view(DATASET["dataset"])]


def test_whole_answer_leaves_the_client_as_it_was(client: omiq.Client, server: Server) -> None:
    """Asking once for a whole answer changes no other call."""
    server.script(*[Reply(DATASET)] * 2)
    client.answer(client.datasets.get, 5)
    assert client.datasets.get(5).id == 5


def test_whole_answer_of_another_client(connect: Connect, server: Server) -> None:
    """The method's own client makes the call: the options of `with_options`, the server of another client."""
    client = connect("http://127.0.0.1:9")
    other = connect(server).with_options(retries=0)
    server.script(Reply(status=500), Reply(DATASET), Reply(DATASET))
    with pytest.raises(omiq.ServerError):
        client.answer(other.datasets.get, 5)
    assert client.answer(other.raw.get, "/datasets/5").json == DATASET
    assert client.answer(other.call, "getDataset", dataset_id=5).json == DATASET


@pytest.mark.parametrize("method", [len, Dataset, lambda: 5, "datasets.list", [].append, omiq.Client.call])
def test_whole_answer_of_what_is_no_method(method: Any, client: omiq.Client) -> None:
    """Anything else than a method of a client is refused."""
    with pytest.raises(ConfigurationError, match=r"client\.answer\(client\.datasets\.list"):
        client.answer(method)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.answer(client.files.download, 5, "folder"),
        lambda client: client.answer(client.exports.run, 5, folder="folder"),
        lambda client: client.answer(client.sync, "folder", 5),
        lambda client: client.answer(client.raw.stream, "GET", "/datasets/5"),
    ],
    ids=["download", "export", "sync", "stream"],
)
def test_jobs_and_streams_have_no_whole_answer(ask: Callable[[omiq.Client], Any], client: omiq.Client) -> None:
    """They are refused before anything is sent: the client of these tests has a server that knows no call."""
    with pytest.raises(ConfigurationError, match="many calls"):
        ask(client)


def test_answers_without_json(client: omiq.Client, server: Server) -> None:
    """A raw answer that is not JSON, or empty, has none in its whole answer."""
    server.script(Reply(content=b"a,b\n", headers={"Content-Type": "text/csv"}), Reply(content=b"", status=204))
    answer = client.answer(client.raw.get, "/table")
    assert (answer.value, answer.json, answer.status) == (b"a,b\n", None, 200)
    answer = client.answer(client.raw.get, "/nothing")
    assert (answer.value, answer.json, answer.status) == (None, None, 204)


SHAPES: dict[str, tuple[Reply, str]] = {
    "web page": (Reply(content=b"<html><title>Sign in</title>", headers=HTML), "not JSON .*text/html"),
    "empty": (Reply(content=b""), "not JSON"),
    "no content": (Reply(content=b"", status=204), "not JSON"),
    "torn JSON": (Reply(content=b'{"dataset": {"id"'), "not JSON"),
    "no envelope": (Reply({"data": {}, "code": 0}), "no 'dataset' in the answer, which holds code, data"),
    "empty object": (Reply({}), "no 'dataset' in the answer, which holds nothing"),
    "list": (Reply([1]), "expected a JSON object with 'dataset', got list"),
    "no envelope in another success": (Reply({"data": {}}, 201), "no .dataset. in the answer"),
    "null": (Reply(None), "expected a JSON object with 'dataset', got NoneType"),
    "list in the envelope": (Reply({"dataset": []}), "Dataset: expected an object, got a list"),
    "null in the envelope": (Reply({"dataset": None}), "Dataset: expected an object, got null"),
}


@pytest.mark.parametrize(("reply", "words"), SHAPES.values(), ids=SHAPES)
def test_unexpected_answer(reply: Reply, words: str, client: omiq.Client, server: Server) -> None:
    """What is not as the catalog says is an error that tells what came, and it is not asked for again."""
    server.script(reply)
    with pytest.raises(UnexpectedAnswer, match=words) as caught:
        client.datasets.get(5)
    assert str(caught.value).startswith(f"GET /datasets/5: {reply.status} ")
    assert caught.value.status == reply.status


@pytest.mark.parametrize("name", ["web page", "empty", "no content", "torn JSON"])
def test_unreadable_answer_to_a_write(name: str, client: omiq.Client, server: Server) -> None:
    """A success that is not JSON may come from something before the server: the write's outcome is unknown."""
    server.script(SHAPES[name][0])
    with pytest.raises(OutcomeUnknown, match="not JSON") as caught:
        client.datasets.create(display_name="Lymphocytes")
    assert isinstance(caught.value.__cause__, UnexpectedAnswer)


def test_answer_of_another_shape_to_a_write(client: omiq.Client, server: Server) -> None:
    """JSON comes from the server: the write was carried out, and nobody is advised to make it again for its answer."""
    server.script(*[Reply({"id": 5})] * 3)
    with pytest.raises(UnexpectedAnswer, match="no 'dataset'") as caught:
        client.datasets.create(display_name="Lymphocytes")
    assert caught.value.advice.startswith("The server reports success")
    assert caught.value.advice.endswith(omiq.OPERATIONS["createDataset"].look_up)
    with pytest.raises(UnexpectedAnswer, match="The server reports success"):
        client.raw.post("/new", envelope="dataset")
    with pytest.raises(UnexpectedAnswer, match=r"`client\.raw` shows the answer as it came"):
        client.datasets.get(5)


@pytest.mark.parametrize("payload", [{"datasets": {}}, {"datasets": [5]}, {"datasets": [{}, None]}])
def test_list_of_another_shape(payload: Any, client: omiq.Client, server: Server) -> None:
    """A list holds objects."""
    server.script(Reply(payload))
    with pytest.raises(UnexpectedAnswer, match="GET /datasets"):
        client.datasets.list()


def test_member_of_another_shape(client: omiq.Client, server: Server) -> None:
    """A member of another shape costs nothing until it is read, and is there as it came."""
    server.script(Reply({"dataset": {"id": 5, "displayName": ["Lymphocytes"]}}))
    dataset = client.datasets.get(5)
    assert dataset.id == 5
    with pytest.raises(UnexpectedShape, match=r"Dataset\.display_name"):
        _ = dataset.display_name
    assert dataset["displayName"] == ["Lymphocytes"]


def test_unexpected_answers_tell_no_secret(connect: Connect, server: Server) -> None:
    """What came is quoted without tokens and signed URLs."""
    page = b"<p>https://storage.example/a?sig=SENTINEL eyJhbGciOiJIUzI1NiJ9.e30.SENTINEL"
    server.script(Reply(content=page, headers=HTML))
    with pytest.raises(UnexpectedAnswer) as caught:
        connect(server).datasets.list()
    assert "SENTINEL" not in str(caught.value)
