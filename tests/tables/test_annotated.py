"""Events as an AnnData: which column goes where, and what `write_h5ad` keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anndata
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq
from omiq._tables.annotated import to_anndata
from omiq._tables.computed import embeddings, is_computed
from omiq._tables.described import Described
from omiq._tables.headers import Kind
from omiq._tables.layout import Column
from omiq._tables.unstructured import unstructured
from tests.tables.written import described, written

TEXT = (
    "Orig_Row_Number,FSC-A,B___CD3,FL1_1,FL1_2,umap_1,umap_2,fsom_metaclust_elbow,peacoqc-passed,OmiqFilter\n"
    "1,10,0.5,1,2,-3.5,4.5,7,1,Cells/CD3+\n"
    "2,20,NaN,1,2,-1.5,2.5,8,0,\n"
)


def data_of(folder: Path, *texts: str, **known: Any) -> Any:
    return to_anndata(described(written(folder, *texts), **known), None)


def written_and_read(data: Any, folder: Path) -> Any:
    data.write_h5ad(folder / "events.h5ad")
    return anndata.read_h5ad(folder / "events.h5ad")


def test_measurements(tmp_path: Path) -> None:
    """X and the one layer hold the channels in single precision, apart from each other."""
    data = data_of(tmp_path, TEXT, cofactors={"B": 6000.0})
    assert list(data.var_names) == ["FSC-A", "B", "FL1_1", "FL1_2"]
    assert data.X.dtype == np.float32
    assert np.array_equal(data.X, np.array([[10, 0.5, 1, 2], [20, np.nan, 1, 2]], np.float32), equal_nan=True)
    assert list(data.layers) == ["scaled"]
    data.X[0, 0] = 99
    assert data.layers["scaled"][0, 0] == 10


def test_channels(tmp_path: Path) -> None:
    """Each has its name, its marker, and its cofactor where it has one."""
    var = data_of(tmp_path, TEXT, cofactors={"B": 6000.0}).var
    assert list(var["channel"]) == list(var.index)
    assert list(var["marker"]) == ["", "CD3", "", ""]
    assert var["cofactor"]["B"] == 6000
    assert var["cofactor"].isna().sum() == 3


def test_observations(tmp_path: Path) -> None:
    """Where an event is from, its filter, and what OMIQ has computed of it but for embeddings."""
    obs = data_of(tmp_path, TEXT, TEXT).obs
    assert list(obs.index) == ["1-0", "1-1", "2-0", "2-1"]
    assert list(obs) == ["sample", "file_id", "row_number", "fsom_metaclust_elbow", "peacoqc-passed", "filter"]
    assert list(obs["sample"]) == ["1.csv", "1.csv", "2.csv", "2.csv"]
    assert list(obs["row_number"]) == [1, 2, 1, 2]
    assert list(obs["fsom_metaclust_elbow"]) == [7, 8, 7, 8]
    assert obs["fsom_metaclust_elbow"].dtype == np.int64
    assert list(obs["filter"].cat.categories) == ["Cells/CD3+"]
    assert list(obs["filter"].isna()) == [False, True, False, True]


def test_embedding_is_where_scanpy_looks_for_it(tmp_path: Path) -> None:
    """`umap_1` and `umap_2` are `X_umap`; `FL1_1` and `FL1_2` are channels."""
    data = data_of(tmp_path, TEXT)
    assert list(data.obsm) == ["X_umap"]
    assert data.obsm["X_umap"].tolist() == [[-3.5, 4.5], [-1.5, 2.5]]


def test_one_column_a_filter(tmp_path: Path) -> None:
    """Two filters are two columns of true and false, under names that HDF5 takes."""
    text = "FSC-A,Cells,Cells/CD3+\n1,1,0\n2,1,1\n"
    known: dict[str, Any] = {"membership": "columns", "filters": {"a": "Cells", "b": "Cells/CD3+"}}
    data = written_and_read(data_of(tmp_path, text, **known), tmp_path)
    assert list(data.obs["Cells > CD3+"]) == [False, True]
    assert data.obs["Cells"].dtype == np.bool_
    assert list(data.var_names) == ["FSC-A"]


def test_written_and_read_again(tmp_path: Path) -> None:
    """All of it survives a file, where files lack columns of others too."""
    more = "FSC-A,OmiqFilter\n5,\n"
    provenance = {"workflow_id": 7, "task_name": None, "filters": {"a/b": "C"}, "files": [{"id": 1}], "a/b": True}
    data = data_of(tmp_path, TEXT, more, provenance=provenance)
    read = written_and_read(data, tmp_path)
    assert read.obs.equals(data.obs)
    assert read.var.equals(data.var)
    assert np.array_equal(read.X, data.X, equal_nan=True)
    assert np.array_equal(read.obsm["X_umap"], data.obsm["X_umap"], equal_nan=True)
    assert read.uns["omiq"] == {
        "workflow_id": 7,
        "filters": '{"a/b": "C"}',
        "files": '[{"id": 1}]',
        "a|b": True,
    }


def test_no_events(tmp_path: Path) -> None:
    """Files without events, or no files, make an AnnData without rows."""
    assert data_of(tmp_path, TEXT.partition("\n")[0] + "\n").shape == (0, 4)
    assert data_of(tmp_path).shape == (0, 0)


def test_both_units(tmp_path: Path) -> None:
    """Each is a layer, whatever the order of files and channels in the other export."""
    ours = described(written(tmp_path, "A,B\n1,2\n", "A,B\n3,4\n"))
    (tmp_path / "raw").mkdir()
    theirs = described(written(tmp_path / "raw", "B,A\n20,10\n", "B,A\n40,30\n"), units="raw")
    data: Any = to_anndata(ours, theirs._replace(samples=theirs.samples[::-1]))
    assert data.layers["scaled"].tolist() == data.X.tolist() == [[1, 2], [3, 4]]
    assert data.layers["raw"].tolist() == [[10, 20], [30, 40]]


@pytest.mark.parametrize(
    ("text", "known", "words"),
    [
        ("Orig_Row_Number,A,OmiqFilter\n1,1,A\n2,2,B\n", {"units": "scaled"}, "other units"),
        ("Orig_Row_Number,A,OmiqFilter\n1,1,A\n", {}, "other events"),
        ("Orig_Row_Number,A,OmiqFilter\n1,1,A\n3,2,B\n", {}, "other events"),
        ("Orig_Row_Number,A,OmiqFilter\n1,1,A\n2,2,C\n", {}, "other events"),
        ("Orig_Row_Number,A,C,OmiqFilter\n1,1,1,A\n2,2,1,B\n", {}, "other channels"),
    ],
)
def test_other_export_that_does_not_match(tmp_path: Path, text: str, known: dict[str, Any], words: str) -> None:
    """Values of one event are never put beside those of another."""
    ours = described(written(tmp_path, "Orig_Row_Number,A,OmiqFilter\n1,10,A\n2,20,B\n"))
    (tmp_path / "other").mkdir()
    theirs = described(written(tmp_path / "other", text), **{"units": "raw", **known})
    with pytest.raises(omiq.ConfigurationError, match=words):
        to_anndata(ours, theirs)


@pytest.mark.parametrize(
    "other",
    [
        {"filters": {"a": "P/y"}},
        {"provenance": {"task_id": 3, "drop_unfiltered": True}},
        {"provenance": {"task_id": 2, "drop_unfiltered": False}},
        {"provenance": {"task_id": 2, "drop_unfiltered": True, "gating_trees": {"2": {"nodes": {}}}}},
    ],
    ids=["filters", "task", "drop_unfiltered", "gates"],
)
def test_other_export_that_was_asked_for_otherwise(tmp_path: Path, other: dict[str, Any]) -> None:
    """Where rows have no numbers, as many events are not taken for the same ones."""
    known = {"filters": {"a": "P/x"}, "provenance": {"task_id": 2, "drop_unfiltered": True}}
    ours = described(written(tmp_path, "A\n1\n2\n"), membership="columns", **known)
    theirs = ours._replace(**{"units": "raw", **other})
    with pytest.raises(omiq.ConfigurationError, match="other events"):
        to_anndata(ours, theirs)


def test_gates_that_moved_and_changed_no_event(tmp_path: Path) -> None:
    """Where rows have numbers, these tell that the events are the same."""
    ours = described(written(tmp_path, "Orig_Row_Number,A\n1,1\n2,2\n"), provenance={"gating_trees": {}})
    theirs = ours._replace(units="raw", provenance={"gating_trees": {"2": {"nodes": {}}}})
    assert list(to_anndata(ours, theirs).layers) == ["scaled", "raw"]


def test_other_export_of_other_files(tmp_path: Path) -> None:
    """The error says that the files differ."""
    ours = described(written(tmp_path, "A\n1\n", "A\n2\n"))
    theirs: Described = ours._replace(units="raw", samples=ours.samples[:1])
    with pytest.raises(omiq.ConfigurationError, match="other files"):
        to_anndata(ours, theirs)


def column(name: str, marker: str = "", kind: Kind = "number") -> Column:
    return Column(name, kind, name, marker, (kind, name, 0))


@pytest.mark.parametrize("name", ["umap_1", "optsne_2", "fsom_metaclust_elbow", "peacoqc-passed", "pca_10"])
def test_computed(name: str) -> None:
    """OMIQ's own columns are told by their names, unless they are scaled or bear a marker."""
    assert is_computed(column(name), {})
    assert not is_computed(column(name, "CD3"), {})
    assert not is_computed(column(name), {name: 5.0})


