"""Writing FCS files: what the project's reader, flowio and flowkit read of them."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import flowio  # type: ignore[import-untyped]
import flowkit  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omiq_sandbox._cytometry.channels import Channel
from omiq_sandbox._cytometry.fcs_reader import describe_fcs, read_fcs
from omiq_sandbox._cytometry.fcs_writer import write_fcs

CHANNELS = (Channel("FSC-A"), Channel("PE/Cy7-A", "CD4 µ|x"), Channel("Time"))
VALUES = np.array([[1.5, -2, 0], [1e30, 262143, 7], [0.1, 3, 9]])
FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=32)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.fcs"


def test_flowio_reads_it(file: Path) -> None:
    """The field's own reader finds names, markers, values and keywords, and nothing to warn of."""
    write_fcs(file, CHANNELS, VALUES, {"$CYT": "a\f/b", "WRITTEN_BY": "somebody", "$p2r": "1024", "EMPTY": ""})
    data = flowio.FlowData(file)
    assert (data.version, data.event_count) == ("3.1", 3)
    assert data.pnn_labels == ["FSC-A", "PE/Cy7-A", "Time"]
    assert data.pns_labels == ["", "CD4 µ|x", ""]
    assert data.pnr_values[1:] == [1024, 262144]
    assert (data.text["cyt"], data.text["written_by"]) == ("a\f/b", "somebody")
    assert "empty" not in data.text
    assert np.array_equal(data.as_array(), VALUES.astype(np.float32))


@pytest.mark.parametrize("count", [0, 3])
def test_flowkit_reads_it(file: Path, count: int) -> None:
    """flowkit makes a sample of it, of no events too."""
    write_fcs(file, CHANNELS, VALUES[:count], {})
    sample = flowkit.Sample(file)
    assert sample.pnn_labels == ["FSC-A", "PE/Cy7-A", "Time"]
    assert np.array_equal(sample.get_events("raw"), VALUES[:count].astype(np.float32))


@given(
    channels=st.lists(st.builds(Channel, WORDS, WORDS), min_size=1, max_size=5),
    keywords=st.dictionaries(st.text("$ABC", min_size=1), WORDS, max_size=4),
    data=st.data(),
)
@settings(max_examples=200)
def test_what_is_written_reads_back(channels: list[Channel], keywords: dict[str, str], data: st.DataObject) -> None:
    """Names and markers of any characters and values of any size come back; blanks around names are not kept."""
    shape = (data.draw(st.integers(0, 4)), len(channels))
    values = data.draw(arrays(np.float32, shape, elements=FLOATS)).astype(np.float64)
    with tempfile.NamedTemporaryFile() as file:
        write_fcs(Path(file.name), channels, values, keywords)
        events = read_fcs(Path(file.name))
        assert describe_fcs(Path(file.name)).event_count == len(values)
    for number, (channel, read) in enumerate(zip(channels, events.channels, strict=True), 1):
        name = channel.name.strip().replace(",", ";") or f"P{number}"
        assert read.name == name or read.name.startswith(f"{name}.")
        assert read.marker == channel.marker.strip()
    linear = [index for index, channel in enumerate(channels) if channel.name.strip().upper() != "TIME"]
    assert np.array_equal(events.values[:, linear], values[:, linear])


def test_no_value_lies_beyond_its_channels_range(file: Path) -> None:
    """R's flowCore cuts off what does; the range of small values is the usual one."""
    values = np.array([[4_194_303.6, -1, np.nan], [5, 262143.999, np.inf], [1, 2, 1e300]])
    write_fcs(file, CHANNELS, values, {})
    limits = flowio.FlowData(file).pnr_values
    stored = read_fcs(file).values
    assert limits[:2] == [4_194_304, 262_145]
    assert limits[2] > np.finfo(np.float32).max * 0.99
    assert (stored[:, :2] < limits[:2]).all()


def test_a_comma_in_a_channels_name_becomes_a_semicolon(file: Path) -> None:
    """FCS 3.1 forbids it in `$PnN`, not in `$PnS`; names stay apart."""
    write_fcs(file, [Channel("a,b", "c,d"), Channel("a;b"), Channel("T")], VALUES, {})
    data = flowio.FlowData(file)
    assert data.pnn_labels == ["a;b", "a;b.2", "T"]
    assert data.pns_labels[0] == "c,d"


def test_keywords_cannot_change_how_values_are_stored(file: Path) -> None:
    """What says how the bytes are to be read is the writer's own."""
    write_fcs(file, CHANNELS, VALUES, {"$DATATYPE": "I", "$par": "1", "$TOT": "9", "$P1N": "x", "$BEGINDATA": "0"})
    assert np.array_equal(read_fcs(file).values, VALUES.astype(np.float32))
    assert describe_fcs(file).channels == CHANNELS


class Head(io.BytesIO):
    """Keeps the first bytes that are written to it, and counts all."""

    size = 0

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.size += len(content)
        return super().write(content[: max(0, 10_000 - self.tell())])


@pytest.mark.parametrize(("count", "in_header"), [(24_900_000, True), (25_000_000, False)])
def test_offsets_beyond_eight_digits_stand_in_text_alone(count: int, in_header: bool) -> None:
    """HEADER has no room for an offset above 99,999,999, and holds 0 then (FCS 3.1, section 3.1)."""
    head = Head()
    write_fcs(head, CHANNELS[:1], np.broadcast_to(np.float32(1), (count, 1)), {})
    header, text = head.getvalue()[:58], head.getvalue()
    first, last = int(header[26:34]), int(header[34:42])
    start = int(text.partition(b"$BEGINDATA\f")[2].partition(b"\f")[0])
    assert int(text.partition(b"$ENDDATA\f")[2].partition(b"\f")[0]) == start + 4 * count - 1 == head.size - 1
    assert int(header[18:26]) == start - 1
    assert (first, last) == ((start, head.size - 1) if in_header else (0, 0))


def test_values_without_a_column_for_each_channel_are_refused(file: Path) -> None:
    """Nothing is written then."""
    with pytest.raises(ValueError, match=r"shape \(3, 3\) do not have a column for each of 2 channels"):
        write_fcs(file, CHANNELS[:2], VALUES, {})
    assert not file.exists()
