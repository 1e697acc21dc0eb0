from __future__ import annotations

from ...models.group_members import GroupMembers
from ...types import Call
from ...types import fill as _fill
from .. import OPERATIONS

OPERATION = OPERATIONS["getGroupMembers"]


def call(group_id: int) -> Call[GroupMembers]:
    """Get the members of a group."""
    return Call(OPERATION, _fill(OPERATION.path, groupId=group_id), GroupMembers.view)
