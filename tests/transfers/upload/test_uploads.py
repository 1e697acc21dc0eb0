"""Files are uploaded whole, once, and with an entry for each."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import omiq
import omiq_sandbox

from .conftest import Arrived, calls, puts

SYNC = pytest.mark.parametrize("driver", ["sync"], indirect=True)


def test_folder_is_uploaded_and_processed(owner: omiq.Client, dataset: int, folder: Path, arrived: Arrived) -> None:
    """Each file of the folder is in the dataset, processed, and its entry has its id, size and digest."""
    entries = owner.files.upload(dataset, folder, progress=False)
    arrived()
    by_id = {file.id: file for file in owner.files.list(dataset)}
    assert [entry.path for entry in entries] == sorted(folder.iterdir())
    for entry in entries:
        content = entry.path.read_bytes()
        assert (entry.state, entry.error, entry.name) == ("done", None, entry.path.name)
        assert (entry.size, entry.digest) == (len(content), f"sha-256:{hashlib.sha256(content).hexdigest()}")
        assert entry.id is not None
        assert (by_id[entry.id].display_name, by_id[entry.id].status) == (entry.name, "COMPLETE")


@SYNC
def test_files_are_registered_together(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """Small files share one call, and each is sent once."""
    owner.files.upload(dataset, folder, wait=False, progress=False)
    assert (calls(sandbox, "registerFiles"), puts(sandbox)) == (1, 5)


def test_one_failed_file_does_not_stop_the_others(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """The error names the file that cannot be read and has an entry for each; the others are in the dataset."""
    (folder / "broken.fcs").write_bytes(b"no FCS")
    with pytest.raises(omiq.TransfersIncomplete, match=r"1 of 6 files failed\n.*broken\.fcs: FAILED: ") as failed:
        owner.files.upload(dataset, folder, progress=False)
    assert [entry.path.name for entry in failed.value.results.failed] == ["broken.fcs"]
    assert [entry.state for entry in failed.value.results].count("done") == 5


@SYNC
def test_no_wait_returns_once_the_bytes_are_there(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """With wait=False, processing that fails is not the upload's business."""
    sandbox.faults.add({"kind": "processing_failed", "operation": "files.process"})
    entries = owner.files.upload(dataset, folder, wait=False, progress=False)
    assert {entry.state for entry in entries} == {"done"}
    assert calls(sandbox, "listFiles") == 1


@SYNC
@pytest.mark.parametrize("on_duplicate", ["error", "skip"])
def test_two_files_of_one_name_are_refused_before_anything_is_sent(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server, on_duplicate: str
) -> None:
    """Two folders of a study often have a file of the same name; which one is meant cannot be guessed."""
    name = min(folder.iterdir()).name
    (folder / "plate 2").mkdir()
    shutil.copyfile(folder / name, folder / "plate 2" / name)
    with pytest.raises(omiq.ConfigurationError, match=f"the same name: {name}"):
        owner.files.upload(dataset, folder, on_duplicate=on_duplicate, progress=False)  # type: ignore[arg-type]
    assert calls(sandbox, "registerFiles") == 0


