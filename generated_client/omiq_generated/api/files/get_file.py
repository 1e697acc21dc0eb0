from __future__ import annotations

from ...models.file import File
from ...types import Call
from ...types import fill as _fill
from .. import OPERATIONS

OPERATION = OPERATIONS["getFile"]


def call(dataset_id: int, file_id: int) -> Call[File]:
    """Get one file."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id, fileId=file_id), File.view)
