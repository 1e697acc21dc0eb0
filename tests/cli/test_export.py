"""`omiq export`: files of events, what a dry run foresees, and wrong names."""

from __future__ import annotations

from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from tests.support.command import Omiq
from tests.support.studies import EVENTS, SCALED_CD3, Study, fcs, study_of

STATES = ("--columns", "name,state")


@pytest.fixture
def study(client: omiq.Client, sandbox: omiq_sandbox.Server) -> Study:
    """The dataset Lymphocytes with cells.fcs and more.fcs, and a chain of tasks: Scaling, CD3+ and Large."""
    made = study_of(client, sandbox)
    made.add_file(fcs(EVENTS[1:]), "more.fcs")
    return made


def test_export_of_a_population(command: Omiq, study: Study, tmp_path: Path) -> None:
    """A file for each file of the dataset; the same command again exports nothing anew."""
    export = ("export", "Gating", "--folder", "out", "--filter", "CD3+", "--drop-unfiltered")
    rows = command(*export, "--json").json
    assert [(row["name"], row["state"], row["path"]) for row in rows] == [
        ("cells.fcs", "done", "out/Lymphocytes/cells.CD3+.csv"),
        ("more.fcs", "done", "out/Lymphocytes/more.CD3+.csv"),
    ]
    lines = (tmp_path / rows[0]["path"]).read_text().splitlines()
    assert len(lines) == 3
    assert SCALED_CD3[2][:4] in lines[1]
    assert command(*export, *STATES) == (0, "cells.fcs\tskipped\nmore.fcs\tskipped\n", "")


@pytest.mark.parametrize("address", ["more.fcs", "{id}", "{dataset}/{id}"])
def test_export_of_files_that_are_named(command: Omiq, study: Study, address: str) -> None:
    id = study.client.files.list(study.dataset_id)[1].id
    named = address.format(dataset=study.dataset_id, id=id)
    assert command("export", "Gating", named, "--folder", "out", *STATES).out == "more.fcs\tdone\n"


def test_list_of_files_is_piped_into_export(command: Omiq, study: Study) -> None:
    ended = command.shell("omiq files list Lymphocytes --quiet | omiq export Gating - --folder out --columns name")
    assert ended == (0, "cells.fcs\nmore.fcs\n", "")


def test_settings_are_those_of_the_export(command: Omiq, study: Study, tmp_path: Path) -> None:
    """Raw values of chosen channels, a column for each filter, and no row numbers."""
    chosen = ("--feature", "FSC-A", "--units", "raw", "--membership", "columns", "--no-row-numbers", "--task", "CD3+")
    (row,) = command("export", "Gating", "cells.fcs", "--folder", "out", *chosen, "--json").json
    head, first, *_ = (tmp_path / row["path"]).read_text().splitlines()
    assert head.split(",")[0] == "FSC-A"
    assert "Orig_Row_Number" not in head
    assert first.split(",")[0] == "10"


def test_export_as_fcs(command: Omiq, study: Study, tmp_path: Path) -> None:
    (row,) = command("export", "Gating", "cells.fcs", "--folder", "out", "--format", "fcs", "--json").json
    assert (tmp_path / row["path"]).read_bytes().startswith(b"FCS")


def test_export_as_one_parquet_file(command: Omiq, study: Study, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    assert command("export", "Gating", "--folder", "out", "--parquet", "events.parquet").code == 0
    table = polars.read_parquet(tmp_path / "events.parquet")
    assert table["sample"].to_list() == ["cells.fcs"] * 4 + ["more.fcs"] * 3


def test_parquet_into_no_folder_exports_nothing(command: Omiq, study: Study, tmp_path: Path) -> None:
    ended = command("export", "Gating", "--folder", "out", "--parquet", "missing/events.parquet")
    assert (ended.code, ended.out) == (2, "")
    assert not (tmp_path / "out").exists()


def test_dry_run_tells_task_and_filters(command: Omiq, study: Study, tmp_path: Path) -> None:
    """It exports nothing and leaves no trace; what is there already would be skipped."""
    export = ("export", "Gating", "--folder", "out")
    rows = command(*export, "--dry-run", "--json").json
    assert [(row["name"], row["state"], row["task"], row["filters"]) for row in rows] == [
        ("cells.fcs", "would export", "Large", "CD3+, Large"),
        ("more.fcs", "would export", "Large", "CD3+, Large"),
    ]
    assert not (tmp_path / "out").exists()
    assert command(*export, "cells.fcs", "--columns", "path").out == f"{rows[0]['path']}\n"
    assert command(*export, "--dry-run", *STATES).out == "cells.fcs\twould skip\nmore.fcs\twould export\n"


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        (["--filter", "CD3-"], "'CD3+'"),
        (["--task", "Larg"], "'Large'"),
        (["--feature", "FSC"], "'FSC-A'"),
        (["--format", "tsv"], "'csv'"),
        (["--task", "99"], "Large"),
    ],
)
def test_wrong_names_tell_the_nearest(command: Omiq, study: Study, wrong: list[str], nearest: str) -> None:
    ended = command("export", "Gating", "--folder", "out", *wrong)
    assert (ended.code, ended.out) == (2, "")
    assert nearest in ended.err


def test_file_or_workflow_that_is_unknown(command: Omiq, study: Study) -> None:
    assert command("export", "Gating", "mor.fcs", "--folder", "out").code == 4
    assert command("export", "Gatin", "--folder", "out").code == 4


def test_export_that_fails_in_part(command: Omiq, study: Study, sandbox: omiq_sandbox.Server) -> None:
    """Rows tell of all, no Parquet file is written, and the same command again fetches what is missing."""
    sandbox.faults.add({"kind": "status", "status": 400, "operation": "initiateExport", "count": 1})
    export = ("export", "Gating", "--folder", "out", "--concurrency", 1, "--parquet", "events.parquet", *STATES)
    ended = command(*export)
    assert ended.code == 6
    assert sorted(line.partition("\t")[2] for line in ended.lines) == ["done", "failed"]
    assert "Give the same command again" in ended.err
    assert not (command.home / "events.parquet").exists()
    assert command(*export).code == 0
    assert (command.home / "events.parquet").exists()
