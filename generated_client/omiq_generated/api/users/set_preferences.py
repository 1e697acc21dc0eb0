from __future__ import annotations

from typing import Any

from ...models.user import User
from ...types import Call
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["setPreferences"]


def call(*, prefs: dict[str, Any]) -> Call[User]:
    """Set preferences of the signed-in user."""
    return Call(OPERATION, OPERATION.path, User.view, json=_given({"prefs": prefs}))
