"""The exit codes that the help lists, and what is said with each: a line of what happened, a line of what to do."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from omiq.cli._failures import EXIT_CODES
from tests.support.accounts import signed_in
from tests.support.command import COMMAND, Omiq
from tests.support.tokens import jwt

NAME = "T cells of young and old donors"


def test_codes_are_those_that_are_documented() -> None:
    assert list(EXIT_CODES) == [0, 1, 2, 3, 4, 5, 6, 130]


def test_done(command: Omiq) -> None:
    assert command("datasets", "list").code == 0


def test_failed_server(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """A write whose outcome is unclear is told so, with what to look up, and is not sent again."""
    sandbox.faults.add({"kind": "status", "operation": "createDataset", "status": 502})
    ended = command("datasets", "create", "Panel 3")
    assert (ended.code, ended.out) == (1, "")
    happened, advice = ended.err.splitlines()
    assert happened.startswith("omiq: POST /datasets: 502")
    assert "whether there is a dataset of this name" in advice
    assert [each.operation for each in sandbox.requests].count("createDataset") == 1


def test_server_that_is_not_there(command: Omiq) -> None:
    ended = command("datasets", "list", OMIQ_SERVER="http://127.0.0.1:1/api")
    assert (ended.code, ended.out) == (1, "")
    assert "Check the server's name, the network" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["datasets", "show"],
        ["datasets", "list", "--limit", "many"],
        ["datasets", "list", "--limit", "-1"],
        ["datasets", "list", "extra"],
        ["datasets", "list", "--server", "no name"],
        ["datasets", "list", "--secret-file", "nothere.json"],
    ],
)
def test_wrong_arguments(command: Omiq, arguments: list[str]) -> None:
    """Two lines at most, and no traceback."""
    ended = command(*arguments, OMIQ_TOKEN="")
    assert (ended.code, ended.out) == (2, "")
    assert 1 <= len(ended.err.splitlines()) <= 2


def test_not_signed_in(command: Omiq) -> None:
    ended = command("datasets", "list", OMIQ_TOKEN="")
    assert (ended.code, ended.out) == (3, "")
    assert "omiq auth login" in ended.err


@pytest.mark.parametrize("token", [jwt(expires=1), jwt(expires=None)], ids=["expired", "refused"])
def test_token_that_does_not_serve(command: Omiq, token: str) -> None:
    ended = command("datasets", "list", OMIQ_TOKEN=token)
    assert (ended.code, ended.out) == (3, "")
    assert token not in ended.err


def test_superseded_login(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    sandbox.faults.add({"kind": "superseded", "operation": "listDatasets"})
    ended = command("datasets", "list")
    assert (ended.code, ended.out) == (3, "")
    assert "more recent login" in ended.err


def test_not_found(command: Omiq) -> None:
    ended = command("datasets", "show", 99)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("omiq: GET /datasets/99: 404")


def test_no_permission(command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server) -> None:
    with signed_in(sandbox, "owner") as other:
        private = other.datasets.create(display_name="Private").id
    ended = command("datasets", "trash", private)
    assert (ended.code, ended.out) == (5, "")


def test_interrupted(command: Omiq, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """Ctrl-C ends a call that hangs, and says so in a line."""
    sandbox.faults.add({"kind": "latency", "operation": "listDatasets", "seconds": 50})
    with subprocess.Popen(
        [COMMAND, "datasets", "list"],
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not sandbox.requests:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "omiq: Interrupted.\n")


def test_debug_tells_the_rest_and_no_secret(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """The log and the traceback come before the two lines."""
    ended = command("datasets", "show", 99, "--debug")
    assert ended.code == 4
    assert "Traceback" in ended.err
    assert "GET /datasets/99: 404" in ended.err
    assert sandbox.token not in ended.err
    assert sandbox.token.split(".")[2] not in ended.err


def test_what_is_retried_is_told_on_stderr(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Warnings of the client are lines of the command, and results stay alone on stdout."""
    sandbox.faults.add({"kind": "status", "operation": "listDatasets", "status": 503, "count": 1})
    ended = command("datasets", "list", "--columns", "displayName")
    assert (ended.code, ended.out) == (0, f"{NAME}\n")
    assert ended.err.startswith("omiq: GET /datasets: ")
    assert "trying again" in ended.err
