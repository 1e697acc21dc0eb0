"""How long the command `omiq` takes to tell its help and its version, beside bare Python and other commands.

Whole runs of fresh processes in turn. Others (`hf`, `gh`) are measured where they are installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from .table import Row, Size

ALLOWANCE = 100.0  # ms more than bare Python
OTHERS = ("hf", "gh")
OMIQ = str(Path(sys.executable).with_name("omiq"))
BARE = (sys.executable, "-c", "pass")


def measure(size: Size) -> list[Row]:
    others = [name for name in OTHERS if shutil.which(name)]
    commands = [BARE, (OMIQ, "--help"), (OMIQ, "--version"), *((name, "--help") for name in others)]
    for command in commands:
        _run(command)
    runs = [[_run(command) for command in commands] for _ in range(size.runs)]
    bare, help, version, *theirs = (median(times) * 1000 for times in zip(*runs, strict=True))
    return [
        Row("omiq --help : python -c pass, and 100 ms", help, bare + ALLOWANCE, "ms", 1.0),
        Row("omiq --version : python -c pass, and 100 ms", version, bare + ALLOWANCE, "ms", 1.0),
        Row("omiq --help : python -c pass", help, bare, "ms"),
        *(Row(f"omiq --help : {name} --help", help, time, "ms") for name, time in zip(others, theirs, strict=True)),
    ]


def _run(command: Sequence[str]) -> float:
    began = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began
