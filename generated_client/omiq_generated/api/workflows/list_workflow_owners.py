from __future__ import annotations

from ...models.owner import Owner
from ...types import Call, ModelMap
from ...types import map_of as _map_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listWorkflowOwners"]


def call() -> Call[ModelMap[Owner]]:
    """Get the owner of each workflow."""
    return Call(OPERATION, OPERATION.path, _map_of(Owner))
