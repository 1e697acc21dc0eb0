"""`/longops`: how a long operation is getting on."""

from __future__ import annotations

from typing import Any

from ..._state import long_operations
from ..calls import Call, handles


@handles("getLongOperation")
def get(call: Call[None]) -> dict[str, Any]:
    """Answer `{}` while it runs, then `{"val": …}`. Refuse (404) where it is not this user's."""
    with call.sandbox.store.transaction() as db:
        answer = long_operations.poll(db, call.user.id, call.path["longOpId"])
    return {} if answer is None else {"val": answer}
