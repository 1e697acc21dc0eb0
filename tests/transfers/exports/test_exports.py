"""Exports of many files come whole, or not at all, and never twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq.models import Workflow
from tests.support.studies import CD3_POSITIVE, EVENTS, LARGE, Study, fcs, gating_task, range_gate
from tests.support.uploads import register

SCALED = """\
Orig_Row_Number,FSC-A,BV421-A___CD3,OmiqFilter
1,10,-0.48121,
2,20,0.48121,
3,30,0.88137,CD3+
4,40,2.9982,Large
"""


def begun(sandbox: omiq_sandbox.Server) -> int:
    """Return how many exports were begun."""
    return sum(request.operation == "initiateExport" for request in sandbox.requests)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.csv") if ".omiq" not in path.parts)


def states(entries: Sequence[omiq.Transfer]) -> list[str]:
    return [entry.state for entry in entries]


def run(owner: omiq.Client, study: Study, folder: Path, **arguments: Any) -> omiq.Exports:
    return owner.exports.run(study.workflow, folder=folder, progress=False, **arguments)


def test_each_file_becomes_a_table(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Without further arguments: all files, all their channels, all filters, at the lowest gating task, scaled."""
    entries = owner.exports.run(study.workflow.id, folder=tmp_path, progress=False)
    assert [entry.name for entry in entries] == ["cells.fcs", "more.fcs"]
    assert names(tmp_path) == ["Lymphocytes/cells.Large.csv", "Lymphocytes/more.Large.csv"]
    assert entries[0].path.read_text() == SCALED
    assert entries[0].size == len(SCALED)


def test_arguments_reach_omiq(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Task, filter, features, units, membership, rows and row numbers are those asked for."""
    (entry,) = run(
        owner,
        study,
        tmp_path,
        files=[study.file_id],
        task="CD3+",
        filters="CD3+",
        features=["BV421-A"],
        membership="columns",
        drop_unfiltered=True,
        units="raw",
        row_numbers=False,
    )
    assert entry.path == tmp_path / "Lymphocytes" / "cells.CD3+.csv"
    assert entry.path.read_text() == "BV421-A___CD3,CD3+\n6000,1\n60000,1\n"


def test_without_filters_there_is_no_population(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Every event is written, and the name has none either."""
    entries = run(owner, study, tmp_path, filters=[], row_numbers=False)
    assert names(tmp_path) == ["Lymphocytes/cells.csv", "Lymphocytes/more.csv"]
    assert entries[0].path.read_text().startswith("FSC-A,BV421-A___CD3\n10,")


def test_fcs(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """The other format has its own suffix."""
    entries = run(owner, study, tmp_path, format="fcs", filters="UNFILTERED")
    assert entries[0].path.name == "cells.fcs"
    assert entries[0].path.read_bytes().startswith(b"FCS3.1")


def test_second_run_exports_nothing(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """What is there is told by its size and digest, and a file that is gone is exported again."""
    first = run(owner, study, tmp_path)
    count = begun(sandbox)
    again = run(owner, study, tmp_path)
    assert states(again) == ["skipped", "skipped"]
    assert [entry[:5] for entry in again] == [entry[:5] for entry in first]
    assert begun(sandbox) == count
    first[0].path.unlink()
    assert states(run(owner, study, tmp_path)) == ["done", "skipped"]
    assert first[0].path.read_text() == SCALED


def test_other_request_has_another_name(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Nothing is replaced: the second has the beginning of its digest in its name, and keeps that name."""
    scaled = run(owner, study, tmp_path)
    raw = run(owner, study, tmp_path, units="raw")
    assert scaled[0].path.read_text() == SCALED
    stem, _, mark = raw[0].path.stem.partition(" ")
    assert (stem, len(mark)) == ("cells.Large", 8)
    assert states(run(owner, study, tmp_path, units="raw")) == ["skipped", "skipped"]
    assert len(names(tmp_path)) == 4


@pytest.mark.parametrize("when", ["before", "after"])
def test_file_of_the_user_is_left_alone(owner: omiq.Client, study: Study, tmp_path: Path, when: str) -> None:
    """Whether it was there before, or is an export that was changed since."""
    mine = tmp_path / "Lymphocytes" / "cells.Large.csv"
    if when == "after":
        run(owner, study, tmp_path)
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    entries = run(owner, study, tmp_path)
    assert mine.read_text() == "mine"
    assert entries[0].path.read_text() == SCALED
    assert states(run(owner, study, tmp_path)) == ["skipped", "skipped"]


def test_task_that_was_saved_anew_is_exported_anew(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """An old result is not taken for that of a moved gate."""
    run(owner, study, tmp_path)
    study.update(gating_task(3, 2, "larg", "Large", range_gate("FSC-A", 25, 35)), override=True)
    entries = owner.exports.run(study.workflow.id, folder=tmp_path, progress=False)
    assert states(entries) == ["done", "done"]
    assert "3,30,0.88137,Large" in entries[0].path.read_text()


@pytest.mark.parametrize("member", ["locked", "isLocked", "lockedBy"])
def test_lock_is_no_change_of_a_task(owner: omiq.Client, study: Study, tmp_path: Path, member: str) -> None:
    """An export locks the tasks that it stands on; what OMIQ may write down of that makes no other export."""
    run(owner, study, tmp_path)
    for task in study.workflow.raw["tasks"]:
        task[member] = True
    assert states(run(owner, study, tmp_path)) == ["skipped", "skipped"]


def test_names_that_are_alike(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Files of one name, and datasets of one name, have paths of their own, and the manifest says which is which."""
    twin = study.add_file(fcs(EVENTS[:2]), "cells.fcs")
    entries = run(owner, study, tmp_path, features=None)
    by_id = {entry.id: entry.path.name for entry in entries}
    low, high = sorted([study.file_id, twin])
    assert (by_id[low], by_id[high]) == ("cells.Large.csv", f"cells.Large ({high}).csv")
    other = owner.datasets.create(display_name="lymphocytes").id
    workflow = owner.workflows.create(dataset_id=other, name="Empty")
    with pytest.raises(omiq.ConfigurationError, match=r"no file to export"):
        owner.exports.run(workflow, folder=tmp_path, progress=False)
    lines = map(json.loads, (tmp_path / ".omiq" / "exports.jsonl").read_text().splitlines())
    received = {line["id"]: line["path"] for line in lines if line["outcome"] == "received"}
    assert received == {entry.id: entry.path.relative_to(tmp_path).as_posix() for entry in entries}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"filters": "CD3"}, r"did you mean 'CD3\+'\?"),
        ({"filters": ["CD3+", "Lage"]}, r"did you mean 'Large'\?"),
        ({"filters": ["Large"], "task": 2}, r"No filter 'Large' is open to the task"),
        ({"features": ["FSC-H"]}, r"cells\.fcs has no feature 'FSC-H': did you mean 'FSC-A'\?"),
        ({"features": []}, "at least one"),
        ({"task": "Lrge"}, r"did you mean 'Large'\?"),
        ({"task": 9}, r"no task with id 9: 1 \(Scaling\)"),
        ({"files": [7]}, "has no file 7"),
        ({"format": "xlsx"}, r"format is 'csv' or 'fcs'; it was 'xlsx'\."),
        ({"membership": "both"}, "membership is 'name' or 'columns'"),
        ({"units": "log"}, "units is 'scaled' or 'raw'"),
        ({"filters": [], "drop_unfiltered": True}, "give filters"),
        ({"concurrency": 0}, "concurrency is 1 or more"),
    ],
)
def test_wrong_argument_is_told_before_anything_is_exported(
    owner: omiq.Client,
    study: Study,
    sandbox: omiq_sandbox.Server,
    tmp_path: Path,
    arguments: dict[str, Any],
    words: str,
) -> None:
    """The nearest name is told, and no folder is made."""
    with pytest.raises(omiq.ConfigurationError, match=words):
        run(owner, study, tmp_path / "new", **arguments)
    assert begun(sandbox) == 0
    assert not (tmp_path / "new").exists()


