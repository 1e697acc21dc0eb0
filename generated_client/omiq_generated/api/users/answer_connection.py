from __future__ import annotations

from ...models.user import User
from ...types import Call
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["answerConnection"]


def call(*, requester_id: int, connect: bool) -> Call[User]:
    """Answer another user's connection request."""
    return Call(OPERATION, OPERATION.path, User.view, json=_given({"requesterId": requester_id, "connect": connect}))
