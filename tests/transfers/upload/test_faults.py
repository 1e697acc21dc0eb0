"""Whatever fails, an upload ends complete, or says what is missing; no file is in the dataset twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox

from .conftest import Arrived, calls, no_token_in_the_storage_log, puts

REGISTERING: dict[str, dict[str, Any]] = {
    "lost answer": {"kind": "cut", "where": "unanswered"},
    "half an answer": {"kind": "cut", "where": "middle"},
    "not reached": {"kind": "cut", "where": "before"},
    "502 after": {"kind": "status", "status": 502, "when": "after"},
    "502 before": {"kind": "status", "status": 502},
    "html after": {"kind": "html", "when": "after"},
    "html before": {"kind": "html"},
    "busy": {"kind": "status", "status": 503, "retry_after": 1},
    "too many": {"kind": "status", "status": 429},
    "expired URLs": {"kind": "url_expired"},
    "URLs left out": {"kind": "missing_member", "member": "signedUrls"},
    "a file left out": {"kind": "missing_member", "member": "files.0"},
    "no URL": {"kind": "null_object", "member": "signedUrls.1"},
    "null": {"kind": "null_object", "member": "files"},
}
STORAGE: dict[str, dict[str, Any]] = {
    "cut": {"kind": "cut", "where": "before"},
    "reset": {"kind": "cut", "where": "before", "reset": True},
    "lost answer": {"kind": "cut", "where": "unanswered"},
    "429": {"kind": "status", "status": 429},
    "503": {"kind": "status", "status": 503, "retry_after": 1},
    "500 after": {"kind": "status", "status": 500, "when": "after"},
    "refused once": {"kind": "status", "status": 403},
}


SYNC = pytest.mark.parametrize("driver", ["sync"], indirect=True)


@SYNC
@pytest.mark.parametrize("fault", REGISTERING.values(), ids=REGISTERING)
@pytest.mark.parametrize("times", [1, 2])
def test_fault_of_registering_is_overcome(
    sandbox: omiq_sandbox.Server,
    owner: omiq.Client,
    dataset: int,
    folder: Path,
    arrived: Arrived,
    fault: dict[str, Any],
    times: int,
) -> None:
    """What a lost answer left in the dataset is deleted before the files are registered anew."""
    once = fault["kind"] == "url_expired"  # the URL is asked for once more, no oftener
    sandbox.faults.add({**fault, "operation": "registerFiles", "count": 1 if once else times})
    owner.files.upload(dataset, folder, progress=False)
    arrived()
    assert puts(sandbox) >= 5


@SYNC
def test_registrations_that_are_both_lost_and_of_which_one_shows_late_are_overcome(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path, arrived: Arrived
) -> None:
    """The entries of both are the upload's own, though more came than one try has asked for."""
    sandbox.faults.add({**REGISTERING["lost answer"], "operation": "registerFiles", "count": 2})
    unseen = {"kind": "unknown_value", "operation": "listFiles", "member": "files.*.status"}
    sandbox.faults.add({**unseen, "skip": 1, "count": 1})  # the first list is of the files that were there before
    owner.files.upload(dataset, folder, progress=False)
    arrived()


@pytest.mark.parametrize("name", ["lost answer", "html after", "expired URLs"])
def test_either_client_overcomes_it(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path, arrived: Arrived, name: str
) -> None:
    """Client and AsyncClient, with a fault of registering and one of the storage in one upload."""
    sandbox.faults.add({**REGISTERING[name], "operation": "registerFiles", "count": 1})
    sandbox.faults.add({"kind": "cut", "where": "unanswered", "operation": "storage.put", "skip": 1, "count": 1})
    owner.files.upload(dataset, folder, progress=False)
    arrived()


@SYNC
@pytest.mark.parametrize("fault", STORAGE.values(), ids=STORAGE)
def test_fault_of_the_storage_is_overcome(
    sandbox: omiq_sandbox.Server,
    owner: omiq.Client,
    dataset: int,
    folder: Path,
    arrived: Arrived,
    fault: dict[str, Any],
) -> None:
    """A PUT that failed is made again from the file's beginning, to the same entry."""
    sandbox.faults.add({**fault, "operation": "storage.put", "skip": 1, "count": 1})
    owner.files.upload(dataset, folder, progress=False)
    arrived()


@SYNC
@pytest.mark.parametrize("where", ["before", "unanswered"])
def test_file_that_cannot_be_sent_leaves_no_entry(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path, arrived: Arrived, where: str
) -> None:
    """The error names the files; the dataset holds none of them, and the next run completes it."""
    sandbox.faults.add({"kind": "cut", "where": where, "operation": "storage.put"})
    with pytest.raises(omiq.TransfersIncomplete, match="5 of 5 files failed") as failed:
        owner.files.upload(dataset, folder, progress=False)
    assert owner.files.list(dataset) == []
    assert {type(entry.error) for entry in failed.value.results} == {omiq.TransferError}
    assert "http" not in str(failed.value)
    sandbox.faults.clear()
    owner.files.upload(dataset, folder, on_duplicate="skip", progress=False)
    arrived()


@SYNC
def test_registering_that_never_succeeds_leaves_no_entry(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path
) -> None:
    """Each answer is lost: the client gives up, and what it registered is deleted."""
    sandbox.faults.add({"kind": "cut", "where": "unanswered", "operation": "registerFiles"})
    with pytest.raises(omiq.TransfersIncomplete) as failed:
        owner.with_options(retries=2).files.upload(dataset, folder, progress=False)
    assert {type(entry.error) for entry in failed.value.results} == {omiq.OutcomeUnknown}
    assert owner.files.list(dataset) == []
    assert calls(sandbox, "registerFiles") == 3


