"""The errors: one tree, messages that say what happened and what to do, and copies in other processes."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Iterator
from typing import Any, TypeVar

import pytest

import omiq
from omiq import CallError, OmiqError
from tests.conftest import Connect
from tests.support.server import Fault, Reply, Server

E = TypeVar("E", bound=Exception)
TREE = """
OmiqError
  CallError
    AuthenticationError
      LoginRefused
      LoginSuperseded
      TokenExpired
    BadRequest
    Conflict
    ConnectionFailed
      TimedOut
    LongOperationError
      LongOperationFailed
      LongOperationUnfinished
    NotFound
    OutcomeUnknown
    PermissionDenied
    RateLimited
    ServerError
    UnexpectedAnswer
  ConfigurationError
    NotSignedIn
  TransferError
    TransfersIncomplete
  UnexpectedShape
"""


LOADED = [getattr(omiq, name) for name in omiq.__all__]
"""Every public name, each of which is loaded when it is first used."""


def classes(root: type[Exception] = OmiqError) -> Iterator[type[Exception]]:
    yield root
    for each in sorted(root.__subclasses__(), key=lambda each: each.__name__):
        yield from classes(each)


def sent_on(error: E, protocol: int = pickle.DEFAULT_PROTOCOL) -> E:
    """Return the error as another process gets it."""
    twin: E = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301
    return twin


def depth(error: type[Exception]) -> int:
    return len([each for each in error.__mro__ if issubclass(each, OmiqError)]) - 1


CALL_ERRORS = [each for each in classes(CallError) if issubclass(each, CallError)]


def test_tree() -> None:
    """The causes that a program can tell apart are these, and no other."""
    assert "\n".join("  " * depth(error) + error.__name__ for error in classes()) == TREE.strip()


@pytest.mark.parametrize("error", list(classes()))
def test_each_error_is_public_and_described(error: type[Exception]) -> None:
    """Each can be caught by its name in `omiq`, and says what it stands for."""
    assert getattr(omiq, error.__name__) is error
    assert error.__name__ in omiq.__all__
    assert error.__doc__


@pytest.mark.parametrize("error", [omiq.ConfigurationError, *CALL_ERRORS])
def test_traceback_shows_the_public_name(error: type[Exception]) -> None:
    """The last line of a traceback names the error as a program catches it."""
    assert "".join(traceback.format_exception_only(error("words"))).startswith(f"omiq.{error.__name__}: words")


@pytest.mark.parametrize("error", CALL_ERRORS)
def test_message(error: type[CallError]) -> None:
    """The first line is the request, the status, the words and the attempts; the second says what to do."""
    full = error("it is locked", request="GET /datasets/5", status=423, advice="Wait.", attempts=3)
    assert str(full) == "GET /datasets/5: 423 it is locked (3 attempts)\nWait."
    assert str(error("it is locked", advice="Wait.")) == "it is locked\nWait."
    assert str(error("it is locked", request="GET /a", advice="Wait.", attempts=1)) == "GET /a: it is locked\nWait."
    assert str(error("", request="GET /a", status=500, advice="Wait.")) == "GET /a: 500\nWait."


ADVISED_WHERE_RAISED = (CallError, omiq.AuthenticationError, omiq.LongOperationError, omiq.LongOperationUnfinished)


@pytest.mark.parametrize("error", [each for each in CALL_ERRORS if each not in ADVISED_WHERE_RAISED])
def test_advice(error: type[CallError]) -> None:
    """Every error says what to do about it, unless the one who raises it knows better."""
    assert error("words").advice.endswith(".")
    assert error("words", advice="Wait.").advice == "Wait."


@pytest.mark.parametrize("error", CALL_ERRORS)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(error: type[CallError], protocol: int) -> None:
    """An error comes whole out of another process."""
    original = error("it is locked", request="GET /datasets/5", status=423, advice="Wait.", attempts=3)
    if isinstance(original, omiq.LongOperationError):
        original.long_operation_id = 17
    for twin in (sent_on(original, protocol), copy.copy(original)):
        assert type(twin) is error
        assert str(twin) == str(original)
        assert vars(twin) == vars(original)
        assert twin.args == original.args


@pytest.mark.parametrize("error", [omiq.OmiqError, omiq.ConfigurationError, omiq.NotSignedIn, omiq.UnexpectedShape])
def test_pickle_of_plain_errors(error: type[Exception]) -> None:
    """Those without a call come whole too."""
    twin = sent_on(error("words"))
    assert (type(twin), str(twin)) == (error, "words")


SAID: dict[str, tuple[Reply, type[CallError], str]] = {
    "JSON error": (Reply({"error": "no such dataset"}, 404), omiq.NotFound, "404 no such dataset"),
    "JSON message": (Reply({"message": "too long", "code": 7}, 400), omiq.BadRequest, "400 too long"),
    "JSON detail": (Reply({"error": None, "detail": "too long"}, 422), omiq.BadRequest, "422 too long"),
    "other JSON": (Reply({"code": 7}, 400), omiq.BadRequest, '400 {"code": 7}'),
    "JSON list": (Reply(["too long"], 400), omiq.BadRequest, '400 ["too long"]'),
    "torn JSON": (Reply(content=b'{"error": "no s', status=400), omiq.BadRequest, '400 {"error": "no s'),
    "text": (Reply(content=b"no such\n  dataset\n", status=404), omiq.NotFound, "404 no such dataset"),
    "bytes": (Reply(content=b"\xff\xfe", status=400), omiq.BadRequest, "400 \ufffd\ufffd"),
    "nothing": (Reply(content=b"", status=400), omiq.BadRequest, "400"),
    "web page": (
        Reply(content=b"<html><title>\n Bad Gateway </title>", status=403),
        omiq.PermissionDenied,
        "403 a web page: Bad Gateway",
    ),
    "web page without title": (
        Reply(content=b"<p>no</p>", status=403, headers={"Content-Type": "text/html"}),
        omiq.PermissionDenied,
        "403 a web page",
    ),
    "permission": (
        Reply({"error": "You do not have permission to do that"}, 400),
        omiq.PermissionDenied,
        "400 You do not have permission to do that",
    ),
    "newer login": (
        Reply({"error": "There is a more recent login for this account"}, 403),
        omiq.LoginSuperseded,
        "403 There is a more recent login for this account",
    ),
    "newer login, as text": (
        Reply(content=b"There is a more recent login for this account.", status=401),
        omiq.LoginSuperseded,
        "401 There is a more recent login for this account.",
    ),
    "redirect": (Reply(content=b"", status=302), omiq.UnexpectedAnswer, "302"),
}


@pytest.mark.parametrize(("reply", "error", "words"), SAID.values(), ids=SAID)
def test_words_of_the_server(
    reply: Reply, error: type[CallError], words: str, client: omiq.Client, server: Server
) -> None:
    """What the server says is in the message, on one line, whatever its form; known texts decide on the class."""
    server.script(reply)
    with pytest.raises(CallError) as caught:
        client.datasets.get(5)
    assert type(caught.value) is error
    first, advice = str(caught.value).split("\n", 1)
    assert first == f"GET /datasets/5: {words}"
    assert advice == caught.value.advice
    assert caught.value.status == reply.status
    assert caught.value.request == "GET /datasets/5"


@pytest.mark.parametrize(
    "text", ["There is a more recent login for this account", "You do not have permission"], ids=["login", "permission"]
)
def test_texts_of_a_server_that_failed(text: str, client: omiq.Client, server: Server) -> None:
    """Known texts say that trying again does not help, whatever the status."""
    server.script(Reply({"error": text}, 500))
    with pytest.raises((omiq.LoginSuperseded, omiq.PermissionDenied)):
        client.datasets.create(display_name="Lymphocytes")
    assert len(server.requests) == 1


def test_long_words_are_cut(client: omiq.Client, server: Server) -> None:
    """A page of text is no message."""
    server.script(Reply({"error": "x" * 100_000}, 400))
    with pytest.raises(omiq.BadRequest) as caught:
        client.datasets.list()
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.REFUSED, omiq.ConnectionFailed),
        (Fault.CUT_BEFORE_ANSWER, omiq.ConnectionFailed),
        (Fault.CUT_IN_BODY, omiq.ConnectionFailed),
        (Fault.SILENCE, omiq.TimedOut),
    ],
)
def test_words_of_the_network(fault: Fault, error: type[CallError], connect: Connect, server: Server) -> None:
    """Without an answer there is no status, but there are words, and no type of an HTTP library."""
    server.script(fault)
    with pytest.raises(error, match=r"^GET /datasets: no |^GET /datasets: the connection broke: ") as caught:
        connect(server, retries=0, timeout=0.05).datasets.list()
    assert caught.value.status is None
    assert caught.value.words
    assert "httpx" not in repr(caught.value)
    assert sent_on(caught.value).words == caught.value.words


def test_arguments_are_named() -> None:
    """A CallError made by hand takes its parts by name."""
    positional: Any = ("words", "GET /a")
    with pytest.raises(TypeError):
        CallError(*positional)
