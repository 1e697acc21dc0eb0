from __future__ import annotations

from ...models.transfer import Transfer
from ...types import Call
from ...types import given as _given
from ...types import list_of as _list_of
from .. import OPERATIONS

OPERATION = OPERATIONS["listTransfers"]


def call(datasetid: int) -> Call[list[Transfer]]:
    """List the transfers of a dataset to other OMIQ servers."""
    return Call(OPERATION, OPERATION.path, _list_of(Transfer), query=_given({"datasetid": datasetid}))
