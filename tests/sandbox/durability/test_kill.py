"""A sandbox with a data folder loses nothing that it acknowledged, whenever it is killed."""

from __future__ import annotations

import hashlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock

import httpx
import pytest

import omiq
from tests.support.fcs import fcs_bytes

KILLS = 6
WRITERS = 4
LIMIT = 60.0  # seconds; a sandbox that hangs fails the test


@dataclass
class Acknowledged:
    """What the sandbox said that it did; `changed` tells at each new thing."""

    datasets: set[int] = field(default_factory=set)
    files: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Dataset and SHA-256 of the bytes of each uploaded file."""
    saves: dict[int, int] = field(default_factory=dict)
    """Number of the last save of each workflow."""
    count: int = 0
    lock: Lock = field(default_factory=Lock)

    def note(self) -> None:
        with self.lock:
            self.count += 1


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run the command on the folder; the value is the process and what its `--env` exported."""
    command = [sys.executable, "-m", "omiq_sandbox", "serve", "--data", str(folder), "--seed", "empty", "--env"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            words = shlex.split(process.stdout.readline() + process.stdout.readline())
            yield process, dict(word.split("=", 1) for word in words if "=" in word)
        finally:
            process.kill()


def client_of(exported: dict[str, str]) -> omiq.Client:
    return omiq.Client(exported["OMIQ_SERVER"], secret_file=exported["OMIQ_SECRET_FILE"], retries=0)


def write(client: omiq.Client, seen: Acknowledged, stop: Event, seed: int) -> None:
    """Make datasets, upload files and save workflows, until the server is gone."""
    random = Random(seed)
    with suppress(omiq.CallError, httpx.TransportError):
        while not stop.is_set():
            dataset = client.datasets.create(display_name=f"Killed {seed}")
            seen.datasets.add(dataset.id)
            seen.note()
            workflow = client.workflows.create(dataset_id=dataset.id, name="Killed")
            seen.saves[workflow.id] = 0
            for number in range(1, 4):
                workflow["saves"] = number
                client.workflows.save(workflow)
                seen.saves[workflow.id] = number
                seen.note()
                upload(client, seen, dataset.id, fcs_bytes(random.randbytes(8 * random.randrange(1, 40_000))))


def upload(client: omiq.Client, seen: Acknowledged, dataset_id: int, content: bytes) -> None:
    spec = {
        "displayName": "a.fcs",
        "fileName": "a.fcs",
        "contentType": "application/octet-stream",
        "datasetId": dataset_id,
    }
    registered = client.raw.post(f"/datasets/{dataset_id}/files", json={"datasetKey": dataset_id, "files": [spec]})
    httpx.put(registered["signedUrls"][0], content=content).raise_for_status()
    seen.files[registered["files"][0]["id"]] = dataset_id, hashlib.sha256(content).hexdigest()
    seen.note()


def kill_while_writing(folder: Path, seen: Acknowledged, random: Random) -> None:
    """Kill the sandbox when it has acknowledged some more writes, while the next ones are under way."""
    stop = Event()
    goal = seen.count + random.randrange(1, 60)
    with serving(folder) as (process, exported), client_of(exported) as client:
        with ThreadPoolExecutor(WRITERS + 1) as threads:
            writers = [threads.submit(write, client, seen, stop, random.randrange(10**6)) for _ in range(WRITERS)]
            while seen.count < goal and not all(writer.done() for writer in writers):
                client.users.me()
            os.kill(process.pid, signal.SIGKILL)
            process.wait(LIMIT)
            stop.set()
        for writer in writers:
            writer.result()


@pytest.mark.parametrize("seed", range(2))
def test_a_killed_sandbox_keeps_what_it_acknowledged(tmp_path: Path, seed: int) -> None:
    """After each of several kills, every dataset, file and saved workflow is there, and no half file."""
    random, seen, folder = Random(seed), Acknowledged(), tmp_path / "data"
    for _ in range(KILLS):
        kill_while_writing(folder, seen, random)
        with serving(folder) as (_, exported), client_of(exported) as client:
            httpx.get(exported["OMIQ_SERVER"].removesuffix("/api") + "/sandbox/idle", timeout=LIMIT).raise_for_status()
            compare(client, seen)
            assert sorted(folder.joinpath("blobs").glob("*.part")) == []
    assert seen.files
    assert seen.saves


def compare(client: omiq.Client, seen: Acknowledged) -> None:
    assert {dataset.id for dataset in client.datasets.list()} >= seen.datasets
    for id_, number in seen.saves.items():
        assert client.workflows.get(id_)["saves"] >= number if number else True
    listed = {file.id: file for id_ in seen.datasets for file in client.files.list(id_)}
    for id_, (dataset_id, digest) in seen.files.items():
        assert listed[id_].status == "COMPLETE"
        content = httpx.get(client.files.download_url(dataset_id, id_)).content
        assert hashlib.sha256(content).hexdigest() == digest
    assert {file.status for file in listed.values()} <= {"UNSET", "COMPLETE"}
