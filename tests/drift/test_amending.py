"""Findings as a patch of the catalog: what it says, what it leaves to a person, and that they are no findings then."""

from __future__ import annotations

from typing import Any

import pytest

from omiq._catalog.document import built_in
from omiq._drift.amending import Amendment, amendment
from omiq._drift.findings import Finding, Kind
from omiq_generator.catalog import curated
from omiq_generator.patching import merged

CATALOG = curated(dict(built_in().value))
ABOUT = {"title": "Answers", "gives": "Members.", "certainty": "observed"}
NEW = {"certainty": "observed", "sources": ["seen"]}


def finding(operation: str, path: str, kind: Kind, detail: str) -> Finding:
    return Finding(operation, path, kind, detail)


def amended(*findings: Finding, document: dict[str, Any] = CATALOG) -> Amendment:
    return amendment(document, findings, "seen", ABOUT)


def schemas(*findings: Finding) -> Any:
    return amended(*findings).patch["components"]["schemas"]


def test_new_member_goes_into_the_schema_that_has_a_name() -> None:
    """Its types are those of all answers that had it, whichever operation they were of."""
    found = (
        finding("getDataset", "$.dataset.size", "new member", "null"),
        finding("listDatasets", "$.datasets[*].size", "new member", "integer"),
        finding("createDataset", "$.dataset.size", "new member", "string"),
    )
    patch = amended(*found).patch
    assert patch == {
        "components": {
            "schemas": {
                "Dataset": {
                    "properties": {"size": {"type": ["integer", "string", "null"], "x-omiq": NEW}},
                    "x-omiq": {"sources": ["pkg-1.10.3", "seen"]},
                }
            }
        },
        "x-omiq-sources": {"seen": ABOUT},
    }


def test_new_member_beside_the_envelope_goes_into_the_answer() -> None:
    patch = amended(finding("getDataset", "$.page", "new member", "integer")).patch
    answer = patch["paths"]["/datasets/{datasetId}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert answer == {"schema": {"properties": {"page": {"type": "integer", "x-omiq": NEW}}}}


def test_member_that_was_null_alone_may_be_anything() -> None:
    patch = schemas(finding("getDataset", "$.dataset.size", "new member", "null"))
    assert patch["Dataset"]["properties"] == {"size": {"x-omiq": NEW}}


def test_missing_member_is_no_longer_required() -> None:
    """A list of none is taken out."""
    patch = schemas(
        finding("getWorkflow", "$.config.taskArtifacts[*].file", "missing member", "string"),
        finding("getWorkflow", "$.config.id", "missing member", "integer"),
    )
    assert patch["TaskArtifact"]["required"] == ["taskId"]
    assert patch["Workflow"]["required"] is None


@pytest.mark.parametrize(
    ("path", "detail", "schema", "member", "expected"),
    [
        ("$.config.name", "null where string", "Workflow", "name", {"type": ["string", "null"]}),
        ("$.config.datasetId", "number where integer", "Workflow", "datasetId", {"type": "number"}),
        ("$.config.datasetId", "string where integer", "Workflow", "datasetId", {"type": ["integer", "string"]}),
        ("$.config.tasks[*].type", "null where string", "Task", "type", {"type": ["string", "null"]}),
        (
            "$.config.tasks[*].gatingTree",
            "null where object",
            "Task",
            "gatingTree",
            {"anyOf": [{"$ref": "#/components/schemas/GatingTree"}, {"type": "null"}], "$ref": None},
        ),
        (
            "$.config.tasks[*]",
            "null where object",
            "Workflow",
            "tasks",
            {"items": {"anyOf": [{"$ref": "#/components/schemas/Task"}, {"type": "null"}], "$ref": None}},
        ),
    ],
)
def test_type_is_widened(path: str, detail: str, schema: str, member: str, expected: dict[str, Any]) -> None:
    """In the place that the path leads to."""
    patch = schemas(finding("getWorkflow", path, "type", detail))
    assert patch[schema]["properties"] == {member: expected}
    assert patch[schema]["x-omiq"]["sources"][-1] == "seen"


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (finding("getWorkflow", "$.config.tasks[*].type", "value", "none of the 2 known"), "x-omiq-known-values"),
        (finding("getUser", "$", "status", "201"), "describe what it means"),
        (finding("getUser", "$.user", "envelope", "missing where object"), "x-omiq.envelope"),
        (finding("getUser", "$.user.raw", "new member", "string"), "readable as an item"),
        (finding("getDataset", "$.dataset.display_name", "new member", "string"), "readable as an item"),
        (finding("getUser", "$.user[*]", "new member", "string"), "describe a map"),
        (finding("noSuchOperation", "$.user", "new member", "string"), "another version"),
        (finding("getUser", "$.user.no.such", "new member", "string"), "another version"),
        (finding("getDataset", "$.dataset", "type", "string where object"), "no Dataset"),
        (finding("getWorkflow", "$.config.tasks[*].type", "type", "integer where string"), "of another type"),
        (finding("getDataset", "$", "type", "array where object"), "of another type"),
    ],
)
def test_what_no_patch_can_say_is_left_with_what_to_do(found: Finding, told: str) -> None:
    amendment = amended(found)
    assert (amendment.patch, amendment.accepted, [*amendment.left]) == ({}, [], [found])
    assert told in amendment.left[found]


def test_what_the_catalog_says_by_then_needs_no_patch() -> None:
    """Also where the way leads through what may be null."""
    found = (
        finding("getWorkflow", "$.config.tasks[*]", "type", "null where object"),
        finding("getWorkflow", "$.config.tasks[*].note", "new member", "string"),
        finding("getWorkflow", "$.config.tasks[*].id", "missing member", "integer"),
        finding("getWorkflow", "$.config.name", "type", "null where string"),
    )
    first = amended(*found)
    again = amended(*found, document=merged(CATALOG, first.patch))
    assert first.accepted
    assert not first.left
    assert (again.patch, {*again.accepted}, again.left) == ({}, {*found}, {})
