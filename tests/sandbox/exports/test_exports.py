"""What an export gives, which arguments it refuses, and what it locks."""

from __future__ import annotations

import copy
from io import BytesIO
from typing import Any

import flowio  # type: ignore[import-untyped]
import pytest

import omiq
from omiq_sandbox._cytometry.channels import Channel
from omiq_sandbox._state import rights
from omiq_sandbox._state.rights import Kind, Role
from tests.support.accounts import signed_in
from tests.support.studies import CD3_POSITIVE, LARGE, SCALED_CD3, Study, fcs, fetch, range_gate
from tests.support.uploads import get, register

HEADER = "FSC-A,BV421-A___CD3"


def angle_gate() -> dict[str, Any]:
    """Return a gating tree that the sandbox cannot evaluate."""
    tree = copy.deepcopy(CD3_POSITIVE["gatingTree"])
    tree["filterContainers"]["Ccd3p"]["defaultFilter"] = {"type": "AngleGate", "f1": "FSC-A", "f2": "BV421-A"}
    return dict(tree)


def test_raw_export_gives_the_values_of_the_file(study: Study) -> None:
    """With the scaling undone, an export holds what the file holds."""
    assert study.export() == [HEADER, "10,-3000", "20,3000", "30,6000", "40,60000"]


def test_scaled_export_follows_the_scaling_task_above(study: Study) -> None:
    """A cofactor of the Scaling task above the task counts; scatter stays linear."""
    lines = study.export(reverse_transform=False)
    assert [line.split(",")[0] for line in lines[1:]] == ["10", "20", "30", "40"]
    assert [line.split(",")[1] for line in lines[1:]] == SCALED_CD3


def test_filters_of_the_task_and_of_those_above_are_open(study: Study) -> None:
    """A row carries the path of its filter, from a task above too; blank where it is in none."""
    assert study.export(3, ["cd3p", "larg"], add_orig_row_idx=True) == [
        f"Orig_Row_Number,{HEADER},OmiqFilter",
        "1,10,-3000,",
        "2,20,3000,",
        "3,30,6000,CD3+",
        "4,40,60000,Large",
    ]


def test_rows_in_no_filter_can_be_left_out(study: Study) -> None:
    """Only the events of the filters are left, one column of 0 and 1 for each."""
    assert study.export(3, ["cd3p", "larg"], drop_not_filtered=True, filter_usage_mode="BOOLCOLS") == [
        f"{HEADER},CD3+,Large",
        "30,6000,1,0",
        "40,60000,1,1",
    ]


def test_workflow_that_is_sent_counts_saved_or_not(study: Study) -> None:
    """A gate that was changed since the workflow was got is evaluated as it is sent."""
    config = copy.deepcopy(study.workflow)
    config.raw["tasks"][1]["gatingTree"]["filterContainers"]["Ccd3p"]["defaultFilter"] = range_gate("BV421-A", 2)
    assert study.export(2, ["cd3p"], config=config, drop_not_filtered=True)[1:] == ["40,60000,CD3+"]


def test_gate_for_a_file_replaces_the_default(study: Study) -> None:
    """Of gates per file, the one of the exported file counts."""
    task = copy.deepcopy(CD3_POSITIVE)
    container = task["gatingTree"]["filterContainers"]["Ccd3p"]
    container["perFileFilters"] = {str(study.file_id): range_gate("BV421-A", 2), "1": range_gate("BV421-A", 9)}
    study.save(task)
    assert study.export(2, ["cd3p"], drop_not_filtered=True)[1:] == ["40,60000,CD3+"]


def test_result_has_a_name_that_says_what_it_is(study: Study) -> None:
    """The signed URL gives the file's name, the workflow's and the task's id."""
    answer = get(study.export_url(3))
    assert f'"cells-{study.workflow.id}_3.csv"' in answer.headers["content-disposition"]


def test_fcs_export_comes_with_the_names_of_its_filters(study: Study) -> None:
    """`OmiqFilter` is a number in FCS, and an artifact of the task tells which filter it stands for."""
    data = flowio.FlowData(BytesIO(fetch(study.export_url(3, ["cd3p", "larg"], format="FCS"))))
    assert data.as_array().tolist() == [[10, -3000, 0], [20, 3000, 0], [30, 6000, 1], [40, 60000, 2]]
    name = f"cells-{study.workflow.id}_3_FilterValuesToNames.csv"
    assert (3, name) in study.artifacts()
    assert study.artifact(3, name).decode().splitlines() == ["Value,Name", "1,CD3+", "2,Large"]


def test_large_export_is_a_long_operation(study: Study) -> None:
    """Above the limit the answer comes by polling, and is the same."""
    study.sandbox._sandbox.change_options(long_export_events=3)
    assert study.export() == [HEADER, "10,-3000", "20,3000", "30,6000", "40,60000"]
    assert any(request.path.startswith("/api/longops/") for request in study.sandbox.requests)


def test_failure_of_a_large_export_tells_why(study: Study) -> None:
    """What a short export is refused for, a long one fails with."""
    study.sandbox._sandbox.change_options(long_export_events=3)
    study.save({**CD3_POSITIVE, "gatingTree": angle_gate()})
    with pytest.raises(omiq.LongOperationFailed, match="AngleGate"):
        study.export(2, ["cd3p"])


