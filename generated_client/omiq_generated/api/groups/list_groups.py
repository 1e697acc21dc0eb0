from __future__ import annotations

from ...models.group import Group
from ...types import Call
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listGroups"]


def call() -> Call[list[Group]]:
    """List the groups."""
    return Call(OPERATION, OPERATION.path, _list_of(Group))
