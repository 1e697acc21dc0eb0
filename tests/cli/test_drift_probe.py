"""`omiq drift probe`: all that can be read is compared with the catalog, and nothing is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq._catalog.document import built_in
from omiq._catalog.versions import version
from omiq._drift.findings import Store
from omiq._drift.probing import Received, probe
from omiq_generator.check import check
from tests.support.command import Omiq

SPEC = Path(__file__).parents[2] / "spec"
SENTINEL = "sentinelOfAName"


def sent(sandbox: omiq_sandbox.Server, before: int) -> list[omiq_sandbox.Request]:
    return sandbox.requests[before:]


def store_of(command: Omiq) -> Store:
    return Store(command.home / ".local" / "state" / "omiq" / "drift" / "findings.jsonl")


def test_only_reads_are_sent(sandbox: omiq_sandbox.Server, command: Omiq) -> None:
    """The sandbox's log has GETs of safe operations of the API alone: no POST, and no signed URL."""
    before = len(sandbox.requests)
    ended = command("drift", "probe")
    assert ended.code == 0
    requests = sent(sandbox, before)
    assert {(each.origin, each.method, each.status) for each in requests} == {("api", "GET", 200)}
    safe = {each.id for each in omiq.OPERATIONS.values() if each.retry == "safe" and each.method == "GET"}
    called = {each.operation for each in requests}
    assert called == safe - {"getLongOperation"}
    assert ended.err.startswith(f"{len(requests)} calls, 0 of them failed; ")


def test_plan_sends_nothing(command: Omiq) -> None:
    """It names the calls in their order, where ids come from, and what is not called."""
    ended = command("drift", "probe", "--dry-run", OMIQ_SERVER="http://127.0.0.1:9", OMIQ_TOKEN="none")
    assert (ended.code, ended.err) == (0, "Nothing was sent.\n")
    rows = [line.split("\t") for line in ended.lines]
    assert rows[0] == ["listDatasets", "GET /datasets", "", ""]
    assert [
        "getFile",
        "GET /datasets/{datasetId}/files/{fileId}",
        "datasetId from listDatasets, fileId from listFiles",
        "",
    ] in rows
    assert rows[-1] == ["getLongOperation", "GET /longops/{longOpId}", "", "no longOpId is known"]


def test_one_dataset_alone(sandbox: omiq_sandbox.Server, command: Omiq, client: omiq.Client) -> None:
    """No path leads into another one."""
    client.datasets.create(display_name="First")
    wanted = client.datasets.create(display_name="Second").id
    before = len(sandbox.requests)
    assert command("drift", "probe", "--dataset", wanted).code == 0
    into = [each.path for each in sent(sandbox, before) if each.path.startswith("/api/datasets/")]
    assert into
    assert {path.split("/")[3] for path in into} == {str(wanted)}


def test_call_that_fails_stops_no_other(sandbox: omiq_sandbox.Server, command: Omiq) -> None:
    """It is told with its status."""
    sandbox.faults.add({"kind": "status", "status": 403, "operation": "listWorkflows"})
    ended = command("drift", "probe", "--quiet")
    assert ended.code == 0
    assert "listWorkflows: GET /workflows: 403" in ended.err
    assert "1 of them failed" in ended.err
    assert "getDataset" in ended.lines


def test_what_was_found_is_kept_where_the_sign_in_ends(sandbox: omiq_sandbox.Server, command: Omiq) -> None:
    """No other call would do better."""
    sandbox.faults.add({"kind": "token_expired", "operation": "getWorkflow"})
    assert command("drift", "probe").code == 3
    assert any(each.finding.operation == "listDatasets" for each in store_of(command).read())


def test_what_was_found_is_shown_where_it_cannot_be_kept(sandbox: omiq_sandbox.Server, command: Omiq) -> None:
    """A full or forbidden disk costs the record alone."""
    store_of(command).path.parent.parent.mkdir(parents=True)
    store_of(command).path.parent.write_text("")
    ended = command("drift", "probe", "--json")
    assert ended.code == 2
    assert ended.json
    assert "findings.jsonl cannot be used" in ended.err


def test_lost_connection_ends_it() -> None:
    """Rather than that each call waits for its repeats."""
    calls = []

    def read(path: str, query: Mapping[str, Any]) -> Received:
        calls.append(path)
        raise omiq.ConnectionFailed("no connection")

    with pytest.raises(omiq.ConnectionFailed):
        list(probe(built_in(), read))
    assert calls == ["/datasets"]


def test_loop_from_answers_to_a_catalog_that_they_agree_with(
    sandbox: omiq_sandbox.Server, command: Omiq, client: omiq.Client, tmp_path: Path
) -> None:
    """Probe, report, accept, check, and probe again: but for values, which nobody may write down, nothing is left."""
    dataset = client.datasets.create(display_name=SENTINEL)
    client.datasets.set_metadata(dataset.id, metadata={SENTINEL: SENTINEL})
    spec = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    outputs = [command("drift", "probe", "--json"), command("drift", "report", "--markdown")]
    found = {each.finding for each in store_of(command).read()}
    assert len(found) > 20
    outputs += [command("drift", "accept", "--into", spec, "--dry-run"), command("drift", "accept", "--dry-run")]
    outputs.append(command("drift", "accept", "--into", spec))
    assert [each.code for each in outputs] == [0] * len(outputs)
    assert check(spec) == []
    assert {each.finding.kind for each in store_of(command).read()} <= {"value"}

    def read(path: str, query: Mapping[str, Any]) -> Received:
        answer = client.answer(client.request, "GET", path, params=query)
        return Received(answer.status, answer.json)

    again = {finding for call in probe(version(str(spec)), read) for finding in call.findings}
    assert {finding.kind for finding in again} == {"value"}
    said = json.dumps(
        [*outputs, store_of(command).path.read_text(), *(file.read_text() for file in spec.rglob("*.yaml"))]
    )
    for secret in (SENTINEL, str(dataset.id), sandbox.token, sandbox.users[0].email):
        assert secret not in said


def test_accepted_overlay_ends_the_findings(sandbox: omiq_sandbox.Server, command: Omiq) -> None:
    """In the user's folder it is what is compared with from then on."""
    folder = command.home / ".config" / "omiq" / "catalog"
    folder.mkdir(parents=True)
    assert command("drift", "probe").code == 0
    assert command("drift", "accept", "--output", folder / "drift.yaml").code == 0
    rows = command("drift", "probe", "--json").json
    assert {row["kind"] for row in rows} == {"value"}
