"""Reading FCS files: made ones, right and wrong, and real ones."""

from __future__ import annotations

import tempfile
import tracemalloc
import warnings
from pathlib import Path
from typing import Literal

import flowio  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from omiq_sandbox._cytometry.channels import Channel, NotReadable
from omiq_sandbox._cytometry.events import Table
from omiq_sandbox._cytometry.reader import describe, read_events
from tests.support.fcs import REAL_FILES, fcs_bytes

FOUR = np.array([[1, 2], [3, -4]], "<f4").tobytes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a file"


def values(file: Path, content: bytes) -> list[list[float]]:
    """Return the values of a file of this content, having seen that what describes it agrees."""
    file.write_bytes(content)
    events = read_events(file)
    assert describe(file) == Table(events.channels, len(events.values))
    return events.values.tolist()  # type: ignore[no-any-return]


def refusal(file: Path, content: bytes) -> str:
    """Return why a file of this content cannot be read; describing it and reading it say the same."""
    file.write_bytes(content)
    with pytest.raises(NotReadable) as described:
        describe(file)
    with pytest.raises(NotReadable) as read:
        read_events(file)
    assert str(described.value) == str(read.value)
    assert str(read.value).endswith(".")
    return str(read.value)


@pytest.mark.parametrize("version", ["FCS2.0", "FCS3.0", "FCS3.1"])
def test_floats_are_read(file: Path, version: str) -> None:
    """All three versions are known."""
    assert values(file, fcs_bytes(FOUR, version=version)) == [[1, 2], [3, -4]]


def test_doubles_and_big_endian(file: Path) -> None:
    """`$DATATYPE` and `$BYTEORD` count."""
    data = np.array([[0.1, 2], [3, -4]], ">f8").tobytes()
    assert values(file, fcs_bytes(data, {"DATATYPE": "D", "BYTEORD": "4,3,2,1", "TOT": "2"})) == [[0.1, 2], [3, -4]]


@pytest.mark.parametrize("order", ["little", "big"])
def test_integers_of_mixed_widths(file: Path, order: Literal["little", "big"]) -> None:
    """Each channel has its own whole number of bytes, three among them, and bits beyond `$PnR` do not count."""
    rows = [(200, 70_000), (255, 0x7FFFFF)]
    data = b"".join(small.to_bytes(1, "little") + large.to_bytes(3, order) for small, large in rows)
    numbers = "1,2,3,4" if order == "little" else "4,3,2,1"
    widths = {"P1B": "8", "P1R": "256", "P2B": "24", "P2R": "1000000"}
    content = fcs_bytes(data, {"DATATYPE": "I", "TOT": "2", "BYTEORD": numbers, **widths})
    assert values(file, content) == [[200, 70_000], [255, 0x7FFFFF & 0xFFFFF]]


def test_amplification_gain_and_time_step_become_linear(file: Path) -> None:
    """Logarithmic amplification is undone, gain divided by, and time counted in seconds (FCS 3.1, section 3.2.20)."""
    data = np.array([[512, 300, 50]], "<u2").tobytes()
    widths = {"P1B": "16", "P2B": "16", "P3B": "16"}
    scales = {"P1R": "1024", "P1E": "4,0", "P2G": "3", "P3G": "7", "TIMESTEP": "0.01"}
    names = ("FL1-H", "FL2-H", "Time")
    content = fcs_bytes(data, {"DATATYPE": "I", "TOT": "1", **widths, **scales}, names=names)
    assert values(file, content) == [[pytest.approx(100), 100, 0.5]]


def test_zero_events(file: Path) -> None:
    """A file may hold none, wherever it says they would be."""
    assert values(file, fcs_bytes(b"")) == []
    assert values(file, fcs_bytes(b"", {"BEGINDATA": "0", "ENDDATA": "0"}, header_offsets=("0", "0"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"ENDDATA": "1016"},
        {"BEGINDATA": "0", "ENDDATA": "0"},
        {"BEGINDATA": None, "ENDDATA": None},
        {"BEGINDATA": "5000", "ENDDATA": "9000"},
        {"TOT": None},
        {"TOT": "   2 "},
        {"MODE": None},
        {"P1R": None, "P1E": None},
    ],
)
def test_slips_of_real_writers_are_tolerated(file: Path, changes: dict[str, str | None]) -> None:
    """An end that is a byte late, offsets in one place only, a keyword that can be told from the rest."""
    assert values(file, fcs_bytes(FOUR, changes)) == [[1, 2], [3, -4]]


