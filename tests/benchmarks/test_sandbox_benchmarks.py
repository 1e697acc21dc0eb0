"""The measurements of the sandbox run, and say what they found. No figure is judged here."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_load_tells_each_kind_of_call_and_finds_no_error() -> None:
    """Two clients upload, gate, export and read at once; an error would be its exit status."""
    printed = run("sandbox_load", "--clients", "2", "--seconds", "0.1")
    kinds = {line.split()[0] for line in printed.splitlines() if line.strip()}
    assert {"PUT", "files.get", "exports.initiate", "GET", "all"} <= kinds
    assert printed.rstrip().endswith("calls/s, 0 errors")


def test_storage_tells_both_directions() -> None:
    """One small file goes up and comes down."""
    printed = run("storage", "--runs", "1", "--size", "1")
    assert [line.split()[0] for line in printed.splitlines()[:2]] == ["PUT", "GET"]
