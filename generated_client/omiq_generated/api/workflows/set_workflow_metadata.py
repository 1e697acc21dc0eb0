from __future__ import annotations

from ...models.workflow import Workflow
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["setWorkflowMetadata"]


def call(workflow_id: int, *, metadata: dict[str, str]) -> Call[Workflow]:
    """Set metadata of a workflow."""
    return Call(
        OPERATION, _fill(OPERATION.path, workflowId=workflow_id), Workflow.view, json=_given({"metadata": metadata})
    )