def test_blank_offsets_in_the_header(file: Path) -> None:
    """HEADER may leave the place of the data to TEXT."""
    assert values(file, fcs_bytes(FOUR, header_offsets=("", ""))) == [[1, 2], [3, -4]]


def test_events_beyond_the_total_are_left(file: Path) -> None:
    """`$TOT` says how many events there are."""
    assert values(file, fcs_bytes(FOUR, {"TOT": "1"})) == [[1, 2]]


def test_first_of_several_data_sets_is_read(file: Path) -> None:
    """`$NEXTDATA` points to another data set, which is left."""
    first = fcs_bytes(FOUR, {"NEXTDATA": "1016"})
    assert values(file, first + fcs_bytes(FOUR * 2)) == [[1, 2], [3, -4]]


def channels(file: Path, content: bytes) -> tuple[Channel, ...]:
    file.write_bytes(content)
    assert read_events(file).channels == describe(file).channels
    return describe(file).channels


def test_names_and_markers(file: Path) -> None:
    """A channel has `$PnN` and `$PnS`; one without a name is called by its number."""
    assert channels(file, fcs_bytes(FOUR, {"P1N": None, "P2S": " CD4 "})) == (Channel("P1"), Channel("FITC-A", "CD4"))


def test_two_channels_of_one_name(file: Path) -> None:
    """The second is numbered."""
    assert channels(file, fcs_bytes(FOUR, names=("A", "A"))) == (Channel("A"), Channel("A.2"))


@pytest.mark.parametrize(("marker", "encoding"), [("TNFβ", "utf-8"), ("µm", "latin-1")])
def test_text_that_is_not_ascii(file: Path, marker: str, encoding: str) -> None:
    """Text is UTF-8, or else Latin-1."""
    assert channels(file, fcs_bytes(FOUR, {"P1S": marker}, encoding=encoding))[0] == Channel("FSC-A", marker)


@pytest.mark.parametrize("delimiter", ["/", "|", "\\", "\f", "*", "^", "]", "!"])
def test_doubled_delimiter_is_meant(file: Path, delimiter: str) -> None:
    """A delimiter within a value is doubled."""
    content = fcs_bytes(FOUR, {"P1S": f"a{delimiter * 2}b"}, delimiter=delimiter)
    assert channels(file, content)[0] == Channel("FSC-A", f"a{delimiter}b")


def test_empty_values(file: Path) -> None:
    """Values left empty, against the standard, do not shift the rest."""
    assert channels(file, fcs_bytes(FOUR, {"P1S": "", "P2S": "CD4"}))[1] == Channel("FITC-A", "CD4")


