"""What is saved comes back as it was, and what cannot be a workflow is refused, with the place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq
from omiq.models import Workflow
from omiq_sandbox._refusals import Refusal
from omiq_sandbox._state import task_tree, workflows
from omiq_sandbox._state.store import Store
from tests.support.studies import Study

KEPT_BY_THE_SERVER = ("id", "datasetId", "tasks", "taskArtifacts", "updatedAt")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
members = st.dictionaries(texts.filter(lambda name: name not in (*KEPT_BY_THE_SERVER, "name")), values, max_size=6)


def text(value: Any) -> str:
    """Write a value as JSON, so that 1, 1.0 and true differ, and the order of members counts."""
    return json.dumps(value)


@given(own=members, of_task=members)
def test_document_comes_back_as_it_was_saved(own: dict[str, Any], of_task: dict[str, Any]) -> None:
    """Unknown members, nulls, order, 1.0 against 1 and large integers survive a save."""
    of_task = {name: value for name, value in of_task.items() if name not in ("parentId", "gatingTree", "id")}
    store = Store(None)
    with store.transaction() as db:
        before = workflows.add(db, workflows.new_document(7, "New", ["FSC-A"]), now=1.0)
        document = {**own, "tasks": [{"id": 5, **of_task}], "id": before.id, "datasetId": 7}
        workflows.replace(db, before, document, now=2.0)
        after = workflows.get(db, before.id).document
    store.close()
    added = {"taskArtifacts": [], "updatedAt": after["updatedAt"]}
    assert text(after) == text(document | added)


def test_document_comes_back_over_the_wire(study: Study) -> None:
    """The same holds for what a client sends and gets."""
    odd = {"z": None, "a": [1, 1.0, 2**70, -0.0, 1e-7, {}], "ü": "\U0001f52c\x00"}
    workflow = study.client.workflows.get(study.workflow.id)
    workflow.raw["odd"] = odd
    workflow.raw["tasks"][1]["odd"] = odd
    study.client.workflows.save(workflow)
    after = study.client.workflows.get(study.workflow.id).raw
    assert text(after["odd"]) == text(after["tasks"][1]["odd"]) == text(odd)


def test_save_answers_the_workflow(study: Study) -> None:
    """The answer holds the workflow as it is then."""
    answer = study.save_document(name="Renamed")
    assert answer["config"] == study.client.workflows.get(study.workflow.id).raw
    assert answer["config"]["name"] == "Renamed"


def test_artifacts_are_the_servers(study: Study) -> None:
    """What a client says of the artifacts is not kept."""
    study.save_document(taskArtifacts=[{"taskId": 1, "file": "invented.csv"}])
    assert "invented.csv" not in [file for _, file in study.artifacts()]


def test_what_is_left_out_of_a_save_is_gone(study: Study) -> None:
    """The document replaces the old one, and is not merged with it."""
    study.client.workflows.save(Workflow(id=study.workflow.id, dataset_id=study.dataset_id, name="Bare"))
    after = study.client.workflows.get(study.workflow.id).raw
    assert set(after) == {"id", "datasetId", "name", "taskArtifacts", "updatedAt"}


@pytest.mark.parametrize("changes", [{"datasetId": 1}, {"datasetId": None}])
def test_workflow_stays_with_its_dataset(study: Study, changes: dict[str, Any]) -> None:
    """A save cannot move a workflow, nor take its dataset away."""
    document = {name: value for name, value in {**study.workflow.raw, **changes}.items() if value is not None}
    with pytest.raises(omiq.BadRequest, match=f"datasetId: it stays {study.dataset_id}"):
        study.client.workflows.save(Workflow.view(document))


def test_save_of_an_unknown_workflow_is_refused(study: Study) -> None:
    """A save makes no new workflow."""
    with pytest.raises(omiq.NotFound):
        study.save_document(id=1)
    with pytest.raises(omiq.NotFound):
        study.save_document(id=2**70)


def gating(nodes: dict[str, Any], containers: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"id": 3, "gatingTree": {"nodes": nodes, "filterContainers": containers or {}}}


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ([{"id": 1}, {"id": 1}], "tasks.1.id: there are two tasks 1"),
        ([{"id": 0}], "tasks.0.id: a task's id is from 1 to 2147483647"),
        ([{"id": 2**31}], "tasks.0.id: a task's id is from 1 to 2147483647"),
        ([{"id": 1}, {"id": 2, "parentId": 7}], "tasks.1.parentId: there is no task 7"),
        ([{"id": 1, "parentId": 1}], "tasks.0.parentId: the task 1 would be above itself"),
        ([{"id": 1, "parentId": 2}, {"id": 2, "parentId": 1}], "tasks.1.parentId: the task 1 would be above itself"),
        (
            [{"id": 4}, gating({"aaaa": {"parentId": "bbbb"}})],
            "tasks.1.gatingTree.nodes.aaaa.parentId: there is no node 'bbbb'",
        ),
        (
            [gating({"aaaa": {"parentId": "bbbb"}, "bbbb": {"parentId": "aaaa"}})],
            "tasks.0.gatingTree.nodes.bbbb.parentId: the node 'aaaa' would be above itself",
        ),
        (
            [gating({"aaaa": {"parentId": "", "filterContainerId": "gone"}})],
            "tasks.0.gatingTree.nodes.aaaa.filterContainerId: there is no filter container 'gone'",
        ),
        (
            [gating({}, {"NOTP": {"type": "NOT", "filterContainerIds": ["gone"]}})],
            "tasks.0.gatingTree.filterContainers.NOTP.filterContainerIds: there is no filter container 'gone'",
        ),
    ],
)
def test_what_is_no_tree_is_refused_with_its_place(tasks: list[dict[str, Any]], words: str) -> None:
    """The words name the member that is wrong."""
    with pytest.raises(Refusal) as refused:
        task_tree.check({"tasks": tasks})
    assert (refused.value.status, refused.value.words) == (400, words)


def test_root_is_written_in_three_ways() -> None:
    """A task without a parent, one of parent null and one of parent 0 stand at the root (`omiqgt`)."""
    task_tree.check({"tasks": [{"id": 1}, {"id": 2, "parentId": None}, {"id": 3, "parentId": 0}]})


@given(st.lists(st.integers(0, 8), max_size=8))
def test_lineage_of_every_accepted_task_ends_at_the_root(parents: list[int]) -> None:
    """Whatever parents tasks name, a check that accepts them is right that they make a tree."""
    tasks = [{"id": id_, "parentId": parent} for id_, parent in enumerate(parents, 1)]
    try:
        task_tree.check({"tasks": tasks})
    except Refusal:
        return
    for task in tasks:
        above = [each["id"] for each in task_tree.lineage(tasks, task["id"])]
        assert len(set(above)) == len(above)
        assert tasks[above[0] - 1]["parentId"] == 0
        assert all(task["id"] in task_tree.with_all_below(tasks, [id_]) for id_ in above)
