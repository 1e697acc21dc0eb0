from __future__ import annotations

from ...types import Call
from ...types import fill as _fill
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["getDownloadUrl"]


def call(dataset_id: int, file_id: int) -> Call[str]:
    """Get a signed URL that a file can be downloaded from."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id, fileId=file_id), _typed(str))
