from __future__ import annotations

from ...models.policy import Policy
from ...types import Call
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listPolicies"]


def call(resource_id: int, *, resource_type: str = "DATASET") -> Call[list[Policy]]:
    """List who has which role on a dataset or workflow."""
    return Call(
        OPERATION,
        OPERATION.path,
        _list_of(Policy),
        query=_given({"resourceId": resource_id, "resourceType": resource_type}),
    )
