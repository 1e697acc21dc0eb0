"""`kill -9` at any moment of an export, then again: each table there once, whole, and none computed again."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from tests.support.studies import EVENTS, Study, fcs

FILES = 8
KILLS = 4
CONCURRENCY = 2
MOST_REQUESTS = 12  # between two kills
EXPORT = """
import sys, omiq
url, token, folder, workflow_id, most = sys.argv[1:]
client = omiq.Client(url, token=token)
client.exports.run(int(workflow_id), folder=folder, concurrency=int(most), progress=False)
"""


def killed_at_random(sandbox: omiq_sandbox.Server, study: Study, folder: Path, seed: int) -> int:
    """Begin the export again and again and kill it after some of its requests; return how often it was at work then."""
    moments, killed = random.Random(seed), 0
    for _ in range(KILLS):
        enough = len(sandbox.requests) + moments.randint(4, MOST_REQUESTS)
        arguments = [sandbox.url, sandbox.token, str(folder), str(study.workflow.id), str(CONCURRENCY)]
        with subprocess.Popen([sys.executable, "-c", EXPORT, *arguments]) as process:
            while process.poll() is None and len(sandbox.requests) < enough:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.001)
            killed += process.poll() is None
            process.kill()
    return killed


def begun(sandbox: omiq_sandbox.Server) -> int:
    return sum(request.operation == "initiateExport" for request in sandbox.requests)


def tables(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "Lymphocytes").glob("*.csv")}


@pytest.mark.parametrize("seed", [1, 2])
def test_export_that_is_killed(
    owner: omiq.Client, study: Study, sandbox: omiq_sandbox.Server, tmp_path: Path, seed: int
) -> None:
    """No table has its name before it is whole, and what a run has seen begin is not begun again by the next."""
    for number in range(FILES - 2):
        study.add_file(fcs([*EVENTS, (50.0 + number, 0.0)]), f"{number}.fcs")
    expected = tables_of(owner, study, tmp_path / "whole")
    before = begun(sandbox)
    killed = killed_at_random(sandbox, study, tmp_path / "killed", seed)
    there = tables(tmp_path / "killed")
    assert there == {name: expected[name] for name in there}
    assert tables_of(owner, study, tmp_path / "killed") == expected
    assert killed > 0
    assert begun(sandbox) - before <= FILES + killed * CONCURRENCY


def tables_of(owner: omiq.Client, study: Study, folder: Path) -> dict[str, str]:
    owner.exports.run(study.workflow, folder=folder, progress=False)
    return tables(folder)
