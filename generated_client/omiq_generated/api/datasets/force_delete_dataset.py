from __future__ import annotations

from typing import Any

from ...types import Call
from ...types import fill as _fill
from ...types import given as _given
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["forceDeleteDataset"]


def call(dataset_id: int) -> Call[dict[str, Any]]:
    """Delete a dataset for good."""
    return Call(OPERATION, _fill(OPERATION.path, datasetId=dataset_id), _typed(dict), json=_given({}))
