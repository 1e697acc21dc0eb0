from __future__ import annotations

from ...models.task import Task
from ...models.workflow import Workflow
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["updateTask"]


def call(workflow_id: int, *, task: Task, override_lock: bool = False) -> Call[Workflow]:
    """Overwrite one task of a workflow, and get the whole workflow as it is then."""
    return Call(
        OPERATION,
        _fill(OPERATION.path, workflowId=workflow_id),
        Workflow.view,
        json=_given({"task": task, "overrideLock": override_lock}),
    )
