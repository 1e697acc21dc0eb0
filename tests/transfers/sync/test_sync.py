"""A folder and a dataset come to hold the same files, and a second run has nothing to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._log import Request
from tests.support.uploads import CELLS, get, upload


def manifest(folder: Path, dataset_id: int) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / ".omiq" / f"{dataset_id}.jsonl").read_bytes().splitlines()]


def since(sandbox: omiq_sandbox.Server, seen: int) -> list[Request]:
    return list(sandbox.requests)[seen:]


def in_dataset(client: omiq.Client, dataset_id: int) -> list[tuple[str, bytes]]:
    """Return the name and the bytes of each file of a dataset."""
    files = client.files.list(dataset_id)
    return sorted(
        (file.display_name or "", get(client.files.download_url(dataset_id, file.id)).content) for file in files
    )


def test_both_come_to_hold_the_same(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path
) -> None:
    """What the dataset lacks is sent, what the folder lacks is fetched, and a second run only lists."""
    upload(owner, dataset_id, CELLS + b"remote", "../remote.fcs")
    sandbox.wait_idle()
    results = owner.sync(folder, dataset_id, progress=False)
    assert [(entry.path.relative_to(folder).as_posix(), entry.state) for entry in results] == [
        ("_.._remote.fcs", "done"),
        ("a.fcs", "done"),
        ("day 2/tube.fcs", "done"),
        ("tube.fcs", "done"),
    ]
    assert (folder / "_.._remote.fcs").read_bytes() == CELLS + b"remote"
    assert in_dataset(owner, dataset_id) == [
        ("../remote.fcs", CELLS + b"remote"),
        ("a.fcs", CELLS),
        ("tube.fcs", CELLS + bytes(1)),
        ("tube.fcs", CELLS + bytes(2)),
    ]
    seen = len(sandbox.requests)
    again = owner.sync(folder, dataset_id, progress=False)
    assert [entry.state for entry in again] == ["skipped"] * 4
    assert {request.operation for request in since(sandbox, seen)} == {"listFiles"}


def test_manifest_tells_which_is_which(owner: omiq.Client, dataset_id: int, folder: Path) -> None:
    """A line for each step: the path, the file's id, size and digest; no URL, no token."""
    results = owner.sync(folder, dataset_id, progress=False)
    lines = manifest(folder, dataset_id)
    sent = {line["path"]: line for line in lines if line["outcome"] == "sent"}
    assert {entry.path.relative_to(folder).as_posix(): entry.id for entry in results} == {
        path: line["id"] for path, line in sent.items()
    }
    assert all(line["digest"].startswith("sha-256:") and line["direction"] == "up" for line in sent.values())
    assert [line["outcome"] for line in lines if line["path"] == "a.fcs"] == ["intended", "registered", "sent"]
    assert "http" not in (folder / ".omiq" / f"{dataset_id}.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("direction", "local", "remote"), [("up", 3, 4), ("down", 4, 1)])
def test_one_direction_alone(
    owner: omiq.Client,
    sandbox: omiq_sandbox.Server,
    dataset_id: int,
    folder: Path,
    direction: Any,
    local: int,
    remote: int,
) -> None:
    """`up` fetches nothing, `down` sends nothing."""
    upload(owner, dataset_id, CELLS + b"remote", "remote.fcs")
    sandbox.wait_idle()
    owner.sync(folder, dataset_id, direction=direction, progress=False)
    assert len(list(folder.rglob("*.fcs"))) == local
    assert len(owner.files.list(dataset_id)) == remote


def test_file_that_is_there_already_is_taken_for_the_same(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path
) -> None:
    """Same name and same size: nothing is sent, in a folder that has never been synced."""
    upload(owner, dataset_id, CELLS, "a.fcs")
    sandbox.wait_idle()
    results = owner.sync(folder, dataset_id, progress=False)
    assert [entry.state for entry in results] == ["skipped", "done", "done"]
    assert len(owner.files.list(dataset_id)) == 3


def test_changed_file_is_an_error_and_the_others_go_on(owner: omiq.Client, dataset_id: int, folder: Path) -> None:
    """A file of a dataset cannot be replaced; one that was written anew with the same bytes is the same."""
    owner.sync(folder, dataset_id, progress=False)
    (folder / "a.fcs").write_bytes(CELLS + b"changed")
    (folder / "tube.fcs").write_bytes((folder / "tube.fcs").read_bytes())
    (folder / "new.fcs").write_bytes(CELLS)
    with pytest.raises(omiq.TransfersIncomplete, match=r"1 of 4 files failed\n.*a\.fcs: it has changed") as caught:
        owner.sync(folder, dataset_id, progress=False)
    assert [entry.state for entry in caught.value.results] == ["failed", "skipped", "done", "skipped"]
    assert len(owner.files.list(dataset_id)) == 4


def test_tags_of_a_table_are_set_once(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path, tmp_path: Path
) -> None:
    """The tags come with the first run; a second one writes nothing."""
    table = tmp_path / "tags.csv"
    table.write_text("Filename,Donor\na.fcs,1\n", encoding="utf-8")
    owner.sync(folder, dataset_id, metadata=table, progress=False)
    tagged = {file.display_name: file.raw.get("metadata") for file in owner.files.list(dataset_id)}
    assert tagged["a.fcs"] == {"Donor": "1"}
    seen = len(sandbox.requests)
    owner.sync(folder, dataset_id, metadata=table, progress=False)
    assert {request.operation for request in since(sandbox, seen)} == {"listFiles"}


def test_line_that_was_cut_off_is_tolerated(owner: omiq.Client, dataset_id: int, folder: Path) -> None:
    """Half a line at the end of the manifest says nothing, and the next one stands on a line of its own."""
    owner.sync(folder, dataset_id, progress=False)
    file = folder / ".omiq" / f"{dataset_id}.jsonl"
    file.write_bytes(file.read_bytes() + b'{"time": "2026-01-01T00:')
    (folder / "new.fcs").write_bytes(CELLS)
    results = owner.sync(folder, dataset_id, progress=False)
    assert [entry.state for entry in results] == ["skipped", "skipped", "done", "skipped"]
    assert json.loads(file.read_bytes().splitlines()[-1])["outcome"] == "sent"


def test_second_sync_of_a_folder_at_once_is_refused(owner: omiq.Client, dataset_id: int, folder: Path) -> None:
    """Two jobs would send each file twice."""
    refused: list[bool] = []

    def sync_too(_: object) -> None:
        if not refused:
            with pytest.raises(omiq.ConfigurationError, match="Another job"):
                owner.sync(folder, dataset_id, progress=False)
            refused.append(True)

    owner.sync(folder, dataset_id, progress=sync_too)
    assert refused
    assert len(owner.files.list(dataset_id)) == 3


def test_wrong_arguments(owner: omiq.Client, dataset_id: int, tmp_path: Path) -> None:
    """What makes no sense is told before anything is moved."""
    with pytest.raises(omiq.ConfigurationError, match="no folder"):
        owner.sync(tmp_path / "missing", dataset_id, direction="up")
    with pytest.raises(omiq.ConfigurationError, match="both, up, down"):
        owner.sync(tmp_path, dataset_id, direction="sideways")  # type: ignore[arg-type]


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_totals_are_those_of_both_ways_from_the_beginning(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path
) -> None:
    """What is to be sent and what is to be fetched are counted before either begins, and at the end."""
    upload(owner, dataset_id, CELLS, "remote.fcs")
    sandbox.wait_idle()
    sandbox.faults.add({"kind": "latency", "operation": "storage.put", "seconds": 0.3, "count": 1})
    seen: list[omiq.Progress] = []
    owner.sync(folder, dataset_id, progress=seen.append, wait=False)
    assert {(progress.files, progress.bytes) for progress in seen} == {(4, 4 * len(CELLS) + 3)}
    assert seen[0].files_done < 4
    assert seen[-1].files_done == 4
