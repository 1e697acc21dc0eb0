"""`kill -9` at any moment, then again: no file twice, none lost, none half."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import CELLS, upload

FILES = 40
KILLS = 6
MOST_REQUESTS = 12  # between two kills
MOST_AT_ONCE = 4  # files under way in so short a run
SYNC = """
import sys, omiq
url, token, folder, dataset_id, direction = sys.argv[1:]
client = omiq.Client(url, token=token)
client.sync(folder, int(dataset_id), direction=direction, progress=False, wait=False)
"""


def content(number: int) -> bytes:
    return CELLS + random.Random(number).randbytes(200_000 * (number % 5 + 1))


def killed_at_random(sandbox: omiq_sandbox.Server, folder: Path, dataset_id: int, direction: str, seed: int) -> int:
    """Begin a sync again and again and kill it after some of its requests; return how often it was at work then."""
    moments, killed = random.Random(seed), 0
    for _ in range(KILLS):
        enough = len(sandbox.requests) + moments.randint(1, MOST_REQUESTS)
        command = [sys.executable, "-c", SYNC, sandbox.url, sandbox.token, str(folder), str(dataset_id), direction]
        with subprocess.Popen(command) as process:
            while process.poll() is None and len(sandbox.requests) < enough:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.001)
            with suppress(subprocess.TimeoutExpired):
                process.wait(moments.uniform(0, 0.01))
            killed += process.poll() is None
            process.kill()
    return killed


def manifest_of(folder: Path, dataset_id: int) -> list[dict[str, Any]]:
    """Return the lines of the manifest, but for one that a kill cut off."""
    lines = []
    for text in (folder / ".omiq" / f"{dataset_id}.jsonl").read_text().splitlines():
        with suppress(ValueError):
            lines.append(json.loads(text))
    return lines


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        yield client


@pytest.mark.parametrize("seed", [1, 2])
def test_upload_that_is_killed(sandbox: omiq_sandbox.Server, client: omiq.Client, tmp_path: Path, seed: int) -> None:
    """Each file is in the dataset once, with its bytes, and none was sent whole and then once more."""
    dataset_id = client.datasets.create(display_name="Killed").id
    for number in range(FILES):
        (tmp_path / f"{number}.fcs").write_bytes(content(number))
    killed = killed_at_random(sandbox, tmp_path, dataset_id, "up", seed)
    results = client.sync(tmp_path, dataset_id, direction="up", progress=False)
    assert len(results) == FILES
    assert Counter(file.display_name for file in client.files.list(dataset_id)) == {f"{n}.fcs": 1 for n in range(FILES)}
    done = client.files.download(dataset_id, tmp_path / "back", progress=False)
    assert {entry.name: entry.path.read_bytes() for entry in done} == {f"{n}.fcs": content(n) for n in range(FILES)}
    assert killed > 0
    puts = [request for request in sandbox.requests if request.method == "PUT"]
    assert max(Counter(request.path for request in puts if request.status == 200).values()) == 1
    assert sum(request.status == 200 for request in puts) == FILES
    assert len(puts) <= FILES + killed * MOST_AT_ONCE
    outcomes = Counter((line["path"], line["outcome"]) for line in manifest_of(tmp_path, dataset_id))
    assert max(count for (_, outcome), count in outcomes.items() if outcome == "sent") == 1
    assert max(count for (_, outcome), count in outcomes.items() if outcome == "registered") <= 1 + killed


@pytest.mark.parametrize("seed", [3])
def test_download_that_is_killed(sandbox: omiq_sandbox.Server, client: omiq.Client, tmp_path: Path, seed: int) -> None:
    """No file has its final name before it is whole; at the end all are there."""
    dataset_id = client.datasets.create(display_name="Killed").id
    for number in range(FILES // 2):
        upload(client, dataset_id, content(number), f"{number}.fcs")
    sandbox.wait_idle()
    killed = killed_at_random(sandbox, tmp_path, dataset_id, "down", seed)
    expected = {f"{number}.fcs": content(number) for number in range(FILES // 2)}
    for path in tmp_path.glob("*.fcs"):
        assert path.read_bytes() == expected[path.name]
    client.sync(tmp_path, dataset_id, direction="down", progress=False)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == expected
    assert killed > 0
