"""The benchmarks run, and their table says what was measured. No figure is judged here: a test is not timed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import command_time, nginx
from benchmarks.__main__ import MEASUREMENTS
from benchmarks.files import listing
from benchmarks.table import Row, table

ROOT = Path(__file__).parents[2]
OTHERS = ("curl", "vendor's method", "httpx")
ROWS = {
    "import-time": ["import omiq : import httpx", "Client ready to call : import httpx"],
    "command-time": [
        *(f"omiq {option} : python -c pass, and 100 ms" for option in ("--help", "--version")),
        "omiq --help : python -c pass",
        *(f"omiq --help : {name} --help" for name in command_time.OTHERS if shutil.which(name)),
    ],
    "call-time": ["typed call : httpx", "typed call, async : httpx"],
    "check": [
        f"{what}{kind}, check={mode}{row}"
        for kind in ("", ", async")
        for what in ("datasets listed", "workflow of 100 kB", "2 files listed")
        for mode in ("record", "warn")
        for row in (" : off", ", computing beside : 5 %")
    ],
    "listing-time": ["20 files listed, sizes summed : requests, json.loads"],
    "listing-memory": ["20 files held : json.loads", "20 files listed, peak : requests, json.loads"],
    "single-file": [
        f"1 MiB {way}, {kind}{row}"
        for kind in (("plain", "TLS") if nginx.found() else ("plain",))
        for way in ("up", "down")
        for row in (*(f"{what} : {name}" for what in ("", ", CPU") for name in OTHERS), ", peak memory : 100 MB")
    ],
    "many-files": [
        *(
            f"4 files of 1 MiB, 40 ms, {way} : {name}"
            for way in ("up", "down")
            for name in ("vendor's method", "curl --parallel", "httpx")
        ),
        *(f"20 files of 10 kB, {way} : vendor's method" for way in ("up", "down")),
        "20 files of 10 kB, peak memory : 2 files",
    ],
    "many-exports": ["4 exports of 2 s, 16 at once : ideal"],
    "export-tables": [
        "8 exports of 200 events, to_polars : polars.read_csv and concat",
        "8 exports of 200 events, to_anndata : polars.read_csv and concat",
        "to_parquet of 20 exports, peak memory : 4 exports",
        "to_parquet of 20 exports, peak memory : 1,000 MB",
    ],
    "growth": ["20 files listed and planned, time : 10", "20 files listed and planned, memory : 10"],
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_every_measurement_is_known_here() -> None:
    """A new measurement gets its rows into the tests below."""
    assert list(MEASUREMENTS) == list(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_measurement_gives_its_rows(name: str) -> None:
    """Each measurement runs by itself, at a tiny size, and prints what it compared; a missed goal is no failure."""
    result = run("--quick", "--only", name)
    assert result.returncode == 0, result.stderr
    _, _, head, *rows, _, missed = result.stdout.splitlines()
    assert head.split() == ["what", ":", "against", "ours", "theirs", "ratio", "goal", "met"]
    assert [row.split("  ")[0] for row in rows] == ROWS[name]
    for row in rows:
        assert (row.split("  ")[0] in missed) == row.endswith(" NO")


def test_unknown_measurement_is_refused_with_the_known_names() -> None:
    """A slip of the pen does not run everything."""
    result = run("--only", "import")
    assert result.returncode == 2
    assert all(name in result.stderr for name in ROWS)


def test_table_shows_both_sides_and_whether_the_goal_is_met() -> None:
    """The ratio decides; just at the goal is met."""
    assert table([Row("a : b", 12.0, 10.0, "ms", 1.2), Row("longer : b", 1.0, 0.5, "MB", 1.0)]) == (
        "what : against      ours    theirs  ratio  goal  met\n"
        "a : b           12.00 ms  10.00 ms   1.20  1.20  yes\n"
        "longer : b       1.00 MB   0.50 MB   2.00  1.00   NO"
    )


def test_row_without_a_goal_is_shown_and_not_judged() -> None:
    """What is told beside it, for comparison, can neither be met nor missed."""
    row = Row("a : b", 12.0, 10.0, "ms")
    assert row.met
    assert table([row]).splitlines()[1].split() == ["a", ":", "b", "12.00", "ms", "10.00", "ms", "1.20"]


def test_files_are_as_large_as_real_ones() -> None:
    """Some 1.2 kB a file: the 10,000 of the full run are about 12 MB."""
    assert 1100 < len(listing(200)) / 200 < 1400
