"""The quick start does what it says, in the sandbox."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._cytometry.panel import write_panel
from omiq_sandbox._cytometry.reader import read_events

from .conftest import EXAMPLES, Run

COFACTOR = 6000
MARKERS = {"CD3": "Alexa Fluor 700-A", "CD4": "BUV496-A", "CD8": "BV785-A", "CD45RA": "BUV395-A", "CCR7": "BV421-A"}


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    write_panel(folder, files=2, events=1500)
    return folder


@pytest.fixture
def both(server: omiq_sandbox.Server) -> dict[str, str]:
    """The environment of one who has a token and a secret key file."""
    return {"OMIQ_TOKEN": server.token, "OMIQ_SECRET_FILE": str(server.secret_file)}


def counted(path: Path) -> dict[str, int]:
    """Count the events of some populations of a file by numpy alone."""
    events = read_events(path)
    scatter, side = events.column("FSC-A"), events.column("SSC-A")
    high = {name: np.arcsinh(events.column(channel) / COFACTOR) for name, channel in MARKERS.items()}
    slope = 550e3 + (side - 1.5e6) * (1.5e6 - 550e3) / (4.2e6 - 1.5e6)
    cells = (scatter >= 550e3) & (scatter >= slope)
    t_cells = cells & (high["CD3"] >= 1.2)
    cd8 = t_cells & (high["CD8"] >= 1.6) & (high["CD4"] < 1.4)
    naive = cd8 & (high["CD45RA"] >= 1.2) & (high["CCR7"] >= 1.0)
    masks = {"Cells": cells, "Cells/T cells": t_cells, "Cells/T cells/CD8+": cd8, "Cells/T cells/CD8+/Naive": naive}
    return {name: int(mask.sum()) for name, mask in masks.items()}


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def tables(results: Path) -> list[Path]:
    """Return the exported tables, in the folder of the dataset."""
    return sorted(results.glob("Quick start */*.csv"))


def test_counts_of_the_panel_are_those_of_numpy(panel: Path, tmp_path: Path, run: Run, both: Mapping[str, str]) -> None:
    """Both sign-ins, upload, processing, gating, export and counting give what the files hold."""
    result = run("quickstart.py", panel, tmp_path / "results", environment=both)
    assert (result.returncode, result.stderr) == (0, "")
    counts = {line["population"]: line for line in table_of(tmp_path / "results" / "counts.csv")}
    for number, path in enumerate(sorted(panel.iterdir()), 1):
        expected = counted(path)
        assert min(expected.values()) > 10
        assert {name: int(counts[name][str(number)]) for name in expected} == expected
    assert len(counts) == 2 + 4 + 8
    said = result.stdout
    assert "Signed in by token as Rosalind Marsh\nSigned in by secret key as Nightly pipeline\n" in said
    assert "tells 3,000 events in all" in said
    paths = [*tables(tmp_path / "results"), tmp_path / "results" / "counts.csv"]
    assert len(paths) == 3
    assert all(str(path) in said for path in paths)
    assert both["OMIQ_TOKEN"] not in said
    assert "http" not in said


def test_exported_events_are_those_of_the_files(panel: Path, tmp_path: Path, run: Run) -> None:
    """A table holds every event with its number, raw values by channel, and membership by 0 and 1."""
    assert run("quickstart.py", panel, tmp_path).returncode == 0
    first, *_ = sorted(panel.iterdir())
    rows, events = table_of(tables(tmp_path)[0]), read_events(first)
    assert [row["Orig_Row_Number"] for row in rows] == [str(number) for number in range(1, len(events.values) + 1)]
    exported = np.array([float(row["Alexa Fluor 700-A___CD3"]) for row in rows])
    np.testing.assert_allclose(exported, events.column("Alexa Fluor 700-A"), rtol=1e-4)
    assert sum(row["Cells/T cells"] == "1" for row in rows) == counted(first)["Cells/T cells"]


def test_counts_add_up(panel: Path, tmp_path: Path, run: Run) -> None:
    """The four quadrants of a population share no event and lose none."""
    assert run("quickstart.py", panel, tmp_path).returncode == 0
    counts = {line["population"]: int(line["1"]) for line in table_of(tmp_path / "counts.csv")}
    for parent in ("Cells/T cells", "Cells/T cells/CD4+", "Cells/T cells/CD8+"):
        children = [count for name, count in counts.items() if name.rpartition("/")[0] == parent]
        assert (len(children), sum(children)) == (4, counts[parent])


def test_files_of_other_channels_are_gated_on_what_they_have(tmp_path: Path, run: Run) -> None:
    """Without the panel's markers each channel is gated by itself; a file that cannot be read is named."""
    folder = tmp_path / "fcs"
    folder.mkdir()
    (folder / "a.csv").write_text("", encoding="utf-8")
    (folder / "plate").mkdir()
    (folder / "plate" / "broken.fcs").write_bytes(b"no FCS")
    small_fcs(folder / "small.FCS", {"FSC-A": [1, 2, 3], "PE-A": [0, 9000, 9000], "Time": [1, 2, 3]})
    result = run("quickstart.py", folder, tmp_path / "results")
    assert result.returncode == 0, result.stderr
    assert f"{folder / 'plate' / 'broken.fcs'}: " in result.stdout
    assert table_of(tmp_path / "results" / "counts.csv") == [{"population": "PE-A+", "1": "2"}]


