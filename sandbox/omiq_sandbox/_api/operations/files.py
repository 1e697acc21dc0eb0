"""Files of datasets. Their bytes come and go by the storage origin."""

from __future__ import annotations

from ..._models import RegisterFilesRequest, SetFilesMetadataRequest
from ..._refusals import Refusal, not_found
from ..._state import datasets, files, rights
from ..._state.files import NewFile
from ..._state.rights import Role
from ..calls import Answer, Call, handles


@handles("listFiles")
def list_files(call: Call[None]) -> Answer:
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        return {"files": [file.as_json() for file in files.of_dataset(db, dataset_id)]}


@handles("registerFiles")
def register_files(call: Call[RegisterFilesRequest]) -> Answer:
    dataset_id, now = call.path["datasetId"], call.sandbox.clock.now()
    _require_one_dataset(call.body, dataset_id)
    new = [NewFile(spec.fileName, spec.displayName, spec.contentType) for spec in call.body.files]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.EDITOR)
        registered = files.register(db, dataset_id, new, now)
        datasets.touch(db, dataset_id, now)
    return {
        "files": [file.as_json() for file in registered],
        "signedUrls": [call.sandbox.upload_url(file.id) for file in registered],
    }


@handles("getFile")
def get_file(call: Call[None]) -> Answer:
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        return files.get(db, dataset_id, call.path["fileId"]).as_json()


@handles("deleteFile")
def delete_file(call: Call[None]) -> Answer:
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.EDITOR)
        file = files.get(db, dataset_id, call.path["fileId"])
        files.delete(db, file)
        datasets.touch(db, dataset_id, call.sandbox.clock.now())
    if file.blob is not None:
        call.sandbox.blobs.remove(file.blob)
    return {}


@handles("getDownloadUrl")
def get_download_url(call: Call[None]) -> Answer:
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        file = files.get(db, dataset_id, call.path["fileId"])
    return {"url": call.sandbox.download_url(files.blob_of(file), file.file_name)}


@handles("setFilesMetadata")
def set_files_metadata(call: Call[SetFilesMetadataRequest]) -> Answer:
    """Set metadata of some files, or of none where one of them is unknown; answer these files in the order asked."""
    dataset_id, now = call.path["datasetId"], call.sandbox.clock.now()
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.EDITOR)
        by_key = {str(file.id): file for file in files.of_dataset(db, dataset_id)}
        for key, metadata in call.raw["omiqMetadatas"].items():
            if key not in by_key:
                raise not_found("file", key)
            files.merge_metadata(db, by_key[key], metadata, now)
        datasets.touch(db, dataset_id, now)
        changed = [files.get(db, dataset_id, by_key[key].id) for key in call.raw["omiqMetadatas"]]
    return {"files": [file.as_json() for file in changed]}


def _require_one_dataset(body: RegisterFilesRequest, dataset_id: int) -> None:
    places = {"datasetKey": body.datasetKey}
    places |= {f"files.{number}.datasetId": spec.datasetId for number, spec in enumerate(body.files)}
    for place, sent in places.items():
        if sent != dataset_id:
            raise Refusal(400, f"body.{place}: must be {dataset_id}, the dataset of the path")
