from __future__ import annotations

from ...models.file import File
from ...types import Call
from ...types import fill as _fill
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listFiles"]


def call(dataset_id: int) -> Call[list[File]]:
    """List the files of a dataset."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id), _list_of(File))
