"""A disk that is full loses no line of the manifest unseen, and ends no job without a word on each file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from errno import ENOSPC
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from tests.support.studies import EVENTS, fcs, study_of
from tests.support.uploads import CELLS, upload

LIMITED = """
import resource, sys
from pathlib import Path
from omiq import Clock, TransferError
from omiq._transfers.manifest import Manifest

folder = Path(sys.argv[1])
with Manifest(folder / "done.jsonl", folder, Clock()) as manifest:
    manifest.record(path=folder / "a.fcs", outcome="sent")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (manifest.path.stat().st_size + 20, before[1]))
    try:
        manifest.record(path=folder / "b.fcs", outcome="sent")
    except TransferError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    if "again" in sys.argv:
        manifest.record(path=folder / "c.fcs", outcome="sent")
if "again" not in sys.argv:
    with Manifest(folder / "done.jsonl", folder, Clock()) as manifest:
        manifest.record(path=folder / "c.fcs", outcome="sent")
with Manifest(folder / "done.jsonl", folder, Clock()) as manifest:
    print(*manifest.entries)
"""


@pytest.mark.parametrize("when", ["again", "later"])
def test_line_that_was_cut_takes_no_other_with_it(tmp_path: Path, when: str) -> None:
    """What the disk does not take whole is an error; the next line, of this run or another, stands by itself."""
    command = [sys.executable, "-c", LIMITED, str(tmp_path), when]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == [
        f"{tmp_path / 'done.jsonl'} cannot be written: File too large",
        "Make room on the disk and make the same call again: what has arrived is kept.",
        "a.fcs c.fcs",
    ]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk with room for all but what a test says."""
    made = Disk()
    opened = Path.open

    def open_there(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.suffix == ".jsonl" and "ab+" in arguments:
            return made.file(path)
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_there)
    return made


class Disk:
    """Takes each line of a manifest but those that `is_too_much` names by their outcome and path."""

    def __init__(self) -> None:
        self.is_too_much: Callable[[str, str], bool] = lambda outcome, path: False

    def file(self, path: Path) -> FileIO:
        disk = self

        class File(FileIO):
            def write(self, piece: Any) -> int:
                line = json.loads(bytes(piece))
                if disk.is_too_much(line["outcome"], line["path"]):
                    raise OSError(ENOSPC, "No space left on device")
                return super().write(piece)

        return File(path, "a+")


JOBS: dict[str, tuple[str, ...]] = {
    "download": ("received", "failed"),
    "down": ("intended", "received", "failed"),
    "up": ("intended", "registered", "sent", "failed"),
    "skip": ("skipped",),
    "tag": ("tagged",),
}


def run(client: omiq.Client, job: str, dataset_id: int, folder: Path) -> omiq.Transfers:
    if job == "download":
        return client.files.download(dataset_id, folder, progress=False)
    tags = {"Donor": "7"} if job == "tag" else None
    return client.sync(folder, dataset_id, direction="down" if job == "down" else "up", metadata=tags, progress=False)


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
@pytest.mark.parametrize(("job", "outcome"), [(job, outcome) for job, outcomes in JOBS.items() for outcome in outcomes])
def test_full_disk_fails_the_files_that_it_befalls(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path, disk: Disk, job: str, outcome: str
) -> None:
    """Each file has an entry, one that could not be written down an error; with room again the same call does the rest.

    Nothing is in the dataset twice then.
    """
    dataset_id = owner.datasets.create(display_name="Panel").id
    folder = tmp_path / "study"
    folder.mkdir()
    names = ["a.fcs", "b.fcs", "c.fcs"]
    for name in names:
        if job not in ("up", "tag"):
            upload(owner, dataset_id, CELLS, name)
        if job not in ("download", "down"):
            (folder / name).write_bytes(CELLS)
    sandbox.wait_idle()
    if outcome == "failed":
        storage = "storage.put" if job == "up" else "storage.get"
        sandbox.faults.add({"kind": "status", "status": 400, "operation": storage})
    disk.is_too_much = lambda what, path: what == outcome and path != "c.fcs"
    with pytest.raises(omiq.TransfersIncomplete) as caught:
        run(owner, job, dataset_id, folder)
    entries = {entry.name: entry for entry in caught.value.results}
    assert sorted(entries) == names
    if outcome == "failed":
        assert {str(entry.error).partition("\n")[0] for entry in entries.values()} == {"the storage host answered 400"}
    else:
        assert {name: str(entry.error) for name, entry in entries.items() if entry.error} == {
            name: f"{next((folder / '.omiq').glob('*.jsonl'))} cannot be written: No space left on device\n"
            "Make room on the disk and make the same call again: what has arrived is kept."
            for name in names
            if name != "c.fcs" or (job == "up" and outcome in ("intended", "registered"))
        }
    sandbox.faults.clear()
    disk.is_too_much = lambda what, path: False
    assert not run(owner, job, dataset_id, folder).failed
    assert {path.name: path.read_bytes() for path in folder.glob("*.fcs")} == dict.fromkeys(names, CELLS)
    assert sorted(str(file.display_name) for file in owner.files.list(dataset_id)) == names


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
@pytest.mark.parametrize("outcome", ["intended", "begun", "received"])
def test_full_disk_fails_the_exports_that_it_befalls(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path, disk: Disk, outcome: str
) -> None:
    """The others come, and the same call does the rest."""
    study = study_of(owner, sandbox)
    study.add_file(fcs(EVENTS[1:]), "more.fcs")
    sandbox.faults.add({"kind": "long_operation", "operation": "initiateExport", "polls": 1})
    disk.is_too_much = lambda what, path: what == outcome and "more" in path
    with pytest.raises(omiq.TransfersIncomplete, match=r"exports\.jsonl cannot be written") as caught:
        owner.exports.run(study.workflow.id, folder=tmp_path, progress=False)
    assert [entry.state for entry in caught.value.results] == ["done", "failed"]
    disk.is_too_much = lambda what, path: False
    results = owner.exports.run(study.workflow.id, folder=tmp_path, progress=False)
    assert results[0].state == "skipped"
    assert all(entry.path.is_file() for entry in results)
