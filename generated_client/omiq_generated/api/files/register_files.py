from __future__ import annotations

from collections.abc import Iterable

from ...models.file_spec import FileSpec
from ...models.registered_files import RegisteredFiles
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["registerFiles"]


def call(dataset_id: int, *, files: Iterable[FileSpec]) -> Call[RegisteredFiles]:
    """Register files to be uploaded, and get a signed URL for each."""
    return Call(
        OPERATION,
        _fill(OPERATION.path, datasetId=dataset_id),
        RegisteredFiles.view,
        json=_given({"datasetKey": dataset_id, "files": files}),
    )
