"""Tasks that compute: a Scaling task lists its settings, an Export Data task writes the events of its files."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ..._cytometry.channels import NotReadable
from ..._cytometry.export import export_concatenated
from ..._cytometry.reader import read_events
from ..._cytometry.scaling import Scaling
from ..._cytometry.scaling_settings import scaling_settings
from ..._cytometry.settings import BadSettings
from ..._models import InitiateExportRequest
from ..._refusals import Refusal
from ..._sandbox import Sandbox
from ..._state import artifacts, files, locks, task_tree, workflows
from ..._state.artifacts import Artifact
from ..._state.task_tree import Task
from ..._state.workflows import Workflow
from ._preparation import prepare
from ._written_files import allowed, written

_SCALING: Final = "ScalingTask"
_EXPORT: Final = "ExportDataTask"
_CONTEXT: Final = "_OMIQ-context.txt"
_CANNOT_BE_DONE = (Refusal, ValidationError, BadSettings, NotReadable, FileNotFoundError)
_logger = logging.getLogger(__name__)


def compute(sandbox: Sandbox, workflow: Workflow) -> None:
    """Have the background make what the tasks of a workflow have not made yet."""
    made = {(artifact["taskId"], artifact["file"]) for artifact in workflow.document["taskArtifacts"]}
    for task in workflow.tasks:
        name = _file_name(workflow, task)
        if name is not None and (task["id"], name) not in made:
            lineage = task_tree.lineage(workflow.tasks, task["id"])
            sandbox.jobs.submit(_compute, sandbox, workflow, lineage, name)


def take_up(sandbox: Sandbox) -> None:
    """Have the background make what an earlier sandbox did not get to: for the start."""
    with sandbox.store.transaction() as db:
        waiting = workflows.ids(db)
    for workflow_id in waiting:
        with sandbox.store.transaction() as db:
            workflow = workflows.get(db, workflow_id)
        compute(sandbox, workflow)


def _file_name(workflow: Workflow, task: Task) -> str | None:
    """Name the file that a task makes (`export-files`); None where it makes none."""
    if task.get("type") == _SCALING:
        return f"{allowed(str(task.get('name', 'Scaling')))}-{workflow.id}-{task['id']}.csv"
    if task.get("type") == _EXPORT:
        return f"{len(_file_ids(task))}_files_concat-{workflow.id}_{task['id']}.csv"
    return None


def _compute(sandbox: Sandbox, workflow: Workflow, lineage: list[Task], name: str) -> None:
    task = lineage[-1]
    write = _write_settings if task["type"] == _SCALING else _write_events
    try:
        blob, _ = written(sandbox, partial(write, sandbox, workflow, lineage))
    except _CANNOT_BE_DONE as why:
        _logger.warning("The task %s of the workflow %s made nothing: %s", task["id"], workflow.id, why)
        return
    made = [Artifact(task["id"], name, blob)]
    if task["type"] == _EXPORT:
        blob, _ = written(sandbox, partial(_write_context, workflow, task))
        made.append(Artifact(task["id"], _CONTEXT, blob))
    with sandbox.store.transaction() as db:
        if task_tree.lineage(workflows.get(db, workflow.id).tasks, task["id"]) != lineage:
            return  # the save that changed these tasks has this one computed again
        for artifact in made:
            artifacts.put(db, workflow.id, artifact)
        if task["type"] == _EXPORT:
            locks.take(db, workflow.id, [above["id"] for above in lineage[:-1]], task["id"])


def _write_settings(sandbox: Sandbox, workflow: Workflow, lineage: list[Task], target: Path) -> None:
    with sandbox.store.transaction() as db:
        blobs = [files.blob_of(file) for file in files.complete(db, workflow.dataset_id)]
    events = (read_events(sandbox.blobs.path(blob)) for blob in blobs)
    target.write_bytes(scaling_settings(Scaling.of_task(lineage[-1]), events))


def _write_events(sandbox: Sandbox, workflow: Workflow, lineage: list[Task], target: Path) -> None:
    asked = _asked(workflow, lineage[-1])
    with sandbox.store.transaction() as db:
        prepared = [prepare(db, asked, file_id, lineage) for file_id in asked.fileIds]
    export_concatenated(((read_events(sandbox.blobs.path(each.blob)), each.plan) for each in prepared), target)


def _write_context(workflow: Workflow, task: Task, target: Path) -> None:
    lines = (("Workflow", workflow.document), ("Task", task))
    text = "".join(f"{what} name: {named.get('name', '')}, ID: {named['id']}\n" for what, named in lines)
    target.write_text(text, "utf-8")


def _asked(workflow: Workflow, task: Task) -> InitiateExportRequest:
    """Read what an Export Data task exports: the members of an export's request, with the filters among them."""
    settings = {"filters": [], **_settings(task)}
    instructions = {"taskId": task["id"], "config": workflow.document, "filters": settings.pop("filters")}
    asked = InitiateExportRequest.model_validate(
        {"format": "CSV", **settings, "datasetId": workflow.dataset_id, "instructions": instructions}
    )
    if asked.format != "CSV":
        raise Refusal(400, "export.format: files are concatenated as CSV only")
    return asked


def _file_ids(task: Task) -> list[Any]:
    file_ids = _settings(task).get("fileIds")
    return file_ids if isinstance(file_ids, list) else []


def _settings(task: Task) -> dict[str, Any]:
    settings = task.get("export")
    return settings if isinstance(settings, dict) else {}