@SYNC
def test_registration_that_shows_late_is_deleted(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path
) -> None:
    """A call that timed out may be carried out after the dataset was looked at: it is looked at again in the end."""
    sandbox.faults.add(
        {"kind": "cut", "where": "unanswered", "operation": "registerFiles", "count": 1},
        {"kind": "missing_member", "member": "files.0", "operation": "listFiles", "skip": 1, "count": 1},
    )
    (entry,) = owner.files.upload(dataset, min(folder.iterdir()), progress=False)
    assert [file.id for file in owner.files.list(dataset)] == [entry.id]
    assert calls(sandbox, "registerFiles") == 2


@SYNC
@pytest.mark.parametrize(("skip", "count"), [(0, 2), (1, 1)])
def test_lost_answers_of_files_of_one_name_are_told_apart(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, tmp_path: Path, skip: int, count: int
) -> None:
    """Batches with the same names are not registered at the same time, so that what came is whose it is."""
    for number in range(40):
        (tmp_path / "plates" / f"{number}").mkdir(parents=True)
        (tmp_path / "plates" / f"{number}" / "A1.csv").write_text(f"a,b\n{number},2\n")
    sandbox.faults.add(
        {"kind": "latency", "operation": "registerFiles", "seconds": 0.05},
        {"kind": "cut", "where": "unanswered", "operation": "registerFiles", "skip": skip, "count": count},
        {"kind": "latency", "operation": "storage.put", "seconds": 0.3, "count": 1},
    )
    entries = owner.files.upload(
        dataset, tmp_path / "plates", pattern="*.csv", on_duplicate="add", wait=False, progress=False
    )
    assert len(entries) == len(owner.files.list(dataset)) == 40


@SYNC
def test_entry_that_may_be_somebody_elses_is_left_alone(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path
) -> None:
    """Where more entries came than were asked for, none is deleted, and the error says what to look at."""
    name = min(folder.iterdir()).name
    spec = omiq.models.FileSpec(display_name=name, file_name=name, content_type="x/y", dataset_id=dataset)
    (other,) = owner.files.register(dataset, files=[spec]).files
    sandbox.faults.add(
        {"kind": "missing_member", "member": "files.0", "operation": "listFiles", "count": 1},  # it came since
        {"kind": "cut", "where": "unanswered", "operation": "registerFiles", "count": 1},
    )
    with pytest.raises(omiq.TransfersIncomplete, match="nobody can tell which entries"):
        owner.files.upload(dataset, folder / name, progress=False)
    files = owner.files.list(dataset)
    assert len(files) == 2
    assert other.id in {file.id for file in files}


@SYNC
def test_file_that_another_program_sent_meanwhile_is_kept(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path
) -> None:
    """An entry that has bytes is never taken for what a lost answer left."""
    path = min(folder.iterdir())
    (other,) = owner.files.upload(dataset, path, progress=False)
    sandbox.faults.add(
        {"kind": "missing_member", "member": "files.0", "operation": "listFiles", "count": 1},  # it came since
        {"kind": "cut", "where": "unanswered", "operation": "registerFiles", "count": 1},
    )
    (entry,) = owner.files.upload(dataset, path, progress=False)
    assert [file.id for file in owner.files.list(dataset)] == [other.id, entry.id]


def test_expired_token_ends_the_upload(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, tmp_path: Path
) -> None:
    """The files whose turn never came are pending, and a new token goes on with the same call."""
    (tmp_path / "many").mkdir()
    for number in range(70):
        (tmp_path / "many" / f"{number}.csv").write_text(f"a,b\n{number},2\n")
    sandbox.faults.add({"kind": "token_expired", "operation": "registerFiles", "skip": 1})
    with pytest.raises(omiq.TransfersIncomplete) as failed:
        owner.files.upload(dataset, tmp_path / "many", pattern="*.csv", concurrency=1, progress=False)
    assert isinstance(failed.value.__cause__, omiq.AuthenticationError)
    states = [entry.state for entry in failed.value.results]
    assert (states.count("done"), states.count("failed"), states.count("pending")) == (32, 32, 6)
    sandbox.faults.clear()
    owner.files.upload(dataset, tmp_path / "many", pattern="*.csv", on_duplicate="skip", progress=False)
    assert len(owner.files.list(dataset)) == 70
    assert puts(sandbox) == 70
    no_token_in_the_storage_log(sandbox)


def test_failed_processing_is_told_with_its_reason(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path, arrived: Arrived
) -> None:
    """The bytes arrived; that the server cannot read them is the entry's error."""
    sandbox.faults.add({"kind": "processing_failed", "operation": "files.process", "reason": "No events", "count": 1})
    with pytest.raises(omiq.TransfersIncomplete, match="FAILED: No events") as failed:
        owner.files.upload(dataset, folder, progress=False)
    assert len(failed.value.results.failed) == 1
    arrived()


@SYNC
def test_refused_registration_names_each_file(
    sandbox: omiq_sandbox.Server, owner: omiq.Client, dataset: int, folder: Path
) -> None:
    """A refusal of a batch is put to the test file by file, since one of them may be to blame."""
    sandbox.faults.add({"kind": "status", "status": 400, "operation": "registerFiles", "count": 2})
    with pytest.raises(omiq.TransfersIncomplete, match="1 of 5 files failed") as failed:
        owner.files.upload(dataset, folder, progress=False)
    assert isinstance(failed.value.results[0].error, omiq.BadRequest)
    assert len(owner.files.list(dataset)) == 4
