from __future__ import annotations

from ...models.user import User
from ...types import Call
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["searchUsers"]


def call(query: str) -> Call[list[User]]:
    """Search the server's users."""
    return Call(OPERATION, OPERATION.path, _list_of(User), query=_given({"query": query}))
