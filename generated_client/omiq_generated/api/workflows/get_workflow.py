from __future__ import annotations

from ...models.workflow import Workflow
from ...types import Call
from ...types import fill as _fill
from .. import OPERATIONS

OPERATION = OPERATIONS["getWorkflow"]


def call(workflow_id: int) -> Call[Workflow]:
    """Get one workflow with all its tasks."""
    return Call(OPERATION, _fill(OPERATION.path, workflowId=workflow_id), Workflow.view)
