"""What a sandbox can be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Seed: TypeAlias = Literal["demo", "empty"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a sandbox can be told.

    Args:
        data: Folder that keeps everything; without it nothing outlives the server.
        seed: What a new sandbox holds: accounts alone (`empty`), or a group, a dataset and a workflow too (`demo`).
        token_lifetime: Seconds that a token holds.
        one_login: Whether a newer login of an account ends the older one.
        long_export_events: An export of more events than this is a long operation.
        signed_url_lifetime: Seconds that a signed URL holds.
        faults: JSON file with a list of faults to begin with.
        port: Port of the API; 0 takes any that is free.
        storage_port: Port of the storage; 0 takes any that is free.
    """

    data: Path | None = None
    seed: Seed = "demo"
    token_lifetime: float = 8 * 3600.0
    one_login: bool = False
    long_export_events: int = 200_000
    signed_url_lifetime: float = 3600.0
    faults: Path | None = None
    port: int = 0
    storage_port: int = 0
