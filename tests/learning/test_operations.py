"""Drafted operations: which calls, by which paths and names, with which parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from omiq._errors import ConfigurationError
from omiq._shapes import ID
from tests.learning.drafts import DATASET, TEXT, answer_of, body_of, call, draft, said

THING = {"id": ID, "title": TEXT}


def test_known_calls_are_left_out_and_counted() -> None:
    """What the catalog has is no news, by whatever ids it was called."""
    drafted = draft(
        call("GET", "/datasets", {"datasets": []}),
        call("GET", "/datasets/<id>", {"dataset": DATASET}),
        call("GET", "/datasets/<id>", {"dataset": DATASET}),
    )
    assert (drafted.operations, drafted.as_overlay()) == ([], "")
    assert drafted.known == {"listDatasets": 1, "getDataset": 2}


def test_calls_that_failed_and_preflights_are_left_out() -> None:
    """A path that only ever failed may be none."""
    drafted = draft(call("GET", "/things", {}, status=404), call("HEAD", "/things", {}))
    assert drafted.operations == []
    assert sum(drafted.left_out.values()) == 2


@pytest.mark.parametrize(
    ("method", "path", "template", "id", "name"),
    [
        ("GET", "/things", "/things", "listThings", "things.list"),
        ("POST", "/things", "/things", "createThing", "things.create"),
        ("GET", "/things/<id>", "/things/{thingId}", "getThing", "things.get"),
        ("GET", "/things/<key>", "/things/{thingId}", "getThing", "things.get"),
        ("GET", "/things/<text>", "/things/{thingName}", "getThing", "things.get"),
        ("PUT", "/things/<id>", "/things/{thingId}", "replaceThing", "things.replace"),
        ("PATCH", "/things/<id>", "/things/{thingId}", "updateThing", "things.update"),
        ("DELETE", "/things/<id>", "/things/{thingId}", "deleteThing", "things.delete"),
        ("POST", "/things/<id>/archive", "/things/{thingId}/archive", "archiveThing", "things.archive"),
        ("POST", "/things/<id>/import", "/things/{thingId}/import", "importThing", "things.import_thing"),
        ("POST", "/things/search", "/things/search", "searchThings", "things.search"),
        ("GET", "/things/<id>/entries/<id>", "/things/{thingId}/entries/{entryId}", "getEntry", "things.get_entry"),
        ("GET", "/datasets/<id>/things", "/datasets/{datasetId}/things", "listThings", "datasets.list_things"),
        ("DELETE", "/group/<id>", "/group/{groupId}", "deleteGroup", "groups.delete"),
        ("DELETE", "/longops/<key>", "/longops/{longOpId}", "deleteLongop", "long_operations.delete_longop"),
        ("GET", "/dataset/<id>", "/dataset/{datasetId}", "getDataset2", "datasets.get_dataset"),
        ("GET", "/filter", "/filter", "getFilter", "filters.get"),
    ],
)
def test_names_are_made_of_method_and_path(
    method: str, path: str, template: str, id: str, name: str, tmp_path: Path
) -> None:
    """They are free in the catalog, and no names that generated code needs."""
    ((found, item),) = said(tmp_path, call(method, path, {}))["paths"].items()
    operation = item[method.lower()]
    assert (found, operation["operationId"], operation["x-omiq"]["method"]) == (template, id, name)


def test_one_operation_for_all_ids() -> None:
    """Whatever kinds of ids were seen, a path is one."""
    (drafted,) = draft(call("GET", "/things/<id>", {}), call("GET", "/things/<key>", {})).operations
    assert (drafted.path, drafted.requests) == ("/things/{thingId}", 2)


def test_words_that_vary_are_a_parameter(tmp_path: Path) -> None:
    """Three words in one place, answered alike, are names of things; what is sent to one is of that path too."""
    paths = said(
        tmp_path,
        *(call("GET", f"/settings2/{word}", {"value": TEXT}) for word in ("theme", "language", "zone")),
        call("PUT", "/settings2/theme", {"value": TEXT}, request={"value": TEXT}),
        call("GET", "/settings2/all", {"values": [TEXT]}),
    )["paths"]
    assert sorted(paths) == ["/settings2/all", "/settings2/{settings2Name}"]
    assert sorted(paths["/settings2/{settings2Name}"]) == ["get", "put"]


def test_words_that_were_values_are_a_parameter() -> None:
    """Somebody's name in a path is no word of the API; where it would be the first word, the call is left out."""
    exchanges = (call("GET", "/people/alice", {}), call("GET", "/alice", {}), call("GET", "/datasets/<id>/alice", {}))
    drafted = draft(*exchanges, words=frozenset({"alice", "datasets"}))
    assert [each.path for each in drafted.operations] == ["/datasets/{datasetId}/{datasetName}", "/people/{personName}"]
    assert sum(drafted.left_out.values()) == 1


def test_query_parameters(tmp_path: Path) -> None:
    """Types are merged over all requests; required is what is in each of two or more."""
    paths = said(
        tmp_path,
        call("GET", "/things", {}, query={"datasetId": "id", "limit": "integer", "sort": "text", "deep": "boolean"}),
        call("GET", "/things", {}, query={"datasetId": "id", "limit": "number", "sort": "integer", "<text>": "text"}),
        call("GET", "/others", {}, query={"limit": "integer"}),
    )["paths"]
    assert {each["name"]: (each["schema"], each.get("required")) for each in paths["/things"]["get"]["parameters"]} == {
        "datasetId": ({"type": "integer", "format": "int64"}, True),
        "limit": ({"type": "number"}, True),
        "sort": ({"type": "string"}, True),
        "deep": ({"type": "boolean"}, None),
    }
    assert "required" not in paths["/others"]["get"]["parameters"][0]


