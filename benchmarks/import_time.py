"""How long it takes until a program has `omiq`, or a client that is ready to call, against having httpx.

Whole runs of fresh interpreters in turn; what a bare interpreter takes is taken off. Files are compiled and cached.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from .server import token
from .table import Row, Size

GOAL = 1 / 3
BARE = "pass"
OMIQ = "import omiq"
CLIENT = f"from omiq import Client; Client(token={token()!r})"
HTTPX = "import httpx"


def measure(size: Size) -> list[Row]:
    programs = (BARE, OMIQ, CLIENT, HTTPX)
    for program in programs:
        _run(program)
    runs = [[_run(program) for program in programs] for _ in range(size.runs)]
    bare, omiq, client, httpx = (median(times) * 1000 for times in zip(*runs, strict=True))
    return [
        Row("import omiq : import httpx", omiq - bare, httpx - bare, "ms", GOAL),
        Row("Client ready to call : import httpx", client - bare, httpx - bare, "ms", GOAL),
    ]


def _run(program: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-I", "-c", program], check=True)
    return perf_counter() - began
