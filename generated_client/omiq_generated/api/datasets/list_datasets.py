from __future__ import annotations

from ...models.dataset import Dataset
from ...types import UNSET, Call, Unset
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listDatasets"]


def call(*, include_owner: bool | Unset = UNSET, limit: int | Unset = UNSET) -> Call[list[Dataset]]:
    """List the datasets that the user can see."""
    return Call(
        OPERATION, OPERATION.path, _list_of(Dataset), query=_given({"includeOwner": include_owner, "limit": limit})
    )
