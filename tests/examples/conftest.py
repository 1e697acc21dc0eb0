"""What the tests of the examples share: a sandbox, and a way to run a script against it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

import omiq
import omiq_sandbox

EXAMPLES = Path(__file__).parents[2] / "examples"


class Run(Protocol):
    """Runs a script of the examples to its end, as the service account unless `environment` says otherwise."""

    def __call__(
        self, script: str, *arguments: object, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="module")
def server() -> Iterator[omiq_sandbox.Server]:
    with omiq_sandbox.run() as server:
        yield server


@pytest.fixture(scope="module")
def run(server: omiq_sandbox.Server) -> Run:
    def run(
        script: str, *arguments: object, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("OMIQ_")}
        variables = environment or {"OMIQ_SECRET_FILE": str(server.secret_file)}
        command = [sys.executable, "-W", "error", str(EXAMPLES / script), *map(str, arguments)]
        return subprocess.run(
            command,
            env=others | {"OMIQ_SERVER": server.url} | dict(variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture(scope="module")
def client(server: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    """A client of the service account, as which the scripts sign in."""
    with omiq.Client(server.url, secret_file=server.secret_file) as client:
        yield client
