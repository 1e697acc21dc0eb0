"""Run the generators, which live in an environment of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

TOOLS: Final = Path(__file__).parents[2] / ".venv-generator" / "bin"


class BuildError(Exception):
    """Something cannot be built, and nothing was changed."""


def run(name: str, *arguments: str | Path, folder: Path) -> None:
    """Run a program of the generators' environment in a folder, with no variable that could change what it writes."""
    program = TOOLS / name
    if not program.exists():
        raise BuildError(f"{program} is missing: run `make client`, which makes the generators' environment")
    environment = {"PATH": str(TOOLS), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
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
