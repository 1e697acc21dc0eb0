"""Run the generators: those of the clone's own environment for them, else those beside the running Python."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path
from shutil import which
from typing import Final

TOOLS: Final = Path(__file__).parents[2] / ".venv-generator" / "bin"


class BuildError(Exception):
    """Something cannot be built, and nothing was changed."""


def run(name: str, *arguments: str | Path, folder: Path) -> None:
    """Run a generator in a folder, with no variable that could change what it writes."""
    tools = TOOLS if TOOLS.is_dir() else Path(sysconfig.get_path("scripts"))
    program = which(name, path=tools)
    if program is None:
        raise BuildError(
            f"{tools / name} is missing: run `make client`, which makes the generators' environment; "
            'outside of a clone, `pip install "omiq-client[generate]"`'
        )
    environment = {"PATH": str(tools), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode:
        raise BuildError(f"{name} failed:\n{result.stdout}{result.stderr}".rstrip())
