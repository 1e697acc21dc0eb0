"""Channels: what is measured of each event, by the names that the file gives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

MAX_CHANNELS: Final = 10_000
"""A file with more is no measurement, whatever it claims."""

_LINEAR = re.compile(
    r"FSC|SSC|BSC|TIME|EVENT|WIDTH|HDR-|ORIG_ROW_NUMBER|(?:FS|SS|CENTER|OFFSET|RESIDUAL)\b", re.IGNORECASE
)
_MARKER_SEPARATOR = re.compile(r"___| :: ")


class NotReadable(ValueError):
    """A file cannot be read; the text says why, in one sentence."""


def shown(value: str) -> str:
    """Quote a value from a file for a message, shortened."""
    return repr(value if len(value) <= 40 else value[:40] + "…")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel: `name` is `$PnN` (`FITC-A`), `marker` is `$PnS` (`CD4`), empty where there is none."""

    name: str
    marker: str = ""

    @property
    def is_linear(self) -> bool:
        """Tell whether the name stands for scatter, time or the like, which are looked at on a linear scale."""
        return _LINEAR.match(self.name) is not None

    @property
    def header(self) -> str:
        """Give the name of the channel's column in an export (`export-files`): `name` or `name___marker`."""
        return f"{self.name}___{self.marker}" if self.marker else self.name

    @classmethod
    def of_header(cls, header: str) -> Channel:
        """Read the name of a column: `name`, `name___marker` or `name :: marker`."""
        name, *marker = _MARKER_SEPARATOR.split(header, maxsplit=1)
        return cls(name.strip(), "".join(marker).strip())


def distinct(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    """Give each channel a name of its own: the second `FL1-A` becomes `FL1-A.2`, the third `FL1-A.3`.

    A name that another channel bears already is passed over.
    """
    channels = tuple(channels)
    taken = {channel.name for channel in channels}
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    result: list[Channel] = []
    seen: set[str] = set()
    for channel in channels:
        name = channel.name
        if name in seen:
            name = next(other for number in numbers[name] if (other := f"{channel.name}.{number}") not in taken)
            taken.add(name)
        seen.add(name)
        result.append(replace(channel, name=name))
    return tuple(result)
