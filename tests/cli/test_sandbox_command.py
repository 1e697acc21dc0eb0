"""`omiq sandbox`: the sandbox's own command, behind another name."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

import omiq
from tests.support.command import COMMAND, LIMIT, Omiq


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, signed in nowhere."""
    return Omiq(tmp_path)


def test_help_is_that_of_the_sandbox(plain: Omiq) -> None:
    for arguments in (["--help"], ["-h"]):
        ended = plain("sandbox", *arguments)
        assert ended.code == 0
        assert ended.out.startswith("usage: omiq-sandbox")
    assert "--token-lifetime" in plain("sandbox", "serve", "--help").out


def test_arguments_are_handed_on(plain: Omiq) -> None:
    """Results, words and exit codes are the sandbox's."""
    assert plain("sandbox", "panel", "out", "--files", 1, "--events", 10).code == 0
    assert len(list((plain.home / "out").glob("*.fcs"))) == 1
    ended = plain("sandbox", "serve", "--port", "x")
    assert (ended.code, ended.out) == (2, "")
    assert "'x' is no whole number" in ended.err


def test_it_serves_until_it_is_told_to_end(plain: Omiq) -> None:
    with subprocess.Popen(
        [COMMAND, "sandbox", "serve", "--env"], stdout=subprocess.PIPE, text=True, env=plain.environment
    ) as process:
        assert process.stdout is not None
        lines = dict(line.removeprefix("export ").strip().split("=", 1) for line in process.stdout if "=" in line)
        with omiq.Client(lines["OMIQ_SERVER"], secret_file=lines["OMIQ_SECRET_FILE"]) as client:
            assert client.users.me().name
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT) == 0


@pytest.mark.parametrize("module", ["omiq_sandbox", "uvicorn"])
def test_what_is_not_installed_is_told(module: str, plain: Omiq) -> None:
    """Neither the sandbox nor a library of its extra is missed with a traceback."""
    (plain.home / f"{module}.py").write_text(f"raise ModuleNotFoundError('No module named {module}')")
    path = os.pathsep.join([str(plain.home), plain.environment.get("PYTHONPATH", "")])
    ended = plain("sandbox", "serve", PYTHONPATH=path)
    assert (ended.code, ended.out) == (1, "")
    assert "pip install 'omiq-client[sandbox]'" in ended.err
    assert "Traceback" not in ended.err
