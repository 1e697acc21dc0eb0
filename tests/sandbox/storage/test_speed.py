"""The benchmark of the storage runs. No figure is judged here."""

import subprocess
import sys
from pathlib import Path


def test_benchmark_tells_both_directions() -> None:
    """Both speeds are printed."""
    command = [sys.executable, "-m", "benchmarks.storage", "--runs", "1", "--size", "2"]
    result = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()[:2]] == ["PUT", "GET"]
