"""What is known of exported files beyond what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple


class Sample(NamedTuple):
    """One exported file, and the id and name of the file in OMIQ that its events are of."""

    path: Path
    file_id: int
    name: str


class Described(NamedTuple):
    """Exported files and what was asked for.

    `channels` are the primary names asked for, computed columns (`umap_1`) among them; `cofactors` are by primary name,
    none for what is linear or not known; `filters` are paths (`Cells/CD3+`) by id; `provenance` is like JSON.
    """

    samples: tuple[Sample, ...]
    channels: tuple[str, ...]
    cofactors: Mapping[str, float]
    membership: Literal["name", "columns"]
    filters: Mapping[str, str]
    units: Literal["scaled", "raw"]
    row_numbers: bool
    provenance: Mapping[str, Any]
