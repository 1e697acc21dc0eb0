"""Answers, compared with what a catalog says of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq._catalog.document import Document, Schema, built_in
from omiq._drift.comparing import Comparer
from omiq._drift.findings import Finding
from tests.support.judge import confirmed, overlooked

LONG_OPERATION = {"type": "object", "required": ["longOpId"], "properties": {"longOpId": {"type": "integer"}}}


def catalog(schema: Any, envelope: str | None = None, **schemas: Any) -> Document:
    """Return a document with one operation, `read`, that answers with a schema."""
    content = {"application/json": {"schema": {"anyOf": [schema, LONG_OPERATION]}}}
    read = {
        "operationId": "read",
        "x-omiq": {"envelope": envelope} if envelope else {},
        "responses": {"200": {"content": content}, "default": {}},
    }
    paths = {"/things/{thingId}": {"get": read}}
    return Document({"info": {"version": "0"}, "paths": paths, "components": {"schemas": schemas}})


def found(schema: Any, answer: Any, envelope: str | None = None, **schemas: Any) -> set[tuple[str, str, str]]:
    """Return path, kind and detail of what is found in an answer."""
    return {each[1:] for each in Comparer(catalog(schema, envelope, **schemas)).findings("read", 200, answer)}


def members(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": True}


INTEGER, NUMBER, STRING = {"type": "integer"}, {"type": "number"}, {"type": "string"}
MAP = {"type": "object", "additionalProperties": INTEGER}


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        (INTEGER, 1.0),
        (INTEGER, Decimal("1E400")),
        (NUMBER, 1),
        (NUMBER, Decimal("1E400")),
        ({"type": ["string", "null"]}, None),
        ({}, {"anything": [1, None]}),
        (members(), {"more": 1}),
        (members(free={}), {"free": {"anything": None}}),
        (members(id=INTEGER), {}),
        (MAP, {"Alice": 1}),
        ({"type": "array"}, [1, "two"]),
        ({"anyOf": [STRING, {"type": "array", "items": STRING}]}, ["a"]),
        ({"oneOf": [members(id=INTEGER), members(name=STRING)]}, {"name": "a"}),
        (members(id=INTEGER) | {"additionalProperties": STRING}, {"id": 1, "Alice": "text"}),
        ({"type": ["array", "object"], "items": STRING, "additionalProperties": INTEGER}, {"Alice": 1}),
    ],
)
def test_answers_that_fit_have_no_findings(schema: Any, answer: Any) -> None:
    """What the catalog says or leaves open is no difference."""
    assert found(schema, answer) == set()


@pytest.mark.parametrize(
    ("schema", "answer", "finding"),
    [
        (INTEGER, 1.5, ("$", "type", "number where integer")),
        (INTEGER, True, ("$", "type", "boolean where integer")),
        (NUMBER, False, ("$", "type", "boolean where number")),
        (STRING, None, ("$", "type", "null where string")),
        ({"type": ["integer", "null"]}, "1", ("$", "type", "string where integer or null")),
        ({"type": "array", "items": STRING}, ["a", 1], ("$[*]", "type", "integer where string")),
        (MAP, {"Alice": "a"}, ("$[*]", "type", "string where integer")),
        (members(a=members(b=STRING)), {"a": {"b": []}}, ("$.a.b", "type", "array where string")),
        ({"anyOf": [STRING, INTEGER]}, {}, ("$", "type", "object where string or integer")),
        (
            {"anyOf": [members(id=INTEGER, name=STRING), {"type": "null"}]},
            {"id": "a", "name": "b"},
            ("$.id", "type", "string where integer"),
        ),
    ],
)
def test_other_types_are_told_with_those_that_are_expected(
    schema: Any, answer: Any, finding: tuple[str, str, str]
) -> None:
    """Types are those of JSON schema; of alternatives the nearest is compared."""
    assert found(schema, answer) == {finding}


def test_new_members_are_told_with_their_types() -> None:
    """What an overlay would say of them is there."""
    answer = {"id": 1, "count": 2, "ratio": 0.5, "label": "a", "isOld": True, "parts": [], "extra": {}, "gone": None}
    types = {"count": "integer", "ratio": "number", "label": "string", "isOld": "boolean", "parts": "array"}
    types |= {"extra": "object", "gone": "null"}
    assert found(members(id=INTEGER), answer) == {(f"$.{name}", "new member", kind) for name, kind in types.items()}


@pytest.mark.parametrize("key", ["Alice", "CD3 T cells", "4711", "f0f9c0ffee12", "a.b", "", "a[*]"])
def test_keys_that_the_api_does_not_give_are_not_told(key: str) -> None:
    """Where an object has members and keys of somebody's own, these stay with them."""
    assert found(members(id=INTEGER), {"id": 1, key: 5}) == {("$[*]", "new member", "integer")}