@pytest.mark.parametrize("name", ["FSC-A", "fsc-a", "Time", "time", "FL1_1", "BV421-A", "In115Di", "CD4_1", ""])
def test_measured(name: str) -> None:
    """Names of channels are none of computed columns."""
    assert not is_computed(column(name), {})


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["umap_2", "umap_1"], {"umap": ["umap_1", "umap_2"]}),
        (["pca_1", "optsne_1", "pca_2", "optsne_2", "pca_3"], {"pca": 3, "optsne": 2}),
        (["umap_1"], {}),
        (["umap_1", "umap_3"], {}),
        (["umap_0", "umap_1"], {}),
        (["umap_01", "umap_02"], {}),
        (["my-umap_cd4_1", "my-umap_cd4_2"], {"my-umap_cd4": 2}),
    ],
)
def test_embeddings(names: list[str], expected: dict[str, Any]) -> None:
    """Two coordinates at least, counted from 1, none left out."""
    found = embeddings(map(column, names))
    assert {
        name: len(columns) if isinstance(expected.get(name), int) else columns for name, columns in found.items()
    } == expected


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.text("abc_/", min_size=1), JSON, max_size=3))
def test_any_provenance_can_be_written(tmp_path_factory: pytest.TempPathFactory, provenance: dict[str, Any]) -> None:
    """Whatever names a workflow holds, HDF5 keeps them: only the keys at the top are its own."""
    path = tmp_path_factory.mktemp("h5ad") / "x.h5ad"
    anndata.AnnData(X=np.zeros((1, 1), np.float32), uns={"omiq": unstructured(provenance)}).write_h5ad(path)
    assert anndata.read_h5ad(path).uns.get("omiq", {}) == unstructured(provenance)
