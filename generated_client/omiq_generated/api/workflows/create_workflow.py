from __future__ import annotations

from ...models.workflow import Workflow
from ...types import Call
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["createWorkflow"]


def call(
    *,
    dataset_id: int,
    name: str,
    initialize: bool = True,
    from_id: int | None = None,
    keep_computed_results: bool = False,
) -> Call[Workflow]:
    """Create a workflow, new or as a copy of another."""
    return Call(
        OPERATION,
        OPERATION.path,
        Workflow.view,
        json=_given(
            {
                "datasetId": dataset_id,
                "name": name,
                "initialize": initialize,
                "fromId": from_id,
                "keepComputedResults": keep_computed_results,
            }
        ),
    )