@pytest.mark.parametrize(
    ("path", "kinds", "schema"),
    [
        ("/things", ["<id>"], {"type": "integer", "format": "int64"}),
        ("/things", ["<id>", "<key>"], {"type": ["integer", "string"]}),
        ("/things", ["<text>"], {"type": "string"}),
        ("/datasets/<id>/things", ["<id>"], {"type": "integer", "format": "int64"}),
        ("/group", ["<key>"], {"type": "string"}),
        ("/longops/<id>/parts", ["<key>"], {"type": "string"}),
    ],
)
def test_types_of_path_parameters(path: str, kinds: list[str], schema: dict[str, Any], tmp_path: Path) -> None:
    """That of the catalog's parameter where what was seen is of it, else one for all that was seen."""
    ((_, item),) = said(tmp_path, *(call("GET", f"{path}/{kind}", {}) for kind in kinds))["paths"].items()
    assert item["get"]["parameters"][-1]["schema"] == schema


def test_member_of_a_body_that_is_an_argument_already_is_left_out(tmp_path: Path) -> None:
    """A method has one argument of a name; the comment tells how many members are missing."""
    exchange = call("POST", "/things", {}, request={"limit": 0, "id": ID}, query={"limit": "integer"})
    schema = said(tmp_path, exchange)["components"]["schemas"]["CreateThingRequest"]
    assert (list(schema["properties"]), "required" in schema) == (["id"], False)
    assert "are those of others: 1" in draft(exchange).as_overlay()


def test_retry_is_a_guess_with_a_reason_and_a_look_up(tmp_path: Path) -> None:
    """What to look up is a method that there is."""
    paths = said(tmp_path, *(call(method, "/things", {}) for method in ("GET", "POST", "PUT", "DELETE")))["paths"]
    omiq = {method: each["x-omiq"] for method, each in paths["/things"].items()}
    retries = {"get": "safe", "post": "never", "put": "idempotent", "delete": "idempotent"}
    assert {method: each["retry"] for method, each in omiq.items()} == retries
    assert all("guess" in omiq[method]["reason"] for method in ("post", "put", "delete"))
    assert "`things.list()`" in omiq["post"]["look-up"]


def test_body_is_a_request_of_its_own_name(tmp_path: Path) -> None:
    """It is closed; a member that repeats the path is filled from there."""
    body = {"datasetId": ID, "title": TEXT, "options": {"deep": True}}
    document = said(tmp_path, *[call("POST", "/datasets/<id>/things", {"thing": THING}, request=body)] * 2)
    operation = document["paths"]["/datasets/{datasetId}/things"]["post"]
    assert body_of(operation) == {"$ref": "#/components/schemas/CreateThingRequest"}
    schema = document["components"]["schemas"]["CreateThingRequest"]
    assert (schema["additionalProperties"], schema["required"]) == (False, ["datasetId", "title", "options"])
    assert schema["properties"]["datasetId"]["x-omiq-from-path"] == "datasetId"
    assert schema["properties"]["options"] == {"$ref": "#/components/schemas/CreateThingOption"}


def test_body_that_is_sent_back_as_it_was_answered(tmp_path: Path) -> None:
    """A whole object is one argument, and the object that the server answers."""
    document = said(tmp_path, call("PUT", "/things/<id>", {"thing": THING}, request=THING))
    assert body_of(document["paths"]["/things/{thingId}"]["put"]) == {"$ref": "#/components/schemas/Thing"}


def test_envelope_is_the_one_member_of_all_answers(tmp_path: Path) -> None:
    """Where there are others, or it is not always there, there is none."""
    paths = said(
        tmp_path,
        call("GET", "/one", {"data": [THING]}),
        call("GET", "/two", {"things": [THING], "more": True}),
        call("GET", "/three", {"thing": THING}),
        call("GET", "/three", {}),
        call("GET", "/fours/<id>", THING),
    )["paths"]
    envelopes = {path: item["get"]["x-omiq"].get("envelope") for path, item in paths.items()}
    assert envelopes == {"/one": "data", "/two": None, "/three": None, "/fours/{fourId}": None}
    assert answer_of(paths["/one"]["get"])["required"] == ["data"]
    assert answer_of(paths["/fours/{fourId}"]["get"]) == {"$ref": "#/components/schemas/Four"}


def test_long_operations_are_told_and_no_member(tmp_path: Path) -> None:
    """`longOpId` may be in any answer; the draft says that it was seen."""
    exchange = call("POST", "/counts", {"count": 0}, long_operation=True)
    drafted = draft(exchange, call("POST", "/counts", {"longOpId": ID}))
    assert "1 answered by way of a long operation" in drafted.as_overlay()
    assert "longOpId" not in drafted.as_overlay()


@pytest.mark.parametrize(
    "exchange",
    [call("POST", "/things", {}, request=[TEXT]), call("GET", "/things", TEXT), call("GET", "/things", None)],
)
def test_what_a_catalog_cannot_describe_is_left_out(exchange: object) -> None:
    """A body that is no object, an answer that is a text."""
    drafted = draft(exchange)  # type: ignore[arg-type]
    assert drafted.operations == []
    assert sum(drafted.left_out.values()) == 1


@pytest.mark.parametrize("source", ["", "  ", "a\x1b[2Jb", "a\udc80"])
def test_source_is_a_text(source: str) -> None:
    from omiq._catalog.document import built_in
    from omiq._learning.draft import learn

    with pytest.raises(ConfigurationError, match="source"):
        learn([], built_in(), source)
