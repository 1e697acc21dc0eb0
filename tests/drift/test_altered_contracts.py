"""A sandbox whose contract was altered in one place: that is found, through a client, and nothing else is.

Each operation that the demo reaches is altered at each place that the catalog describes: required members are left out,
members with a type are null, and texts of which values are known hold another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import pytest

import omiq
import omiq_sandbox
from omiq._catalog.document import Described, Schema, built_in
from omiq._drift.comparing import Comparer
from omiq._drift.findings import Finding, Store
from omiq.models import ExportInstructions, FileSpec, Task, Workflow

pytestmark = pytest.mark.usefixtures("every_answer")
NODE = {"id": "n", "parentId": "", "filterContainerId": "c", "ord": 1, "collapsed": False}
CORNER = {"f1Val": 1.5, "f2Val": 2}
GATE = {"type": "RectangleGate", "f1": "FSC-A", "f2": "SSC-A", "min": CORNER, "max": CORNER, "labelLoc": CORNER}
RANGE = {"type": "RangeGate", "f1": "FSC-A", "f2": "SSC-A", "f1Min": 1, "f1Max": 1e16, "v": 1}
CONTAINER = {
    "id": "c",
    "name": "Cells",
    "type": "DEFAULT",
    "containerType": "AtomicFilterContainer",
    "defaultFilter": GATE,
    "md": "",
    "perFileFilters": {"1": RANGE},
}
TREE = {"nodes": {"n": NODE}, "filterContainers": {"c": CONTAINER}}
GATING = {"id": 7, "type": "GatingTask", "parentId": 1, "name": "Gates", "gatingTree": TREE}


class Alteration(NamedTuple):
    """A fault of the sandbox at a member (`files.*.status`), and what is to be found of it."""

    operation: str
    fault: str
    member: str
    kind: str
    detail: str

    @property
    def found(self) -> Finding:
        path = "".join("[*]" if step == "*" else f".{step}" for step in self.member.split("."))
        kind: Any = self.kind
        return Finding(self.operation, f"${path}", kind, self.detail)

    def hides(self, usual: Finding) -> bool:
        """Say whether something that is always found is not there any more."""
        path = self.found.path
        return usual.path == path or usual.path.startswith((f"{path}.", f"{path}["))


class Demo:
    """The demo of a sandbox, with a gating tree in its workflow, and the calls that it can answer."""

    def __init__(self, server: omiq_sandbox.Server) -> None:
        self.server = server
        self.client = client = omiq.Client(server.url, token=server.token)
        self.dataset = client.datasets.list()[0].id
        self.scratch = client.datasets.create(display_name="Scratch").id
        self.file = client.files.list(self.dataset)[0].id
        self.group = client.groups.list()[0].id
        workflow = client.workflows.list()[0]
        self.tasks = [*workflow.raw["tasks"], GATING]
        self.workflow = workflow.id
        client.workflows.save(Workflow.view({**workflow.raw, "tasks": self.tasks}))
        self.saved = client.workflows.get(self.workflow)

    def call(self, operation: str, client: omiq.Client) -> omiq.Answer[Any]:
        """Call an operation that can be called again and again."""
        return client.answer(client.call, operation, **CALLS[operation](self))

    @cache  # noqa: B019 (there is one of it)
    def unaltered(self, operation: str) -> Any:
        """Return the JSON that an operation answers."""
        return self.call(operation, self.client).json

    def usual(self, operation: str) -> set[Finding]:
        """Return what is found in that."""
        return Comparer(built_in()).findings(operation, 200, self.unaltered(operation))


CALLS: Mapping[str, Callable[[Demo], dict[str, Any]]] = {
    "createDataset": lambda _: {"display_name": "Another"},
    "getDataset": lambda demo: {"dataset_id": demo.dataset},
    "listDatasets": lambda _: {"include_owner": True},
    "listDatasetOwners": lambda _: {},
    "setDatasetMetadata": lambda demo: {"dataset_id": demo.dataset, "metadata": {"Site": "A"}},
    "trashDataset": lambda demo: {"dataset_id": demo.scratch, "delete": True},
    "initiateExport": lambda demo: {
        "dataset_id": demo.dataset,
        "file_ids": [demo.file],
        "feature_names": ["FSC-A"],
        "reverse_transform": True,
        "format": "CSV",
        "filter_usage_mode": "NAMECOL",
        "instructions": ExportInstructions(task_id=1, config=demo.saved, filters=["UNFILTERED"]),
    },
    "getDownloadUrl": lambda demo: {"dataset_id": demo.dataset, "file_id": demo.file},
    "getFile": lambda demo: {"dataset_id": demo.dataset, "file_id": demo.file},
    "listFiles": lambda demo: {"dataset_id": demo.dataset},
    "registerFiles": lambda demo: {
        "dataset_id": demo.scratch,
        "files": [FileSpec(display_name="a", file_name="a", content_type="text/csv", dataset_id=demo.scratch)],
    },
    "setFilesMetadata": lambda demo: {
        "dataset_id": demo.dataset,
        "omiq_metadatas": {str(demo.file): {"Site": "A"}},
    },
    "listGroups": lambda _: {},
    "getGroupMembers": lambda demo: {"group_id": demo.group},
    "getConfig": lambda _: {},
    "listPolicies": lambda demo: {"resource_id": demo.dataset},
    "listTransfers": lambda demo: {"datasetid": demo.dataset},
    "getUser": lambda _: {},
    "searchUsers": lambda _: {"query": "ros"},
    "setPreferences": lambda _: {"prefs": {"theme": "dark"}},
    "createWorkflow": lambda demo: {
        "dataset_id": demo.dataset,
        "name": "Copy",
        "initialize": False,
        "from_id": demo.workflow,
    },
    "getWorkflow": lambda demo: {"workflow_id": demo.workflow},
    "listWorkflows": lambda _: {"include_owner": True, "include_dataset_name": True},
    "listWorkflowOwners": lambda _: {},
    "saveWorkflow": lambda demo: {"workflow": demo.saved},
    "setWorkflowMetadata": lambda demo: {"workflow_id": demo.workflow, "metadata": {"Site": "A"}},
    "getWorkflowSettings": lambda demo: {"workflow_id": demo.workflow},
    "updateTask": lambda demo: {"workflow_id": demo.workflow, "task": Task.view(GATING), "override_lock": True},
}


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with omiq_sandbox.run() as server:
        yield Demo(server)


def _alterations(operation: Described, schema: Schema, above: str) -> Iterator[Alteration]:
    schema = built_in().resolved(schema)
    named = {above + name: member for name, member in schema.get("properties", {}).items()}
    others = [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    required = {above + name for name in schema.get("required", ())}
    for path, member in [*named.items(), *((f"{above}*", other) for other in others)]:
        member = built_in().resolved(member)
        types = member.get("type", [])
        expected = types if isinstance(types, str) else " or ".join(types)
        is_envelope = path == operation.envelope
        if path in required:
            missing = ("envelope", f"missing where {expected}") if is_envelope else ("missing member", expected)
            yield Alteration(operation.id, "missing_member", path, *missing)
        if types and "null" not in types:
            kind = "envelope" if is_envelope else "type"
            yield Alteration(operation.id, "null_object", path, kind, f"null where {expected}")
        if "x-omiq-known-values" in member:
            detail = f"none of the {len(member['x-omiq-known-values'])} known"
            yield Alteration(operation.id, "unknown_value", path, "value", detail)
        yield from _alterations(operation, member, f"{path}.")


@pytest.mark.parametrize("operation", CALLS)
def test_alteration_is_found_and_nothing_else(demo: Demo, operation: str) -> None:
    """What is found beside what the sandbox answers at any time is the alteration."""
    usual = demo.usual(operation)
    there = [each for each in _of(operation) if _is_there(demo.unaltered(operation), each.member.split("."))]
    expected = {each: {each.found, *(other for other in usual if not each.hides(other))} for each in there}
    assert {each: found_by(demo, each) for each in there} == expected


def found_by(demo: Demo, alteration: Alteration) -> set[Finding]:
    """Return what a client finds that calls the altered sandbox."""
    operation = alteration.operation
    demo.server.faults.set({"kind": alteration.fault, "operation": operation, "member": alteration.member})
    try:
        with omiq.Client(demo.server.url, token=demo.server.token, check="record") as client, suppress(omiq.CallError):
            demo.call(operation, client)
    finally:
        demo.server.faults.clear()
    found = {each.finding for each in Store.at().read()}
    Store.at().forget(found)
    return found


def test_most_places_are_altered(demo: Demo) -> None:
    """The test before does not leave out what it is there for."""
    places = {operation: [each.member.split(".") for each in _of(operation)] for operation in CALLS}
    altered = {
        operation: [steps for steps in steps if _is_there(demo.unaltered(operation), steps)]
        for operation, steps in places.items()
    }
    assert sum(map(len, altered.values())) > 0.6 * sum(map(len, places.values())) > 400
    assert {operation for operation in CALLS if not altered[operation]} <= {"listTransfers", "saveWorkflow"}


def test_unaltered_sandbox_has_members_and_values_of_its_own_alone(demo: Demo) -> None:
    """It answers what the catalog says, and more where nobody knows what OMIQ answers."""
    usual = {finding for operation in CALLS for finding in demo.usual(operation)}
    assert {each.path.rpartition(".")[2] for each in usual if each.kind != "new member"} == {"type"}
    assert {each.kind for each in usual} == {"new member", "value"}


def _of(operation: str) -> list[Alteration]:
    described = built_in().operations[operation]
    return list(_alterations(described, described.answer, ""))


def _is_there(value: Any, steps: list[str]) -> bool:
    if not steps:
        return True
    step, *further = steps
    if isinstance(value, dict):
        members = value.values() if step == "*" else [value[step]] if step in value else []
    else:
        members = value if isinstance(value, list) and step == "*" else []
    return any(_is_there(member, further) for member in members)
