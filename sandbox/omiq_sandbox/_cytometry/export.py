"""Exporting events: which rows and columns, in which units, as CSV or FCS (`pkg-1.10.3`, `export-files`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from .channels import Channel, distinct
from .csv_writer import Labels, csv_line, write_rows
from .events import Events
from .fcs_writer import write_fcs
from .gating_tree import GatingTree
from .membership import Membership
from .scaling import Scaling
from .settings import BadSettings

WRITTEN_BY: Final = "OMIQ (www.omiq.ai)"
"""What an FCS export says of itself (`export-files`)."""

_ROW_NUMBER: Final = Channel("Orig_Row_Number")
_FILTER: Final = Channel("OmiqFilter")
_FILE: Final = Channel("OmiqFileIndex")


class BadExport(BadSettings):
    """What is asked for cannot be exported."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to export of a file.

    `features` are channels by `$PnN`, `filters` ids of the tree's nodes or `UNFILTERED`, and `raw` undoes the scaling.
    `file_id` chooses among gates per file; `file_name` is what a concatenated export calls the file.
    """

    features: Sequence[str]
    format: Literal["CSV", "FCS"] = "CSV"
    membership: Literal["NAMECOL", "BOOLCOLS"] = "NAMECOL"
    filters: Sequence[str] = ()
    tree: GatingTree = field(default_factory=lambda: GatingTree({}))
    scaling: Scaling = field(default_factory=Scaling)
    row_numbers: bool = False
    raw: bool = False
    drop_unfiltered: bool = False
    file_id: int = 0
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """How many events were written; and where `OmiqFilter` is a number, the CSV file of these and the names."""

    event_count: int
    filter_values: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows to write: all that are numbers, and the number of each one's filter where that is asked for."""

    columns: tuple[Channel, ...]
    numbers: NDArray[np.float64]
    names: tuple[str, ...]
    codes: NDArray[np.intp] | None


def export(events: Events, plan: Plan, target: Path) -> ExportResult:
    """Write raw events of a file to `target`. Raises BadExport, BadGate."""
    if plan.format == "CSV":
        return _write_csv([(events, plan)], target, with_file=False)
    rows = _rows(events, plan)
    columns, numbers, filter_values = rows.columns, rows.numbers, None
    if rows.codes is not None:
        columns, numbers = (*columns, _FILTER), np.column_stack([numbers, rows.codes.astype(np.float64)])
        filter_values = b"".join(csv_line(line) for line in [("Value", "Name"), *enumerate(rows.names, 1)])
    write_fcs(target, columns, numbers, {"WRITTEN_BY": WRITTEN_BY})
    return ExportResult(len(numbers), filter_values)


def export_concatenated(files: Iterable[tuple[Events, Plan]], target: Path) -> ExportResult:
    """Write raw events of several files to one CSV file, with the column `OmiqFileIndex` (`export-files`).

    The plans differ in their file alone. A file is done with before the next one is taken. Raises BadExport where a
    file lacks a channel; BadGate.
    """
    return _write_csv(files, target, with_file=True)


def _write_csv(files: Iterable[tuple[Events, Plan]], target: Path, *, with_file: bool) -> ExportResult:
    count, header = 0, b""
    with target.open("wb") as file:
        for events, plan in files:
            rows = _rows(events, plan)
            labels: list[Labels] = []
            if rows.codes is not None:
                labels.append(Labels(("", *rows.names), rows.codes))
            if with_file:
                labels.append(Labels((plan.file_name,), np.zeros(len(rows.numbers), np.intp)))
            columns = (*rows.columns, *[_FILTER] * (rows.codes is not None), *[_FILE] * with_file)
            if not header:
                header = csv_line(column.header for column in distinct(columns))
                file.write(header)
            write_rows(file, rows.numbers, labels)
            count += len(rows.numbers)
    return ExportResult(count)


def _rows(events: Events, plan: Plan) -> _Rows:
    scaled = plan.scaling.apply(events)
    shown = events if plan.raw else scaled
    membership = Membership.of(plan.tree, plan.filters, scaled, plan.file_id)
    kept = np.flatnonzero(membership.in_any) if plan.drop_unfiltered else np.arange(len(events.values))
    indices = _indices(events.channels, plan.features)
    columns = tuple(events.channels[index] for index in indices)
    parts: list[NDArray[np.generic]] = [shown.values[kept[:, np.newaxis], indices]]
    codes = None
    if plan.row_numbers:
        columns = (_ROW_NUMBER, *columns)
        parts.insert(0, kept + 1)
    if membership.names and plan.membership == "NAMECOL":
        codes = membership.codes()[kept]
    elif membership.names:
        columns += tuple(Channel(name) for name in membership.names)
        parts.append(membership.masks[kept])
    return _Rows(columns, np.column_stack(parts).astype(np.float64, copy=False), membership.names, codes)


def _indices(channels: Sequence[Channel], features: Sequence[str]) -> list[int]:
    """Find the channels in the order asked for, each once."""
    if not features:
        raise BadExport("featureNames", "At least one channel is to be exported.")
    indices = {channel.name: index for index, channel in enumerate(channels)}
    for place, feature in enumerate(features):
        if feature not in indices:
            raise BadExport(f"featureNames.{place}", f"The file has no channel {feature!r}.")
    return [indices[feature] for feature in dict.fromkeys(features)]
