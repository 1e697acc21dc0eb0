"""What a version of the catalog changes for those who call by an older one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from omiq._catalog.diffing import differences
from omiq._catalog.document import Document

Edit: TypeAlias = Callable[[dict[str, Any]], Any]
Told: TypeAlias = set[tuple[str, str, str]]

INTEGER = {"type": "integer"}
TEXT = {"type": "string"}
THING = {"$ref": "#/components/schemas/Thing"}


def document() -> dict[str, Any]:
    """A catalog of two operations: one that answers things, and one that saves a thing with what it holds."""
    whole = {
        "info": {"title": "Things", "version": "1"},
        "tags": [{"name": "things", "description": "Things."}],
        "paths": {
            "/things": {"get": operation("listThings", "list", "things", {"type": "array", "items": THING})},
            "/boxes/{boxId}/things": {
                "post": operation("addThing", "add", "thing", THING)
                | {
                    "parameters": [
                        parameter("boxId", "path", required=True),
                        parameter("day", "query", required=True),
                        parameter("limit", "query", default=5),
                    ],
                    "requestBody": body("AddThingRequest"),
                }
            },
        },
        "components": {
            "schemas": {
                "Thing": {
                    "description": "A thing.",
                    "type": "object",
                    "required": ["id", "parts"],
                    "properties": {
                        "id": INTEGER,
                        "name": TEXT,
                        "kind": {"type": "string", "x-omiq-known-values": ["BIG"]},
                        "parts": {"type": "array", "items": THING},
                        "counts": {"type": "object", "additionalProperties": INTEGER},
                    },
                },
                "AddThingRequest": {
                    "type": "object",
                    "required": ["name", "force"],
                    "properties": {
                        "name": TEXT,
                        "force": {"type": "boolean", "default": False},
                        "role": {"type": "string", "enum": ["READER", "EDITOR"]},
                        "boxKey": {"type": "integer", "x-omiq-from-path": "boxId"},
                        "label": {"$ref": "#/components/schemas/Label"},
                    },
                    "additionalProperties": False,
                },
                "Label": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {"text": TEXT, "inner": {"$ref": "#/components/schemas/Label"}},
                    "additionalProperties": False,
                },
            }
        },
        "x-omiq-sources": {"letter": {"title": "A letter"}},
    }
    separate: dict[str, Any] = json.loads(json.dumps(whole))
    return separate


def operation(id: str, name: str, envelope: str, answer: dict[str, Any]) -> dict[str, Any]:
    wrapper = {"title": f"{id}Response", "type": "object", "required": [envelope], "properties": {envelope: answer}}
    omiq = {"method": f"things.{name}", "retry": "idempotent", "envelope": envelope, "certainty": "inferred"}
    schema = {"anyOf": [wrapper, {"$ref": "#/components/schemas/LongOperationStarted"}]}
    return {
        "operationId": id,
        "summary": "Do it.",
        "x-omiq": omiq,
        "responses": {"200": {"description": "It.", "content": {"application/json": {"schema": schema}}}},
    }


def parameter(name: str, place: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "integer"} | schema}


def body(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


def at(*pointer: str | int) -> Callable[[dict[str, Any]], Any]:
    def found(whole: dict[str, Any]) -> Any:
        value: Any = whole
        for key in pointer:
            value = value[key]
        return value

    return found


LIST = at("paths", "/things", "get")
ADD = at("paths", "/boxes/{boxId}/things", "post")
PROPERTIES = at("components", "schemas", "Thing", "properties")
ARGUMENTS = at("components", "schemas", "AddThingRequest", "properties")


def told(edit: Edit) -> Told:
    new = document()
    edit(new)
    return {(each.effect, f"{each.where} {each.path}".strip(), each.what) for each in compared(document(), new)}


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[Any]:
    return differences(Document(old), Document(new))


def test_same_catalog_has_no_differences() -> None:
    assert compared(document(), document()) == []


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda it: it["paths"].pop("/things"), ("breaks", "listThings", "is gone")),
        (
            lambda it: it["paths"].update({"/all": it["paths"].pop("/things")}),
            ("breaks", "listThings", "request: GET /things, now GET /all"),
        ),
        (
            lambda it: LIST(it)["x-omiq"].update(method="things.all"),
            ("breaks", "listThings", "method of the client: things.list, now things.all"),
        ),
        (
            lambda it: LIST(it)["x-omiq"].update(retry="never"),
            ("breaks", "listThings", "retry: idempotent, now never"),
        ),
        (lambda it: LIST(it)["x-omiq"].pop("envelope"), ("breaks", "listThings", "envelope: things, now none")),
        (
            lambda it: ADD(it)["parameters"][2].update(required=True, schema=INTEGER),
            ("breaks", "addThing limit", "must be given now"),
        ),
        (lambda it: ADD(it)["parameters"].pop(2), ("breaks", "addThing limit", "is gone")),
        (
            lambda it: ADD(it)["parameters"][2]["schema"].update(default=50),
            ("breaks", "addThing limit", "where it is left out: 5 is sent, now 50 is sent"),
        ),
        (
            lambda it: ADD(it)["parameters"][2].update({"in": "path"}),
            ("breaks", "addThing limit", "in the query, now in the path"),
        ),
        (
            lambda it: ADD(it)["parameters"][1].update(schema={"type": "boolean"}),
            ("breaks", "addThing day", "integer, now boolean"),
        ),
        (
            lambda it: ARGUMENTS(it)["name"].update(type="integer"),
            ("breaks", "addThing body.name", "string, now integer"),
        ),
        (lambda it: ARGUMENTS(it).pop("role"), ("breaks", "addThing body.role", "is gone")),
        (lambda it: ARGUMENTS(it)["role"]["enum"].pop(), ("breaks", "addThing body.role", '"EDITOR" no longer')),
        (
            lambda it: ARGUMENTS(it)["name"].update(enum=["A"]),
            ("breaks", "addThing body.name", 'only "A" now'),
        ),
        (
            lambda it: it["components"]["schemas"]["AddThingRequest"].update(additionalProperties=True),
            ("breaks", "addThing body", "members as arguments, now the whole as one argument"),
        ),
        (
            lambda it: it["components"]["schemas"]["Label"]["required"].append("inner"),
            ("breaks", "Label $.inner", "must be given now"),
        ),
        (lambda it: PROPERTIES(it).pop("kind"), ("breaks", "Thing $.kind", "is gone")),
        (
            lambda it: it["components"]["schemas"]["Thing"].update(required=["id"]),
            ("breaks", "Thing $.parts", "always there, now perhaps missing"),
        ),
        (
            lambda it: PROPERTIES(it)["id"].update(type=["integer", "null"]),
            ("breaks", "Thing $.id", "always there, now perhaps null"),
        ),
        (
            lambda it: PROPERTIES(it)["name"].update(type=["string", "integer"]),
            ("breaks", "Thing $.name", "string, now string or integer"),
        ),
        (lambda it: PROPERTIES(it)["id"].update(type="number"), ("breaks", "Thing $.id", "integer, now number")),
        (lambda it: PROPERTIES(it)["name"].pop("type"), ("breaks", "Thing $.name", "string, now any value")),
        (
            lambda it: PROPERTIES(it)["parts"].update(items=TEXT),
            ("breaks", "Thing $.parts[*]", "Thing, now string"),
        ),
        (
            lambda it: PROPERTIES(it)["counts"].update(additionalProperties=TEXT),
            ("breaks", "Thing $.counts[*]", "integer, now string"),
        ),
    ],
)
def test_what_breaks_callers(edit: Edit, expected: tuple[str, str, str]) -> None:
    """What is sent breaks where less is taken, what is answered where more may come."""
    assert expected in told(edit)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda it: LIST(it)["x-omiq"].update(retry="safe"), ("adds", "listThings", "retry: idempotent, now safe")),
        (lambda it: LIST(it).update(security=[]), ("adds", "listThings", "needs no sign-in now")),
        (lambda it: LIST(it).update(parameters=[parameter("page", "query")]), ("adds", "listThings page", "is new")),
        (lambda it: ARGUMENTS(it).update(note=TEXT), ("adds", "addThing body.note", "is new")),
        (lambda it: ARGUMENTS(it)["name"].update(default="x"), ("adds", "addThing body.name", "may be left out now")),
        (lambda it: ARGUMENTS(it)["role"]["enum"].append("OWNER"), ("adds", "addThing body.role", '"OWNER" too')),
        (lambda it: ARGUMENTS(it)["role"].pop("enum"), ("adds", "addThing body.role", "any value now")),
        (
            lambda it: ARGUMENTS(it)["name"].update(type=["string", "null"]),
            ("adds", "addThing body.name", "string, now string or null"),
        ),
        (
            lambda it: ADD(it)["parameters"][1].update(schema={"type": "number"}),
            ("adds", "addThing day", "integer, now number"),
        ),
        (lambda it: PROPERTIES(it).update(size=INTEGER), ("adds", "Thing $.size", "is new")),
        (
            lambda it: it["components"]["schemas"]["Thing"]["required"].append("name"),
            ("adds", "Thing $.name", "perhaps missing, now always there"),
        ),
        (
            lambda it: PROPERTIES(it).update(counts={"type": "object", "additionalProperties": {"type": "integer"}}),
            None,
        ),
    ],
)
def test_what_only_adds(edit: Edit, expected: tuple[str, str, str] | None) -> None:
    """Nobody who called before needs to know of it."""
    assert told(edit) == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda it: LIST(it).update(summary="List."), ("documents", "listThings", "summary: Do it., now List.")),
        (
            lambda it: LIST(it)["x-omiq"].update(certainty="documented"),
            ("documents", "listThings", "certainty: inferred, now documented"),
        ),
        (lambda it: LIST(it)["x-omiq"].update(reason="So."), ("documents", "listThings", "reason is new")),
        (
            lambda it: PROPERTIES(it)["kind"].update({"x-omiq-known-values": ["BIG", "SMALL"]}),
            ("documents", "Thing $.kind", "known values: BIG, now BIG, SMALL"),
        ),
        (
            lambda it: PROPERTIES(it)["name"].update(description="A name. " * 20),
            ("documents", "Thing $.name", "description is new"),
        ),
        (
            lambda it: PROPERTIES(it)["name"].update(type=["string", "null"]),
            ("documents", "Thing $.name", "perhaps missing, now perhaps missing or null"),
        ),
        (
            lambda it: it["x-omiq-sources"].update(mail={"title": "A mail"}),
            ("documents", "sources", "mail is new"),
        ),
        (lambda it: it["info"].update(version="2"), ("documents", "info", "version: 1, now 2")),
    ],
)
def test_what_only_documents(edit: Edit, expected: tuple[str, str, str]) -> None:
    """A member that is None where it is missing may be null as well: the typed client reads both alike."""
    assert told(edit) == {expected}


def test_schema_is_told_once_with_the_operations_that_it_concerns() -> None:
    """Also one that holds itself."""
    new = document()
    PROPERTIES(new)["size"] = INTEGER
    (found,) = compared(document(), new)
    assert found.operations == ("listThings", "addThing")


def test_schema_that_is_sent_and_answered_is_told_for_each() -> None:
    """What is wider breaks those who read it, and adds for those who send it."""
    old = document()
    ADD(old)["requestBody"] = body("Thing")
    new = copy.deepcopy(old)
    PROPERTIES(new)["name"]["type"] = ["string", "integer"]
    found = compared(old, new)
    assert [(each.effect, each.what, each.operations) for each in found] == [
        ("breaks", "where answered: string, now string or integer", ("listThings", "addThing")),
        ("adds", "where sent: string, now string or integer", ("addThing",)),
    ]


def test_arguments_by_position() -> None:
    """A required parameter that may be left out is given by name alone; parameters in another order are others."""
    assert told(lambda it: ADD(it)["parameters"][1].update(required=False)) == {
        ("adds", "addThing day", "may be left out now"),
        ("breaks", "addThing", "by position: boxId, day, now boxId"),
    }
    swapped: Edit = lambda it: ADD(it)["parameters"].insert(0, parameter("shelfId", "path", required=True))  # noqa: E731
    assert ("breaks", "addThing", "by position: boxId, day, now shelfId, boxId, day") in told(swapped)


def test_what_the_client_fills_in_is_no_argument() -> None:
    """A member of a body that repeats a parameter of the path may come and go."""
    assert told(lambda it: ARGUMENTS(it).pop("boxKey")) == set()
    assert told(lambda it: ARGUMENTS(it)["boxKey"].pop("x-omiq-from-path")) == {
        ("adds", "addThing body.boxKey", "is new")
    }


def test_another_name_of_a_model_breaks_and_of_a_body_does_not() -> None:
    """Models are imported by name; the members of a closed body are arguments, whatever it is called."""

    def rename(it: dict[str, Any], old: str, new: str) -> None:
        schemas = it["components"]["schemas"]
        schemas[new] = schemas.pop(old)
        for value in every(it):
            if value.get("$ref") == f"#/components/schemas/{old}":
                value["$ref"] = f"#/components/schemas/{new}"

    assert told(lambda it: rename(it, "AddThingRequest", "NewThing")) == set()
    assert {
        ("breaks", "Thing", "is gone"),
        ("breaks", "listThings $.things[*]", "Thing, now Item"),
    } <= told(lambda it: rename(it, "Thing", "Item"))


def test_maps_that_hold_themselves_and_are_called_otherwise_are_the_same() -> None:
    """What is no model has no name for callers."""
    old, new = document(), document()
    for it, name in ((old, "Tree"), (new, "Forest")):
        reference = {"$ref": f"#/components/schemas/{name}"}
        it["components"]["schemas"][name] = {"type": "object", "additionalProperties": reference}
        PROPERTIES(it)["tree"] = reference
    assert compared(old, new) == []


def every(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects within a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every(inner)
