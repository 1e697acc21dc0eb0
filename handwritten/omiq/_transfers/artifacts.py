"""What the tasks of a workflow have made is put into a local folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from omiq_generated.api.workflows import get_artifact_url, get_workflow
from omiq_generated.models.task import Task
from omiq_generated.models.task_artifact import TaskArtifact
from omiq_generated.models.workflow import Workflow

from .._errors import ConfigurationError
from .downloading import check_arguments, downloaded, made_folder
from .placing import Item, Overwrite
from .progress import ProgressArgument
from .results import Transfers
from .work import Work


def download_artifacts(
    work: Work,
    workflow: int | Workflow,
    folder: str | PathLike[str],
    *,
    tasks: Iterable[int | Task] | None = None,
    overwrite: Overwrite = "never",
    concurrency: int = 16,
    progress: ProgressArgument = None,
) -> Transfers:
    """Download artifacts; the facade's docstring says what holds."""
    check_arguments(concurrency, overwrite)
    held = workflow if isinstance(workflow, Workflow) else work.execute(get_workflow.call(workflow))
    chosen = _chosen(held, tasks)
    items = [_item(held.id, each) for each in held.task_artifacts or () if each.task_id in chosen]

    def ask(origin: Mapping[str, Any]) -> str:
        return work.execute(get_artifact_url.call(held.id, task_id=origin["task"], file=origin["name"]))

    return downloaded(work, items, ask, made_folder(folder), overwrite, concurrency, progress)


def _item(workflow_id: int, artifact: TaskArtifact) -> Item:
    return Item({"workflow": workflow_id, "task": artifact.task_id, "name": artifact.file}, None)


def _chosen(workflow: Workflow, tasks: Iterable[int | Task] | None) -> set[int]:
    if tasks is None:
        return {artifact.task_id for artifact in workflow.task_artifacts or ()}
    known = {task.id for task in workflow.tasks or ()}
    chosen = {task if isinstance(task, int) else task.id for task in tasks}
    if strange := chosen - known:
        shown = ", ".join(map(str, sorted(known))) or "none"
        raise ConfigurationError(f"The workflow {workflow.id} has no task {min(strange)}; it has {shown}.")
    return chosen
