"""How the processing of a file ends."""

from __future__ import annotations

import logging

import pytest

import omiq
import omiq_sandbox
from omiq_sandbox import _uploads
from tests.support.fcs import fcs_bytes
from tests.support.uploads import CELLS, upload


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 no cells", "starts neither as an FCS file does nor with a line of channel names"),
        (fcs_bytes(b"", {"TOT": "9"}), "no room for its 9 events of 8 bytes"),
    ],
    ids=["empty", "no FCS", "cut off"],
)
def test_file_that_cannot_be_read_fails_and_says_why(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int, content: bytes, reason: str
) -> None:
    """The upload succeeds; the file ends FAILED with a reason in plain words, and its bytes can be had."""
    file_id = upload(client, dataset_id, content)
    sandbox.wait_idle()
    file = client.files.get(dataset_id, file_id)
    assert file.status == "FAILED"
    assert reason in file.raw["statusReason"]
    assert (file.size, file.raw["features"]) == (len(content), [])
    assert "eventCount" not in file


def test_csv_file_is_read_whatever_its_name(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """The content decides what a file is."""
    file_id = upload(client, dataset_id, b"FSC-A,FITC-A___CD4\n1,2\n3,4\n", "cells.fcs")
    sandbox.wait_idle()
    file = client.files.get(dataset_id, file_id)
    assert (file.status, file.raw["eventCount"]) == ("COMPLETE", 2)
    assert file.raw["features"][1] == {"name": "FITC-A", "secondaryName": "CD4"}


def test_processing_fails_on_demand(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """The fault `processing_failed` lets one file end FAILED, and the next one is read."""
    sandbox.faults.set(
        {"kind": "processing_failed", "operation": "files.process", "reason": "Out of cells", "count": 1}
    )
    upload(client, dataset_id, CELLS)
    sandbox.wait_idle()
    upload(client, dataset_id, CELLS)
    sandbox.wait_idle()
    ends = [(file.status, file.raw.get("statusReason")) for file in client.files.list(dataset_id)]
    assert ends == [("FAILED", "Out of cells"), ("COMPLETE", None)]


def test_error_of_the_sandbox_itself_is_logged(
    sandbox: omiq_sandbox.Server,
    client: omiq.Client,
    dataset_id: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A mistake in the reader leaves no file PROCESSING for ever, and is not lost."""
    monkeypatch.setattr(_uploads, "describe", lambda path: 1 // 0)
    with caplog.at_level(logging.ERROR):
        file_id = upload(client, dataset_id, CELLS)
        sandbox.wait_idle()
    file = client.files.get(dataset_id, file_id)
    assert (file.status, file.raw["statusReason"]) == ("FAILED", _uploads.OUR_FAULT)
    assert "ZeroDivisionError" in caplog.text
