"""A job tells how it gets on."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import CELLS, upload


def test_last_word_says_what_was_done(owner: omiq.Client, tmp_path: Path) -> None:
    """The last call has all files and all bytes, and nothing under way."""
    for number in range(3):
        (tmp_path / f"{number}.fcs").write_bytes(CELLS)
    dataset_id = owner.datasets.create(display_name="Panel").id
    seen: list[omiq.Progress] = []
    owner.files.upload(dataset_id, tmp_path, progress=seen.append)
    last = [progress for progress in seen if progress.job == "upload"][-1]
    assert (last.files, last.files_done, last.files_failed) == (3, 3, 0)
    assert last.bytes == last.bytes_done == 3 * len(CELLS)
    assert last.active == ()
    assert seen[-1].job == "processing"
    assert seen[-1].files_done == 3


def test_try_that_was_thrown_away_does_not_count(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Bytes that have to be sent again are not counted twice."""
    (tmp_path / "cells.fcs").write_bytes(CELLS)
    dataset_id = owner.datasets.create(display_name="Panel").id
    sandbox.faults.add({"kind": "status", "operation": "storage.put", "status": 500, "when": "after", "count": 2})
    seen: list[omiq.Progress] = []
    owner.files.upload(dataset_id, tmp_path, progress=seen.append, wait=False)
    assert seen[-1].bytes_done == len(CELLS)


def test_error_of_the_callback_ends_the_job(owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """Whoever follows the job may end it."""
    dataset_id = owner.datasets.create(display_name="Panel").id
    upload(owner, dataset_id, CELLS)
    sandbox.wait_idle()

    def fail(progress: omiq.Progress) -> None:
        raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        owner.files.download(dataset_id, tmp_path, progress=fail)


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_long_job_writes_a_line_now_and_then(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each 30 seconds the log says how far it is."""
    (tmp_path / "cells.fcs").write_bytes(CELLS)
    dataset_id = owner.datasets.create(display_name="Panel").id
    sandbox.faults.add({"kind": "latency", "operation": "files.process", "seconds": 3.0})
    with caplog.at_level(logging.INFO, "omiq"):
        owner.files.upload(dataset_id, tmp_path)
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert "processing: 0 of 1 files" in lines


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_state_says_what_happens_to_a_file(owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """A file is sent, or registered anew where its URL has expired; one that comes waits for a URL first."""
    (tmp_path / "cells.fcs").write_bytes(CELLS)
    dataset_id = owner.datasets.create(display_name="Panel").id
    slow = {"kind": "latency", "seconds": 0.5, "count": 1}
    sandbox.faults.add(
        {"kind": "status", "status": 403, "operation": "storage.put", "count": 1},
        {**slow, "operation": "storage.put", "skip": 1},
        {**slow, "operation": "registerFiles", "skip": 1},
        {**slow, "operation": "getDownloadUrl"},
        {**slow, "operation": "storage.get"},
    )
    seen: list[omiq.Progress] = []
    owner.files.upload(dataset_id, tmp_path, progress=seen.append, wait=False)
    sandbox.wait_idle()
    owner.files.download(dataset_id, tmp_path / "back", progress=seen.append)
    states = dict.fromkeys((progress.job, file.state) for progress in seen for file in progress.active)
    assert {("upload", "registering"), ("upload", "sending")} <= states.keys()
    assert [state for job, state in states if job == "download"] == ["waiting for a URL", "receiving"]


def test_bytes_of_an_earlier_run_are_done_but_not_moved(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """A download that is gone on with shows the rate of what comes now, whatever the disk held already."""
    content = CELLS + bytes(3_000_000)
    dataset_id = owner.datasets.create(display_name="Panel").id
    upload(owner, dataset_id, content)
    sandbox.wait_idle()
    sandbox.faults.add({"kind": "cut", "where": "middle", "operation": "storage.get", "count": 1})
    with pytest.raises(omiq.TransfersIncomplete):
        owner.with_options(retries=0).files.download(dataset_id, tmp_path, progress=False)
    kept = (tmp_path / "cells.fcs.part").stat().st_size
    seen: list[omiq.Progress] = []
    owner.files.download(dataset_id, tmp_path, progress=seen.append)
    assert (seen[-1].bytes_done, seen[-1].bytes_kept) == (len(content), kept)
    assert seen[-1].bytes_per_second * seen[-1].seconds == pytest.approx(len(content) - kept)


def test_part_that_is_of_no_use_does_not_count(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Where the storage sends the whole file, what the disk held of it is thrown away and counts for nothing."""
    dataset_id = owner.datasets.create(display_name="Panel").id
    upload(owner, dataset_id, CELLS)
    sandbox.wait_idle()
    (tmp_path / "cells.fcs.part").write_bytes(CELLS[:100])
    (tmp_path / "cells.fcs.part.json").write_text('{"etag": "\\"other\\""}')
    seen: list[omiq.Progress] = []
    owner.files.download(dataset_id, tmp_path, progress=seen.append)
    assert (seen[-1].bytes_done, seen[-1].bytes_kept) == (len(CELLS), 0)
