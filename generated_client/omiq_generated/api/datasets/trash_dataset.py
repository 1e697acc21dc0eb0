from __future__ import annotations

from ...models.dataset import Dataset
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["trashDataset"]


def call(dataset_id: int, *, delete: bool = True) -> Call[Dataset]:
    """Move a dataset to the Trash."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id), Dataset.view, json=_given({"delete": delete}))
