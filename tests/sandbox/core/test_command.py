"""The command `omiq-sandbox`, as a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import put, register

COMMAND = [str(Path(sys.executable).with_name("omiq-sandbox"))]
LIMIT = 30


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Serve, and give the process with what it printed, by the first word of each line."""
    command = [*COMMAND, "serve", *arguments]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        try:
            printed: dict[str, str] = {}
            while "Ctrl-C" not in printed:
                line = process.stdout.readline()
                assert line, process.stderr.read()
                word, _, rest = line.strip().partition(" ")
                printed[word] = rest.strip()
            yield process, printed
        finally:
            process.kill()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=LIMIT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_it_quietly(number: signal.Signals) -> None:
    """Ctrl-C is the way to end it, so it is no failure."""
    with served("--seed", "empty") as (process, printed):
        token = printed["Token"]
        with omiq.Client(printed["API"], token=token) as client:
            assert client.datasets.list() == []
            process.send_signal(number)
            out, err = process.communicate(timeout=LIMIT)
        assert (process.returncode, out, err) == (0, "", "")
        assert not Path(printed["Secret"].removeprefix("file").strip()).exists()


def test_work_under_way_does_not_hold_up_the_end(tmp_path: Path) -> None:
    """A large file is still PROCESSING when the command has ended, and the next start goes on with it."""
    rows = b"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20\n" * 1_000_000
    with served("--seed", "empty", "--data", str(tmp_path)) as (process, printed):
        with omiq.Client(printed["API"], token=printed["Token"]) as client:
            dataset_id = client.datasets.create(display_name="Large").id
            registered = register(client, dataset_id, "large.csv")
            assert put(
                registered.signed_urls[0], b"\n".join([rows.partition(b"\n")[0].replace(b"1", b"A"), rows])
            ).is_success
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=LIMIT) == ("", "")
        assert process.returncode == 0
    with closing(sqlite3.connect(tmp_path / "sandbox.sqlite3")) as database:
        assert database.execute("select status from files").fetchall() == [("PROCESSING",)]
    with omiq_sandbox.run(data=tmp_path) as server:
        server.wait_idle()
        with omiq.Client(server.url, token=server.token) as client:
            assert client.files.get(dataset_id, registered.files[0].id)["eventCount"] == 1_000_000


def test_pages_and_docs_are_where_it_says() -> None:
    """The printed addresses answer."""
    with served("--seed", "empty") as (_, printed):
        assert [httpx.get(printed[page]).status_code for page in ("Pages", "Docs")] == [200, 200]


def test_data_folder_survives_a_kill(tmp_path: Path) -> None:
    """What was acknowledged is there when the folder is served again."""
    with served("--seed", "empty", "--data", str(tmp_path)) as (process, printed):
        with omiq.Client(printed["API"], token=printed["Token"]) as client:
            created = client.datasets.create(display_name="Kept")
        process.kill()
        process.wait(LIMIT)
    with (
        served("--data", str(tmp_path)) as (_, printed),
        omiq.Client(printed["API"], token=printed["Token"]) as client,
    ):
        assert client.datasets.get(created.id).display_name == "Kept"


def test_environment_of_a_shell_is_set_while_it_serves_in_the_background(tmp_path: Path) -> None:
    """`eval "$(omiq-sandbox serve --env &)"` sets what `omiq.Client()` reads; the folder may hold a quote."""
    script = f"""
        set -e
        export OMIQ_TOKEN=left-over
        eval "$({COMMAND[0]} serve --seed empty --env --data "$1" &)"
        trap 'kill "$OMIQ_SANDBOX_PID"' EXIT
        {sys.executable} -c 'import omiq; print(omiq.Client().users.me().name)'
    """
    folder = tmp_path / "it's a folder"
    command = ["bash", "-c", script, "bash", str(folder)]
    shell = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    assert (shell.stdout, shell.stderr, shell.returncode) == ("Nightly pipeline\n", "", 0)


def test_lifetime_of_tokens_is_taken_in_hours_minutes_and_seconds() -> None:
    """`--token-lifetime 30m` gives tokens of 1800 seconds."""
    import jwt

    with served("--seed", "empty", "--token-lifetime", "30m") as (_, printed):
        claims = jwt.decode(printed["Token"], options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == 1800


def test_port_in_use_is_told_in_one_line() -> None:
    """The exit status is 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"omiq-sandbox: Port {port} cannot be used: Address already in use\n"


def test_folder_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    """Two sandboxes in one folder would overwrite each other's state."""
    with served("--seed", "empty", "--data", str(tmp_path)):
        ended = run("serve", "--data", str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr == f"omiq-sandbox: The folder {tmp_path} is in use by another sandbox\n"


@pytest.mark.parametrize("text", ["{", "{}", '[{"kind": "nothing"}]'])
def test_wrong_faults_file_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    """The line names the file."""
    file = tmp_path / "faults.json"
    file.write_text(text)
    ended = run("serve", "--faults", str(file))
    assert (ended.returncode, ended.stderr.count("\n"), str(file) in ended.stderr) == (1, 1, True)


@pytest.mark.parametrize(
    "arguments", [["--port", "65536"], ["--port", "x"], ["--token-lifetime", "8"], ["--seed", "x"], ["--nothing"]]
)
def test_wrong_argument_is_told_with_the_usage(arguments: list[str]) -> None:
    """The exit status is 2."""
    ended = run("serve", *arguments)
    assert ended.returncode == 2
    assert ended.stderr.startswith("usage: omiq-sandbox ")


def test_help_shows_an_example() -> None:
    """Each command's help suffices to use it."""
    for arguments in (["serve", "--help"], ["panel", "--help"]):
        ended = run(*arguments)
        assert (ended.returncode, "  omiq-sandbox " in ended.stdout) == (0, True)


def test_panel_is_written(tmp_path: Path) -> None:
    """So many files, each of so many events."""
    ended = run("panel", str(tmp_path / "panel"), "--files", "2", "--events", "100")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(list((tmp_path / "panel").glob("*.fcs"))) == 2


def test_panel_in_a_folder_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    """The line names the folder."""
    file = tmp_path / "file"
    file.touch()
    ended = run("panel", str(file))
    assert (ended.returncode, ended.stderr.count("\n"), str(file) in ended.stderr) == (1, 1, True)


def test_command_is_a_module_too() -> None:
    """`python -m omiq_sandbox` needs no folder of commands on the path."""
    command = [sys.executable, "-m", "omiq_sandbox", "--help"]
    assert "serve" in subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ)).stdout