def test_supplemental_text(file: Path) -> None:
    """Optional keywords may stand in a second TEXT."""
    supplement = b"/$P1S/CD4/"
    content = fcs_bytes(FOUR, {"BEGINSTEXT": "1016", "ENDSTEXT": str(1016 + len(supplement) - 1)}) + supplement
    assert channels(file, content)[0] == Channel("FSC-A", "CD4")
    assert channels(file, fcs_bytes(FOUR, {"BEGINSTEXT": "1016", "ENDSTEXT": "99999"}))[0] == Channel("FSC-A")
    assert channels(file, fcs_bytes(FOUR, {"BEGINSTEXT": "none"}))[0] == Channel("FSC-A")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"TOT": "3"}, "The file has no room for its 3 events of 8 bytes where it says that they are."),
        ({"TOT": "9" * 400}, "$TOT is '9999999999999999999999999999999999999999…', not a number."),
        ({"TOT": "1e300"}, "The file has no room for its 1000"),
        ({"TOT": "-1"}, "$TOT is '-1', not a whole number of 0 or more."),
        ({"TOT": "two"}, "$TOT is 'two', not a number."),
        ({"PAR": None}, "The keyword $PAR is missing."),
        ({"PAR": "0"}, "$PAR is 0: a file has 1 to 10000 channels."),
        ({"PAR": "999999999999"}, "$PAR is 999999999999: a file has 1 to 10000 channels."),
        ({"MODE": "C"}, "$MODE is 'C': only list mode (L) holds events."),
        ({"DATATYPE": "A"}, "$DATATYPE is 'A', none of I, F and D."),
        ({"DATATYPE": None}, "$DATATYPE is '', none of I, F and D."),
        ({"BYTEORD": "3,4,1,2"}, "$BYTEORD is '3,4,1,2', neither rising nor falling."),
        ({"DATATYPE": "I", "P2B": "10"}, "$P2B is 10: integers are read in whole bytes, from 8 to 64 bits."),
        ({"DATATYPE": "I", "P2B": None}, "The keyword $P2B is missing."),
        ({"P1E": "4"}, "$P1E is '4', not two numbers."),
        ({"P1E": "4,nan"}, "$P1E is 'nan', not a number."),
        ({"P1E": "4,1", "P1R": "0"}, "$P1R is 0: a channel of logarithmic amplification needs a range."),
        ({"P1G": "high"}, "$P1G is 'high', not a number."),
        ({"BEGINDATA": "-8"}, "$BEGINDATA is '-8', not a whole number of 0 or more."),
    ],
)
def test_wrong_file_is_refused_in_a_sentence(file: Path, changes: dict[str, str | None], why: str) -> None:
    """What a file claims is held against what it is, before anything is allocated."""
    assert refusal(file, fcs_bytes(FOUR, changes)).startswith(why)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"FCS3.1 ", "The file ends within its FCS header."),
        (fcs_bytes(FOUR)[:58], "The file ends before its TEXT segment does, or"),
        (fcs_bytes(FOUR)[:200], "The file ends before its TEXT segment does, or"),
        (fcs_bytes(FOUR)[:-1], "The file has no room for its 2 events"),
        (
            fcs_bytes(FOUR, {"ENDDATA": "1007"}, header_offsets=("1000", "1007")),
            "The file has no room for its 2 events",
        ),
        (
            fcs_bytes(FOUR, {"BEGINDATA": "60", "ENDDATA": "75"}, header_offsets=("60", "75")),
            "The file has no room for its 2 events of 8 bytes where it says that they are.",
        ),
        (fcs_bytes(FOUR, version="FCS2.0", header_offsets=("-8", "7")), "The file has no room for its 2 events"),
        (fcs_bytes(FOUR, header_offsets=("here", "")), "The FCS header holds '    here' in place of an offset."),
        (fcs_bytes(FOUR, version="FCS1.0"), "The FCS version 'FCS1.0' is none of FCS2.0, FCS3.0, FCS3.1."),
    ],
)
def test_wrong_header_or_end_is_refused(file: Path, content: bytes, why: str) -> None:
    """A file that an upload cut short is never taken for whole, nor TEXT for data."""
    assert refusal(file, content).startswith(why)


SMALL = fcs_bytes(FOUR, {"P1S": "CD4", "TIMESTEP": "0.1", "P1G": "2"}, names=("A", "Time"))


@given(
    changes=st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, len(SMALL)) | st.none(),
    integers=st.booleans(),
)
def test_damaged_file_is_read_or_refused(changes: list[tuple[int, int]], cut: int | None, integers: bool) -> None:
    """Whatever bytes a file is made of, reading it ends in events or in NotReadable, and takes little memory."""
    content = bytearray(SMALL.replace(b"$DATATYPE/F", b"$DATATYPE/I") if integers else SMALL)
    for index, byte in changes:
        content[index] = byte
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content[:cut])
        tracemalloc.start()
        try:
            table = describe(Path(file.name))
            assert read_events(Path(file.name)).values.shape == (table.event_count, len(table.channels))
        except NotReadable:
            pass
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 3_000_000


