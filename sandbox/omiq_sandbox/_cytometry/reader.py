"""Reading a file of events by what it holds, whatever its name says."""

from __future__ import annotations

from pathlib import Path

from .csv_reader import describe_csv, read_csv
from .events import Events, Table
from .fcs_reader import describe_fcs, read_fcs


def describe(path: Path) -> Table:
    """Give the channels and the number of events of an FCS or CSV file. Raises NotReadable."""
    return describe_fcs(path) if _is_fcs(path) else describe_csv(path)


def read_events(path: Path) -> Events:
    """Read the events of an FCS or CSV file, with linear values. Raises NotReadable."""
    return read_fcs(path) if _is_fcs(path) else read_csv(path)


def _is_fcs(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == b"FCS"
