from __future__ import annotations

from ...models.long_operation import LongOperation
from ...types import Call
from ...types import fill as _fill
from .. import OPERATIONS

OPERATION = OPERATIONS["getLongOperation"]


def call(long_op_id: int | str) -> Call[LongOperation]:
    """Get the state of a long operation."""
    return Call(OPERATION, _fill(OPERATION.path, longOpId=long_op_id), LongOperation.view)