@pytest.mark.parametrize(
    "answer",
    [
        {"id": 1} | {f"name{letter}{other}": 1 for letter in "abcdefghij" for other in "abcdefghij"},
        {"id": 1, "alice": 1, "Bob Miller": 2},
        {"alice": 1, "bob": 2},
    ],
    ids=["very many", "some that are no names of members", "no member that is known"],
)
def test_objects_that_look_like_maps_are_taken_for_such(answer: Any) -> None:
    """Names in small letters look like the API's own, and are told only where the others are no reason to doubt it."""
    assert found(members(id=INTEGER), answer) == {("$[*]", "new member", "integer")}


def test_only_member_is_told_though_it_is_not_known() -> None:
    """It is the new name of an envelope."""
    assert found(members(things={}), {"data": []}) == {("$.data", "new member", "array")}


def test_missing_members_are_those_that_the_catalog_requires() -> None:
    """Others are absent now and then."""
    thing = members(id=INTEGER, name=STRING) | {"required": ["id"]}
    assert found({"type": "array", "items": thing}, [{"id": 1}, {}]) == {("$[*].id", "missing member", "integer")}


def test_unknown_value_is_told_without_it() -> None:
    """How many are known says enough."""
    colour = STRING | {"x-omiq-known-values": ["RED", "BLUE"]}
    assert found(members(colour=colour), {"colour": "RED"}) == set()
    assert found(members(colour=colour), {"colour": "Alice's"}) == {("$.colour", "value", "none of the 2 known")}


@pytest.mark.parametrize(
    ("answer", "detail"),
    [({}, "missing where array"), ({"things": None}, "null where array")],
)
def test_envelope_that_is_not_there_is_told_as_such(answer: Any, detail: str) -> None:
    """Without it, all callers fail."""
    schema = members(things={"type": "array"})
    assert found(schema, answer, "things") == {("$.things", "envelope", detail)}
    assert found(schema | {"required": ["things"]}, answer, "things") == {("$.things", "envelope", detail)}


def test_envelope_that_may_be_null_is_compared_as_any_member() -> None:
    """Some answers say with it that there is nothing."""
    assert found(members(thing={"type": ["object", "null"]}), {"thing": None}, "thing") == set()


def test_answer_that_is_no_object_is_another_type() -> None:
    """It has no envelope that could be missing."""
    assert found(members(things={}), [], "things") == {("$", "type", "array where object")}


def test_schema_that_holds_itself_is_compared_as_deep_as_the_answer_goes() -> None:
    """Trees of any depth come to an end."""
    node = members(children={"type": "array", "items": {"$ref": "#/components/schemas/Node"}}, name=STRING)
    tree: dict[str, Any] = {"name": None}
    for _ in range(3):
        tree = {"name": "a", "children": [tree]}
    reference = {"$ref": "#/components/schemas/Node"}
    assert found(reference, tree, Node=node) == {(f"${'.children[*]' * 3}.name", "type", "null where string")}
    for _ in range(400):
        tree = {"name": "a", "children": [tree]}
    assert found(reference, tree, Node=node) == set()


def test_long_lists_are_compared_in_part() -> None:
    """The first items always, and of the others some of everywhere."""
    listed = {"type": "array", "items": INTEGER}
    everywhere: list[Any] = [1] * 100_000
    everywhere[50_000:60_000] = ["a"] * 10_000
    assert (
        found(listed, ["a", *[1] * 100_000]) == found(listed, everywhere) == {("$[*]", "type", "string where integer")}
    )


@pytest.mark.parametrize("status", [100, 201, 204, 302, 600])
def test_status_that_the_catalog_lacks_is_told_alone(status: int) -> None:
    """Nobody knows what such an answer holds."""
    told = Comparer(catalog(members(id=INTEGER))).findings("read", status, {"new": 1})
    assert told == {Finding("read", "$", "status", str(status))}


def test_what_the_catalog_lacks_or_leaves_open_has_no_findings() -> None:
    """There is nothing to compare with: no such operation, no answer, or an error."""
    comparer = Comparer(catalog(INTEGER))
    assert comparer.findings("other", 201, "a") == set()
    assert comparer.findings("read", 200) == set()
    assert {status for status in range(390, 610) if not comparer.findings("read", status)} == {*range(400, 600)}


class Case(NamedTuple):
    """A schema, and an answer that fits."""

    schema: Any
    answer: Any


NAMES = st.sampled_from(["id", "name", "size", "parts", "owner", "state"])
KEYS = st.text(max_size=5)
VALUES = {
    "string": st.text(max_size=5),
    "integer": st.integers(),
    "number": st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    "boolean": st.booleans(),
    "null": st.none(),
}


@st.composite
def plain(draw: st.DrawFn) -> Case:
    """Return a schema without parts, with one type or several, or with known values."""
    types = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=2, unique=True))
    kind = draw(st.sampled_from(types))
    if types == ["string"] and draw(st.booleans()):
        known = draw(st.lists(st.text(max_size=3), min_size=1, max_size=3))
        return Case({"type": "string", "x-omiq-known-values": known}, draw(st.sampled_from(known)))
    return Case({"type": types if len(types) > 1 else types[0]}, draw(VALUES[kind]))


