"""A listing of files as a server would answer it: the evidence's members, with a panel of 24 channels each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

_SCATTER = tuple(f"{kind}-{part}" for kind in ("FSC", "SSC", "SSC-B") for part in "AHW")
_MARKERS = (
    *("CD3", "CD4", "CD8a", "CD11b", "CD14", "CD16", "CD19", "CD25", "CD27", "CD38", "CD45RA"),
    *("CD56", "CD127", "CCR7", "HLA-DR"),
)


def listing(count: int) -> bytes:
    """Return the JSON of `count` files in their envelope: some 1.3 kB a file."""
    chance = Random(1)
    return json.dumps({"files": [_file(number, chance) for number in range(count)]}, separators=(",", ":")).encode()


def _file(number: int, chance: Random) -> dict[str, Any]:
    name = f"Specimen_001_{'ABCDEFGH'[number % 8]}{number // 8 % 12 + 1:02}_{number:05}.fcs"
    return {
        "id": 271_715_923_047_819 + number,
        "datasetId": 1,
        "fileName": name,
        "displayName": name.removesuffix(".fcs"),
        "rawFileBlobId": f"{chance.getrandbits(128):032x}",
        "jobName": f"process-{number}",
        "status": "COMPLETE",
        "size": chance.randrange(1_000_000, 200_000_000),
        "features": list(_features()),
    }


def _features() -> Iterator[dict[str, Any]]:
    """Yield the channels. Beside `name` nothing is known of their members: these are invented."""
    for channel in _SCATTER:
        yield {"name": channel, "secondaryName": None}
    for number, marker in enumerate(_MARKERS):
        yield {"name": f"BV{421 + 30 * number}-A", "secondaryName": marker}
