from __future__ import annotations

from ...models.dataset import Dataset
from ...types import Call
from ...types import given as _given
from .. import OPERATIONS

OPERATION = OPERATIONS["createDataset"]


def call(*, display_name: str) -> Call[Dataset]:
    """Create an empty dataset."""
    return Call(OPERATION, OPERATION.path, Dataset.view, json=_given({"displayName": display_name}))
