"""Changing tasks, what locks them, and what they compute."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import omiq
import omiq_sandbox
from tests.support.accounts import signed_in
from tests.support.studies import CD3_POSITIVE, LARGE, SCALED_CD3, Study, fcs, study_in
from tests.support.uploads import upload


def renamed(task: dict[str, Any], name: str = "Renamed") -> dict[str, Any]:
    return {**task, "name": name}


def export_task(study: Study, *file_ids: int, **members: Any) -> dict[str, Any]:
    """Return an Export Data task below Large."""
    export = {
        "fileIds": list(file_ids or [study.file_id]),
        "featureNames": ["BV421-A"],
        "addOrigRowIdx": True,
        "reverseTransform": False,
        "filterUsageMode": "NAMECOL",
        "dropNotFiltered": True,
        "filters": ["cd3p"],
    }
    return {"id": 4, "type": "ExportDataTask", "name": "All T cells", "parentId": 3, "export": export | members}


def test_task_is_overwritten_and_the_others_stay(study: Study) -> None:
    """The answer is the whole workflow as it is then."""
    workflow = study.update(renamed(CD3_POSITIVE))
    assert workflow.raw["tasks"] == [study.workflow.raw["tasks"][0], renamed(CD3_POSITIVE), LARGE]
    assert workflow == study.client.workflows.get(study.workflow.id)


def test_unknown_task_is_not_found(study: Study) -> None:
    """A task is added by a save, not by `updateTask`."""
    with pytest.raises(omiq.NotFound, match="task 9"):
        study.update({"id": 9})


def test_task_cannot_be_put_below_itself(study: Study) -> None:
    """What makes no tree is refused here too."""
    with pytest.raises(omiq.BadRequest, match="parentId"):
        study.update({**CD3_POSITIVE, "parentId": 3})


def test_save_that_changes_a_locked_task_is_refused(study: Study) -> None:
    """One that leaves it out too; one that leaves it as it is, and adds a task below, is not."""
    study.export(2)
    scaling = study.workflow.raw["tasks"][0]
    for tasks in ([scaling, renamed(CD3_POSITIVE), LARGE], [scaling]):
        with pytest.raises(omiq.Conflict, match="task 2 is locked"):
            study.save_document(tasks=tasks)
    study.save(CD3_POSITIVE, LARGE, renamed({**LARGE, "id": 5, "parentId": 2}))


def test_override_throws_the_results_away(study: Study) -> None:
    """The export's locks go from the tasks above as well, and so do artifacts at and below the task."""
    study.export_url(3, ["larg"], format="FCS")
    assert [task_id for task_id, _ in study.artifacts()] == [1, 3]
    study.update(renamed(CD3_POSITIVE), override=True)
    assert [task_id for task_id, _ in study.artifacts()] == [1]
    study.update(renamed(study.workflow.raw["tasks"][0]))


def test_override_leaves_exports_elsewhere_alone(study: Study) -> None:
    """An export at the task above still locks that one."""
    study.export(3)
    study.export(2)
    study.update(renamed(LARGE), override=True)
    with pytest.raises(omiq.Conflict, match="task 2 is locked"):
        study.update(renamed(CD3_POSITIVE))


def test_scaling_task_lists_its_settings(study: Study) -> None:
    """Every field is quoted; the range of the raw values is that of all files."""
    study.add_file(fcs([(500.5, 0.0)]))
    workflow = study.client.workflows.create(dataset_id=study.dataset_id, name="New")
    study.sandbox.wait_idle()
    study.workflow = workflow
    text = study.artifact(1, f"Scaling-{workflow.id}-1.csv").decode()
    assert text.splitlines() == [
        '"Feature Name (Primary)","Feature Name (Secondary)","Scaling Type","Cofactor","Min","Max","Min Z","Max Z"',
        '"FSC-A","","None (linear)","","10","501","10","501"',
        '"BV421-A","CD3","Arcsinh","6000","-3000","60000","-3000","60000"',
    ]


def test_settings_follow_a_changed_scaling_task(study: Study) -> None:
    """A new cofactor, and a new name, are in the artifact that replaces the old one."""
    features = {"BV421-A": {"type": "Arcsinh", "cofactor": 150}}
    task = {**study.workflow.raw["tasks"][0], "name": "Mine/../x", "scaling": {"features": features}}
    study.update(task)
    study.sandbox.wait_idle()
    ((task_id, file),) = study.artifacts()
    assert file == f"Mine_.._x-{study.workflow.id}-1.csv"
    (row,) = csv.DictReader(io.StringIO(study.artifact(task_id, file).decode()))
    assert row["Cofactor"] == "150"


def test_result_that_a_save_outran_is_not_kept(study: Study) -> None:
    """What was computed from a task that is another by now is no artifact of it."""
    scaling = study.workflow.raw["tasks"][0]
    go_on = Event()
    for _ in range(2):  # keep both threads busy that compute
        study.sandbox._sandbox.jobs.submit(go_on.wait, 30)
    study.update(renamed(scaling, "Outrun"))
    study.update(renamed(scaling, "Last"))
    go_on.set()
    study.sandbox.wait_idle()
    assert study.artifacts() == [(1, f"Last-{study.workflow.id}-1.csv")]


