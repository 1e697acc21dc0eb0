"""What a sandbox with a data folder finds when it starts again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import omiq
import omiq_sandbox
from omiq_sandbox._state import processing
from omiq_sandbox._state.store import Store
from tests.support.accounts import signed_in
from tests.support.uploads import CELLS, get, put, register, upload


@contextmanager
def started(folder: Path) -> Iterator[tuple[omiq_sandbox.Server, omiq.Client]]:
    with omiq_sandbox.run(seed="empty", data=folder) as sandbox, signed_in(sandbox, "owner") as client:
        yield sandbox, client


def test_file_whose_processing_was_cut_off_is_processed(tmp_path: Path) -> None:
    """A file that is PROCESSING when the sandbox ends is COMPLETE soon after it started again."""
    with started(tmp_path) as (sandbox, client):
        sandbox.faults.set({"kind": "latency", "operation": "files.process", "seconds": 3600})
        dataset_id = client.datasets.create(display_name="Lymphocytes").id
        file_id = upload(client, dataset_id, CELLS)
        assert client.files.get(dataset_id, file_id).status == "PROCESSING"
    with started(tmp_path) as (sandbox, client):
        sandbox.wait_idle()
        file = client.files.get(dataset_id, file_id)
        assert (file.status, file.raw["eventCount"]) == ("COMPLETE", 3)


def test_upload_that_was_cut_off_can_be_repeated(tmp_path: Path) -> None:
    """A file that was UPLOADING when the sandbox was killed is UNSET, and its URL takes the bytes."""
    with started(tmp_path) as (_, client):
        dataset_id = client.datasets.create(display_name="Lymphocytes").id
        file_id = register(client, dataset_id, "cells.fcs").files[0].id
    with closing(Store(tmp_path)) as store, store.transaction() as db:
        processing.upload_began(db, file_id)
    with started(tmp_path) as (sandbox, client):
        assert client.files.get(dataset_id, file_id).status == "UNSET"
        assert put(sandbox._sandbox.upload_url(file_id), CELLS).status_code == 200


def test_bytes_that_nobody_knows_are_removed(tmp_path: Path) -> None:
    """Half files, and whole ones that got no row before a kill, are gone after the start; known ones stay."""
    with started(tmp_path) as (sandbox, client):
        dataset_id = client.datasets.create(display_name="Lymphocytes").id
        file_id = upload(client, dataset_id, CELLS)
        sandbox.wait_idle()
        blob = client.files.get(dataset_id, file_id).raw["rawFileBlobId"]
    blobs = tmp_path / "blobs"
    (blobs / f"{'0' * 32}.part").write_bytes(CELLS[:10])
    (blobs / ("1" * 32)).write_bytes(CELLS)
    with started(tmp_path) as (_, client):
        assert [path.name for path in blobs.iterdir()] == [blob]
        assert get(client.files.download_url(dataset_id, file_id)).content == CELLS
