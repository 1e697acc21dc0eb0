"""A sync makes no wrong use of what earlier runs, other programs and other people have left."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq._transfers.planning import planned
from tests.support.uploads import CELLS, register, upload


def names(client: omiq.Client, dataset_id: int) -> Counter[str | None]:
    return Counter(file.display_name for file in client.files.list(dataset_id))


def remember(folder: Path, dataset_id: int, **line: Any) -> Path:
    """Put a line into the manifest, as an earlier run would have."""
    manifest = folder / ".omiq" / f"{dataset_id}.jsonl"
    manifest.parent.mkdir(exist_ok=True)
    with manifest.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return manifest


def test_entry_of_a_registration_whose_answer_nobody_saw_is_replaced(
    owner: omiq.Client, dataset_id: int, folder: Path
) -> None:
    """It goes, and a run that is killed before it went knows it for its own too."""
    manifest = remember(folder, dataset_id, path="a.fcs", outcome="intended", known=[])
    lost = register(owner, dataset_id, "a.fcs").files[0].id
    owner.sync(folder, dataset_id, progress=False)
    assert names(owner, dataset_id) == {"a.fcs": 1, "tube.fcs": 2}
    assert lost not in [file.id for file in owner.files.list(dataset_id)]
    lines = [json.loads(line) for line in manifest.read_bytes().splitlines()]
    assert [line["known"] for line in lines if line["path"] == "a.fcs" and line["outcome"] == "intended"] == [[], []]


def test_entry_without_bytes_of_another_program_is_left_alone(
    owner: omiq.Client, dataset_id: int, folder: Path
) -> None:
    """What no earlier run can have registered is somebody else's."""
    other = register(owner, dataset_id, "a.fcs").files[0].id
    owner.sync(folder, dataset_id, progress=False)
    assert other in [file.id for file in owner.files.list(dataset_id)]
    assert names(owner, dataset_id) == {"a.fcs": 2, "tube.fcs": 2}


def test_file_sent_anew_gets_its_tags_anew(owner: omiq.Client, dataset_id: int, folder: Path) -> None:
    """The tags of an entry that was deleted in OMIQ do not count for the one that takes its place."""
    results = owner.sync(folder, dataset_id, metadata={"Donor": "1"}, progress=False)
    assert results[0].id is not None
    owner.files.delete(dataset_id, results[0].id)
    owner.sync(folder, dataset_id, metadata={"Donor": "1"}, progress=False)
    assert [file.raw.get("metadata") for file in owner.files.list(dataset_id)] == [{"Donor": "1"}] * 3


def test_file_of_equal_name_is_found_by_its_size(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path
) -> None:
    """Of two local files of one name, the one that the dataset has is left alone, and the other one is sent."""
    upload(owner, dataset_id, CELLS + bytes(1), "tube.fcs")
    sandbox.wait_idle()
    results = owner.sync(folder, dataset_id, progress=False)
    states = {entry.path.relative_to(folder).as_posix(): entry.state for entry in results}
    assert states == {"a.fcs": "done", "day 2/tube.fcs": "done", "tube.fcs": "skipped"}


def test_change_that_keeps_the_size_is_seen_in_a_file_that_was_there_before(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path
) -> None:
    """Nothing tells that such a file is still the same, so it is an error."""
    upload(owner, dataset_id, CELLS, "a.fcs")
    sandbox.wait_idle()
    owner.sync(folder, dataset_id, progress=False)
    (folder / "a.fcs").write_bytes(CELLS[:-1] + b"!")
    os.utime(folder / "a.fcs", ns=(0, 0))
    with pytest.raises(omiq.TransfersIncomplete, match=r"a\.fcs: it has changed"):
        owner.sync(folder, dataset_id, progress=False)


def test_fetched_file_whose_run_was_killed_before_it_said_so_is_whole(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path
) -> None:
    """It got its name when it was whole, so it is not fetched again; a later change of it is seen."""
    file_id = upload(owner, dataset_id, CELLS, "a.fcs")
    sandbox.wait_idle()
    remember(folder, dataset_id, path="a.fcs", direction="down", outcome="intended", id=file_id, size=len(CELLS))
    assert owner.sync(folder, dataset_id, direction="down", progress=False)[0].state == "skipped"
    (folder / "a.fcs").write_bytes(CELLS[:-1] + b"!")
    os.utime(folder / "a.fcs", ns=(0, 0))
    with pytest.raises(omiq.TransfersIncomplete, match=r"a\.fcs: it has changed"):
        owner.sync(folder, dataset_id, direction="down", progress=False)


def test_folder_that_was_removed_comes_back(owner: omiq.Client, dataset_id: int, folder: Path) -> None:
    """Its files are fetched to where they were."""
    owner.sync(folder, dataset_id, progress=False)
    shutil.rmtree(folder / "day 2")
    owner.sync(folder, dataset_id, progress=False)
    assert (folder / "day 2" / "tube.fcs").read_bytes() == CELLS + bytes(2)


@pytest.mark.parametrize("path", ["../escaped.fcs", "day 2/../../escaped.fcs", "/escaped.fcs", "", 7])
def test_manifest_leads_nowhere_else(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path, path: object
) -> None:
    """A line with a path that leaves the folder counts for nothing."""
    file_id = upload(owner, dataset_id, CELLS, "escaped.fcs")
    sandbox.wait_idle()
    remember(folder, dataset_id, path=path, outcome="received", id=file_id, size=len(CELLS))
    owner.sync(folder, dataset_id, direction="down", progress=False)
    assert (folder / "escaped.fcs").read_bytes() == CELLS
    assert not (folder.parent / "escaped.fcs").exists()


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_change_while_a_sync_runs_is_not_taken_for_synced(
    owner: omiq.Client, dataset_id: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is written down as it was when it was compared: the next run sees the change."""
    upload(owner, dataset_id, CELLS, "a.fcs")
    upload(owner, dataset_id, CELLS + bytes(1), "tube.fcs")
    before_and_after(monkeypatch, after=lambda: (folder / "a.fcs").write_bytes(CELLS[::-1]))
    assert owner.sync(folder, dataset_id, progress=False)[0].state == "skipped"
    with pytest.raises(omiq.TransfersIncomplete, match=r"a\.fcs: it has changed since it was synced"):
        owner.sync(folder, dataset_id, progress=False)


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_file_that_goes_while_a_sync_runs(
    owner: omiq.Client, dataset_id: int, folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """It fails where it had to be read, and nothing else does."""
    upload(owner, dataset_id, CELLS, "a.fcs")
    if when == "before":
        owner.sync(folder, dataset_id, progress=False)
        os.utime(folder / "a.fcs", ns=(0, 0))
        remember(folder, dataset_id, path="a.fcs", digest="sha-256:0")
    before_and_after(monkeypatch, **{when: (folder / "a.fcs").unlink})
    if when == "after":
        assert [entry.state for entry in owner.sync(folder, dataset_id, progress=False)] == ["skipped", "done", "done"]
    else:
        with pytest.raises(omiq.TransfersIncomplete, match=r"1 of 3 files failed\n.*a\.fcs: it cannot be read"):
            owner.sync(folder, dataset_id, progress=False)


def before_and_after(monkeypatch: pytest.MonkeyPatch, **meanwhile: Callable[[], object]) -> None:
    """Have something happen once, before or after the folder, which was listed, is compared with the dataset."""

    def compared(*arguments: Any, **options: Any) -> Any:
        meanwhile.pop("before", int)()
        plan = planned(*arguments, **options)
        meanwhile.pop("after", int)()
        return plan

    monkeypatch.setattr("omiq._transfers.syncing.planned", compared)