def test_export_data_task_joins_its_files(study: Study) -> None:
    """Its artifacts are the events of all files, by file and row, and who made them."""
    other = study.add_file(fcs([(1.0, 60000.0)]), "b, c.fcs")
    study.save(CD3_POSITIVE, LARGE, export_task(study, study.file_id, other))
    name = f"2_files_concat-{study.workflow.id}_4.csv"
    assert [file for task_id, file in study.artifacts() if task_id == 4] == [name, "_OMIQ-context.txt"]
    assert study.artifact(4, name).decode().splitlines() == [
        "Orig_Row_Number,BV421-A___CD3,OmiqFilter,OmiqFileIndex",
        f"3,{SCALED_CD3[2]},CD3+,cells.fcs",
        f"4,{SCALED_CD3[3]},CD3+,cells.fcs",
        f'1,{SCALED_CD3[3]},CD3+,"b, c.fcs"',
    ]
    assert study.artifact(4, "_OMIQ-context.txt").decode().splitlines() == [
        f"Workflow name: Gating, ID: {study.workflow.id}",
        "Task name: All T cells, ID: 4",
    ]


def test_export_data_task_locks_those_above_until_it_is_removed(study: Study) -> None:
    """The task itself can be changed, and computes again."""
    study.save(CD3_POSITIVE, LARGE, export_task(study))
    with pytest.raises(omiq.Conflict, match="task 2 is locked"):
        study.save(renamed(CD3_POSITIVE), LARGE, export_task(study))
    study.save(CD3_POSITIVE, LARGE, export_task(study, filters=["larg"]))
    assert len(study.artifact(4, f"1_files_concat-{study.workflow.id}_4.csv").splitlines()) == 2
    study.save(CD3_POSITIVE, LARGE)
    study.save(renamed(CD3_POSITIVE), LARGE)


@pytest.mark.parametrize(
    "wrong", [{"filters": ["gone"]}, {"format": "FCS"}, {"fileIds": [1]}, {"fileIds": "all"}, {"featureNames": None}]
)
def test_export_data_task_that_cannot_be_done_makes_nothing(
    study: Study, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """It is saved all the same, locks nothing, and the log says why."""
    study.save(CD3_POSITIVE, LARGE, export_task(study, **wrong))
    assert [task_id for task_id, _ in study.artifacts()] == [1]
    assert "The task 4 of the workflow" in caplog.text
    study.save(renamed(CD3_POSITIVE), LARGE, export_task(study, **wrong))


def test_export_data_task_cannot_reach_into_another_dataset(study: Study) -> None:
    """Its files are those of the workflow's dataset, whatever dataset its settings name."""
    with signed_in(study.sandbox, "stranger") as stranger:
        secret = stranger.datasets.create(display_name="Secret").id
        file_id = upload(stranger, secret, fcs())
    study.sandbox.wait_idle()
    study.save(CD3_POSITIVE, LARGE, export_task(study, file_id, datasetId=secret))
    assert [task_id for task_id, _ in study.artifacts()] == [1]


def test_artifact_that_nobody_made_is_not_found(study: Study) -> None:
    """Neither of another task, nor by another name, nor of a task that cannot be."""
    name = f"Scaling-{study.workflow.id}-1.csv"
    for task_id, file in ((2, name), (1, "../" + name), (2**70, name)):
        with pytest.raises(omiq.NotFound):
            study.artifact(task_id, file)


def test_workflow_outlives_the_server(tmp_path: Path) -> None:
    """Document, artifacts and locks are there after a restart on the same folder."""
    with omiq_sandbox.run(seed="empty", data=tmp_path) as server, study_in(server) as study:
        study.export(2)
        before, content = study.client.workflows.get(study.workflow.id), study.artifact(*study.artifacts()[0])
    with omiq_sandbox.run(seed="empty", data=tmp_path) as server, signed_in(server, "owner") as study.client:
        assert study.client.workflows.get(study.workflow.id) == before
        assert study.artifact(*study.artifacts()[0]) == content
        with pytest.raises(omiq.Conflict, match="task 2 is locked"):
            study.update(renamed(CD3_POSITIVE))


def test_task_whose_computing_was_cut_off_is_computed_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An Export Data task that was saved just before the sandbox ended has its artifact, and locks those above it."""
    with omiq_sandbox.run(seed="empty", data=tmp_path) as server, study_in(server) as study:
        monkeypatch.setattr(server._sandbox.jobs, "submit", lambda *_: None)
        study.save(CD3_POSITIVE, LARGE, export_task(study))
        assert [task_id for task_id, _ in study.artifacts()] == [1]
    with omiq_sandbox.run(seed="empty", data=tmp_path) as server, signed_in(server, "owner") as study.client:
        server.wait_idle()
        assert (4, f"1_files_concat-{study.workflow.id}_4.csv") in study.artifacts()
        with pytest.raises(omiq.Conflict, match="task 2 is locked"):
            study.update(renamed(CD3_POSITIVE))
