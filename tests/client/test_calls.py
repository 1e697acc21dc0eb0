"""Every operation that is known, as the evidence has it: what a method sends, and what it makes of the answer."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

import omiq
from omiq import OPERATIONS, ConfigurationError
from omiq.models import ExportInstructions, FileSpec, Task, Workflow
from omiq_generated.types import to_json
from tests.support.server import Reply, Server
from tests.support.tokens import TOKEN

OBJECT = {"id": 5, "unknown": None}
LIST = [OBJECT, {"id": 6}]
MAP = {"5": {"id": 3}}
URL = "https://storage.example/a?sig=1"
TASK = {"id": 1, "type": "GatingTask", "gatingTree": {"nodes": {"aB3d": {"id": "aB3d"}}}, "unknown": 1.0}
WORKFLOW = {"id": 7, "name": "T cells", "datasetId": 3, "tasks": [TASK], "unknown": None}


class Row(NamedTuple):
    """A call, what is sent (method, target, body), and the answer: the key that wraps it, and what it holds."""

    arguments: dict[str, Any]
    request: str
    body: Any
    envelope: str | None
    payload: Any


NO_BODY = object()
ROWS = {
    "auth.login": Row(
        {"email": "a@example.com", "token": "s3cret"},
        "POST /auth/login",
        {"email": "a@example.com", "token": "s3cret"},
        "jwt",
        "a.b.c",
    ),
    "settings.get": Row({}, "GET /settings/config", NO_BODY, "config", OBJECT),
    "users.me": Row({}, "GET /user", NO_BODY, "user", OBJECT),
    "users.set_preferences": Row({"prefs": {"a": [1]}}, "POST /user/setprefs", {"prefs": {"a": [1]}}, "user", OBJECT),
    "users.search": Row({"query": "a b&c"}, "GET /users/search?query=a%20b%26c", NO_BODY, "users", LIST),
    "users.answer_connection": Row(
        {"requester_id": 5, "connect": False},
        "PATCH /users/connection",
        {"requesterId": 5, "connect": False},
        "user",
        OBJECT,
    ),
    "groups.list": Row({}, "GET /groups", NO_BODY, "groups", LIST),
    "groups.members": Row({"group_id": 4}, "GET /group/4/memberinfo", NO_BODY, None, {"users": LIST}),
    "workflows.list": Row(
        {
            "templates_only": False,
            "include_dataset_name": True,
            "ignore_deleted_datasets": True,
            "include_owner": True,
            "limit": 5,
        },
        "GET /workflows?templatesOnly=false&includeDatasetName=true&ignoreDeletedDatasets=true"
        "&includeOwner=true&limit=5",
        NO_BODY,
        "workflows",
        [WORKFLOW],
    ),
    "workflows.create": Row(
        {"dataset_id": 3, "name": "T cells"},
        "POST /workflows",
        {"datasetId": 3, "name": "T cells", "initialize": True, "fromId": None, "keepComputedResults": False},
        "config",
        WORKFLOW,
    ),
    "workflows.save": Row({"workflow": Workflow.view(WORKFLOW)}, "POST /workflows", WORKFLOW, None, {"id": 7}),
    "workflows.get": Row({"workflow_id": 7}, "GET /workflows/7", NO_BODY, "config", WORKFLOW),
    "workflows.settings": Row({"workflow_id": 7}, "POST /workflows/7/settings", {}, "workflowSettings", OBJECT),
    "workflows.set_metadata": Row(
        {"workflow_id": 7, "metadata": {"a": "b"}},
        "POST /workflows/7/setmetadata",
        {"metadata": {"a": "b"}},
        "config",
        WORKFLOW,
    ),
    "workflows.update_task": Row(
        {"workflow_id": 7, "task": Task.view(TASK)},
        "POST /workflows/7/updateTask",
        {"task": TASK, "overrideLock": False},
        "config",
        WORKFLOW,
    ),
    "workflows.artifact_url": Row(
        {"workflow_id": 7, "task_id": 1, "file": "8_files_concat-7_1.csv"},
        "POST /workflows/7/getArtifactUrl",
        {"taskId": 1, "file": "8_files_concat-7_1.csv", "download": True},
        "url",
        URL,
    ),
    "workflows.owners": Row({}, "GET /workflows_ops/listowners", NO_BODY, "owners", MAP),
    "datasets.list": Row(
        {"include_owner": True, "limit": 10}, "GET /datasets?includeOwner=true&limit=10", NO_BODY, "datasets", LIST
    ),
    "datasets.create": Row(
        {"display_name": "Lymphocytes"}, "POST /datasets", {"displayName": "Lymphocytes"}, "dataset", OBJECT
    ),
    "datasets.get": Row({"dataset_id": 271715923047819}, "GET /datasets/271715923047819", NO_BODY, "dataset", OBJECT),
    "datasets.set_metadata": Row(
        {"dataset_id": 3, "metadata": {"a": "b"}},
        "POST /datasets/3/setmetadata",
        {"metadata": {"a": "b"}},
        "dataset",
        OBJECT,
    ),
    "datasets.trash": Row({"dataset_id": 3}, "POST /datasets/3/delete", {"delete": True}, "dataset", OBJECT),
    "datasets.force_delete": Row({"dataset_id": 3}, "POST /datasets/3/forcedelete", {}, None, {}),
    "datasets.owners": Row({}, "GET /datasets_ops/listowners", NO_BODY, "owners", MAP),
    "files.list": Row({"dataset_id": 3}, "GET /datasets/3/files", NO_BODY, "files", LIST),
    "files.register": Row(
        {
            "dataset_id": 3,
            "files": [
                FileSpec(display_name="a", file_name="a.fcs", content_type="application/octet-stream", dataset_id=3)
            ],
        },
        "POST /datasets/3/files",
        {
            "datasetKey": 3,
            "files": [
                {
                    "displayName": "a",
                    "fileName": "a.fcs",
                    "contentType": "application/octet-stream",
                    "datasetId": 3,
                }
            ],
        },
        None,
        {"files": LIST, "signedUrls": [URL]},
    ),
    "files.get": Row({"dataset_id": 3, "file_id": 8}, "GET /datasets/3/files/8", NO_BODY, None, OBJECT),
    "files.delete": Row({"dataset_id": 3, "file_id": 8}, "DELETE /datasets/3/files/8", NO_BODY, None, {}),
    "files.download_url": Row({"dataset_id": 3, "file_id": 8}, "GET /datasets/3/files/8/download", NO_BODY, "url", URL),
    "files.set_metadata": Row(
        {"dataset_id": 3, "omiq_metadatas": {"8": {"a": "b"}}},
        "POST /datasets/3/setomiqmetadata",
        {"omiqMetadatas": {"8": {"a": "b"}}},
        "files",
        LIST,
    ),
    "exports.initiate": Row(
        {
            "dataset_id": 3,
            "file_ids": [8],
            "feature_names": ["FSC-A", "CD3"],
            "reverse_transform": False,
            "format": "CSV",
            "filter_usage_mode": "NAMECOL",
            "instructions": ExportInstructions(task_id=1, config=Workflow.view(WORKFLOW), filters=["aB3d"]),
        },
        "POST /export/initiate",
        {
            "datasetId": 3,
            "fileIds": [8],
            "featureNames": ["FSC-A", "CD3"],
            "addOrigRowIdx": False,
            "reverseTransform": False,
            "format": "CSV",
            "filterUsageMode": "NAMECOL",
            "dropNotFiltered": False,
            "instructions": {"taskId": 1, "config": WORKFLOW, "filters": ["aB3d"]},
        },
        "url",
        URL,
    ),
    "long_operations.get": Row({"long_op_id": "x/1"}, "GET /longops/x%2F1", NO_BODY, None, {"val": {}}),
    "sharing.list_policies": Row(
        {"resource_id": 3}, "GET /iam/policies?resourceType=DATASET&resourceId=3", NO_BODY, "policies", LIST
    ),
    "sharing.change_owner": Row(
        {"resource_id": 3, "updated_owner_id": 5, "updated_owner_type": "USER"},
        "POST /iam/policies/changeowners",
        {"resourceId": 3, "updatedOwnerId": 5, "updatedOwnerType": "USER", "resourceType": "DATASET"},
        "policy",
        OBJECT,
    ),
    "sharing.share": Row(
        {"resource_id": 3, "resource_name": "Lymphocytes", "user_ids": [5], "group_ids": [], "message": "é"},
        "POST /sharing",
        {
            "resourceType": "DATASET",
            "resourceId": 3,
            "resourceName": "Lymphocytes",
            "role": "READER",
            "userIds": [5],
            "groupIds": [],
            "message": "é",
            "noEmail": True,
        },
        "policies",
        LIST,
    ),
    "transfers.list": Row({"datasetid": 3}, "GET /crosstenant/listtransfers?datasetid=3", NO_BODY, "transfers", LIST),
}


def test_all_operations_are_here() -> None:
    """36 operations are known, and each has its row."""
    assert len(ROWS) == 36
    assert {operation.name for operation in OPERATIONS.values()} == set(ROWS)


def by_method(client: omiq.Client, name: str, arguments: dict[str, Any]) -> Any:
    resource, method = name.split(".")
    return getattr(getattr(client, resource), method)(**arguments)


def by_id(client: omiq.Client, name: str, arguments: dict[str, Any]) -> Any:
    (id_,) = (id_ for id_, operation in OPERATIONS.items() if operation.name == name)
    return client.call(id_, **arguments)


@pytest.mark.parametrize("way", [by_method, by_id])
@pytest.mark.parametrize("name", ROWS)
def test_operation(way: Any, name: str, client: omiq.Client, server: Server) -> None:
    """The method, and the call by id, send what the evidence says, and return what was in the envelope."""
    row = ROWS[name]
    server.script(Reply(row.payload if row.envelope is None else {row.envelope: row.payload, "other": 1}))
    value = way(client, name, row.arguments)
    assert to_json(value) == row.payload
    (seen,) = server.requests
    method, target = row.request.split(" ")
    assert (seen.method, seen.path) == (method, "/api" + target.partition("?")[0].replace("%2F", "/"))
    assert sorted(seen.target.partition("?")[2].split("&")) == sorted(target.partition("?")[2].split("&"))
    assert seen.headers.get("authorization") == (None if name == "auth.login" else f"Bearer {TOKEN}")
    if row.body is NO_BODY:
        assert seen.body == b""
        assert "content-type" not in seen.headers
    else:
        assert json.dumps(seen.json, sort_keys=True) == json.dumps(row.body, sort_keys=True)
        assert seen.headers["content-type"] == "application/json"


@pytest.mark.parametrize("name", ["datasets.list", "workflows.list", "users.me"])
def test_nothing_is_sent_that_nobody_said(name: str, client: omiq.Client, server: Server) -> None:
    """What a caller leaves out is left to the server."""
    server.script(Reply({ROWS[name].envelope: ROWS[name].payload}))
    by_method(client, name, {})
    assert "?" not in server.requests[0].target


def test_positional_arguments(client: omiq.Client, server: Server) -> None:
    """Ids, and what a call is about, need no name."""
    server.script(Reply(OBJECT), Reply({"users": []}), Reply({"policies": []}))
    client.files.get(3, 8)
    client.users.search("a")
    client.sharing.list_policies(3)
    assert [seen.path for seen in server.requests] == [
        "/api/datasets/3/files/8",
        "/api/users/search",
        "/api/iam/policies",
    ]


@pytest.mark.parametrize(
    ("operation", "arguments", "words"),
    [
        ("listDataset", {}, "no operation 'listDataset': did you mean 'listDatasets'"),
        ("datasets.list", {}, "There is no operation 'datasets.list'"),
        ("zzz", {}, "There is no operation 'zzz': there are answerConnection, changeOwner, "),
        ("LISTDATASETS", {}, "did you mean 'listDatasets'?"),
        ("zzz", {}, " and 16 more."),
        ("listDatasets", {"limits": 5}, "listDatasets has no argument 'limits': did you mean 'limit'"),
        ("listDatasets", {"includeOwner": True}, "'includeOwner': did you mean 'include_owner'"),
        ("getDataset", {}, "getDataset needs dataset_id"),
        ("getFile", {"file_id": 8}, "getFile needs dataset_id"),
        ("createDataset", {}, "createDataset needs display_name"),
        (
            "registerFiles",
            {"dataset_id": 3, "files": [], "dataset_key": 3},
            "registerFiles has no argument 'dataset_key'",
        ),
    ],
)
def test_call_that_is_not_known(operation: str, arguments: dict[str, Any], words: str, client: omiq.Client) -> None:
    """A wrong name gets the nearest one, and nothing is sent."""
    with pytest.raises(ConfigurationError) as caught:
        client.call(operation, **arguments)
    assert words in str(caught.value)


@pytest.mark.parametrize("id_", ["", ".", "..", None, 1.5, True, [3]])
def test_id_that_is_none(id_: Any, client: omiq.Client) -> None:
    """What cannot be an id in a path is refused, and nothing is sent."""
    with pytest.raises((ValueError, TypeError), match="datasetId"):
        client.datasets.get(id_)


def test_id_that_leads_elsewhere(client: omiq.Client) -> None:
    """An id is one segment of the path, and no way up."""
    id_: Any = "../../user"
    with pytest.raises(ConfigurationError, match="dot segment"):
        client.datasets.get(id_)


def test_every_parameter_is_checked_by_its_python_name() -> None:
    """The table of operations names what each method takes."""
    for operation in OPERATIONS.values():
        row = ROWS[operation.name]
        known = {parameter.argument for parameter in operation.parameters}
        required = {parameter.argument for parameter in operation.parameters if parameter.required}
        assert required <= set(row.arguments) <= known
