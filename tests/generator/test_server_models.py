"""The sandbox's models demand what the catalog says, no less and no more."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from omiq_generator.__main__ import main
from omiq_sandbox import _models


def validated(module: ModuleType, name: str, value: Any) -> BaseModel:
    model: type[BaseModel] = getattr(module, name)
    return model.model_validate(value)


def refused(module: ModuleType, name: str, value: Any) -> list[tuple[int | str, ...]]:
    """The places in a value that a model refuses."""
    with pytest.raises(ValidationError) as caught:
        validated(module, name, value)
    return [error["loc"] for error in caught.value.errors()]


NEW_WORKFLOW = {"datasetId": 1, "name": "T cells", "initialize": True, "fromId": None, "keepComputedResults": False}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CreateWorkflowRequest", NEW_WORKFLOW),
        ("CreateWorkflowRequest", NEW_WORKFLOW | {"fromId": 2}),
        ("Task", {"id": 1, "parentId": None, "scaling": {"features": {}}}),
        ("Task", {"id": 1, "parentId": 3}),
        ("GatePoint", {"f1Val": 1, "f2Val": 0.5}),
        ("File", {"id": 1, "rawFileBlobId": None, "status": "SOMETHING_NEW"}),
        ("SetFilesMetadataRequest", {"omiqMetadatas": {"7": {"Day": "3"}}}),
        ("LongOperationStarted", {"longOpId": "x"}),
        ("GetConfigResponse", {"config": {"anything": [None]}}),
    ],
)
def test_what_the_catalog_allows_is_taken(name: str, value: dict[str, Any]) -> None:
    """Null where the catalog has it, whole numbers for numbers, open objects with more in them; nothing changes."""
    assert validated(_models, name, value).model_dump() == value


@pytest.mark.parametrize(
    ("name", "value", "places"),
    [
        ("CreateDatasetRequest", {}, [("displayName",)]),
        ("CreateDatasetRequest", {"displayName": "A", "display_name": "A"}, [("display_name",)]),
        ("CreateDatasetRequest", {"displayName": 3}, [("displayName",)]),
        ("CreateWorkflowRequest", {**NEW_WORKFLOW, "initialize": "true"}, [("initialize",)]),
        ("TrashDatasetRequest", {}, [("delete",)]),
        ("ShareRequest", {"userIds": None}, [("resourceId",), ("resourceName",), ("role",), ("userIds",)]),
        ("AnswerConnectionRequest", {"requesterId": True, "connect": True}, [("requesterId",)]),
        ("AnswerConnectionRequest", {"requesterId": 1.0, "connect": True}, [("requesterId",)]),
        ("GatePoint", {"f1Val": True}, [("f1Val",)]),
        ("SetFilesMetadataRequest", {"omiqMetadatas": {"7": {"Day": 3}}}, [("omiqMetadatas", "7", "Day")]),
        ("GetDatasetResponse", {"dataset": {"id": "1"}}, [("dataset", "id")]),
        ("Workflow", {"id": 1, "tasks": [{"id": 1}, {"type": "A"}]}, [("tasks", 1, "id")]),
    ],
)
def test_what_breaks_the_catalog_is_refused(
    name: str, value: dict[str, Any], places: list[tuple[int | str, ...]]
) -> None:
    """A required member stays required though it has a default, and no value is taken for one of another type."""
    found = refused(_models, name, value)
    assert found[: len(places)] == places
    assert name == "ShareRequest" or found == places


def test_an_enum_takes_its_values_alone() -> None:
    """A format that is none is refused by name."""
    assert ("format",) in refused(_models, "InitiateExportRequest", {"format": "TXT"})
    assert ("format",) not in refused(_models, "InitiateExportRequest", {"format": "FCS"})


ODD = Path(__file__).parent / "odd"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The models of a catalog with every odd shape that a catalog may have."""
    folder = tmp_path_factory.mktemp("odd")
    options = ["--output", str(folder / "client"), "--sandbox", str(folder / "odd_server")]
    assert main(["build", "--spec", str(ODD), *options]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield importlib.import_module("odd_server._models")


NAMES: dict[str, Any] = {"self": 1, "class": 2, "": 3, "1st": 4, "a-b": 5, "日本": 6, 'quote"\\\n': 7, "_members": 8}
NAMES |= {"__slots__": 9, "Any": 10, "dict": 11, "list": ["a"], "None": "b", "import": "c", "type": "d", "cls": 12}


def test_members_of_any_name_are_checked(odd: ModuleType) -> None:
    """A member whose name is no Python name, or that of something that a model has, is a member like others."""
    assert validated(odd, "Names", NAMES).model_dump(by_alias=True) == NAMES
    for name, value in NAMES.items():
        wrong: object = 1 if isinstance(value, (str, list)) else "1"
        assert [place[0] for place in refused(odd, "Names", NAMES | {name: wrong})] == [name]


SHAPES: dict[str, Any] = {"always": 1, "alwaysOrNull": None, "list": [NAMES], "map": {"a": NAMES}}
MORE_SHAPES: dict[str, tuple[object, object]] = {
    "again": (SHAPES, {}),
    "orNull": (None, 1),
    "listOrNull": ([NAMES], [None]),
    "several": (True, 0.5),
    "holes": ([None, NAMES], [1]),
    "rows": ([[1, None]], [None]),
    "mapOfLists": ({"a": [NAMES]}, {"a": NAMES}),
    "maps": ({"a": {"b": "c"}}, {"a": {"b": 1}}),
    "texts": ({"a": "b"}, {"a": None}),
    "word": ("any", None),
    "free": ({"a": None}, []),
    "items": ([None, 1], {}),
    "nothing": (None, 0),
    "secret": ("***", None),
    "unknowns": ({"a": {"b": 1}}, {"a": 1}),
}


@pytest.mark.parametrize("name", MORE_SHAPES)
def test_values_of_any_shape_are_checked(odd: ModuleType, name: str) -> None:
    """What a schema allows is taken, and another value in the same place refused."""
    right, wrong = MORE_SHAPES[name]
    validated(odd, "Shapes", SHAPES | {name: right})
    assert {place[0] for place in refused(odd, "Shapes", SHAPES | {name: wrong})} == {name}
    assert {place[0] for place in refused(odd, "Shapes", {name: right})} == {"always", "alwaysOrNull", "list", "map"}


def test_secrets_and_times_are_plain_texts(odd: ModuleType) -> None:
    """A text comes as it was sent, whatever its format."""
    body = {"key": "1", "format": "CSV", "text": "", "parts": [{"choice": "ünï", "level": 3}], "orNull": None}
    body |= {"token": "secret", "from": "2026-01-01T00:00:00Z"}
    assert validated(odd, "SendOddRequest", body).model_dump(by_alias=True) == body
    assert refused(odd, "SendOddRequest", body | {"parts": [{"choice": "no", "level": 4}]}) == [
        ("parts", 0, "choice"),
        ("parts", 0, "level"),
    ]
