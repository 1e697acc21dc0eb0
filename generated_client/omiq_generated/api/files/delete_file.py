from __future__ import annotations

from typing import Any

from ...types import Call
from ...types import fill as _fill
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["deleteFile"]


def call(dataset_id: int, file_id: int) -> Call[dict[str, Any]]:
    """Delete a file."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id, fileId=file_id), _typed(dict))
