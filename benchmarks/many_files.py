"""Many files up and down: of one MiB each through a network with a round trip, and small ones near by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from .fresh import in_fresh_process
from .movers import Seconds, by_curl, by_httpx, by_omiq, by_vendor
from .peak import peak_megabytes
from .sandboxed import Api, sandboxed
from .table import Row, Size

ROUND_TRIP = 0.040
SMALL = 10_000
FAR_GOAL = 1 / 8
NEAR_GOAL = 1.0
FLAT = 1.25


def measure(size: Size) -> list[Row]:
    return [*_far(size.many), *_near(size.small)]


def _far(count: int) -> list[Row]:
    with TemporaryDirectory() as folder, sandboxed(round_trip=ROUND_TRIP) as api:
        paths = _written(Path(folder, "files"), count, 2**20)
        ours, *theirs = (
            in_fresh_process(by, api, paths, Path(folder, by.__name__))
            for by in (by_omiq, by_vendor, by_curl, by_httpx)
        )
    what = f"{count} files of 1 MiB, {ROUND_TRIP * 1000:.0f} ms"
    against = (("vendor's method", FAR_GOAL), ("curl --parallel", None), ("httpx", None))
    return [
        Row(f"{what}, {way} : {name}", getattr(ours, way), getattr(seconds, way), "s", goal)
        for way in Seconds._fields
        for (name, goal), seconds in zip(against, theirs, strict=True)
    ]


def _near(count: int) -> list[Row]:
    few = count // 10
    with TemporaryDirectory() as folder, sandboxed() as api:
        paths = _written(Path(folder, "files"), count, SMALL)
        _, peak_of_few = in_fresh_process(_with_peak, api, paths[:few], Path(folder, "few"))
        seconds, peak = in_fresh_process(_with_peak, api, paths, Path(folder, "all"))
        theirs = in_fresh_process(by_vendor, api, paths[:few], Path(folder, "vendor"))
    speeds = [
        Row(
            f"{count:,} files of 10 kB, {way} : vendor's method",
            ours / count * 1000,
            slow / few * 1000,
            "ms a file",
            1.0,
        )
        for way, ours, slow in zip(Seconds._fields, seconds, theirs, strict=True)
    ]
    return [*speeds, Row(f"{count:,} files of 10 kB, peak memory : {few:,} files", peak, peak_of_few, "MB", FLAT)]


def _with_peak(api: Api, paths: Sequence[Path], folder: Path) -> tuple[Seconds, float]:
    return by_omiq(api, paths, folder), peak_megabytes()


def _written(folder: Path, count: int, size: int) -> list[Path]:
    """Write files that differ."""
    folder.mkdir()
    content = bytearray(Random(1).randbytes(size))
    paths = [folder / f"file_{number:05}.fcs" for number in range(count)]
    for number, path in enumerate(paths):
        content[:8] = number.to_bytes(8)
        path.write_bytes(content)
    return paths
