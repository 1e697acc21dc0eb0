"""What a file holds: its channels, how many events, and their values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .channels import Channel


@dataclass(frozen=True, slots=True)
class Table:
    """A file's channels and number of events, without the values."""

    channels: tuple[Channel, ...]
    event_count: int


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """The events of a file: `values` has a row for each event and a column for each channel; names are distinct."""

    channels: tuple[Channel, ...]
    values: NDArray[np.float64]

    def column(self, name: str) -> NDArray[np.float64]:
        """Give the values of the channel `name`, one per event. Raises KeyError where there is no such channel."""
        for index, channel in enumerate(self.channels):
            if channel.name == name:
                return self.values[:, index]
        raise KeyError(name)