def test_gate_of_an_unknown_kind_is_saved_but_not_evaluated(study: Study) -> None:
    """The refusal names the gate; filters that do not need it can be exported."""
    study.save({**CD3_POSITIVE, "gatingTree": angle_gate()}, LARGE)
    with pytest.raises(omiq.BadRequest, match=r"filterContainers\.Ccd3p\.defaultFilter.*AngleGate"):
        study.export(2, ["cd3p"])
    assert len(study.export(3, ["larg"], drop_not_filtered=True)) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"feature_names": ["BV421"]}, r"featureNames: there is no feature 'BV421'; the nearest are BV421-A \(CD3\)"),
        ({"feature_names": ["cd3"]}, r"the nearest are BV421-A \(CD3\)"),
        ({"feature_names": []}, "featureNames"),
        ({"filters": ["CD3+"]}, r"instructions.filters: there is no filter 'CD3\+'; the nearest are cd3p \(CD3\+\)"),
        ({"filters": ["cd3"]}, r"the nearest are cd3p \(CD3\+\)"),
        ({"task_id": 2, "filters": ["larg"]}, "there is no filter 'larg'"),
        ({"task_id": 9}, r"instructions.taskId: there is no task '9'; the nearest are 1 \(Scaling\), 2 \(CD3\+\)"),
        ({"file_ids": []}, "fileIds: one file is exported at a time, these are 0"),
        ({"file_ids": [1, 2]}, "fileIds: one file is exported at a time, these are 2"),
    ],
)
def test_wrong_argument_is_named_with_what_is_near(study: Study, arguments: dict[str, Any], words: str) -> None:
    """A refusal says which argument is wrong, and what the caller may have meant."""
    with pytest.raises(omiq.BadRequest, match=words):
        study.export(**arguments)


def test_file_must_be_of_the_dataset(study: Study) -> None:
    """A file that the dataset does not hold is not found."""
    with pytest.raises(omiq.NotFound, match="file 1"):
        study.export(file_ids=[1])


def test_dataset_must_be_the_workflows(study: Study) -> None:
    """Another dataset of the same user is refused."""
    other = study.client.datasets.create(display_name="Other")
    with pytest.raises(omiq.BadRequest, match=f"datasetId: the workflow analyses the dataset {study.dataset_id}"):
        study.export(dataset_id=other.id)


def test_file_must_be_processed(study: Study) -> None:
    """A file without bytes cannot be exported yet."""
    waiting = register(study.client, study.dataset_id, "waiting.fcs").files[0]
    with pytest.raises(omiq.Conflict, match="UNSET, not COMPLETE"):
        study.export(file_ids=[waiting.id])


def test_tree_of_the_sent_workflow_is_checked(study: Study) -> None:
    """A gating tree that leads nowhere is refused, with the place."""
    config = copy.deepcopy(study.workflow)
    config.raw["tasks"][1]["gatingTree"]["nodes"]["cd3p"]["parentId"] = "gone"
    with pytest.raises(omiq.BadRequest, match=r"tasks\.1\.gatingTree\.nodes\.cd3p\.parentId: there is no node 'gone'"):
        study.export(config=config)


def test_gate_on_a_channel_that_the_file_lacks_is_refused(study: Study) -> None:
    """A file of other channels than the gates' is told so."""
    file_id = study.add_file(fcs([(1.0, 2.0)], channels=(Channel("FSC-A"), Channel("PE-A"))))
    with pytest.raises(omiq.BadRequest, match="no channel 'BV421-A'"):
        study.export(2, ["cd3p"], file_ids=[file_id], feature_names=["PE-A"])


def test_export_locks_its_task_and_those_above(study: Study) -> None:
    """What the result stands on cannot be changed, what stands below can."""
    study.export(2, ["cd3p"])
    with pytest.raises(omiq.Conflict, match="task 2 is locked"):
        study.update({**CD3_POSITIVE, "name": "T cells"})
    with pytest.raises(omiq.Conflict, match="task 1 is locked"):
        study.update({**study.workflow.raw["tasks"][0], "name": "S"})
    study.update({**LARGE, "name": "Blasts"})


def test_refused_export_locks_nothing(study: Study) -> None:
    """An export that is refused leaves the tasks free."""
    with pytest.raises(omiq.BadRequest):
        study.export(feature_names=["CD4"])
    study.update({**CD3_POSITIVE, "name": "T cells"})


@pytest.mark.parametrize("kind", [None, "DATASET", "WORKFLOW"])
def test_export_needs_a_role_on_dataset_and_workflow(study: Study, kind: Kind | None) -> None:
    """A reader of the workflow reads its dataset; a reader of the dataset alone cannot follow the workflow."""
    with signed_in(study.sandbox, "colleague") as study.client:
        if kind is not None:
            id_ = study.dataset_id if kind == "DATASET" else study.workflow.id
            colleague = study.client.users.me().raw["id"]
            with study.sandbox._sandbox.store.transaction() as db:
                rights.grant(db, kind, id_, "USER", colleague, Role.READER)
        if kind == "WORKFLOW":
            assert len(study.export()) == 5
        else:
            with pytest.raises(omiq.PermissionDenied):
                study.export()
