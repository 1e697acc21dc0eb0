"""Who moves many files, up and down: omiq, and what it is measured against. Each returns its seconds both ways.

The vendor's method and plain httpx move one file after the other, each with a call for its URL, as omiq's have; curl is
given all URLs before its time begins.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import requests

from omiq import Client
from omiq.models import FileSpec, RegisteredFiles

from . import vendor
from .sandboxed import Api

_KIND = "application/octet-stream"


class Seconds(NamedTuple):
    up: float
    down: float


def by_omiq(api: Api, paths: Sequence[Path], folder: Path) -> Seconds:
    with Client(api.url, token=api.token) as client:
        dataset_id = client.datasets.create(display_name="omiq").id
        up = _timed(lambda: client.files.upload(dataset_id, paths, wait=False, progress=False))
        down = _timed(lambda: client.files.download(dataset_id, folder, progress=False))
    return _whole(Seconds(up, down), paths, folder)


def by_vendor(api: Api, paths: Sequence[Path], folder: Path) -> Seconds:
    """Call as requests' functions do: each on a connection of its own."""
    signed_in = {"Authorization": f"Bearer {api.token}"}

    def call(method: str, path: str, body: object = None) -> Any:
        return requests.request(method, api.url + path, json=body, headers=signed_in, timeout=10).json()

    return _one_by_one(call, vendor.send, vendor.fetch, paths, folder)


def by_httpx(api: Api, paths: Sequence[Path], folder: Path) -> Seconds:
    """Keep the connections open, as a client of httpx does."""
    with httpx.Client(timeout=60) as http:
        signed_in = {"Authorization": f"Bearer {api.token}"}

        def call(method: str, path: str, body: object = None) -> Any:
            return http.request(method, api.url + path, json=body, headers=signed_in).json()

        def send(url: str, path: Path) -> None:
            with path.open("rb") as file:
                http.put(url, content=file, headers={"Content-Type": _KIND}).raise_for_status()

        def fetch(url: str, path: Path) -> None:
            with http.stream("GET", url) as answer, path.open("wb") as file:
                file.writelines(answer.iter_bytes())

        return _one_by_one(call, send, fetch, paths, folder)


def by_curl(api: Api, paths: Sequence[Path], folder: Path) -> Seconds:
    with Client(api.url, token=api.token) as client:
        registered = _registered(client, paths)
        urls = registered.signed_urls
        up = _timed(lambda: _curl(zip(urls, (f'upload-file = "{path}"' for path in paths), strict=True)))
        urls = [client.files.download_url(file.dataset_id or 0, file.id) for file in registered.files]
    folder.mkdir()
    down = _timed(lambda: _curl(zip(urls, (f'output = "{folder / path.name}"' for path in paths), strict=True)))
    return _whole(Seconds(up, down), paths, folder)


def _registered(client: Client, paths: Sequence[Path]) -> RegisteredFiles:
    dataset_id = client.datasets.create(display_name="curl").id
    specs = [
        FileSpec(display_name=path.name, file_name=path.name, content_type=_KIND, dataset_id=dataset_id)
        for path in paths
    ]
    return client.files.register(dataset_id, files=specs)


def _curl(transfers: Iterable[tuple[str, str]]) -> None:
    """Move files, 16 at once. The URLs go by standard input, where no list of processes shows them."""
    each = f'header = "Content-Type: {_KIND}"\nfail\n'
    config = "next\n".join(f'url = "{url}"\n{what}\n{each}' for url, what in transfers)
    command = ["curl", "--parallel", "--parallel-max", "16", "--no-progress-meter", "--config", "-"]
    subprocess.run(command, input=config, text=True, check=True, capture_output=True)


def _one_by_one(
    call: Callable[..., Any],
    send: Callable[[str, Path], None],
    fetch: Callable[[str, Path], None],
    paths: Sequence[Path],
    folder: Path,
) -> Seconds:
    dataset_id = call("POST", "/datasets", {"displayName": "One by one"})["dataset"]["id"]
    files = f"/datasets/{dataset_id}/files"
    ids: list[int] = []

    def up() -> None:
        for path in paths:
            spec = {"displayName": path.name, "fileName": path.name, "contentType": _KIND, "datasetId": dataset_id}
            answer = call("POST", files, {"datasetKey": dataset_id, "files": [spec]})
            send(answer["signedUrls"][0], path)
            ids.append(answer["files"][0]["id"])

    def down() -> None:
        for path, file_id in zip(paths, ids, strict=True):
            fetch(call("GET", f"{files}/{file_id}/download")["url"], folder / path.name)

    folder.mkdir()
    return _whole(Seconds(_timed(up), _timed(down)), paths, folder)


def _whole(seconds: Seconds, paths: Sequence[Path], folder: Path) -> Seconds:
    """Return the seconds of one who has moved everything."""
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
    assert sizes == {path.name: path.stat().st_size for path in paths}
    return seconds


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
