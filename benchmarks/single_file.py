"""One large file down from a storage host and up to it, plain and by TLS: time, CPU seconds and peak memory.

The storage host is nginx, or the sandbox, without TLS, where nginx is not installed. Each figure is the median of some
runs, each in a process of its own; memory and CPU seconds are omiq's own.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx

from omiq import Client, Clock
from omiq._http import Connection
from omiq._options import Options
from omiq._storage import Source, Storage

from . import vendor
from .fresh import in_fresh_process
from .movers import _registered
from .nginx import found, nginx
from .peak import peak_megabytes
from .sandboxed import sandboxed
from .table import Row, Size

CURL_GOAL = 1.0
VENDOR_GOAL = 1 / 1.5
MEGABYTES = 100.0
_RUNS = 3
_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of its own below it); the disk would be measured else
_KIND = "application/octet-stream"


class Urls(NamedTuple):
    """Where a file is put, where it is fetched from, and the certificate to trust, if any."""

    put: str
    get: str
    ca_file: Path | None


class Cost(NamedTuple):
    seconds: float
    cpu: float
    peak: float


Mover = Callable[[str, Path, Path | None], None]


class _Silent:
    """Follows nothing, and stops nothing."""

    def moved(self, count: int) -> None: ...

    def kept(self, count: int) -> None: ...

    def slowed(self) -> None: ...

    def check(self) -> None: ...

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def omiq_up(url: str, path: Path, ca_file: Path | None) -> None:
    with closing(Storage(Connection(url, ca_file=ca_file), Clock())) as storage:
        storage.send(Source.of(path), lambda: url, Options(), _Silent())


def omiq_down(url: str, path: Path, ca_file: Path | None) -> None:
    with closing(Storage(Connection(url, ca_file=ca_file), Clock())) as storage:
        storage.fetch(lambda: url, path, None, Options(), _Silent())


def vendor_up(url: str, path: Path, ca_file: Path | None) -> None:
    _trust(ca_file)
    vendor.send(url, path)


def vendor_down(url: str, path: Path, ca_file: Path | None) -> None:
    _trust(ca_file)
    vendor.fetch(url, path)


def curl_up(url: str, path: Path, ca_file: Path | None) -> None:
    _curl(url, ["--upload-file", str(path), "--header", f"Content-Type: {_KIND}", "--header", "Expect:"], ca_file)


def curl_down(url: str, path: Path, ca_file: Path | None) -> None:
    _curl(url, ["--output", str(path)], ca_file)


def httpx_up(url: str, path: Path, ca_file: Path | None) -> None:
    _trust(ca_file)
    with path.open("rb") as file:
        headers = {"Content-Type": _KIND, "Content-Length": str(path.stat().st_size)}
        httpx.put(url, content=file, headers=headers, timeout=60).raise_for_status()


def httpx_down(url: str, path: Path, ca_file: Path | None) -> None:
    _trust(ca_file)
    with httpx.stream("GET", url, timeout=60) as answer, path.open("wb") as file:
        file.writelines(answer.iter_bytes())


MOVERS: dict[str, dict[str, Mover]] = {
    "up": {"omiq": omiq_up, "curl": curl_up, "vendor's method": vendor_up, "httpx": httpx_up},
    "down": {"omiq": omiq_down, "curl": curl_down, "vendor's method": vendor_down, "httpx": httpx_down},
}


def measure(size: Size) -> list[Row]:
    with TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        folder = Path(name)
        source = folder / "large.fcs"
        _write(source, size.mebibytes)
        with _hosts(folder, source) as hosts:
            return [row for kind, urls in hosts.items() for row in _rows(kind, urls, source, size)]


def _rows(kind: str, urls: Urls, source: Path, size: Size) -> list[Row]:
    rows = []
    runs = min(size.runs, _RUNS)
    gigabytes = source.stat().st_size / 1e9
    for way, movers in MOVERS.items():
        costs = _costs(movers, way, urls, source, runs)
        ours = costs.pop("omiq")
        what = f"{size.mebibytes} MiB {way}, {kind}"
        goals = {"curl": CURL_GOAL, "vendor's method": VENDOR_GOAL}
        rows += [
            Row(f"{what} : {name}", ours.seconds, cost.seconds, "s", goals.get(name)) for name, cost in costs.items()
        ]
        rows += [
            Row(f"{what}, CPU : {name}", ours.cpu / gigabytes, cost.cpu / gigabytes, "s/GB")
            for name, cost in costs.items()
        ]
        rows.append(Row(f"{what}, peak memory : {MEGABYTES:.0f} MB", ours.peak, MEGABYTES, "MB", 1.0))
    return rows


def _costs(movers: dict[str, Mover], way: str, urls: Urls, source: Path, runs: int) -> dict[str, Cost]:
    """Let each move the file in turn, so that what disturbs one run disturbs all alike."""
    seen: dict[str, list[Cost]] = {name: [] for name in movers}
    for _ in range(runs):
        for name, mover in movers.items():
            with TemporaryDirectory(dir=source.parent) as folder:
                target = Path(folder, "fetched.fcs")
                url, path = (urls.put, source) if way == "up" else (urls.get, target)
                seen[name].append(in_fresh_process(_cost, mover, url, path, urls.ca_file))
                assert path.stat().st_size == source.stat().st_size
    return {name: Cost(*map(median, zip(*costs, strict=True))) for name, costs in seen.items()}


def _cost(mover: Mover, url: str, path: Path, ca_file: Path | None) -> Cost:
    began, used = time.perf_counter(), _cpu()
    mover(url, path, ca_file)
    return Cost(time.perf_counter() - began, _cpu() - used, peak_megabytes())


def _cpu() -> float:
    """Return the CPU seconds of this process and of those that it has started and seen end."""
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in times)


@contextmanager
def _hosts(folder: Path, source: Path) -> Iterator[dict[str, Urls]]:
    if found():
        place = folder / "nginx"
        place.mkdir()
        with nginx(place) as host:
            shutil.copyfile(source, place / "kept" / "get")
            yield {
                "plain": Urls(f"{host.plain}/put", f"{host.plain}/get", None),
                "TLS": Urls(f"{host.tls}/put", f"{host.tls}/get", host.ca_file),
            }
        return
    with sandboxed() as api, Client(api.url, token=api.token) as client:
        registered = _registered(client, [source] * 2)
        omiq_up(registered.signed_urls[0], source, None)
        file = registered.files[0]
        get = client.files.download_url(file.dataset_id or 0, file.id)
        yield {"plain": Urls(registered.signed_urls[1], get, None)}


def _write(path: Path, mebibytes: int) -> None:
    random = Random(1)
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(random.randbytes(2**20))


def _trust(ca_file: Path | None) -> None:
    if ca_file:
        os.environ["REQUESTS_CA_BUNDLE"] = os.environ["SSL_CERT_FILE"] = str(ca_file)


def _curl(url: str, options: list[str], ca_file: Path | None) -> None:
    trust = ["--cacert", str(ca_file)] if ca_file else []
    command = ["curl", "--fail", "--no-progress-meter", *trust, *options, "--config", "-"]
    subprocess.run(command, input=f'url = "{url}"', text=True, check=True, capture_output=True)
