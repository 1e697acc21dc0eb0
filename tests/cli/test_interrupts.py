"""Ctrl-C and SIGTERM: the command ends soon, says by which command to go on, and what has arrived is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

import omiq
import omiq_sandbox
from tests.support.command import COMMAND, Omiq
from tests.support.studies import study_of
from tests.support.uploads import CELLS, upload

CONTENT = CELLS + bytes(range(256)) * 4000
SOON = 5  # seconds: one is promised, on a machine that has nothing else to do
BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def dataset(client: omiq.Client) -> int:
    """The id of an empty dataset `Slow`."""
    return client.datasets.create(display_name="Slow").id


@pytest.fixture
def fcs(tmp_path: Path) -> Path:
    """A folder with a.fcs."""
    folder = tmp_path / "fcs"
    folder.mkdir()
    (folder / "a.fcs").write_bytes(CELLS)
    return folder


def interrupted(command: Omiq, arguments: str, number: signal.Signals, when: Callable[[], object]) -> str:
    """Begin a command, interrupt it as soon as something holds, and return what it wrote to stderr."""
    with subprocess.Popen(
        [COMMAND, *arguments.split()],
        cwd=command.home,
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not when():
            assert process.poll() is None, process.communicate()
        process.send_signal(number)
        out, err = process.communicate(timeout=SOON)
    assert (process.returncode, out) == (130, "")
    return err


def begun(sandbox: omiq_sandbox.Server, operation: str) -> Callable[[], bool]:
    seen = len(sandbox.requests)
    return lambda: any(request.operation == operation for request in sandbox.requests[seen:])


def puts(sandbox: omiq_sandbox.Server) -> int:
    return sum(request.method == "PUT" for request in sandbox.requests)


def dripping(client: omiq.Client, sandbox: omiq_sandbox.Server, dataset: int) -> None:
    upload(client, dataset, CONTENT, "big.fcs")
    sandbox.wait_idle()
    sandbox.faults.add({"kind": "drip", "operation": "storage.get", "bytes": 50_000, "seconds": 1.0, "count": 1})


@BOTH
def test_download(
    command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server, dataset: int, number: signal.Signals
) -> None:
    """The part and the manifest stay, and the next run asks for the rest alone."""
    dripping(client, sandbox, dataset)
    part = command.home / "big.fcs.part"
    err = interrupted(command, "files download Slow", number, lambda: part.exists() and part.stat().st_size)
    assert err == "omiq: Interrupted. What has arrived is kept.\n`omiq files download …` again goes on from there.\n"
    size = part.stat().st_size
    assert 0 < size < len(CONTENT)
    assert (command.home / ".omiq" / "downloads.jsonl").exists()
    assert command("files", "download", "Slow").code == 0
    assert (command.home / "big.fcs").read_bytes() == CONTENT
    assert f"bytes={size}-" in [request.headers.get("range") for request in sandbox.requests]


@BOTH
def test_upload_while_a_file_is_sent(
    command: Omiq, sandbox: omiq_sandbox.Server, dataset: int, fcs: Path, number: signal.Signals
) -> None:
    sandbox.faults.add({"kind": "latency", "operation": "storage.put", "seconds": 50, "count": 1})
    err = interrupted(command, "files upload Slow fcs", number, lambda: puts(sandbox))
    assert err.splitlines()[1] == "`omiq files upload … --on-duplicate skip` again goes on from there."


@pytest.mark.parametrize("arguments", ["files upload Slow fcs", "files sync fcs Slow", "files wait Slow"])
def test_while_files_are_processed(
    command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server, dataset: int, fcs: Path, arguments: str
) -> None:
    sandbox.faults.add({"kind": "latency", "operation": "files.process", "seconds": 50})
    upload(client, dataset, CELLS, "other.fcs")
    seen, sent = len(sandbox.requests), 1 if "wait" in arguments else 2

    def waiting() -> bool:
        """Tell whether the dataset was looked at twice, the second time after all files had come."""
        done = [request.operation for request in sandbox.requests[seen:]]
        return puts(sandbox) == sent and done[-1:] == ["listFiles"] and done.count("listFiles") > 1

    err = interrupted(command, arguments, signal.SIGINT, waiting)
    verb = arguments.split()[1]
    assert f"`omiq files {verb} …" in err


def test_export(command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server) -> None:
    study_of(client, sandbox)
    sandbox.faults.add({"kind": "latency", "operation": "initiateExport", "seconds": 50, "count": 1})
    err = interrupted(command, "export Gating --folder out", signal.SIGINT, begun(sandbox, "initiateExport"))
    assert err.splitlines()[1] == "`omiq export …` again goes on from there."


def test_ctrl_c_on_a_terminal_ends_the_bar(
    command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server, dataset: int
) -> None:
    """The last state of the bar stays, and the cursor is shown again."""
    dripping(client, sandbox, dataset)
    terminal = pexpect.spawn(
        f"{COMMAND} files download Slow",
        env=command.environment | {"TERM": "xterm"},
        cwd=str(command.home),
        encoding="utf-8",
        timeout=30,
    )
    terminal.expect("kB")
    terminal.sendintr()
    terminal.expect("stopped after .*\x1b\\[\\?25h.*omiq: Interrupted. What has arrived is kept.\r\n", timeout=SOON)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130


def test_name_that_hangs_while_it_is_looked_up_does_not_keep_the_command(tmp_path: Path) -> None:
    """Nothing reaches a thread that is inside of the system's libraries: the command is ended without it."""
    script = """
import hashlib
from omiq.cli._interrupts import watch
watch()
while True:
    try:
        print("waiting", flush=True)
        hashlib.pbkdf2_hmac("sha256", b"", b"", 2_000_000_000)
    except KeyboardInterrupt:  # it came before the wait began
        pass
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=4 * SOON)
    assert (process.returncode, err) == (130, "omiq: Interrupted.\n")


@BOTH
def test_probe(command: Omiq, sandbox: omiq_sandbox.Server, number: signal.Signals) -> None:
    """What was found before the call that is waited for is kept."""
    sandbox.faults.add({"kind": "latency", "operation": "getWorkflow", "seconds": 50, "count": 1})
    err = interrupted(command, "drift probe", number, begun(sandbox, "getWorkflow"))
    assert "omiq: Interrupted." in err
    found = command("drift", "report", "--json").json
    assert "listDatasets" in [row["operation"] for row in found]
