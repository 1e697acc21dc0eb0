"""Which of an export's filters each event is in, as columns of the export (`pkg-1.10.3`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .events import Events
from .gates import Mask
from .gating_tree import GatingTree

UNFILTERED: Final = "UNFILTERED"
"""The filter that every event is in (`pkg-1.10.3`). It has no name, and no column."""


@dataclass(frozen=True, slots=True)
class Membership:
    """The events in each of some filters.

    `names` are full paths, `masks` has a row for each event and a column for each filter. `keeps_all`: every event
    counts as filtered, because `UNFILTERED` is among the filters, or there are none.
    """

    names: tuple[str, ...]
    masks: NDArray[np.bool_]
    depths: tuple[int, ...]
    keeps_all: bool

    @classmethod
    def of(cls, tree: GatingTree, filters: Sequence[str], scaled: Events, file_id: int) -> Membership:
        """Evaluate the filters for a file's scaled events. Raises BadGate."""
        node_ids = named(filters)
        masks = tree.masks(scaled, file_id, node_ids)
        return cls(
            tuple(tree.path(node_id) for node_id in node_ids),
            _columns(masks, len(scaled.values)),
            tuple(len(tree.lineage(node_id)) for node_id in node_ids),
            UNFILTERED in filters or not node_ids,
        )

    @property
    def in_any(self) -> Mask:
        """Tell of each event whether it is in at least one of the filters."""
        return np.full(len(self.masks), True) if self.keeps_all else np.logical_or.reduce(self.masks, axis=1)

    def codes(self) -> NDArray[np.intp]:
        """Give each event one filter, counted from 1, or 0 where it is in none.

        Of several it is the one with the fewest events (`pkg-1.10.3`); of these the one farthest from the root; of
        these the first.
        """
        codes = np.zeros(len(self.masks), np.intp)
        counts = self.masks.sum(axis=0)
        strongest_last = sorted(range(len(self.names)), key=lambda i: (-counts[i], self.depths[i], -i))
        for index in strongest_last:
            codes[self.masks[:, index]] = index + 1
        return codes


def named(filters: Sequence[str]) -> list[str]:
    """Give the filters that are nodes of a gating tree, each once."""
    return [node_id for node_id in dict.fromkeys(filters) if node_id != UNFILTERED]


def _columns(masks: Mapping[str, Mask], event_count: int) -> NDArray[np.bool_]:
    return np.column_stack([np.empty((event_count, 0), np.bool_), *masks.values()])
