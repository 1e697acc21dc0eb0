"""Methods describe a call and hand it to the executor; calls say what is sent and how the answer reads."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq
import omiq_generated
from omiq_generated.api import OPERATIONS, Api, AsyncApi, build
from omiq_generated.errors import UnexpectedShape
from omiq_generated.models import Dataset, ExportInstructions, File, FileSpec, Owner, Task, Workflow
from omiq_generated.types import UNSET, Call, ModelMap, Operation, as_is, fill, list_of, map_of, or_none, typed

T = TypeVar("T")


class Recorder:
    """An executor that keeps the call, and answers with a JSON value."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer
        self.call: Call[Any] | None = None

    def execute(self, call: Call[T], /) -> T:
        self.call = call
        return call.read(self.answer)


class AsyncRecorder(Recorder):
    async def execute(self, call: Call[T], /) -> T:  # type: ignore[override]
        return super().execute(call)


def sent(call: Call[Any] | None) -> tuple[str, str, dict[str, Any], Any]:
    assert call is not None
    return call.operation.method, call.path, dict(call.query), call.json


def test_query() -> None:
    """What is not given is not sent; what is given is, as it is."""
    recorder = Recorder([{"id": 1}])
    datasets = Api(recorder).datasets.list(include_owner=True, limit=0)
    assert datasets == [Dataset(id=1)]
    assert sent(recorder.call) == ("GET", "/datasets", {"includeOwner": True, "limit": 0}, UNSET)
    Api(recorder).datasets.list()
    assert sent(recorder.call) == ("GET", "/datasets", {}, UNSET)


def test_path_and_body() -> None:
    """Path parameters stand in the path; the members of the body are keywords, and go out in the catalog's order."""
    recorder = Recorder({"id": 1})
    Api(recorder).workflows.update_task(7, task=Task(id=1), override_lock=True)
    assert sent(recorder.call) == ("POST", "/workflows/7/updateTask", {}, {"task": {"id": 1}, "overrideLock": True})


def test_defaults_are_sent() -> None:
    """A default of the catalog is what the client sends when nothing is said, null included."""
    recorder = Recorder({"id": 1})
    Api(recorder).workflows.create(dataset_id=5, name="n")
    assert sent(recorder.call)[3] == {
        "datasetId": 5,
        "name": "n",
        "initialize": True,
        "fromId": None,
        "keepComputedResults": False,
    }


def test_member_from_path() -> None:
    """A member of the body that repeats the path is filled from there."""
    recorder = Recorder({"files": [], "signedUrls": []})
    spec = FileSpec(display_name="a", file_name="a.fcs", content_type="x", dataset_id=5)
    Api(recorder).files.register(5, files=[spec])
    assert sent(recorder.call)[3] == {"datasetKey": 5, "files": [spec.raw]}


def test_whole_object_as_body() -> None:
    """An open body is given whole, and goes out as it is: nothing is lost on the way back to the server."""
    recorder = Recorder({"id": 1})
    whole = Workflow.view({"zz": 1.0, "id": 1, "tasks": None})
    Api(recorder).workflows.save(whole)
    assert sent(recorder.call)[:3] == ("POST", "/workflows", {})
    assert json.dumps(sent(recorder.call)[3]) == json.dumps(whole.raw)


def test_empty_body() -> None:
    """A body without members is sent as an empty object."""
    recorder = Recorder({})
    Api(recorder).datasets.force_delete(5)
    assert sent(recorder.call)[3] == {}


def test_async_methods() -> None:
    """The async methods make the same calls."""
    recorder = AsyncRecorder([{"id": 1}])
    assert asyncio.run(AsyncApi(recorder).files.list(5)) == [File(id=1)]
    assert sent(recorder.call) == ("GET", "/datasets/5/files", {}, UNSET)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_every_operation(operation: Operation) -> None:
    """Each operation is a method, sync and async, of one signature and docstring, that makes the call of its id."""
    methods = [getattr(getattr(api, operation.name.split(".")[0]), operation.name.split(".")[1]) for api in apis()]
    assert inspect.signature(methods[0]) == inspect.signature(methods[1])
    assert methods[0].__doc__ == methods[1].__doc__
    assert f"`{operation.method} {operation.path}`, {operation.certainty} ({', '.join(operation.sources)})" in (
        " ".join(methods[0].__doc__.split())
    )
    assert methods[0].__doc__.startswith(operation.summary)
    assert ("OutcomeUnknown:" in methods[0].__doc__) == (operation.retry == "never")
    required = {parameter.argument: 1 for parameter in operation.parameters if parameter.required}
    signature = inspect.signature(methods[0])
    assert {name for name, given in signature.parameters.items() if given.default is given.empty} == required.keys()
    assert signature.parameters.keys() == {parameter.argument for parameter in operation.parameters}
    call = build(operation.id, **required)
    assert call.operation is operation
    with pytest.raises(TypeError, match="missing" if required else "unexpected"):
        build(operation.id, **({} if required else {"no_such": 1}))


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_docstrings_name_errors_of_the_client(operation: Operation) -> None:
    """What a method says it raises are errors of `omiq`, the most general one last."""
    tag, name = operation.name.split(".")
    raised = getattr(getattr(Api(Recorder()), tag), name).__doc__.partition("Raises:\n")[2]
    errors = [getattr(omiq, error) for error in re.findall(r"^ {12}(\w+):", raised, re.MULTILINE)]
    assert errors[-1] is omiq.CallError
    assert all(issubclass(error, omiq.OmiqError) for error in errors)


