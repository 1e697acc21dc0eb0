from __future__ import annotations

from ...models.workflow import Workflow
from ...types import UNSET, Call, Unset
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listWorkflows"]


def call(
    *,
    templates_only: bool | Unset = UNSET,
    include_dataset_name: bool | Unset = UNSET,
    ignore_deleted_datasets: bool | Unset = UNSET,
    include_owner: bool | Unset = UNSET,
    limit: int | Unset = UNSET,
) -> Call[list[Workflow]]:
    """List the workflows that the user can see."""
    return Call(
        OPERATION,
        OPERATION.path,
        _list_of(Workflow),
        query=_given(
            {
                "templatesOnly": templates_only,
                "includeDatasetName": include_dataset_name,
                "ignoreDeletedDatasets": ignore_deleted_datasets,
                "includeOwner": include_owner,
                "limit": limit,
            }
        ),
    )
