"""What becomes of a file while its bytes arrive, arrive again, or break off."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest

import omiq
import omiq_sandbox
from omiq_sandbox import _uploads
from omiq_sandbox._cytometry import reader
from omiq_sandbox._cytometry.events import Table
from tests.support.uploads import CELLS, get, put, put_and_meanwhile, register, upload, wait_for_status


def stored(sandbox: omiq_sandbox.Server) -> set[Path]:
    """Return all bytes that the sandbox keeps, half ones too."""
    return set((sandbox._sandbox.folder / "blobs").iterdir())


def test_file_goes_through_all_states(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """A file is UNSET, then UPLOADING, then PROCESSING until it is read."""
    sandbox.faults.set({"kind": "latency", "operation": "files.process", "seconds": 3600})
    registered = register(client, dataset_id, "cells.fcs")
    url, file_id = registered.signed_urls[0], registered.files[0].id
    assert registered.files[0].status == "UNSET"
    put_and_meanwhile(url, CELLS, lambda: wait_for_status(client, dataset_id, file_id, "UPLOADING"))
    assert client.files.get(dataset_id, file_id).status == "PROCESSING"


def test_processed_file_tells_its_channels_and_events(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int
) -> None:
    """Features are `$PnN` and `$PnS`, and the events are counted."""
    file_id = upload(client, dataset_id, CELLS)
    sandbox.wait_idle()
    file = client.files.get(dataset_id, file_id)
    assert (file.status, file.size, file.raw["eventCount"]) == ("COMPLETE", len(CELLS), 3)
    assert file.raw["features"] == [
        {"name": "FSC-A", "secondaryName": ""},
        {"name": "FITC-A", "secondaryName": "CD4"},
    ]


def test_bytes_come_back_as_they_went(client: omiq.Client, dataset_id: int) -> None:
    """A download gives the bytes of the upload, under the file's name."""
    file_id = upload(client, dataset_id, CELLS, "Zellen ü.fcs")
    answer = get(client.files.download_url(dataset_id, file_id))
    assert answer.content == CELLS
    assert "Zellen%20%C3%BC.fcs" in answer.headers["content-disposition"]


def test_upload_that_breaks_off_has_not_happened(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int
) -> None:
    """The file is UNSET again, nothing of its bytes is left, and the URL still takes them."""
    registered = register(client, dataset_id, "cells.fcs")
    url, file_id = registered.signed_urls[0], registered.files[0].id

    def hang_up() -> None:
        wait_for_status(client, dataset_id, file_id, "UPLOADING")
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        put_and_meanwhile(url, CELLS, hang_up)
    wait_for_status(client, dataset_id, file_id, "UNSET")
    assert not stored(sandbox)
    assert put(url, CELLS).status_code == 200


def test_upload_that_breaks_off_leaves_another_one_alone(client: omiq.Client, dataset_id: int) -> None:
    """While one of two uploads goes on the file is UPLOADING, whatever becomes of the other."""
    registered = register(client, dataset_id, "cells.fcs")
    url, file_id = registered.signed_urls[0], registered.files[0].id

    def other_breaks_off() -> None:
        wait_for_status(client, dataset_id, file_id, "UPLOADING")
        answer = put_with_wrong_digest(url)
        assert answer.status_code == 400
        assert client.files.get(dataset_id, file_id).status == "UPLOADING"

    assert put_and_meanwhile(url, CELLS, other_breaks_off).status_code == 200
    assert client.files.get(dataset_id, file_id).status in ("PROCESSING", "COMPLETE")


def put_with_wrong_digest(url: str) -> httpx.Response:
    wrong = {"Content-Digest": "sha-256=:" + "A" * 43 + "=:"}
    return httpx.put(url, content=CELLS, headers=wrong)


def test_same_bytes_again_are_welcome(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """A client that lost the answer sends its bytes again: that succeeds and changes nothing."""
    registered = register(client, dataset_id, "cells.fcs")
    url, file_id = registered.signed_urls[0], registered.files[0].id
    put(url, CELLS)
    sandbox.wait_idle()
    before, kept = client.files.get(dataset_id, file_id), stored(sandbox)
    assert put(url, CELLS).status_code == 200
    sandbox.wait_idle()
    assert client.files.get(dataset_id, file_id) == before
    assert stored(sandbox) == kept


def test_other_bytes_are_refused(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """What a file holds is never replaced."""
    registered = register(client, dataset_id, "cells.fcs")
    url, file_id = registered.signed_urls[0], registered.files[0].id
    put(url, CELLS)
    kept = stored(sandbox)
    refused = put(url, CELLS[:-1] + b"!")
    assert (refused.status_code, refused.text) == (409, f"The file {file_id} has other bytes already")
    assert get(client.files.download_url(dataset_id, file_id)).content == CELLS
    assert stored(sandbox) == kept


def test_upload_to_a_deleted_file_is_refused(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int
) -> None:
    """Whether the file was deleted before the upload or while it went on, nothing is kept."""
    registered = register(client, dataset_id, "cells.fcs")
    url, file_id = registered.signed_urls[0], registered.files[0].id
    assert put_and_meanwhile(url, CELLS, lambda: client.files.delete(dataset_id, file_id)).status_code == 404
    assert put(url, CELLS).status_code == 404
    assert not stored(sandbox)


def test_upload_into_a_dataset_that_goes_is_refused(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int
) -> None:
    """A dataset that is deleted for good takes its uploads along."""
    (url,) = register(client, dataset_id, "cells.fcs").signed_urls
    assert put_and_meanwhile(url, CELLS, lambda: client.datasets.force_delete(dataset_id)).status_code == 404
    assert not stored(sandbox)


def test_file_without_bytes_has_no_download(client: omiq.Client, dataset_id: int) -> None:
    """Until the bytes have arrived, a download is refused."""
    file_id = register(client, dataset_id, "cells.fcs").files[0].id
    with pytest.raises(omiq.Conflict, match="bytes have not arrived"):
        client.files.download_url(dataset_id, file_id)


@pytest.mark.parametrize("moment", ["before it is read", "when it is read"])
def test_file_deleted_while_it_is_processed_is_gone(
    sandbox: omiq_sandbox.Server,
    client: omiq.Client,
    dataset_id: int,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Processing neither fails nor brings the file back."""
    describe = reader.describe

    def delete_and_describe(path: Path) -> Table:
        file_id = client.files.list(dataset_id)[0].id
        if moment == "before it is read":
            client.files.delete(dataset_id, file_id)
            return describe(path)
        table = describe(path)
        client.files.delete(dataset_id, file_id)
        return table

    monkeypatch.setattr(_uploads, "describe", delete_and_describe)
    upload(client, dataset_id, CELLS)
    sandbox.wait_idle()
    assert client.files.list(dataset_id) == []
    assert not stored(sandbox)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
