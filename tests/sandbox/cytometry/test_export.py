"""Exports of events: columns, rows, units and formats."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import flowio  # type: ignore[import-untyped]
import numpy as np
import pytest

from omiq_sandbox._cytometry.channels import Channel
from omiq_sandbox._cytometry.events import Events
from omiq_sandbox._cytometry.export import BadExport, Plan, export, export_concatenated
from omiq_sandbox._cytometry.gates import BadGate
from omiq_sandbox._cytometry.gating_tree import GatingTree
from omiq_sandbox._cytometry.reader import read_events
from omiq_sandbox._cytometry.scaling import Scaling
from tests.sandbox.cytometry.trees import atomic, range_, tree

FSC, CD3, CD4 = Channel("FSC-A"), Channel("BV421-A", "CD3"), Channel("PE-A")
EVENTS = Events((FSC, CD3, CD4), np.array([[150000.6, 6000, -60], [300, 12000, 0.5], [7.25, 0, 12000]]))
SCALING = Scaling.of_task(
    {"scaling": {"features": {name: {"type": "Arcsinh", "cofactor": 6000} for name in (CD3.name, CD4.name)}}}
)
TREE = GatingTree(
    tree(
        {
            "Cells": atomic(range_(100, 1e16, f1=FSC.name)),
            "CD3+": atomic(range_(1, 9, f1=CD3.name)),
            "Few": atomic(range_(0, 10, f1=FSC.name), {"2": range_(0, 1000, f1=FSC.name)}),
        },
        {"CD3+": "Cells"},
    )
)
ALL = (FSC.name, CD3.name, CD4.name)
PLAN = Plan(ALL, tree=TREE, scaling=SCALING, filters=["Cells", "CD3+"])


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "export"


def csv_of(target: Path, **plan: Any) -> list[str]:
    export(EVENTS, replace(PLAN, **plan), target)
    return target.read_text("utf-8").splitlines()


def test_a_csv_export_holds_row_numbers_channels_and_the_filter(target: Path) -> None:
    """Scaled by default; a row in no filter is blank there; row numbers start at 1."""
    assert csv_of(target, row_numbers=True) == [
        "Orig_Row_Number,FSC-A,BV421-A___CD3,PE-A,OmiqFilter",
        "1,150001,0.88137,-0.0099998,Cells",
        "2,300,1.4436,0.000083333,Cells/CD3+",
        "3,7.25,0,1.4436,",
    ]


def test_raw_values_are_those_of_the_file(target: Path) -> None:
    """The scaling still says which events a gate holds."""
    assert csv_of(target, raw=True)[1:] == ["150001,6000,-60,Cells", "300,12000,0.5,Cells/CD3+", "7.25,0,12000,"]


def test_only_the_channels_asked_for_are_written_in_that_order(target: Path) -> None:
    """Each once; gates may look at others."""
    lines = csv_of(target, features=[CD4.name, FSC.name, CD4.name], raw=True)
    assert lines[:2] == ["PE-A,FSC-A,OmiqFilter", "-60,150001,Cells"]


def test_boolean_columns_bear_the_filters_full_paths(target: Path) -> None:
    """One for each, in the order asked for, 1 where the row is in it."""
    lines = csv_of(target, features=[FSC.name], membership="BOOLCOLS", filters=["CD3+", "Cells"])
    assert lines == ["FSC-A,Cells/CD3+,Cells", "150001,0,1", "300,1,1", "7.25,0,0"]


@pytest.mark.parametrize("membership", ["NAMECOL", "BOOLCOLS"])
def test_rows_in_no_filter_can_be_dropped(target: Path, membership: str) -> None:
    """The others keep the row numbers that they have in their file."""
    lines = csv_of(target, membership=membership, filters=["CD3+"], drop_unfiltered=True, row_numbers=True)
    assert [line.split(",")[0] for line in lines] == ["Orig_Row_Number", "2"]


@pytest.mark.parametrize("membership", ["NAMECOL", "BOOLCOLS"])
@pytest.mark.parametrize("filters", [["UNFILTERED"], []])
def test_an_unfiltered_export_has_all_rows_and_no_filter_column(
    target: Path, filters: list[str], membership: str
) -> None:
    """Nothing is dropped either."""
    lines = csv_of(target, features=[FSC.name], filters=filters, membership=membership, drop_unfiltered=True)
    assert lines == ["FSC-A", "150001", "300", "7.25"]


def test_unfiltered_beside_other_filters_keeps_rows_that_are_in_none(target: Path) -> None:
    """They are blank."""
    lines = csv_of(target, features=[FSC.name], filters=["UNFILTERED", "CD3+"], drop_unfiltered=True)
    assert lines == ["FSC-A,OmiqFilter", "150001,", "300,Cells/CD3+", "7.25,"]


def test_two_columns_of_one_name_are_told_apart(target: Path) -> None:
    """Sibling filters may share a name."""
    twins = tree({"A": atomic(range_(0, 1, f1=FSC.name)), "B": atomic(range_(0, 99, f1=FSC.name))})
    twins["filterContainers"]["B"]["name"] = "A"
    options = {"tree": GatingTree(twins), "filters": ["A", "B"], "membership": "BOOLCOLS"}
    assert csv_of(target, features=[FSC.name], **options)[0] == "FSC-A,A,A.2"


def test_the_number_of_events_written_is_told(target: Path) -> None:
    """Rows that were dropped do not count."""
    assert export(EVENTS, PLAN, target).event_count == 3
    assert export(EVENTS, replace(PLAN, drop_unfiltered=True, format="FCS"), target).event_count == 2


def test_a_file_without_events_gives_a_header(target: Path) -> None:
    """In both formats."""
    nothing = Events(EVENTS.channels, np.empty((0, 3)))
    assert export(nothing, PLAN, target).event_count == 0
    assert target.read_text() == "FSC-A,BV421-A___CD3,PE-A,OmiqFilter\n"
    export(nothing, replace(PLAN, format="FCS"), target)
    assert read_events(target).values.shape == (0, 4)


def test_an_fcs_export_says_who_wrote_it_and_numbers_the_filters(target: Path) -> None:
    """0 is no filter; names and numbers stand in a file beside it."""
    result = export(EVENTS, replace(PLAN, format="FCS", row_numbers=True), target)
    assert result.filter_values == b"Value,Name\n1,Cells\n2,Cells/CD3+\n"
    data = flowio.FlowData(target)
    assert data.text["written_by"] == "OMIQ (www.omiq.ai)"
    assert data.pnn_labels == ["Orig_Row_Number", *ALL, "OmiqFilter"]
    assert data.pns_labels == ["", "", "CD3", "", ""]
    rows = [(1, 150000.6, 1, -60, 1), (2, 300, 2, 0.5, 2), (3, 7.25, 0, 12000, 0)]
    expected = [[n, fsc, math.asinh(cd3), math.asinh(cd4 / 6000), code] for n, fsc, cd3, cd4, code in rows]
    np.testing.assert_array_equal(data.as_array(), np.array(expected, np.float32))


def test_an_fcs_export_with_boolean_columns_needs_no_names(target: Path) -> None:
    """The paths are names of channels."""
    result = export(EVENTS, replace(PLAN, format="FCS", membership="BOOLCOLS", raw=True), target)
    assert result.filter_values is None
    found = read_events(target)
    assert [channel.name for channel in found.channels] == [*ALL, "Cells", "Cells/CD3+"]
    np.testing.assert_array_equal(found.values[:, :3], EVENTS.values.astype(np.float32))
    assert found.values[:, 3:].tolist() == [[1, 0], [1, 1], [0, 0]]


@pytest.mark.parametrize("format_", ["CSV", "FCS"])
def test_what_was_exported_can_be_exported_again(target: Path, format_: Literal["CSV", "FCS"]) -> None:
    """A column that an export brings is told apart from its namesake in the file."""
    export(EVENTS, replace(PLAN, format=format_, row_numbers=True), target)
    again = read_events(target)
    names = [channel.name for channel in again.channels]
    export(again, replace(PLAN, features=names, row_numbers=True, filters=["Cells"]), target)
    header = target.read_text().splitlines()[0].split(",")
    assert len(set(header)) == len(header) == len(names) + 2


@pytest.mark.parametrize(("features", "where"), [([], "featureNames"), (["FSC-A", "CD3"], "featureNames.1")])
def test_channels_that_cannot_be_exported_are_named(target: Path, features: list[str], where: str) -> None:
    """A channel goes by its `$PnN`; none at all is no export."""
    with pytest.raises(BadExport) as raised:
        export(EVENTS, replace(PLAN, features=features), target)
    assert raised.value.where == where


def test_a_gate_that_cannot_be_evaluated_stops_the_export(target: Path) -> None:
    """The place of the gate is in the error."""
    angle = GatingTree(tree({"A": atomic({"type": "AngleGate"})}))
    with pytest.raises(BadGate, match=r"filterContainers\.A\.defaultFilter\.type"):
        export(EVENTS, replace(PLAN, tree=angle, filters=["A"]), target)


def test_a_concatenated_export_names_each_rows_file(target: Path) -> None:
    """Row numbers start again in each file, and gates per file hold for theirs alone."""
    plan = replace(PLAN, features=[FSC.name], filters=["Few"], row_numbers=True)
    files = [(EVENTS, replace(plan, file_id=number, file_name=f"file, {number}.fcs")) for number in (1, 2)]
    assert export_concatenated(files, target).event_count == 6
    assert target.read_text().splitlines() == [
        "Orig_Row_Number,FSC-A,OmiqFilter,OmiqFileIndex",
        '1,150001,,"file, 1.fcs"',
        '2,300,,"file, 1.fcs"',
        '3,7.25,Few,"file, 1.fcs"',
        '1,150001,,"file, 2.fcs"',
        '2,300,Few,"file, 2.fcs"',
        '3,7.25,Few,"file, 2.fcs"',
    ]


def test_a_concatenated_export_takes_one_file_after_the_other(target: Path) -> None:
    """The first is written before the second is read."""
    sizes = []

    def files() -> Iterator[tuple[Events, Plan]]:
        for _ in range(3):
            sizes.append(target.stat().st_size)
            values = np.tile(EVENTS.values, (10_000, 1))
            yield Events(EVENTS.channels, values), PLAN

    export_concatenated(files(), target)
    assert sizes[0] == 0
    assert 0 < sizes[1] < sizes[2]
