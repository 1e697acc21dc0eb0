from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..types import UNSET, Field, Member, Model, ModelList, OptField, OptListField, Unset

if TYPE_CHECKING:
    from ..models.task import Task
    from ..models.task_artifact import TaskArtifact


class Workflow(Model):
    """A whole workflow. Most of it is not described: change what you know of one that you got, and
    save it with the rest as it was.

    Observed (urgap, pkg-1.10.3).
    """

    __slots__ = ()

    id: Field[int] = Member("id", int, required=True)
    """Id of the workflow."""
    name: OptField[str] = Member("name", str)
    dataset_id: OptField[int] = Member("datasetId", int)
    """Id of the dataset that it analyses."""
    tasks: OptListField[Task] = Member("tasks", ModelList, of="Task")
    """All tasks; `parentId` makes a tree of them."""
    task_artifacts: OptListField[TaskArtifact] = Member("taskArtifacts", ModelList, of="TaskArtifact")
    """The files that tasks have made."""

    def __init__(
        self,
        *,
        id: int,
        name: str | Unset = UNSET,
        dataset_id: int | Unset = UNSET,
        tasks: Iterable[Task] | Unset = UNSET,
        task_artifacts: Iterable[TaskArtifact] | Unset = UNSET,
    ) -> None:
        super().__init__(
            {"id": id, "name": name, "datasetId": dataset_id, "tasks": tasks, "taskArtifacts": task_artifacts}
        )
