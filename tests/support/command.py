"""The installed command `omiq`, run in a process of its own against a sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

COMMAND = str(Path(sys.executable).with_name("omiq"))
LIMIT = 60  # seconds
_AS_INSTALLED = str(Path(__file__).with_name("installed"))


class Ended(NamedTuple):
    """How a run of the command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Omiq:
    """Runs the command in a folder of its own, with its own home, and no keyring but what a test names."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        not_kept = "OMIQ_", "XDG_"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(not_kept) or name == "OMIQ_CHECK"
        }
        own = {"HOME": str(home), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "COLUMNS": "100"}
        path = f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"
        packages = os.pathsep.join([_AS_INSTALLED, *filter(None, [kept.get("PYTHONPATH")])])
        self.environment = kept | own | {"PATH": path, "PYTHONPATH": packages} | environment

    def __call__(self, *arguments: str | int | Path, input: str = "", **environment: str) -> Ended:
        """Run `omiq` with these arguments."""
        result = subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=input,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.home,
            env=self.environment | environment,
            timeout=LIMIT,
        )
        return Ended(result.returncode, result.stdout, result.stderr)

    def shell(self, script: str) -> Ended:
        """Run a script of bash in which `omiq` is the command."""
        result = subprocess.run(
            ["bash", "-c", script],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.home,
            env=self.environment,
            timeout=LIMIT,
        )
        return Ended(result.returncode, result.stdout, result.stderr)
