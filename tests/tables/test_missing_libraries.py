"""What is said where a library is not there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import omiq
import omiq._tables
from omiq._exports.results import Exports
from tests.tables.written import described, written

METHODS: dict[str, Callable[[Exports, Path], object]] = {
    "polars": lambda exports, _: exports.to_polars(),
    "pandas": lambda exports, _: exports.to_pandas(),
    "arrow": lambda exports, _: exports.to_arrow(),
    "parquet": lambda exports, folder: exports.to_parquet(folder / "x.parquet"),
    "anndata": lambda exports, _: exports.to_anndata(),
}


def take_away(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every import of the library fail, as if nothing had been read with it before."""
    for name in list(sys.modules):
        package, _, module = name.rpartition(".")
        if package == omiq._tables.__name__:
            monkeypatch.delitem(sys.modules, name)
            monkeypatch.delattr(omiq._tables, module)
        if name.partition(".")[0] == library:
            monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, library, None)


@pytest.mark.parametrize(
    ("method", "library", "extra"),
    [
        ("polars", "polars", "polars"),
        ("pandas", "polars", "pandas"),
        ("pandas", "pandas", "pandas"),
        ("pandas", "pyarrow", "pandas"),
        ("arrow", "pyarrow", "arrow"),
        ("arrow", "polars", "arrow"),
        ("parquet", "pyarrow", "arrow"),
        ("parquet", "polars", "arrow"),
        ("anndata", "anndata", "anndata"),
        ("anndata", "polars", "anndata"),
    ],
)
def test_missing_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, library: str, extra: str
) -> None:
    """The error names it and the extra that brings it; nothing is written."""
    exports = Exports([], described(written(tmp_path, "FSC-A\n1\n")))
    take_away(library, monkeypatch)
    with pytest.raises(omiq.ConfigurationError, match=rf'{library}.*pip install "omiq-client\[{extra}\]"'):
        METHODS[method](exports, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["1.csv"]


def test_missing_reader_of_fcs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV exports need none."""
    path = tmp_path / "x.fcs"
    path.touch()
    take_away("flowio", monkeypatch)
    with pytest.raises(omiq.ConfigurationError, match=r"flowio.*omiq-client\[fcs\]"):
        Exports([], described([path])).to_polars()
    assert len(Exports([], described(written(tmp_path, "A\n1\n"))).to_polars()) == 1
