"""Channels: their names, their columns, and which are linear."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.channels import Channel, distinct
from omiq_sandbox._cytometry.events import Events


@pytest.mark.parametrize(
    "name", ["FSC-A", "ssc-h", "SSC-B-A", "FSC", "FS INT LIN", "Time", "TIME", "HDR-T", "Event_length", "Width"]
)
def test_scatter_and_time_are_linear(name: str) -> None:
    """What is no fluorescence is looked at on a linear scale."""
    assert Channel(name).is_linear


@pytest.mark.parametrize("name", ["FITC-A", "FL1-H", "FSTL1", "PE-Cy7-A", "TIM-3", "V2-A", "BUV395-A", "FL1 INT LOG"])
def test_fluorescence_is_not_linear(name: str) -> None:
    """A channel is fluorescence unless its name says otherwise."""
    assert not Channel(name).is_linear


@pytest.mark.parametrize(
    ("header", "channel"),
    [
        ("FITC-A", Channel("FITC-A")),
        ("PE-Cy7-A___H3K27ac-A", Channel("PE-Cy7-A", "H3K27ac-A")),
        ("In115Di :: CD3", Channel("In115Di", "CD3")),
        ("A___B___C", Channel("A", "B___C")),
        (" A ___ B ", Channel("A", "B")),
    ],
)
def test_column_is_named_by_channel_and_marker(header: str, channel: Channel) -> None:
    """Exports join the two by three underscores, older ones by two colons (`export-files`)."""
    assert Channel.of_header(header) == channel


def test_header_reads_back() -> None:
    """A channel is known again by the name of its column."""
    for channel in (Channel("FITC-A"), Channel("FITC-A", "CD4")):
        assert Channel.of_header(channel.header) == channel


def test_second_of_a_name_is_numbered() -> None:
    """Two channels of one name stay apart, and no number clashes with a name that is there already."""
    names = ["A", "B", "A", "A.2", "A", "B"]
    assert [channel.name for channel in distinct(map(Channel, names))] == ["A", "B", "A.3", "A.2", "A.4", "B.2"]


@given(st.lists(st.sampled_from(["A", "A.2", "A.2.2", "A.3", "B"])))
def test_names_become_distinct(names: list[str]) -> None:
    """No two channels share a name afterwards, and the first of each keeps its own."""
    result = [channel.name for channel in distinct(map(Channel, names))]
    assert len(set(result)) == len(names)
    for index, name in enumerate(names):
        assert result[index] == name or name in names[:index]


def test_column_is_found_by_name() -> None:
    """The values of a channel are found by its name."""
    events = Events((Channel("A"), Channel("B")), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert events.column("B").tolist() == [2.0, 4.0]
    with pytest.raises(KeyError, match="C"):
        events.column("C")
