"""A sync plans its files while the garbage collector pauses, but reads none of them in that time."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from omiq._storage import Source
from omiq._transfers.planning import planned
from omiq.models import File


@pytest.mark.parametrize("enabled", [True, False], ids=["on", "off"])
def test_collector_runs_while_a_changed_file_is_read(tmp_path: Path, enabled: bool) -> None:
    """The names are matched without it, a large file is read with it, and then all is as it was before."""
    seen: list[bool] = []

    def digest_of(path: Path) -> str:
        seen.append(gc.isenabled())
        return "sha-256:same"

    def wanted(name: str) -> bool:
        seen.append(gc.isenabled())
        return False

    path = tmp_path / "cells.fcs"
    path.write_bytes(b"cells")
    source = Source.of(path)
    line = {"id": 1, "size": 5, "modified": source.modified - 1, "digest": "sha-256:same"}
    remote = [File(id=number, status="COMPLETE", size=5) for number in (1, 2)]
    if not enabled:
        gc.disable()
    try:
        plan = planned(tmp_path, [source], remote, {"cells.fcs": line}, wanted, digest_of, up=True, down=True)
        assert gc.isenabled() is enabled
    finally:
        gc.enable()
    assert [entry.state for entry in plan.entries] == ["skipped"]
    assert seen == [enabled, False]