@SYNC
def test_name_that_the_dataset_has_is_refused(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """The error names the files, and nothing is sent."""
    first = min(folder.iterdir())
    owner.files.upload(dataset, first, progress=False)
    with pytest.raises(omiq.ConfigurationError, match=f"same name already: {first.name}"):
        owner.files.upload(dataset, folder, progress=False)
    assert puts(sandbox) == 1


def test_skip_sends_what_is_missing(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server, arrived: Arrived
) -> None:
    """A file of the same name and size is left alone, and its entry has the id of the one that is there."""
    first = min(folder.iterdir())
    (there,) = owner.files.upload(dataset, first, progress=False)
    entries = owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    arrived()
    assert (entries[0].state, entries[0].id) == ("skipped", there.id)
    assert {entry.state for entry in entries[1:]} == {"done"}
    again = owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    assert {entry.state for entry in again} == {"skipped"}
    assert puts(sandbox) == 5


@SYNC
def test_skip_does_not_pass_over_another_size(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """A file that has another size than the one of its name in the dataset is an error, not a duplicate."""
    first = min(folder.iterdir())
    owner.files.upload(dataset, first, progress=False)
    first.write_bytes(first.read_bytes() + b"\0")
    with pytest.raises(omiq.TransfersIncomplete, match=f"{first.name}: the dataset has a file of this name") as failed:
        owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    assert len(failed.value.results.failed) == 1
    assert len(owner.files.list(dataset)) == 5


@SYNC
def test_skip_tells_of_a_file_that_could_not_be_read(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """What FAILED is neither passed over in silence nor sent as a second file of its name."""
    (folder / "broken.fcs").write_bytes(b"no FCS")
    for wait in (True, False):
        with pytest.raises(omiq.TransfersIncomplete, match=r"broken\.fcs: FAILED"):
            owner.files.upload(dataset, folder, on_duplicate="skip", wait=wait, progress=False)
    assert len(owner.files.list(dataset)) == 6


@SYNC
def test_skip_replaces_what_was_cut_off(owner: omiq.Client, dataset: int, folder: Path, arrived: Arrived) -> None:
    """An entry whose bytes never came, as a killed program leaves it, is replaced by the file."""
    spec = omiq.models.FileSpec(
        display_name=min(folder.iterdir()).name, file_name="x", content_type="x/y", dataset_id=dataset
    )
    owner.files.register(dataset, files=[spec])
    owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    arrived()


@SYNC
def test_skip_leaves_what_is_on_its_way(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """A file that another program is uploading is neither deleted nor sent a second time."""
    first = min(folder.iterdir())
    spec = omiq.models.FileSpec(display_name=first.name, file_name="x", content_type="x/y", dataset_id=dataset)
    owner.files.register(dataset, files=[spec])
    uploading = {"kind": "unknown_value", "member": "files.0.status", "value": "UPLOADING"}
    sandbox.faults.add({**uploading, "operation": "listFiles"})
    with pytest.raises(omiq.TransfersIncomplete, match=r"1 of 1 files failed\n.*is on its way") as failed:
        owner.files.upload(dataset, first, on_duplicate="skip", progress=False)
    assert [entry.state for entry in failed.value.results] == ["failed"]
    assert len(owner.files.list(dataset)) == 1


@SYNC
def test_interrupted_upload_goes_on(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server, arrived: Arrived
) -> None:
    """After Ctrl-C the same call with on_duplicate="skip" completes the dataset, with no file in it twice."""
    sandbox.faults.add({"kind": "latency", "operation": "storage.put", "seconds": 0.15, "skip": 1})

    def interrupt(progress: omiq.Progress) -> None:
        if progress.active:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        owner.files.upload(dataset, folder, progress=interrupt)
    sandbox.faults.clear()
    assert len(owner.files.list(dataset)) == 5
    while "UPLOADING" in {file.status for file in owner.files.list(dataset)}:
        pass
    owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    arrived()


@SYNC
def test_file_that_changes_after_it_was_looked_at_is_not_sent(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """A cytometer may still be writing: such a file fails, its entry is deleted, and the others are sent."""
    first, *others = sorted(folder.iterdir())

    def growing() -> Iterator[Path]:
        yield first
        first.write_bytes(first.read_bytes() + b"\0")
        yield from others

    with pytest.raises(omiq.TransfersIncomplete, match=f"1 of 5 files failed\n.*{first.name}: .*changed"):
        owner.files.upload(dataset, growing(), progress=False)
    assert [file.display_name for file in owner.files.list(dataset)] == [path.name for path in others]


@SYNC
def test_progress_counts_files_and_bytes(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """The last report of the upload has every file done and every byte moved."""
    reports: list[omiq.Progress] = []
    owner.files.upload(dataset, folder, progress=reports.append)
    last = [report for report in reports if report.job == "upload"][-1]
    total = sum(path.stat().st_size for path in folder.iterdir())
    assert (last.files, last.files_done, last.bytes, last.bytes_done) == (5, 5, total, total)
    assert [report for report in reports if report.job == "processing"][-1].files_done == 5


@SYNC
def test_add_sends_everything(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """Files of one name live side by side where that is asked for."""
    for _ in range(2):
        entries = owner.files.upload(dataset, folder, on_duplicate="add", progress=False)
        assert {entry.state for entry in entries} == {"done"}
    assert len(owner.files.list(dataset)) == 10


@SYNC
def test_many_files_are_sent_side_by_side(
    owner: omiq.Client, dataset: int, tmp_path: Path, sandbox: omiq_sandbox.Server
) -> None:
    """Each of many files arrives once; one call registers 32 of them at most."""
    (tmp_path / "many").mkdir()
    for number in range(100):
        (tmp_path / "many" / f"{number}.csv").write_text(f"a,b\n{number},2\n")
    entries = owner.files.upload(dataset, tmp_path / "many", pattern="*.csv", progress=False)
    assert {entry.state for entry in entries} == {"done"}
    assert len(owner.files.list(dataset)) == 100
    assert (calls(sandbox, "registerFiles"), puts(sandbox)) == (4, 100)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"concurrency": 0}, "concurrency"), ({"on_duplicate": "replace"}, "on_duplicate is one of error, skip, add")],
)
@SYNC
def test_wrong_argument_is_told(
    owner: omiq.Client, dataset: int, folder: Path, arguments: dict[str, object], words: str
) -> None:
    """An argument that makes no sense is named before anything is sent."""
    with pytest.raises(omiq.ConfigurationError, match=words):
        owner.files.upload(dataset, folder, **arguments)  # type: ignore[arg-type]
