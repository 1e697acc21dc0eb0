"""Creating, copying and listing workflows, and who may do what with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import omiq
from omiq.models import Task, Workflow
from omiq_sandbox._state import rights
from omiq_sandbox._state.rights import Role
from tests.support.accounts import signed_in
from tests.support.studies import CD3_POSITIVE, Study
from tests.support.uploads import register


def test_new_workflow_scales_fluorescence_alone(study: Study) -> None:
    """It holds a Scaling task over the channels of all processed files, arcsinh but for scatter."""
    register(study.client, study.dataset_id, "waiting.fcs")
    study.add_file(b"PE-A,Time,FSC-A\n1,2,3\n", "more.csv")
    workflow = study.client.workflows.create(dataset_id=study.dataset_id, name="New")
    assert (workflow.name, workflow.dataset_id) == ("New", study.dataset_id)
    (task,) = workflow.raw["tasks"]
    assert (task["id"], task["type"], task["parentId"]) == (1, "ScalingTask", None)
    assert task["scaling"]["features"] == {
        "FSC-A": {"type": "None (linear)"},
        "BV421-A": {"type": "Arcsinh", "cofactor": 6000},
        "PE-A": {"type": "Arcsinh", "cofactor": 6000},
        "Time": {"type": "None (linear)"},
    }


def copied(study: Study, **arguments: Any) -> Workflow:
    """Copy the study's workflow."""
    whole: dict[str, Any] = {
        "dataset_id": study.dataset_id,
        "name": "Copy",
        "initialize": False,
        "from_id": study.workflow.id,
    }
    return study.client.workflows.create(**whole | arguments)


def test_copy_has_the_tasks_and_is_no_template(study: Study) -> None:
    """A copy has an id and a name of its own; without the results nothing of it is locked."""
    study.save_document(isTemplate=True)
    study.export(2)
    copy = copied(study)
    assert copy.id != study.workflow.id
    assert (copy.name, copy.raw["isTemplate"]) == ("Copy", False)
    assert copy.raw["tasks"] == study.workflow.raw["tasks"]
    study.update({**CD3_POSITIVE, "name": "T cells"}, workflow_id=copy.id)


def test_copy_with_results_has_artifacts_and_locks(study: Study) -> None:
    """The artifacts are called after the copy, and give the same bytes."""
    study.export(2)
    copy = study.client.workflows.create(
        dataset_id=study.dataset_id,
        name="Copy",
        initialize=False,
        from_id=study.workflow.id,
        keep_computed_results=True,
    )
    assert [artifact.file for artifact in copy.task_artifacts or ()] == [f"Scaling-{copy.id}-1.csv"]
    before = study.artifact(1, f"Scaling-{study.workflow.id}-1.csv")
    study.workflow = copy
    assert study.artifact(1, f"Scaling-{copy.id}-1.csv") == before
    with pytest.raises(omiq.Conflict, match="task 2 is locked"):
        study.update({**CD3_POSITIVE, "name": "T cells"}, workflow_id=copy.id)


def test_workflow_can_be_copied_to_another_dataset_without_its_results(study: Study) -> None:
    """Results belong to the files that they were computed from."""
    other = study.client.datasets.create(display_name="Other").id
    assert copied(study, dataset_id=other).dataset_id == other
    with pytest.raises(omiq.BadRequest, match="keepComputedResults"):
        copied(study, dataset_id=other, keep_computed_results=True)


@pytest.mark.parametrize("from_own", [True, False])
def test_new_or_copy_must_be_clear(study: Study, from_own: bool) -> None:
    """`initialize` and `fromId` that contradict each other are refused."""
    with pytest.raises(omiq.BadRequest, match="initialize"):
        study.client.workflows.create(
            dataset_id=study.dataset_id,
            name="Unclear",
            initialize=from_own,
            from_id=study.workflow.id if from_own else None,
        )


def test_list_begins_with_what_was_updated_last(study: Study) -> None:
    """`limit` takes so many of the newest, 0 all; an old workflow that is saved comes first again."""
    made = []
    for name in ("first", "second"):
        study.sandbox.clock.advance(1)
        made.append(study.client.workflows.create(dataset_id=study.dataset_id, name=name).id)
    assert [each.id for each in study.client.workflows.list(limit=2)] == made[::-1]
    study.sandbox.clock.advance(1)
    study.client.workflows.save(study.workflow)
    assert [each.id for each in study.client.workflows.list(limit=0)] == [study.workflow.id, *made[::-1]]
    with pytest.raises(omiq.BadRequest, match="limit"):
        study.client.workflows.list(limit=-1)


def test_list_can_be_of_templates_only(study: Study) -> None:
    """A workflow whose document says so is a template."""
    study.client.workflows.create(dataset_id=study.dataset_id, name="Other")
    study.save_document(isTemplate=True)
    assert [each.id for each in study.client.workflows.list(templates_only=True)] == [study.workflow.id]
    assert len(study.client.workflows.list(templates_only=False)) == 2
    study.client.workflows.create(dataset_id=study.dataset_id, name="Newest")
    assert [each.id for each in study.client.workflows.list(templates_only=True, limit=1)] == [study.workflow.id]


