from __future__ import annotations

from ...models.policy import Policy
from ...types import Call
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["changeOwner"]


def call(
    *, resource_id: int, updated_owner_id: int, updated_owner_type: str, resource_type: str = "DATASET"
) -> Call[Policy]:
    """Give a dataset or workflow another owner."""
    return Call(
        OPERATION,
        OPERATION.path,
        Policy.view,
        json=_given(
            {
                "resourceId": resource_id,
                "updatedOwnerId": updated_owner_id,
                "updatedOwnerType": updated_owner_type,
                "resourceType": resource_type,
            }
        ),
    )
