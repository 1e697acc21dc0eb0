"""Datasets."""

from __future__ import annotations

from ..._models import CreateDatasetRequest, ForceDeleteDatasetRequest, SetDatasetMetadataRequest, TrashDatasetRequest
from ..._state import datasets, rights
from ..._state.rights import Role
from ..calls import Answer, Call, handles


@handles("listDatasets")
def list_datasets(call: Call[None]) -> Answer:
    limit = call.query.get("limit", 0)
    with call.sandbox.store.transaction() as db:
        listed = datasets.listed(db, rights.visible(db, call.user.id, "DATASET"))[: limit or None]
        if not call.query.get("includeOwner"):
            return {"datasets": [dataset.as_json() for dataset in listed]}
        owners = rights.owners(db, "DATASET", [dataset.id for dataset in listed])
    return {"datasets": [{**dataset.as_json(), "owner": owners[dataset.id]} for dataset in listed]}


@handles("createDataset")
def create_dataset(call: Call[CreateDatasetRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        dataset = datasets.add(db, call.body.displayName, call.sandbox.clock.now())
        rights.grant(db, "DATASET", dataset.id, "USER", call.user.id, Role.OWNER)
    return {"dataset": dataset.as_json()}


@handles("getDataset")
def get_dataset(call: Call[None]) -> Answer:
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        return {"dataset": datasets.get(db, dataset_id).as_json()}


@handles("setDatasetMetadata")
def set_dataset_metadata(call: Call[SetDatasetMetadataRequest]) -> Answer:
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.EDITOR)
        datasets.merge_metadata(db, dataset_id, call.raw["metadata"], call.sandbox.clock.now())
        return {"dataset": datasets.get(db, dataset_id).as_json()}


@handles("trashDataset")
def trash_dataset(call: Call[TrashDatasetRequest]) -> Answer:
    """Move a dataset to the Trash, or out of it where `delete` is false."""
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.OWNER)
        datasets.set_trashed(db, dataset_id, call.body.delete, call.sandbox.clock.now())
        return {"dataset": datasets.get(db, dataset_id).as_json()}


@handles("forceDeleteDataset")
def force_delete_dataset(call: Call[ForceDeleteDatasetRequest]) -> Answer:
    """Delete a dataset for good, in the Trash or not. Its workflows stay."""
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.OWNER)
        rights.drop(db, "DATASET", dataset_id)
        blobs = datasets.delete(db, dataset_id)
    for blob in blobs:
        call.sandbox.blobs.remove(blob)
    return {}


@handles("listDatasetOwners")
def list_dataset_owners(call: Call[None]) -> Answer:
    with call.sandbox.store.transaction() as db:
        listed = datasets.listed(db, rights.visible(db, call.user.id, "DATASET"))
        owners = rights.owners(db, "DATASET", [dataset.id for dataset in listed])
    return {"owners": {str(dataset_id): owner for dataset_id, owner in owners.items()}}