def test_list_tells_dataset_and_owner_where_asked(study: Study) -> None:
    """Neither is there otherwise."""
    (plain,) = study.client.workflows.list()
    assert "datasetName" not in plain
    assert "owner" not in plain
    (full,) = study.client.workflows.list(include_dataset_name=True, include_owner=True)
    assert full.raw["datasetName"] == "Lymphocytes"
    assert full.raw["owner"]["name"] == "owner"
    assert study.client.workflows.owners()[str(study.workflow.id)].raw["name"] == "owner"


@pytest.mark.parametrize("for_good", [False, True])
def test_workflow_outlives_its_dataset(study: Study, for_good: bool) -> None:
    """It is listed unless the list leaves those of deleted datasets out."""
    if for_good:
        study.client.datasets.force_delete(study.dataset_id)
    else:
        study.client.datasets.trash(study.dataset_id, delete=True)
    (workflow,) = study.client.workflows.list(include_dataset_name=True)
    assert workflow.raw["datasetName"] == (None if for_good else "Lymphocytes")
    assert list(study.client.workflows.list(ignore_deleted_datasets=True)) == []


def test_metadata_are_merged(study: Study) -> None:
    """Names that are not sent stay."""
    study.client.workflows.set_metadata(study.workflow.id, metadata={"Panel": "T", "Batch": "1"})
    workflow = study.client.workflows.set_metadata(study.workflow.id, metadata={"Batch": "2"})
    assert workflow.raw["metadata"] == {"Panel": "T", "Batch": "2"}
    assert workflow.raw["tasks"] == study.workflow.raw["tasks"]


def test_settings_are_a_member_of_the_document(study: Study) -> None:
    """Without that member they are empty."""
    assert study.client.workflows.settings(study.workflow.id).raw == {}
    study.save_document(settings={"theme": "dark"})
    assert study.client.workflows.settings(study.workflow.id).raw == {"theme": "dark"}


READS: dict[str, Callable[[omiq.Client, Study], object]] = {
    "get": lambda client, study: client.workflows.get(study.workflow.id),
    "settings": lambda client, study: client.workflows.settings(study.workflow.id),
    "artifact_url": lambda client, study: client.workflows.artifact_url(
        study.workflow.id, task_id=1, file=f"Scaling-{study.workflow.id}-1.csv"
    ),
    "create a copy": lambda client, study: client.workflows.create(
        dataset_id=study.dataset_id, name="Copy", initialize=False, from_id=study.workflow.id
    ),
}
WRITES: dict[str, Callable[[omiq.Client, Study], object]] = {
    "save": lambda client, study: client.workflows.save(study.workflow),
    "set_metadata": lambda client, study: client.workflows.set_metadata(study.workflow.id, metadata={}),
    "update_task": lambda client, study: client.workflows.update_task(study.workflow.id, task=Task.view(CD3_POSITIVE)),
}


@pytest.mark.parametrize("role", [None, Role.READER, Role.EDITOR])
def test_reader_reads_and_editor_saves(study: Study, role: Role | None) -> None:
    """Who has no role is refused all; the list shows what may be read."""
    with signed_in(study.sandbox, "colleague") as colleague:
        if role is not None:
            user = colleague.users.me().raw["id"]
            with study.sandbox._sandbox.store.transaction() as db:
                rights.grant(db, "WORKFLOW", study.workflow.id, "USER", user, role)
        assert [each.id for each in colleague.workflows.list()] == ([] if role is None else [study.workflow.id])
        for least, calls in ((Role.READER, READS), (Role.EDITOR, WRITES)):
            for call in calls.values():
                if role is not None and role >= least:
                    call(colleague, study)
                else:
                    with pytest.raises(omiq.PermissionDenied, match="You do not have permission"):
                        call(colleague, study)


def test_dataset_of_ones_own_opens_no_workflow_of_others(study: Study) -> None:
    """A copy needs a role on the workflow that is copied too."""
    with signed_in(study.sandbox, "colleague") as study.client, pytest.raises(omiq.PermissionDenied):
        copied(study, dataset_id=study.client.datasets.create(display_name="Own").id)


def test_unknown_workflow_is_not_found(study: Study) -> None:
    """So is an unknown one to copy, and an unknown dataset."""
    with pytest.raises(omiq.NotFound, match="workflow 1"):
        study.client.workflows.get(1)
    with pytest.raises(omiq.NotFound, match="workflow 1"):
        study.client.workflows.create(dataset_id=study.dataset_id, name="Copy", initialize=False, from_id=1)
    with pytest.raises(omiq.NotFound, match="dataset 1"):
        study.client.workflows.create(dataset_id=1, name="New")
