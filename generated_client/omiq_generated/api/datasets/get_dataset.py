from __future__ import annotations

from ...models.dataset import Dataset
from ...types import Call
from ...types import fill as _fill
from .. import OPERATIONS

OPERATION = OPERATIONS["getDataset"]


def call(dataset_id: int) -> Call[Dataset]:
    """Get one dataset."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id), Dataset.view)
