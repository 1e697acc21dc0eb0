from __future__ import annotations

from ...models.dataset import Dataset
from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["setDatasetMetadata"]


def call(dataset_id: int, *, metadata: dict[str, str]) -> Call[Dataset]:
    """Set metadata of a dataset."""
    return Call(
        OPERATION, _fill(OPERATION.path, datasetId=dataset_id), Dataset.view, json=_given({"metadata": metadata})
    )