def test_files_without_a_common_channel_are_refused_in_words(tmp_path: Path, run: Run) -> None:
    """There is no table of files that share nothing."""
    small_fcs(tmp_path / "a.fcs", {"PE-A": [1]})
    small_fcs(tmp_path / "b.fcs", {"FITC-A": [1]})
    result = run("quickstart.py", tmp_path, tmp_path / "results")
    assert (result.returncode, result.stderr) == (1, "The files have no channel in common: take files of one panel\n")


def small_fcs(path: Path, columns: Mapping[str, list[float]]) -> None:
    from omiq_sandbox._cytometry.channels import Channel
    from omiq_sandbox._cytometry.fcs_writer import write_fcs

    write_fcs(path, [Channel(name) for name in columns], np.array([*columns.values()]).T, {})


def test_another_server_does_not_know_the_invented_endpoint(
    panel: Path, tmp_path: Path, run: Run, server: omiq_sandbox.Server
) -> None:
    """Where the raw call finds nothing, the rest is done all the same."""
    server.faults.set({"kind": "status", "operation": "sandbox.countEvents", "status": 404, "when": "before"})
    try:
        result = run("quickstart.py", panel, tmp_path)
    finally:
        server.faults.clear()
    assert result.returncode == 0
    assert "finds nothing here: 404" in result.stdout


def test_wrong_arguments_and_a_refused_sign_in_are_told_in_words(tmp_path: Path, run: Run) -> None:
    """There is no traceback: what is to be given, or what is wrong, is said."""
    assert "FCS_FOLDER RESULTS_FOLDER" in run("quickstart.py").stderr
    (tmp_path / "a.fcs").touch()
    refused = run("quickstart.py", tmp_path, tmp_path / "results", environment={"OMIQ_TOKEN": "nonsense"})
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    missing = run("quickstart.py", tmp_path / "no folder", tmp_path / "results")
    assert (missing.returncode, missing.stderr) == (1, f"There is no FCS file in {tmp_path / 'no folder'}\n")


def demo(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / "demo.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_make_demo_runs_it() -> None:
    """The target takes a folder, one with a space in its name too."""
    command = ["make", "--no-print-directory", "--dry-run", "demo", "FCS=my files"]
    command += ["--assume-old=.venv/.stamp", "--assume-old=.venv/.locked"]
    result = subprocess.run(command, cwd=EXAMPLES.parent, capture_output=True, text=True, check=True)
    assert result.stdout == '.venv/bin/python examples/demo.py --fcs "my files"\n'


def test_demo_runs_from_nothing_to_the_table(tmp_path: Path) -> None:
    """`make demo` makes the panel, starts a sandbox, runs the quick start, and stops the sandbox."""
    result = demo("--output", tmp_path, "--files", 2, "--events", 300)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(list((tmp_path / "fcs").glob("*.fcs"))) == 2
    assert [line["population"] for line in table_of(tmp_path / "results" / "counts.csv")][:2] == [
        "Cells",
        "Cells/T cells",
    ]
    url = result.stdout.split()[4]
    assert url.startswith("http://127.0.0.1:")
    with pytest.raises(omiq.OmiqError), omiq.Client(url, token="x") as client:
        client.users.me()


def test_demo_takes_a_folder_and_passes_the_status_on(tmp_path: Path) -> None:
    """`make demo FCS=folder` uses what is there, and fails where that is nothing."""
    (tmp_path / "mine").mkdir()
    result = demo("--output", tmp_path / "out", "--fcs", tmp_path / "mine")
    assert (result.returncode, result.stderr) == (1, f"There is no FCS file in {tmp_path / 'mine'}\n")
    assert not (tmp_path / "out" / "fcs").exists()


def test_interrupted_demo_stops_the_sandbox(tmp_path: Path) -> None:
    """Ctrl-C ends both, without a traceback."""
    os.mkfifo(tmp_path / "waits.fcs")
    script = "import signal, runpy, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    script += "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    arguments = [str(path) for path in (EXAMPLES / "demo.py", "--output", tmp_path / "out", "--fcs", tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert [process.stdout.readline().split()[0] for _ in range(3)] == ["Started", "Signed", "Signed"]
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors in ("", "interrupted\n")  # one that is slow to go is killed
