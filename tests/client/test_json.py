"""JSON comes back as it went, and what is no JSON is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import omiq
from omiq.models import Dataset, Task, Workflow
from tests.support.clock import FakeClock
from tests.support.server import Reply, Seen, Server
from tests.support.tokens import TOKEN
from tests.support.views import keys_of, use


class Echo:
    """A client, and a server that answers what it is told to, and keeps what it is sent."""

    def __init__(self) -> None:
        self.server = Server(otherwise=self._answer)
        self.client = omiq.Client(self.server.url, token=TOKEN, clock=FakeClock(), retries=0)
        self.text = b""
        self.received = b""

    def fetched(self, text: str | bytes) -> Any:
        """Return what the client makes of a JSON text."""
        self.text = text.encode() if isinstance(text, str) else text
        return self.client.raw.get("/value")

    def saved(self, value: Any) -> str:
        """Return the JSON text that the client makes of a value."""
        self.client.raw.put("/value", json=value, retry="safe")
        return self.received.decode()

    def _answer(self, seen: Seen) -> Reply:
        self.received = seen.body
        content = self.text if seen.method == "GET" else b"{}"
        return Reply(content=content, headers={"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    echo = Echo()
    with echo.server, echo.client:
        yield echo


def meaning(text: str) -> Any:
    """Return all that a JSON text says, kinds of numbers and order of keys included."""

    def number(text: str) -> tuple[str, object]:
        value = float(text)
        return "float", str(value) if math.isfinite(value) else Decimal(text)

    return json.loads(
        text,
        parse_int=lambda text: ("int", int(text)),
        parse_float=number,
        object_pairs_hook=lambda pairs: ("{}", pairs),
    )


DIGITS = st.text("0123456789", min_size=1, max_size=40).map(lambda text: text.lstrip("0") or "0")
NUMBERS = st.one_of(
    st.integers().map(str),
    st.integers(-(2**70), 2**70).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.builds("{}{}.{}".format, st.sampled_from(["", "-"]), DIGITS, st.text("0123456789", min_size=1, max_size=20)),
    st.builds("{}{}{}{}".format, DIGITS, st.sampled_from("eE"), st.sampled_from(["", "+", "-"]), st.integers(0, 500)),
)
STRINGS = st.one_of(
    st.text(max_size=10).map(json.dumps),
    st.text(max_size=10).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from(
        ['"\\ud800"', '"\\udfff\\ud800"', '"\\ud83d\\ude00"', '"NaN"', '"null"', '"Infinity"', '"\\u0000"']
    ),
)


@st.composite
def strings(draw: st.DrawFn) -> str:
    """Draw the JSON text of a string."""
    return draw(STRINGS)


@st.composite
def scalars(draw: st.DrawFn) -> str:
    """Draw the JSON text of what is no list and no object."""
    return draw(st.one_of(NUMBERS, STRINGS, st.sampled_from(["null", "true", "false"])))


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=4).map(lambda items: f"[{', '.join(items)}]")


def objects(values: st.SearchStrategy[str], names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(names, values), max_size=5, unique_by=lambda pair: repr(json.loads(pair[0])))
    return pairs.map(lambda pairs: f"{{{', '.join(f'{name}: {value}' for name, value in pairs)}}}")


def nested(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(scalars(), lambda values: st.one_of(lists(values), objects(values, names)), max_leaves=20)


@given(nested(strings()))
@example("1")
@example("1.0")
@example("-0.0")
@example("1E400")
@example("-1e999")
@example('["\\ud800", 1E400]')
@example('[18446744073709551616, -9223372036854775809, "\\udc00"]')
@example(str(10**4000))
@example('{"b": 1, "a": 2}')
@example('{"": {"": null}}')
def test_round_trip(echo: Echo, text: str) -> None:
    """Whatever a server sends comes back with the same meaning: numbers, order, odd texts."""
    assert meaning(echo.saved(echo.fetched(text))) == meaning(text)


MEMBERS = sorted({*keys_of(Workflow), *keys_of(Task)})


@st.composite
def names(draw: st.DrawFn) -> str:
    """Draw the name of a member, as JSON: now and then one that a workflow has."""
    return draw(st.one_of(st.sampled_from(MEMBERS).map(json.dumps), STRINGS))


@given(objects(nested(names()), names()))
@example('{"id": 1.0, "tasks": [{"gatingTree": {"nodes": {"a1": null}}}, 5], "name": null, "unknown": 1E400}')
@example('{"tasks": {"id": 1}, "taskArtifacts": [null], "datasetId": 271715923047819}')
def test_workflow_that_is_saved_is_the_one_that_was_got(echo: Echo, text: str) -> None:
    """Looking at every member of a workflow, whatever its shape, changes nothing in it."""
    echo.text = f'{{"config": {text}}}'.encode()
    workflow = echo.client.workflows.get(5)
    use(workflow, omiq.UnexpectedShape)
    echo.client.workflows.save(workflow)
    assert meaning(echo.received.decode()) == meaning(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1.0", 1.0),
        ("-0.0", -0.0),
        ("9007199254740993", 2**53 + 1),
        ("1E400", Decimal("1E400")),
        ("1e5", 1e5),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"\\ud800"', "\ud800"),
        (" [ ] ", []),
    ],
)
def test_values(text: str, value: object, echo: Echo) -> None:
    """A number without a point is an int, one with a point or an exponent a float, one beyond all floats a Decimal."""
    fetched = echo.fetched(text)
    assert (type(fetched), str(fetched)) == (type(value), str(value)) or fetched == value == "\ud800"


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "[Infinity]", "-Infinity", "01", "1.", ".5", "+1", "'a'", '"\t"', "[1,]", '{"a":1,}', "{a:1}", "{} x",
     "nul", '"\\x41"', "[1", b"\xff", b'"\xff"'],
)  # fmt: skip
def test_what_is_no_json(text: str | bytes, echo: Echo) -> None:
    """What a strict reader refuses is refused."""
    with pytest.raises(omiq.UnexpectedAnswer if text else AssertionError):
        assert echo.fetched(text) is not None


NAN = float("nan")
PLACES: dict[str, tuple[Any, str]] = {
    "top": (NAN, "nan at the top"),
    "list": ([1, [NAN]], "nan at /1/0"),
    "tuple": ((1, math.inf), "inf at /1"),
    "object": ({"a": {"b c": [-math.inf]}}, "-inf at /a/b c/0"),
    "model": (Dataset.view({"id": 5, "size": NAN}), "nan at /size"),
    "list of models": ({"tasks": Workflow.view({"tasks": [{"id": 1}, {"x": NAN}]}).tasks}, "nan at /tasks/1/x"),
    "beside half a surrogate pair": (["\ud800", NAN], "nan at /1"),
    "beside null": ([None, "NaN", NAN], "nan at /2"),
    "decimal": ([Decimal("NaN")], "/0"),
    "infinite decimal": ({"a": Decimal("Infinity")}, "/a"),
}


@pytest.mark.parametrize(("value", "place"), PLACES.values(), ids=PLACES)
def test_no_number(value: Any, place: str, echo: Echo) -> None:
    """NaN and the infinities are no JSON: the error says where they are, and nothing is sent."""
    echo.server.requests.clear()
    with pytest.raises(omiq.ConfigurationError, match=f"PUT /value: the body: .*{place}"):
        echo.saved(value)
    assert echo.server.requests == []


@pytest.mark.parametrize("value", ["NaN", {"NaN": "Infinity"}, [None, "null"]])
def test_words_for_no_number(value: Any, echo: Echo) -> None:
    """A text may say NaN."""
    assert json.loads(echo.saved(value)) == value


@pytest.mark.parametrize("value", [1j, {"a": [object]}, {None: 1}, {(1, 2): 1}], ids=str)
def test_what_has_no_json(value: Any, echo: Echo) -> None:
    """What JSON has no form for is refused before anything is sent."""
    with pytest.raises(omiq.ConfigurationError, match="PUT /value: the body"):
        echo.saved(value)


def test_value_that_holds_itself(echo: Echo) -> None:
    """A circle has no end."""
    value: list[Any] = []
    value.append(value)
    with pytest.raises(omiq.ConfigurationError, match="the body"):
        echo.saved(value)


DEEP = [200, *range(700, 1100, 25), 100_000]


@pytest.mark.parametrize("depth", DEEP)
@pytest.mark.parametrize("innermost", ["1", "null", '"\\ud800"', "1E400", "NaN"])
def test_deep_answers(depth: int, innermost: str, echo: Echo) -> None:
    """Nesting that Python cannot follow is an answer that cannot be read, not a crash."""
    try:
        value = echo.fetched("[" * depth + innermost + "]" * depth)
    except omiq.UnexpectedAnswer:
        return
    for _ in range(depth):
        (value,) = value


@pytest.mark.parametrize("depth", DEEP)
@pytest.mark.parametrize("innermost", [1, None, "\ud800", Decimal("1E400"), NAN], ids=repr)
def test_deep_bodies(depth: int, innermost: Any, echo: Echo) -> None:
    """Nesting that Python cannot follow is a body that cannot be written, not a crash."""
    value = innermost
    for _ in range(depth):
        value = [value]
    try:
        assert echo.saved(value).startswith("[" * depth)
    except omiq.ConfigurationError:
        assert depth > 200 or innermost is NAN


def test_numbers_beyond_reason(echo: Echo) -> None:
    """An integer that Python refuses to read or to write is an unexpected answer, or a bad body."""
    with pytest.raises(omiq.UnexpectedAnswer):
        echo.fetched("1" * 10_000)
    with pytest.raises(omiq.ConfigurationError):
        echo.saved(10**10_000)
