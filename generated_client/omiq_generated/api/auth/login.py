from __future__ import annotations

from ...types import Call
from ...types import given as _given
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["login"]


def call(*, email: str, token: str) -> Call[str]:
    """Exchange a secret key for a token."""
    return Call(OPERATION, OPERATION.path, _typed(str), json=_given({"email": email, "token": token}))
