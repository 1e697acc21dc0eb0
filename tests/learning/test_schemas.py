"""Drafted schemas: merged over all examples, named, and those of the catalog where an object is one of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omiq._shapes import ID
from tests.learning.drafts import DATASET, DATE, TEXT, answer_of, call, draft, said


def properties(folder: Path, *things: dict[str, Any]) -> dict[str, Any]:
    """Return the members that are drafted for things of these forms."""
    document = said(folder, *(call("GET", "/things/<id>", {"thing": {"id": ID, "a": 0, **thing}}) for thing in things))
    found: dict[str, Any] = document["components"]["schemas"]["Thing"]["properties"]
    return found


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        ([ID], {"type": "integer", "format": "int64"}),
        ([0], {"type": "integer"}),
        ([0, 0.5], {"type": "number"}),
        ([True], {"type": "boolean"}),
        ([TEXT], {"type": "string"}),
        ([TEXT, None], {"type": ["string", "null"]}),
        ([0, TEXT], {"type": ["integer", "string"]}),
        ([None], {}),
        ([{"b": 0}, TEXT], {}),
        ([DATE], {"type": "string", "description": "A date and time, as text."}),
        (["<e-mail>"], {"type": "string", "description": "An e-mail address."}),
        (["<token>"], {"type": "string", "format": "password", "description": "A secret."}),
        ([{}], {"type": "object", "additionalProperties": True}),
        ([[]], {"type": "array", "items": {}}),
        ([[], [0, None]], {"type": "array", "items": {"type": ["integer", "null"]}}),
        ([None, [[TEXT]]], {"type": ["array", "null"], "items": {"type": "array", "items": {"type": "string"}}}),
        ([{"<id 1>": 0, "<id 2>": TEXT}], {"type": "object", "additionalProperties": {"type": ["integer", "string"]}}),
        ([{"<text 1>": TEXT, "batch": TEXT}], {"type": "object", "additionalProperties": {"type": "string"}}),
        ([{"b": 0}], {"$ref": "#/components/schemas/X"}),
        ([{"b": 0}, None], {"anyOf": [{"$ref": "#/components/schemas/X"}, {"type": "null"}]}),
    ],
)
def test_member_is_described_by_all_that_was_seen_of_it(
    values: list[Any], schema: dict[str, Any], tmp_path: Path
) -> None:
    assert properties(tmp_path, *({"x": value} for value in values))["x"] == schema


def test_signed_urls_are_secrets_also_in_lists(tmp_path: Path) -> None:
    assert properties(tmp_path, {"urls": ["<signed-url>"]})["urls"]["format"] == "password"


def test_required_is_what_two_or_more_objects_all_have(tmp_path: Path) -> None:
    """One example proves nothing, but for the id."""
    document = said(
        tmp_path,
        call("GET", "/ones/<id>", {"one": {"id": ID, "a": 0}}),
        call("GET", "/twos", {"twos": [{"id": ID, "a": 0, "b": 0}, {"id": ID, "a": 0}]}),
    )
    schemas = document["components"]["schemas"]
    assert (schemas["One"]["required"], schemas["Two"]["required"]) == (["id"], ["id", "a"])


def test_comments_say_how_often() -> None:
    text = draft(
        call("GET", "/things", {"things": [{"id": ID, "a": None}, {"id": ID, "a": TEXT}, {"id": ID}]})
    ).as_overlay()
    assert "        a:  # in 2 of 3; null in 1\n" in text


def test_keys_that_vary_are_data(tmp_path: Path) -> None:
    """Names that hardly any two objects share, or whose values are objects of one form, are nobody's members."""
    tallies = [{name: 0} for name in ("ann", "ben", "cleo", "dan")]
    found = properties(tmp_path, {"x": {"ann": {"b": 0}, "ben": {"b": 0}}}, *({"y": each} for each in tallies))
    assert found["x"]["additionalProperties"] == {"$ref": "#/components/schemas/X"}
    assert found["y"] == {"type": "object", "additionalProperties": {"type": "integer"}}


def test_member_that_also_was_a_value_is_left_out() -> None:
    """It may be a name of somebody's; the comment tells that one is missing."""
    thing = {"id": ID, "title": TEXT, "smith": 0, "count": 0}
    text = draft(call("GET", "/things/<id>", {"thing": thing}), words=frozenset({"smith"})).as_overlay()
    assert "smith" not in text
    assert "are those of others: 1" in text


