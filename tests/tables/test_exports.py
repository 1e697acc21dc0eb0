"""What the sandbox has exported, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anndata
import numpy as np
import polars as pl
import pytest

import omiq
from tests.support.studies import EVENTS, Study, fcs

CD3 = [value for _, value in EVENTS]


def test_one_table_of_all_files(study: Study, tmp_path: Path) -> None:
    """The events of both files, with the paths of their populations."""
    table = study.client.exports.run(study.workflow, task="Large", units="raw", folder=tmp_path).to_polars()
    assert table.columns == ["sample", "file_id", "Orig_Row_Number", "FSC-A", "BV421-A___CD3", "OmiqFilter"]
    assert table["sample"].to_list() == ["cells.fcs"] * 4 + ["more.fcs"] * 3
    assert table.select("FSC-A", "BV421-A___CD3").rows() == [*EVENTS, *EVENTS[1:]]
    assert table["Orig_Row_Number"].to_list() == [1, 2, 3, 4, 1, 2, 3]
    assert table["OmiqFilter"].to_list() == [None, None, "CD3+", "Large", None, "CD3+", "Large"]


def test_all_ways_tell_the_same(study: Study, tmp_path: Path) -> None:
    """pandas, Arrow and Parquet have the same columns and values."""
    exported = study.client.exports.run(study.workflow, task="Large", folder=tmp_path)
    table = exported.to_polars()
    assert pl.DataFrame(exported.to_arrow()).equals(table)
    assert pl.from_pandas(exported.to_pandas()).cast(table.schema).equals(table)
    assert pl.read_parquet(exported.to_parquet(tmp_path / "events.parquet")).equals(table)


def test_fcs_has_what_csv_has(study: Study, tmp_path: Path) -> None:
    """The numbers of the filters are named once the table of names lies beside the file."""
    as_csv = study.client.exports.run(study.workflow, task="Large", units="raw", folder=tmp_path / "csv").to_polars()
    exported = study.client.exports.run(
        study.workflow, task="Large", units="raw", format="fcs", folder=tmp_path / "fcs"
    )
    numbered = exported.to_polars()
    assert numbered["OmiqFilter"].to_list() == [0, 0, 1, 2, 0, 1, 2]
    assert numbered.drop("sample", "OmiqFilter").equals(as_csv.drop("sample", "OmiqFilter"))
    for entry in exported:
        for task_id, file in study.artifacts():
            if file.endswith("_FilterValuesToNames.csv"):
                (Path(entry.path).parent / file).write_bytes(study.artifact(task_id, file))
    assert exported.to_polars().equals(as_csv)


@pytest.mark.parametrize("format", ["csv", "fcs"])
def test_one_column_a_filter(study: Study, tmp_path: Path, format: Any) -> None:
    """True and false, in CSV as in FCS."""
    table = study.client.exports.run(
        study.workflow, task="Large", membership="columns", format=format, folder=tmp_path
    ).to_polars()
    assert table["CD3+"].to_list() == [False, False, True, True, False, True, True]
    assert table["Large"].to_list() == [False, False, False, True, False, False, True]


def test_annotated_in_both_units(study: Study, tmp_path: Path) -> None:
    """X is scaled by the cofactor that `var` tells, the raw values are the other layer, and all can be written."""
    run = study.client.exports.run
    scaled = run(study.workflow, task="Large", folder=tmp_path)
    data: Any = scaled.to_anndata(run(study.workflow, task="Large", units="raw", folder=tmp_path))
    assert list(data.var_names) == ["FSC-A", "BV421-A"]
    assert list(data.var["marker"]) == ["", "CD3"]
    cofactor = data.var["cofactor"]["BV421-A"]
    assert np.allclose(data.layers["raw"][:, 1], CD3 + CD3[1:])
    assert np.allclose(np.sinh(data.layers["scaled"][:, 1]) * cofactor, CD3 + CD3[1:], rtol=1e-4)
    assert np.array_equal(data.X, data.layers["scaled"])
    assert list(data.obs["filter"].astype(object).fillna("")) == ["", "", "CD3+", "Large", "", "CD3+", "Large"]
    data.write_h5ad(tmp_path / "events.h5ad")
    read: Any = anndata.read_h5ad(tmp_path / "events.h5ad")
    assert read.uns["omiq"]["workflow_id"] == study.workflow.id
    assert read.obs.equals(data.obs)


def test_files_whose_channels_differ(study: Study, tmp_path: Path) -> None:
    """A file of other channels stands in the same table."""
    from omiq_sandbox._cytometry.channels import Channel

    study.add_file(fcs(EVENTS[:1], (Channel("FSC-A"), Channel("BV421-A", "CD4"))), "other.fcs")
    table = study.client.exports.run(study.workflow, task="Large", units="raw", folder=tmp_path).to_polars()
    assert table.columns[3:] == ["FSC-A", "BV421-A", "OmiqFilter"]
    assert table["BV421-A"].to_list() == [*CD3, *CD3[1:], CD3[0]]


def test_file_that_was_cut_off(study: Study, tmp_path: Path) -> None:
    """A file that lost its end since is an error."""
    exported = study.client.exports.run(study.workflow, task="Large", folder=tmp_path)
    path = Path(exported[0].path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(omiq.TransferError, match=path.name):
        exported.to_polars()
