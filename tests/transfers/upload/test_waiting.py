"""`files.wait` returns files once they are processed."""

from __future__ import annotations

from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import CELLS
from tests.support.uploads import upload as put_there

from .conftest import calls


def upload(owner: omiq.Client, dataset: int, folder: Path) -> list[int]:
    entries = owner.files.upload(dataset, folder, wait=False, progress=False)
    return [entry.id for entry in entries if entry.id is not None]


def test_all_files_are_waited_for(owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server) -> None:
    """Without files, those of the dataset that have bytes."""
    sandbox.faults.add({"kind": "latency", "operation": "files.process", "seconds": 0.05})
    ids = upload(owner, dataset, folder)
    spec = omiq.models.FileSpec(display_name="never sent", file_name="x", content_type="x/y", dataset_id=dataset)
    owner.files.register(dataset, files=[spec])
    files = owner.files.wait(dataset, progress=False)
    assert [file.id for file in files] == ids
    assert {file.status for file in files} == {"COMPLETE"}


def test_files_that_are_named_are_waited_for(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """By id or as they were listed, in the order given; looking goes on until the last is processed."""
    sandbox.faults.add({"kind": "latency", "operation": "files.process", "seconds": 1.0})
    ids = upload(owner, dataset, folder)
    first, second, *_ = owner.files.list(dataset)
    before = calls(sandbox, "listFiles")
    assert [file.id for file in owner.files.wait(dataset, [second, first.id], progress=False)] == [ids[1], ids[0]]
    assert calls(sandbox, "listFiles") > before + 1


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_status_that_nobody_has_heard_of_is_waited_through(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """`completed` ends the wait as COMPLETE does, and an unknown state does not."""
    ids = upload(owner, dataset, folder)
    unheard = {"kind": "unknown_value", "operation": "listFiles", "member": "files.*.status"}
    sandbox.faults.add({**unheard, "count": 2}, {**unheard, "skip": 2, "value": "completed"})
    assert [file.status for file in owner.files.wait(dataset, ids, progress=False)] == ["completed"] * 5


def test_failed_file_is_named_and_the_others_are_in_the_results(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """The error names the file, its id, and the server's reason."""
    sandbox.faults.add({"kind": "processing_failed", "operation": "files.process", "count": 1, "reason": "No events"})
    ids = upload(owner, dataset, folder)
    with pytest.raises(
        omiq.TransfersIncomplete, match=r"1 of 5 files failed\n.*\(id \d+\): FAILED: No events"
    ) as failed:
        owner.files.wait(dataset, ids, progress=False)
    assert sorted(entry.state for entry in failed.value.results) == ["done"] * 4 + ["failed"]


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_file_that_is_not_there_is_told(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """A file that was deleted meanwhile is not waited for."""
    ids = upload(owner, dataset, folder)
    owner.files.delete(dataset, ids[0])
    with pytest.raises(omiq.TransfersIncomplete, match=rf"\(id {ids[0]}\): the dataset has no such file"):
        owner.files.wait(dataset, ids, progress=False)


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_wait_ends_where_nothing_changes(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """A file that hangs is told after `deadline` seconds without a change, and can be waited for again."""
    ids = upload(owner, dataset, folder)
    hangs = {"kind": "unknown_value", "operation": "listFiles", "member": "files.0.status", "value": "PROCESSING"}
    sandbox.faults.add(hangs)
    with pytest.raises(omiq.TransfersIncomplete, match="is still PROCESSING, and nothing changed for 10 s"):
        owner.with_options(deadline=10).files.wait(dataset, ids, progress=False)
    sandbox.faults.clear()
    assert len(owner.files.wait(dataset, ids, progress=False)) == 5


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_failed_look_is_made_again(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """An error of the list while waiting ends nothing."""
    ids = upload(owner, dataset, folder)
    sandbox.faults.add({"kind": "status", "status": 502, "operation": "listFiles", "count": 2})
    assert len(owner.files.wait(dataset, ids, progress=False)) == 5


def test_expired_token_while_waiting_loses_nothing(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """The entries say why the end is not known; the same call later finds the files there."""
    sandbox.faults.add({"kind": "token_expired", "operation": "listFiles", "skip": 1})
    with pytest.raises(omiq.TransfersIncomplete) as failed:
        owner.files.upload(dataset, folder, progress=False)
    assert all(isinstance(entry.error, omiq.AuthenticationError) for entry in failed.value.results)
    sandbox.faults.clear()
    again = owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    assert {entry.state for entry in again} == {"skipped"}


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_what_a_server_says_steers_no_terminal(
    owner: omiq.Client, dataset: int, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """A name and a reason stand in an error without control characters, and end none of its lines."""
    reason = "No\x1b[2Jevents\nTraceback"
    sandbox.faults.add({"kind": "processing_failed", "operation": "files.process", "count": 2, "reason": reason})
    put_there(owner, dataset, CELLS, "cells\x1b[2J\n.fcs")
    sandbox.wait_idle()
    with pytest.raises(omiq.TransfersIncomplete, match=r"cells�\[2J�\.fcs \(id \d+\): FAILED: No�\[2Jevents�Trace"):
        owner.files.wait(dataset, progress=False)
    (tmp_path / "a\x1b[2J\n.fcs").write_bytes(CELLS)
    with pytest.raises(omiq.TransfersIncomplete, match=r"/a�\[2J�\.fcs: FAILED: No�\[2Jevents"):
        owner.files.upload(dataset, tmp_path, progress=False)
