from __future__ import annotations

from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["getArtifactUrl"]


def call(workflow_id: int, *, task_id: int, file: str, download: bool = True) -> Call[str]:
    """Get a signed URL that an artifact of a task can be downloaded from."""
    return Call(
        OPERATION,
        _fill(OPERATION.path, workflowId=workflow_id),
        _typed(str),
        json=_given({"taskId": task_id, "file": file, "download": download}),
    )