@pytest.mark.parametrize("members", [{"raw": 0}, {"view": 0}, {"aB": 0, "a_b": 0}])
def test_member_without_a_name_of_its_own_is_left_out(members: dict[str, Any], tmp_path: Path) -> None:
    """What the rules refuse stays readable as an item."""
    assert len(properties(tmp_path, members)) == 2 + len(members) - 1


def test_object_of_the_catalog_is_referred_to_wherever_it_turns_up(tmp_path: Path) -> None:
    """It has the members that the catalog's own calls show in the same recording, and its name or most of them."""
    document = said(
        tmp_path,
        call("GET", "/datasets", {"datasets": [DATASET]}),
        call("GET", "/recent", {"datasets": [DATASET], "more": True}),
        call("GET", "/things", {"things": [{"id": ID, "parent": DATASET, "a": 0}]}),
    )
    reference = {"$ref": "#/components/schemas/Dataset"}
    assert answer_of(document["paths"]["/recent"]["get"])["properties"]["datasets"]["items"] == reference
    assert document["components"]["schemas"]["Thing"]["properties"]["parent"] == reference
    assert "Dataset" not in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("user", {"id": ID, "name": TEXT}),
        ("group", {"id": ID, "name": TEXT}),
        ("dataset", {"id": TEXT, "displayName": TEXT}),
        ("dataset", {"displayName": TEXT, "fileCount": 0}),
        ("parent", {"id": ID, "displayName": TEXT}),
        ("task", {"id": ID, "title": TEXT, "done": True}),
        ("fileSpec", {"displayName": TEXT, "fileName": TEXT, "contentType": TEXT, "datasetId": ID}),
    ],
)
def test_small_or_unlike_objects_are_not_taken_for_known_ones(
    member: str, value: dict[str, Any], tmp_path: Path
) -> None:
    """An id and a name are what anything has; what lacks a required member, has other types, or is only ever
    sent, is another."""
    user = {"id": ID, "name": TEXT, "email": "<e-mail>", "lastLoginTime": DATE}
    document = said(
        tmp_path,
        call("GET", "/user", {"user": user}),
        call("GET", "/datasets", {"datasets": [DATASET]}),
        call("GET", "/things", {"things": [{"id": ID, "a": 0, member: value}]}),
    )
    name = document["components"]["schemas"]["Thing"]["properties"][member]["$ref"].rpartition("/")[2]
    assert name in document["components"]["schemas"]


def test_one_schema_for_an_object_in_several_answers(tmp_path: Path) -> None:
    """Short forms in lists are of it too, so that what they lack is not required."""
    full = {"id": ID, "title": TEXT, "author": {"id": ID, "name": TEXT}}
    document = said(
        tmp_path,
        call("GET", "/things", {"things": [{"id": ID, "title": TEXT}]}),
        call("GET", "/things/<id>", {"thing": full}),
        call("POST", "/others", {"other": {"id": ID, "thing": full}}),
    )
    schemas = document["components"]["schemas"]
    assert sorted(schemas) == ["Author", "Other", "Thing"]
    assert schemas["Thing"]["required"] == ["id", "title"]


def test_objects_of_one_name_that_are_unlike_get_two_schemas(tmp_path: Path) -> None:
    document = said(
        tmp_path,
        call("GET", "/ones", {"ones": [{"id": ID, "state": {"a": 0, "b": 0}}]}),
        call("GET", "/twos", {"twos": [{"id": ID, "state": {"c": TEXT, "d": TEXT}}]}),
    )
    assert sorted(document["components"]["schemas"]) == ["One", "State", "Two", "TwoState"]


def test_objects_within_themselves_refer_to_themselves(tmp_path: Path) -> None:
    leaf = {"id": ID, "children": []}
    tree = {"root": {"id": ID, "children": [{"id": ID, "children": [{"id": ID, "children": [leaf]}]}]}}
    schemas = said(tmp_path, call("GET", "/tree", tree))["components"]["schemas"]
    assert schemas["Child"]["properties"]["children"]["items"] == {"$ref": "#/components/schemas/Child"}
