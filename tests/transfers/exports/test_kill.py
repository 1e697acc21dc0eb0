"""`kill -9` at any moment of an export, then again: each table there once, whole, and none computed again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from tests.support.studies import EVENTS, Study, fcs

FILES = 8
KILLS = 5
MOST_REQUESTS = 16  # between two kills
LOOKS = 3
EXPORT = """
import sys, omiq
from tests.support.clock import HastyClock
url, token, folder, workflow_id = sys.argv[1:]
client = omiq.Client(url, token=token, clock=HastyClock())
client.exports.run(int(workflow_id), folder=folder, concurrency=2, progress=False)
"""


def killed_at_random(sandbox: omiq_sandbox.Server, study: Study, folder: Path, seed: int) -> set[str]:
    """Begin the export again and again and kill it after some of its requests; return what was under way then."""
    moments, under_way = random.Random(seed), set[str]()
    for _ in range(KILLS):
        enough = len(sandbox.requests) + moments.randint(8, MOST_REQUESTS)
        arguments = [sandbox.url, sandbox.token, str(folder), str(study.workflow.id)]
        with subprocess.Popen([sys.executable, "-c", EXPORT, *arguments]) as process:
            while process.poll() is None and len(sandbox.requests) < enough:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.001)
            process.kill()
        under_way |= {path for path, outcomes in history(folder).items() if outcomes[-1] == "begun"}
    return under_way


def manifest(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of the manifest, but for one that a kill cut off."""
    for text in (folder / ".omiq" / "exports.jsonl").read_text().splitlines():
        with suppress(ValueError):
            yield json.loads(text)


def history(folder: Path) -> dict[str, list[str]]:
    """Return the outcomes of each file, one after the other."""
    found: dict[str, list[str]] = {}
    for line in manifest(folder):
        found.setdefault(line["path"], []).append(line["outcome"])
    return found


def begun(sandbox: omiq_sandbox.Server) -> int:
    return sum(request.operation == "initiateExport" for request in sandbox.requests)


def looked_at(sandbox: omiq_sandbox.Server) -> set[str]:
    return {request.path.rpartition("/")[2] for request in sandbox.requests if request.operation == "getLongOperation"}


def tables(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "Lymphocytes").glob("*.csv")}


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_export_that_is_killed(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, seed: int
) -> None:
    """No table has its name before it is whole; an export that is looked at is in the manifest, and not begun again."""
    for number in range(FILES - 2):
        study.add_file(fcs([*EVENTS, (50.0 + number, 0.0)]), f"{number}.fcs")
    expected = tables_of(owner, study, tmp_path / "whole")
    before = begun(sandbox)
    sandbox.faults.add({"kind": "long_operation", "operation": "initiateExport", "polls": LOOKS})
    under_way = killed_at_random(sandbox, study, tmp_path / "killed", seed)
    there = tables(tmp_path / "killed")
    assert there == {name: expected[name] for name in there}
    assert tables_of(owner, study, tmp_path / "killed") == expected
    outcomes = history(tmp_path / "killed")
    assert under_way
    assert not [path for path, of_file in outcomes.items() if "intended" in of_file[of_file.index("begun") :]]
    assert begun(sandbox) - before <= sum(of_file.count("intended") for of_file in outcomes.values())
    assert looked_at(sandbox) <= {line.get("operation") for line in manifest(tmp_path / "killed")}


def tables_of(owner: omiq.Client, study: Study, folder: Path) -> dict[str, str]:
    owner.exports.run(study.workflow, folder=folder, progress=False)
    return tables(folder)
