from __future__ import annotations

from ...models.policy import Policy
from ...types import UNSET, Call, Unset
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["share"]


def call(
    *,
    resource_id: int,
    resource_name: str,
    role: str = "READER",
    user_ids: list[int] | Unset = UNSET,
    group_ids: list[int] | Unset = UNSET,
    message: str | Unset = UNSET,
    no_email: bool = True,
    resource_type: str = "DATASET",
) -> Call[list[Policy]]:
    """Share a dataset or workflow with users and groups."""
    return Call(
        OPERATION,
        OPERATION.path,
        _list_of(Policy),
        json=_given(
            {
                "resourceId": resource_id,
                "resourceName": resource_name,
                "role": role,
                "userIds": user_ids,
                "groupIds": group_ids,
                "message": message,
                "noEmail": no_email,
                "resourceType": resource_type,
            }
        ),
    )