@st.composite
def composed(draw: st.DrawFn, parts: st.SearchStrategy[Case]) -> Case:
    """Return a list, a map, or an object with members of which some are required."""
    match draw(st.sampled_from(["list", "map", "object"])):
        case "list":
            part = draw(parts)
            return Case({"type": "array", "items": part.schema}, [part.answer] * draw(st.integers(0, 3)))
        case "map":
            part = draw(parts)
            keys = draw(st.lists(KEYS, max_size=3, unique=True))
            return Case({"type": "object", "additionalProperties": part.schema}, dict.fromkeys(keys, part.answer))
    named = draw(st.dictionaries(NAMES, parts, min_size=1, max_size=4))
    required = draw(st.lists(st.sampled_from(sorted(named)), unique=True))
    present = [name for name in named if name in required or draw(st.booleans())]
    schema = members(**{name: part.schema for name, part in named.items()}) | {"required": required}
    return Case(schema, {name: named[name].answer for name in present})


CASES = st.recursive(plain(), composed, max_leaves=12)


@given(CASES)
def test_no_answer_that_fits_has_a_finding(case: Case) -> None:
    """Whatever the schema is."""
    assert found(case.schema, _as_answered(case.answer)) == set()


@given(CASES, st.data())
def test_one_alteration_has_one_finding(case: Case, data: st.DataObject) -> None:
    """Wherever it is, and whichever; its path is that of the place."""
    altered = list(_altered(case.schema, case.answer, "$"))
    if altered:
        answer, finding = data.draw(st.sampled_from(altered))
        assert found(case.schema, _as_answered(answer)) == {finding}


@given(CASES, st.recursive(st.one_of(*VALUES.values()), lambda parts: st.lists(parts) | st.dictionaries(NAMES, parts)))
def test_jsonschema_agrees_on_any_answer(case: Case, answer: Any) -> None:
    """A second judge confirms each finding, and misses none."""
    document = catalog(case.schema)
    told = Comparer(document).findings("read", 200, answer)
    assert all(confirmed(document, each, 200, answer) for each in told)
    assert overlooked(document, "read", answer, told) == []


@given(st.sampled_from(list(built_in().operations)), st.data())
def test_jsonschema_agrees_on_answers_of_the_catalog(operation: str, data: st.DataObject) -> None:
    """The same for its own schemas, with answers that are near to them."""
    answer = data.draw(_near(built_in().operations[operation].answer, 4))
    told = Comparer(built_in()).findings(operation, 200, answer)
    assert all(confirmed(built_in(), each, 200, answer) for each in told)
    assert overlooked(built_in(), operation, answer, told) == []


def _as_answered(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _altered(schema: Any, answer: Any, path: str) -> Iterator[tuple[Any, tuple[str, str, str]]]:
    """Yield answers that differ from one that fits in one place (of the first item of each list), and the finding."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not {"boolean", "array"} & set(types):
        yield [], (path, "type", f"array where {' or '.join(types)}")
    if "x-omiq-known-values" in schema:
        known = schema["x-omiq-known-values"]
        yield "unheard of", (path, "value", f"none of the {len(set(known))} known")
    if isinstance(answer, list) and answer:
        for part, finding in _altered(schema["items"], answer[0], f"{path}[*]"):
            yield [part, *answer[1:]], finding
    if isinstance(answer, dict):
        yield from _altered_members(schema, answer, path)


def _altered_members(schema: Any, answer: Any, path: str) -> Iterator[tuple[Any, tuple[str, str, str]]]:
    others = schema["additionalProperties"]
    if others is True:
        yield {**answer, "unheardOf": 1}, (f"{path}.unheardOf", "new member", "integer")
    for name in schema.get("required", ()):
        types = schema["properties"][name]["type"]
        expected = " or ".join(types) if isinstance(types, list) else types
        yield (
            {key: answer[key] for key in answer if key != name},
            (f"{path}.{name}", "missing member", expected),
        )
    for name in answer:
        below, step = (schema["properties"][name], f".{name}") if others is True else (others, "[*]")
        for part, finding in _altered(below, answer[name], path + step):
            yield {**copy.copy(answer), name: part}, finding


def _near(schema: Schema, depth: int) -> st.SearchStrategy[Any]:
    """Return values that mostly fit a schema of the catalog."""
    schema = built_in().resolved(schema)
    wrong: st.SearchStrategy[Any] = st.one_of(st.none(), st.integers(), st.just([]), st.just({}), st.text(max_size=3))
    if depth == 0:
        return wrong
    if schema.get("type") == "array":
        return st.one_of(st.lists(_near(schema.get("items", {}), depth - 1), max_size=2), wrong)
    if schema.get("type") == "object":
        named = {name: _near(member, depth - 1) for name, member in schema.get("properties", {}).items()}
        others = schema.get("additionalProperties")
        more = st.dictionaries(KEYS, _near(others, depth - 1) if isinstance(others, dict) else wrong, max_size=2)
        merged = st.builds(lambda one, two: {**one, **two}, more, st.fixed_dictionaries({}, optional=named))
        return st.one_of(merged, wrong) if depth < 4 else merged
    known = st.sampled_from(schema["x-omiq-known-values"]) if "x-omiq-known-values" in schema else st.nothing()
    return st.one_of(known, st.text(max_size=3), st.integers(), wrong)
