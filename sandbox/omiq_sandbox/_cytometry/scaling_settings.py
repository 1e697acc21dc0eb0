"""The settings of a Scaling task as a CSV file (`export-files`)."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from .events import Events
from .scaling import Arcsinh, Scaling

_HEADER: Final = (
    "Feature Name (Primary)",
    "Feature Name (Secondary)",
    "Scaling Type",
    "Cofactor",
    "Min",
    "Max",
    "Min Z",
    "Max Z",
)


def scaling_settings(scaling: Scaling, files: Iterable[Events]) -> bytes:
    """Write a line for each channel that is scaled: its names, its transform, and where its raw values lie.

    `Min` and `Max` are the least and the greatest finite value, as whole numbers that hold them; what `Min Z` and
    `Max Z` mean is not known, they repeat these. All four are blank where no file has a value. Every field is quoted.
    """
    markers: dict[str, str] = {}
    ends: dict[str, tuple[float, float]] = {}
    for events in files:
        for channel in events.channels:
            markers.setdefault(channel.name, channel.marker)
            values = events.column(channel.name)
            low, high = ends.get(channel.name, (math.inf, -math.inf))
            ends[channel.name] = (
                np.min(values, initial=low, where=np.isfinite(values)),
                np.max(values, initial=high, where=np.isfinite(values)),
            )
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(_HEADER)
    for name, transform in scaling.transforms.items():
        cofactor = f"{transform.cofactor:.12g}" if isinstance(transform, Arcsinh) else ""
        writer.writerow([name, markers.get(name, ""), transform.type, cofactor, *_whole(ends.get(name)) * 2])
    return text.getvalue().encode()


def _whole(ends: tuple[float, float] | None) -> tuple[str, str]:
    if ends is None or ends[0] > ends[1]:
        return "", ""
    return str(math.floor(ends[0])), str(math.ceil(ends[1]))