def test_task_has_to_be_said_where_there_are_several(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Two gating tasks side by side: neither is taken by chance."""
    study.save(CD3_POSITIVE, LARGE, gating_task(4, 1, "smal", "Small", range_gate("FSC-A", 0, 15)))
    with pytest.raises(omiq.ConfigurationError, match=r"to export: 3 \(Large\), 4 \(Small\)"):
        run(owner, study, tmp_path)


def test_features_that_omiq_does_not_tell(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """They have to be named then, and are sent as they are."""
    sandbox.faults.add({"kind": "missing_member", "member": "files.*.features", "operation": "listFiles"})
    with pytest.raises(omiq.ConfigurationError, match="name those to export"):
        run(owner, study, tmp_path)
    assert states(run(owner, study, tmp_path, features=["FSC-A"])) == ["done", "done"]


def test_file_that_is_still_processed_is_to_be_waited_for(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Its features are not known yet: the error names it, and says how to wait or to go without."""
    sandbox.faults.add(
        {"kind": "unknown_value", "member": "files.1.status", "value": "PROCESSING", "operation": "listFiles"},
        {"kind": "missing_member", "member": "files.1.features", "operation": "listFiles"},
    )
    with pytest.raises(omiq.ConfigurationError, match=r"is still PROCESSING: .*client\.files\.wait") as caught:
        run(owner, study, tmp_path)
    assert ".fcs" in str(caught.value)


@pytest.mark.parametrize("status", ["FAILED", "failed", "Failed"])
def test_state_in_whatever_case(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, status: str
) -> None:
    """A file that failed is left out however OMIQ writes that."""
    sandbox.faults.add({"kind": "unknown_value", "member": "files.0.status", "value": status, "operation": "listFiles"})
    assert states(run(owner, study, tmp_path)) == ["done"]


def test_file_that_failed_and_is_asked_for(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Waiting would not help."""
    broken = study.add_file(b"nothing", "broken.fcs")
    with pytest.raises(omiq.ConfigurationError, match=r"broken\.fcs is FAILED: leave it out"):
        run(owner, study, tmp_path, files=[study.file_id, broken])
    assert begun(sandbox) == 0


def test_files_that_cannot_be_exported_are_left_out(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Those that FAILED, and those without bytes."""
    study.add_file(b"nothing", "broken.fcs")
    register(study.client, study.dataset_id, "empty.fcs")
    assert len(run(owner, study, tmp_path)) == 2


def test_files_may_be_given_as_they_were_listed(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """Each once, in this order."""
    first, second = owner.files.list(study.dataset_id)
    entries = run(owner, study, tmp_path, files=[second, first, second])
    assert [entry.id for entry in entries] == [second.id, first.id]


def test_file_of_another_dataset_is_refused(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """The workflow does not analyse it."""
    other = owner.datasets.create(display_name="Other").id
    registered = register(study.client, other, "cells.fcs")
    with pytest.raises(omiq.ConfigurationError, match=f"has no file {registered.files[0].id}"):
        run(owner, study, tmp_path, files=[registered.files[0]])


def test_workflow_without_a_dataset(owner: omiq.Client, tmp_path: Path) -> None:
    """There is nothing to export."""
    with pytest.raises(omiq.ConfigurationError, match="does not say which dataset"):
        owner.exports.run(Workflow(id=1), folder=tmp_path)
