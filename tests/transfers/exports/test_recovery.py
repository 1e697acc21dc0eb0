"""An export that something befell is gone on with, and is never begun twice unseen."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from tests.support.studies import Study

from .test_exports import SCALED, begun, names, run, states

LONG = {"kind": "long_operation", "operation": "initiateExport"}


def leave_of_manifest(folder: Path, *outcomes: str) -> None:
    """Leave the lines of the manifest that have these outcomes, as a kill does that comes before the others."""
    manifest = folder / ".omiq" / "exports.jsonl"
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if json.loads(line)["outcome"] in outcomes))


def test_long_operations_are_waited_for(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """The caller's own hook hears of each look."""
    sandbox.faults.add({**LONG, "polls": 2})
    seen: list[omiq.Poll] = []
    owner = owner.with_options(on_poll=seen.append)
    assert states(run(owner, study, tmp_path)) == ["done", "done"]
    looks = Counter(poll.number for poll in seen)
    assert looks[1] == looks[2] == 2


def test_export_of_an_earlier_run_is_waited_for(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Its id is in the manifest, and no other is begun."""
    sandbox.faults.add({**LONG, "polls": 3})
    with pytest.raises(omiq.TransfersIncomplete, match="may still be running"):
        run(owner.with_options(deadline=1), study, tmp_path)
    assert begun(sandbox) == 2
    assert states(run(owner, study, tmp_path)) == ["done", "done"]
    assert begun(sandbox) == 2


def test_export_is_known_before_it_is_looked_at(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Where no look succeeds, its id is in the manifest all the same."""
    sandbox.faults.add({**LONG, "polls": 1}, {"kind": "failed_poll"})
    with pytest.raises(omiq.TransfersIncomplete, match="may still be running"):
        run(owner, study, tmp_path)
    sandbox.faults.clear()
    assert states(run(owner, study, tmp_path)) == ["done", "done"]
    assert begun(sandbox) == 2


def unfinished(owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, folder: Path, **long: Any) -> None:
    """Leave two exports that the server computes yet."""
    sandbox.faults.add({**LONG, "polls": 3, "count": 2, **long})
    with pytest.raises(omiq.TransfersIncomplete, match="may still be running"):
        run(owner.with_options(deadline=1), study, folder)


def test_export_that_failed_since_is_begun_anew(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """The server has said that nothing comes of it."""
    unfinished(owner, study, sandbox, tmp_path, error="Out of memory")
    assert states(run(owner, study, tmp_path)) == ["done", "done"]
    assert begun(sandbox) == 4


@pytest.mark.parametrize(
    "answer",
    [
        *({"kind": "status", "status": status} for status in (400, 404, 409, 410, 422)),
        {"kind": "html"},
        {"kind": "missing_member", "member": "val.url"},
    ],
    ids=lambda answer: answer.get("status") or answer["kind"],
)
def test_export_that_the_server_does_not_know_any_more_is_begun_anew(
    owner: omiq.Client,
    study: Study,
    sandbox: omiq_sandbox.Server,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    answer: dict[str, Any],
) -> None:
    """However it says so, an old id does not stand in the way for ever; the log tells that it was given up."""
    unfinished(owner, study, sandbox, tmp_path)
    sandbox.faults.add({**answer, "operation": "getLongOperation"})
    assert states(run(owner, study, tmp_path)) == ["done", "done"]
    assert begun(sandbox) == 4
    assert "cells.fcs" in caplog.text


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_export_that_nobody_may_look_at_now_is_kept(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, status: int
) -> None:
    """Rights, sign-in and load say nothing of the export; it is waited for once they allow it."""
    unfinished(owner, study, sandbox, tmp_path)
    sandbox.faults.add({"kind": "status", "status": status, "operation": "getLongOperation"})
    with pytest.raises(omiq.TransfersIncomplete, match="may still be running"):
        run(owner, study, tmp_path)
    sandbox.faults.clear()
    assert states(run(owner, study, tmp_path)) == ["done", "done"]
    assert begun(sandbox) == 2


def test_export_whose_answer_a_kill_has_lost_is_told(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is begun anew, as nobody can ask for it, and not unseen."""
    (entry,) = run(owner, study, tmp_path, files=[study.file_id])
    assert "may still compute" not in caplog.text
    leave_of_manifest(tmp_path, "intended")
    entry.path.unlink()
    assert states(run(owner, study, tmp_path, files=[study.file_id])) == ["done"]
    assert "cells.fcs: an earlier export of it may still compute" in caplog.text
    assert begun(sandbox) == 2


def test_kill_after_the_file_has_its_name(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """The file is taken for the export, although no line says that it came."""
    run(owner, study, tmp_path)
    leave_of_manifest(tmp_path, "intended", "fetching")
    assert states(run(owner, study, tmp_path)) == ["skipped", "skipped"]
    assert begun(sandbox) == 2


@pytest.mark.parametrize("last", ["intended", "fetching", "failed"])
def test_file_of_the_user_is_not_taken_for_an_export_that_never_came(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, last: str
) -> None:
    """Whatever the export came to, refused or killed before it was there; not even a file of its size."""
    (entry,) = run(owner, study, tmp_path, files=[study.file_id])
    entry.path.unlink()
    if last == "failed":
        sandbox.faults.add({"kind": "status", "status": 409, "operation": "initiateExport", "count": 1})
        with pytest.raises(omiq.TransfersIncomplete):
            run(owner, study, tmp_path, files=[study.file_id])
    else:
        leave_of_manifest(tmp_path, "intended", last)
        entry.path.with_name(entry.path.name + ".part").write_text("Orig_Row")
    mine = entry.path
    mine.write_text("x" * len(SCALED))
    (entry,) = run(owner, study, tmp_path, files=[study.file_id])
    assert mine.read_text() == "x" * len(SCALED)
    assert entry.path.read_text() == SCALED


def test_export_under_way_is_waited_for_where_its_name_was_taken_since(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """It only has another name."""
    unfinished(owner, study, sandbox, tmp_path)
    (tmp_path / "Lymphocytes" / "cells.Large.csv").write_text("mine")
    entries = run(owner, study, tmp_path)
    assert entries[0].path.read_text() == SCALED
    assert begun(sandbox) == 2


def test_expired_url_is_asked_for_once_more(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """There is no other way than to export once more."""
    sandbox.faults.add({"kind": "url_expired", "operation": "initiateExport", "count": 1})
    assert states(run(owner, study, tmp_path, files=[study.file_id])) == ["done"]
    assert begun(sandbox) == 2


def test_unclear_outcome_is_an_entry_that_says_so(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Nothing is repeated unseen; the other file is there, and the next call completes."""
    sandbox.faults.add({"kind": "cut", "where": "unanswered", "operation": "initiateExport", "count": 1})
    with pytest.raises(omiq.TransfersIncomplete, match="1 of 2 files failed") as caught:
        run(owner, study, tmp_path)
    (failed,) = caught.value.results.failed
    assert isinstance(failed.error, omiq.OutcomeUnknown)
    assert begun(sandbox) == 2
    assert len(names(tmp_path)) == 1
    assert sorted(states(run(owner, study, tmp_path))) == ["done", "skipped"]


def test_results_of_an_incomplete_export_have_the_rest(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Their files are described, and can be read."""
    sandbox.faults.add({"kind": "status", "status": 409, "operation": "initiateExport", "count": 1})
    with pytest.raises(omiq.TransfersIncomplete) as caught:
        run(owner, study, tmp_path)
    results = caught.value.results
    assert isinstance(results, omiq.Exports)
    (sample,) = results.described.samples
    assert sample.path.is_file()


def test_web_page_is_not_taken_for_an_export(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Nobody tells the size of an export beforehand: a proxy's page with status 200 would look whole."""
    sandbox.faults.add({"kind": "html", "operation": "storage.get"})
    with pytest.raises(omiq.TransfersIncomplete, match="a web page came"):
        run(owner, study, tmp_path)
    assert names(tmp_path) == []


def test_no_secret_is_written_down(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """The folder holds neither a token nor an address."""
    run(owner, study, tmp_path)
    for path in tmp_path.rglob("*"):
        text = path.read_text() if path.is_file() else ""
        assert sandbox.token not in text
        assert "http" not in text


def test_one_export_at_a_time_in_a_folder(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """A second one would take the names of the first."""
    inner: list[str] = []

    def second(_: omiq.Progress) -> None:
        with pytest.raises(omiq.ConfigurationError, match="Another job") as caught:
            run(study.client, study, tmp_path)
        inner.append(str(caught.value))

    owner.exports.run(study.workflow, folder=tmp_path, progress=second)
    assert inner


def test_cofactors_are_those_of_the_scaling_task(owner: omiq.Client, study: Study, tmp_path: Path) -> None:
    """They are read from the settings that it has made."""
    entries = owner.exports.run(study.workflow.id, folder=tmp_path, progress=False)
    assert entries.described.cofactors == {"BV421-A": 6000.0}
    assert entries.described.channels == ("FSC-A", "BV421-A")
    assert entries.described.filters == {"cd3p": "CD3+", "larg": "Large"}
    assert entries.described.provenance["gating_trees"].keys() == {"2", "3"}


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 403, "operation": "getArtifactUrl"},
        {"kind": "html", "operation": "storage.get", "count": 5},
    ],
)
def test_export_is_whole_without_cofactors(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, fault: dict[str, object]
) -> None:
    """What cannot be had of them is not told."""
    sandbox.faults.add(fault)
    entries = owner.exports.run(study.workflow.id, folder=tmp_path, progress=False)
    assert states(entries) == ["done", "done"]
    assert entries.described.cofactors == {}
