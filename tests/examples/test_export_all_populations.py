"""All populations of all files are in the table, each event once."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np

import omiq
from omiq.models import Workflow
from omiq_sandbox._cytometry.panel import write_panel
from omiq_sandbox._cytometry.reader import read_events

from .conftest import Run


def seeded(client: omiq.Client) -> Workflow:
    """The workflow that a sandbox begins with."""
    return next(client.workflows.get(each.id) for each in client.workflows.list() if each.name == "T cells")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_table_holds_every_event_of_every_file(tmp_path: Path, run: Run, client: omiq.Client) -> None:
    """File, number, values and membership of each event are those that the files give by numpy."""
    workflow = seeded(client)
    result = run("export_all_populations.py", workflow.id, tmp_path / "all.csv")
    assert (result.returncode, result.stderr) == (0, "")
    rows = rows_of(tmp_path / "all.csv")
    files = client.files.list(workflow.dataset_id or 0)
    assert Counter(row["sample"] for row in rows) == {file.display_name: file["eventCount"] for file in files}
    for path in write_panel(tmp_path / "panel", files=2, events=1000):
        events = read_events(path)
        cells = events.column("FSC-A") >= 550_000
        t_cells = cells & (np.arcsinh(events.column("Alexa Fluor 700-A") / 6000) >= 1.2)
        of_file = [row for row in rows if row["sample"] == path.stem]
        assert [row["Orig_Row_Number"] for row in of_file] == [str(number) for number in range(1, 1001)]
        assert [row["Cells"] == "true" for row in of_file] == cells.tolist()
        assert [row["Cells/T cells"] == "true" for row in of_file] == t_cells.tolist()
        assert {"Cells/T cells/CD4 T cells", "Cells/T cells/CD8 T cells"} < of_file[0].keys()
        exported = [float(row["BV785-A___CD8"]) for row in of_file]
        np.testing.assert_allclose(exported, events.column("BV785-A"), rtol=1e-4)
    assert f"{len(rows):,} events of 2 files, 4 populations" in result.stdout


def test_populations_above_the_task_are_exported_too(tmp_path: Path, run: Run, client: omiq.Client) -> None:
    """Filters of all gating tasks above a task are open to it; a task without a tree of its own will do."""
    source = seeded(client)
    workflow = client.workflows.create(
        dataset_id=source.dataset_id or 0, name="With a view", initialize=False, from_id=source.id
    )
    gates = {"x": {"type": "RangeGate", "f1": "SSC-A", "f1Min": 0, "f1Max": 1e16}}
    container = {"id": "x", "name": "Any", "type": "DEFAULT", "containerType": "AtomicFilterContainer"}
    tree = {
        "nodes": {"x": {"id": "x", "parentId": "", "filterContainerId": "x", "ord": 1}},
        "filterContainers": {"x": container | {"defaultFilter": gates["x"]}},
    }
    workflow.raw["tasks"].append({"id": 9, "type": "GatingTask", "name": "More", "parentId": 2, "gatingTree": tree})
    client.workflows.save(workflow)
    assert run("export_all_populations.py", workflow.id, tmp_path / "last.csv").returncode == 0
    assert {"Any", "Cells/T cells"} < rows_of(tmp_path / "last.csv")[0].keys()
    assert run("export_all_populations.py", workflow.id, tmp_path / "second.csv", "--task", 2).returncode == 0
    assert "Any" not in rows_of(tmp_path / "second.csv")[0]


def test_what_cannot_be_exported_is_said_and_writes_nothing(tmp_path: Path, run: Run, client: omiq.Client) -> None:
    """An unknown workflow or task ends it with words, and the older table stays."""
    table = tmp_path / "tables" / "all.csv"
    table.parent.mkdir()
    table.write_text("older", encoding="utf-8")
    assert run("export_all_populations.py", 1, table).returncode == 1
    workflow = seeded(client)
    unknown = run("export_all_populations.py", workflow.id, table, "--task", 77)
    assert unknown.returncode == 1
    assert "has no task with id 77: 1 (Scaling); 2 (" in unknown.stderr
    empty = client.workflows.create(dataset_id=client.datasets.create(display_name="Empty").id, name="Empty")
    assert "no file to export" in run("export_all_populations.py", empty.id, table, "--task", 1).stderr
    assert list(table.parent.iterdir()) == [table]
    assert table.read_text("utf-8") == "older"