def apis() -> list[Any]:
    return [Api(Recorder()), AsyncApi(AsyncRecorder())]


def test_operations_table() -> None:
    """The table has the catalog's operations in the order of their names, with what the catalog says of each."""
    document = json.loads(Path(omiq_generated.__file__).with_name("openapi.json").read_text("utf-8"))
    described = {
        operation["operationId"]: (method.upper(), path.partition("#")[0], operation["x-omiq"])
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }
    assert OPERATIONS.keys() == described.keys()
    assert [operation.name for operation in OPERATIONS.values()] == sorted(
        operation.name for operation in OPERATIONS.values()
    )
    for key, operation in OPERATIONS.items():
        method, path, omiq = described[key]
        assert (operation.id, operation.method, operation.path) == (key, method, path)
        assert (operation.name, operation.retry, operation.envelope) == (
            omiq["method"],
            omiq["retry"],
            omiq.get("envelope"),
        )
        assert (operation.certainty, list(operation.sources)) == (omiq["certainty"], omiq["sources"])
        assert operation.authenticated == (key != "login")
        assert bool(operation.look_up) == (operation.retry == "never")


def test_methods_stand_in_order() -> None:
    """Resources and their methods stand in the order of their names, where they are read one after the other."""
    for api in (Api, AsyncApi):
        resources = [name for name in vars(api) if not name.startswith("_")]
        assert resources == sorted(resources)
    methods = [
        f"{tag}.{name}" for tag in resources for name in vars(type(getattr(Api(Recorder()), tag))) if name[0] != "_"
    ]
    assert methods == [operation.name for operation in OPERATIONS.values()]


def test_unknown_operation() -> None:
    """There is no call of an operation that is not in the table."""
    with pytest.raises(KeyError, match="noSuch"):
        build("noSuch")


def test_call_shows_no_content() -> None:
    """The repr of a call has its route, and nothing of what is sent."""
    call = build("login", email="a@b.c", token="s3ntinel")
    assert repr(call) == "Call(login: POST /auth/login)"


@given(value=st.text(min_size=1) | st.integers())
def test_fill(value: str | int) -> None:
    """Any value is one segment of the path, and comes out as it went in."""
    if value in (".", ".."):
        return
    path = fill("/a/{id}/b", id=value)
    _, first, segment, last = path.split("/")
    assert (first, unquote(segment), last) == ("a", str(value), "b")
    assert not set(segment) & set("?#%/\\ \n") - {"%"}


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_fill_refuses_other_paths(value: str) -> None:
    """A value that would lead to another path is refused."""
    with pytest.raises(ValueError, match=r"id: .* cannot stand in a path"):
        fill("/a/{id}", id=value)


@pytest.mark.parametrize("value", [None, True, 1.5, Dataset(id=1), UNSET])
def test_fill_refuses_what_is_no_id(value: Any) -> None:
    """A value that is neither text nor an integer is refused by its name."""
    with pytest.raises(TypeError, match="id: expected text or an integer, got"):
        fill("/a/{id}", id=value)


def test_readers() -> None:
    """Readers give what the answer was documented to hold."""
    assert as_is({"a": 1}) == {"a": 1}
    assert list_of(File)([{"id": 1}]) == [File(id=1)]
    assert map_of(Owner)({"1": {}}) == ModelMap({"1": {}}, Owner)
    assert typed(int, str)("x") == "x"
    assert or_none(Dataset.view)(None) is None
    assert or_none(Dataset.view)({"id": 1}) == Dataset(id=1)


@pytest.mark.parametrize(
    ("read", "answer", "message"),
    [
        (Dataset.view, [], "Dataset: expected an object, got a list"),
        (list_of(File), {}, "answer: expected a list, got an object"),
        (list_of(File), [None], "File: expected an object, got null"),
        (map_of(Owner), [], "answer: expected an object, got a list"),
        (typed(str), None, "answer: expected text, got null"),
        (typed(int, str), True, "answer: expected an integer or text, got true or false"),
    ],
)
def test_answers_of_a_wrong_shape(read: Any, answer: Any, message: str) -> None:
    """An answer of another shape raises UnexpectedShape, which says what was expected and found."""
    with pytest.raises(UnexpectedShape) as caught:
        read(answer)
    assert str(caught.value) == message


def test_import_is_light() -> None:
    """Importing the operations loads no HTTP library, no models, and nothing that is slow to load."""
    script = "import sys; old = set(sys.modules); import omiq_generated.api; print(*(set(sys.modules) - old))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "omiq_generated.api" in loaded
    assert not loaded & {"attr", "attrs", "dataclasses", "email", "httpx", "inspect", "json", "omiq", "urllib.parse"}
    assert not [name for name in loaded if name.startswith(("omiq_generated.models", "omiq_generated.api."))]


def test_export_arguments() -> None:
    """Nested request objects are models too."""
    recorder = Recorder("https://example.org/x")
    instructions = ExportInstructions(task_id=1, config=Workflow(id=7), filters=["UNFILTERED"])
    url = Api(recorder).exports.initiate(
        dataset_id=5,
        file_ids=[1],
        feature_names=["FSC-A"],
        reverse_transform=True,
        format="CSV",
        filter_usage_mode="NAMECOL",
        instructions=instructions,
    )
    assert url == "https://example.org/x"
    assert sent(recorder.call)[3]["instructions"] == {"taskId": 1, "config": {"id": 7}, "filters": ["UNFILTERED"]}
    assert sent(recorder.call)[3]["addOrigRowIdx"] is False
