from __future__ import annotations

from ...models.workflow_settings import WorkflowSettings
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["getWorkflowSettings"]


def call(workflow_id: int) -> Call[WorkflowSettings]:
    """Get the settings of a workflow."""
    return Call(OPERATION, _fill(OPERATION.path, workflowId=workflow_id), WorkflowSettings.view, json=_given({}))
