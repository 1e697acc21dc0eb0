"""Transfers of datasets and workflows to other servers."""

from __future__ import annotations

from ..._state import rights, transfers
from ..._state.rights import Role
from ..calls import Answer, Call, handles


@handles("listTransfers")
def list_transfers(call: Call[None]) -> Answer:
    dataset_id = call.query["datasetid"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        return {"transfers": transfers.transfers_of(db, dataset_id)}
