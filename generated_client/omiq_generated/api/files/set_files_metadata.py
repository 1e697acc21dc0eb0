from __future__ import annotations

from ...models.file import File
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["setFilesMetadata"]


def call(dataset_id: int, *, omiq_metadatas: dict[str, dict[str, str]]) -> Call[list[File]]:
    """Set metadata of files of a dataset."""
    return Call(
        OPERATION,
        _fill(OPERATION.path, datasetId=dataset_id),
        _list_of(File),
        json=_given({"omiqMetadatas": omiq_metadatas}),
    )