def test_describing_a_large_file_reads_its_head_alone(file: Path) -> None:
    """A file of a gigabyte is described in the memory of a small one."""
    size = 1 << 30
    head = fcs_bytes(b"", {"TOT": str(size // 8), "ENDDATA": str(1000 + size - 1)}, header_offsets=("0", "0"))
    with file.open("wb") as stream:
        stream.write(head)
        stream.truncate(1000 + size)
    tracemalloc.start()
    try:
        assert describe(file).event_count == size // 8
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def read_by_flowio(path: Path) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Return names, markers and linear values as flowio reads them, which warns of ends that are a byte late."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = flowio.FlowData(path, ignore_offset_error=True, nextdata_offset=0)
    return data.pnn_labels, data.pns_labels, data.as_array()


@pytest.mark.parametrize(
    "name",
    [
        "FACS_Diva/facs_diva_test.fcs",
        "FACSCaliburHTS/Sample_Well_A02.fcs",
        "Fortessa/FCS_3.0_Fortessa_PBS_Specimen_001_A1_A01.fcs",
        "GuavaMuse/Guava Muse.fcs",
        "HTS_BD_LSR-II/HTS_BD_LSR_II_Mixed_Specimen_001_D6_D06.fcs",
        "MiltenyiBiotec/FCS2.0/EY_2013-07-19_PBS_FCS_2.0_Custom_Without_Add_Well_A1.001.fcs",
        "MiltenyiBiotec/FCS3.0/FCS3.0_Custom_Compatible.fcs",
        "MiltenyiBiotec/FCS3.1/EY_2013-07-19_PBS_FCS_3.1_Custom_Add_Well_A1.001.fcs",
        "MiltenyiBiotec/FCS3.1/EY_2013-07-19_PBS_FCS_3.1_Custom_Without_Add_Well_A1.001.fcs",
        "MiltenyiBiotec/FCS3.1/EY_2013-07-19_PBS_FCS_3.1_Well_A1.001.fcs",
        "MiltenyiBiotec/FCS3.1/SG_2014-09-26_Duplicate_Names.fcs",
        "cyflow_cube_8/cyflow_cube_8.fcs",
        "fake_bitmask_error/fcs1_cleaned.lmd",
    ],
)
def test_real_file_reads_as_in_flowio(name: str) -> None:
    """Names, markers and values are those that flowio reads."""
    path = real(name)
    names, markers, expected = read_by_flowio(path)
    events = read_events(path)
    assert describe(path) == Table(events.channels, len(expected))
    assert events.channels == tuple(map(Channel, names, markers))
    assert np.array_equal(events.values, expected)


def test_real_file_with_blank_header_offsets() -> None:
    """flowio refuses the copy with blank offsets; it holds what its original holds."""
    copy, original = (
        read_events(real(name))
        for name in (
            "fake_large_fcs/fake_large_fcs.fcs",
            "Fortessa/FCS_3.0_Fortessa_PBS_Specimen_001_A1_A01.fcs",
        )
    )
    assert copy.channels == original.channels
    assert np.array_equal(copy.values, original.values)


def test_real_file_of_24_bit_integers() -> None:
    """flowio does not read these; every value is within its channel's range, and time does not run backwards."""
    events = read_events(real("Cytek_xP5/Cytek_xP5.fcs"))
    assert events.values.shape == (23126, 8)
    assert np.all(np.diff(events.column("TIME")) >= 0)
    assert 0 <= events.column("FSC").min() < events.column("FSC").max() == 1023
    assert 1 <= events.column("FL1").min() < events.column("FL1").max() <= 10_000


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "cytek-nl-2000/sample_header.fcs",
            "The file has no room for its 20000 events of 108 bytes where it says that they are.",
        ),
        (
            "corrupted/corrupted.fcs",
            "The file starts neither as an FCS file does nor with a line of channel names.",
        ),
    ],
)
def test_real_file_that_is_not_readable(name: str, why: str) -> None:
    """A header without data, and ten bytes of nothing."""
    with pytest.raises(NotReadable) as refused:
        describe(real(name))
    assert str(refused.value) == why


def real(name: str) -> Path:
    """Return a real file's path, or skip the test where there are none."""
    if not REAL_FILES.is_dir():
        pytest.skip("needs the real FCS files")
    return REAL_FILES / name
