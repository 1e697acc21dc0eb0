from __future__ import annotations

from ...models.user import User
from ...types import Call
from .. import OPERATIONS

OPERATION = OPERATIONS["getUser"]


def call() -> Call[User]:
    """Get the signed-in user."""
    return Call(OPERATION, OPERATION.path, User.view)
