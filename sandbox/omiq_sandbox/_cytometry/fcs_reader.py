"""FCS files, versions 2.0, 3.0 and 3.1: what channels and how many events, and the values of these.

Read is list mode of integers (any whole number of bytes, mixed widths, bits beyond `$PnR` masked off) and of floats.
Values are linear: time by `$TIMESTEP` (seconds), logarithmic amplification undone by `$PnE` and `$PnR`, gain by `$PnG`
(FCS 3.1, section 3.2.20), as flowio's `as_array` gives them. Of a file of several data sets the first is read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

import numpy as np
from numpy.typing import NDArray

from .channels import MAX_CHANNELS, Channel, NotReadable, distinct, shown
from .events import Events, Table
from .fcs_text import Keywords, Segment, read_keywords

_FLOAT_BYTES: Final = {"F": 4, "D": 8}


@dataclass(frozen=True, slots=True)
class _Parameter:
    """How one channel's values are stored: its width in bytes, and what makes them linear."""

    name: str
    width: int
    mask: int
    range: float
    decades: float
    log_zero: float
    gain: float
    time_step: float

    def linear(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        column = column * self.time_step
        if self.decades > 0:
            column = 10 ** (self.decades * column / self.range) * self.log_zero
        return column / self.gain


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the events lie and how: `start` is the first byte, `kind` is I, F or D, `order` is numpy's byte order."""

    table: Table
    parameters: tuple[_Parameter, ...]
    kind: str
    order: Literal["<", ">"]
    start: int

    @property
    def event_size(self) -> int:
        return sum(parameter.width for parameter in self.parameters)


def describe_fcs(path: Path) -> Table:
    """Give the channels and the number of events. Reads HEADER and TEXT alone; raises NotReadable."""
    with path.open("rb") as file:
        return _layout(file).table


def read_fcs(path: Path) -> Events:
    """Read all events, with linear values. Raises NotReadable."""
    with path.open("rb") as file:
        layout = _layout(file)
        count = layout.table.event_count
        file.seek(layout.start)
        stored = np.fromfile(file, np.uint8, count * layout.event_size).reshape(count, layout.event_size)
    with np.errstate(all="ignore"):  # what a file claims may give inf or nan, as it does in flowio
        values = _integers(stored, layout) if layout.kind == "I" else _floats(stored, layout)
        for index, parameter in enumerate(layout.parameters):
            values[:, index] = parameter.linear(values[:, index])
    return Events(layout.table.channels, values)


def _floats(stored: NDArray[np.uint8], layout: _Layout) -> NDArray[np.float64]:
    return stored.view(f"{layout.order}f{_FLOAT_BYTES[layout.kind]}").astype(np.float64)


def _integers(stored: NDArray[np.uint8], layout: _Layout) -> NDArray[np.float64]:
    values = np.empty((len(stored), len(layout.parameters)))
    start = 0
    for index, parameter in enumerate(layout.parameters):
        column = stored[:, start : start + parameter.width]
        start += parameter.width
        widened = np.zeros((len(stored), 8), np.uint8)
        widened[:, : parameter.width] = column if layout.order == "<" else column[:, ::-1]
        values[:, index] = widened.view("<u8")[:, 0] & np.uint64(parameter.mask)
    return values


def _layout(file: BinaryIO) -> _Layout:
    keywords = read_keywords(file)
    mode = keywords.get("$MODE").upper() or "L"
    if mode != "L":
        raise NotReadable(f"$MODE is {shown(mode)}: only list mode (L) holds events.")
    kind = keywords.get("$DATATYPE").upper()
    if kind not in ("I", "F", "D"):
        raise NotReadable(f"$DATATYPE is {shown(kind)}, none of I, F and D.")
    total = keywords.whole("$PAR")
    if not 0 < total <= MAX_CHANNELS:
        raise NotReadable(f"$PAR is {total}: a file has 1 to {MAX_CHANNELS} channels.")
    parameters = tuple(_parameter(keywords, number, kind) for number in range(1, total + 1))
    event_size = sum(parameter.width for parameter in parameters)
    count, start = _place(keywords, event_size, file.seek(0, os.SEEK_END))
    markers = (keywords.get(f"$P{number}S") for number in range(1, total + 1))
    channels = distinct(Channel(parameter.name, marker) for parameter, marker in zip(parameters, markers, strict=True))
    return _Layout(Table(channels, count), parameters, kind, _byte_order(keywords.get("$BYTEORD")), start)


def _parameter(keywords: Keywords, number: int, kind: str) -> _Parameter:
    name = keywords.get(f"$P{number}N") or f"P{number}"
    upper = keywords.number(f"$P{number}R", 0.0)
    decades, log_zero = keywords.pair(f"$P{number}E")
    if decades > 0 and upper <= 0:
        raise NotReadable(f"$P{number}R is {upper:g}: a channel of logarithmic amplification needs a range.")
    is_time = name.upper() == "TIME"
    return _Parameter(
        name=name,
        width=_FLOAT_BYTES.get(kind) or _integer_bytes(keywords, number),
        mask=_mask(upper),
        range=upper,
        decades=decades,
        log_zero=log_zero or 1.0,
        gain=1.0 if is_time else keywords.number(f"$P{number}G", 1.0) or 1.0,
        time_step=keywords.number("$TIMESTEP", 1.0) if is_time else 1.0,
    )


def _integer_bytes(keywords: Keywords, number: int) -> int:
    bits = keywords.whole(f"$P{number}B")
    if bits not in range(8, 65, 8):
        raise NotReadable(f"$P{number}B is {bits}: integers are read in whole bytes, from 8 to 64 bits.")
    return bits // 8


def _mask(upper: float) -> int:
    """Keep as many bits as values below `$PnR` need; without a range, all."""
    bits = (int(upper) - 1).bit_length() if upper >= 1 else 64
    return (1 << min(bits, 64)) - 1


def _byte_order(value: str) -> Literal["<", ">"]:
    order = value.replace(" ", "").split(",")
    rising = [str(number) for number in range(1, len(order) + 1)]
    if order == rising:
        return "<"
    if order == rising[::-1]:
        return ">"
    raise NotReadable(f"$BYTEORD is {shown(value)}, neither rising nor falling.")


def _place(keywords: Keywords, event_size: int, file_size: int) -> tuple[int, int]:
    """Give the number of events and where they start.

    From 3.0 on TEXT says where, and HEADER where TEXT is wrong; in 2.0 HEADER alone. A segment may end a byte late.
    """
    places = [keywords.data]
    if keywords.version != "FCS2.0":
        places.insert(0, Segment(keywords.whole("$BEGINDATA", 0), keywords.whole("$ENDDATA", 0)))
    claimed = keywords.whole("$TOT") if keywords.get("$TOT") else None
    if claimed == 0:
        return 0, 0
    for place in places:
        count = place.size // event_size if claimed is None else claimed
        end = place.first + count * event_size
        apart = place.first >= keywords.text.last or end <= keywords.text.first
        if count > 0 and place.first > 0 and apart and end <= file_size and place.size >= count * event_size:
            return count, place.first
    events = "events" if claimed is None else f"{claimed} events"
    raise NotReadable(f"The file has no room for its {events} of {event_size} bytes where it says that they are.")
