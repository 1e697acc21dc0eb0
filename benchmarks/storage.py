"""Measure the sandbox's storage: MB/s of one upload and of one download. 300 both ways is aimed at.

`python -m benchmarks.storage` takes some 30 seconds. The sandbox runs in a process of its own, on the same cores. Each
upload is hashed and synced to the disk, so a slow disk shows.
"""

from __future__ import annotations

import multiprocessing
import time
from argparse import ArgumentParser
from collections.abc import Callable
from itertools import repeat
from multiprocessing.connection import Connection
from random import Random
from statistics import median

from urllib3 import PoolManager

import omiq
from omiq.models import FileSpec

GOAL = 300.0
_PIECE = Random(1).randbytes(2**20)


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.storage", description="Measure the sandbox's storage.")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="files to send and fetch (7)")
    parser.add_argument("--size", type=int, default=1024, metavar="MIB", help="of each file (1024)")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    sandbox = context.Process(target=_serve, args=(theirs,))
    sandbox.start()
    try:
        url, token = ours.recv()
        speeds = _measure(url, token, options.runs, options.size)
    finally:
        ours.send(None)
        sandbox.join()
    for name, values in speeds.items():
        print(f"{name}  median {median(values):5.0f} MB/s  of {', '.join(f'{value:.0f}' for value in values)}")
    missed = [name for name, values in speeds.items() if median(values) < GOAL]
    print(f"\nGoals missed: {', '.join(missed) or 'none'}.")


def _serve(pipe: Connection) -> None:
    import omiq_sandbox

    with omiq_sandbox.run(seed="empty") as server:
        pipe.send((server.url, server.token))
        pipe.recv()


def _measure(url: str, token: str, runs: int, size: int) -> dict[str, list[float]]:
    speeds: dict[str, list[float]] = {"PUT": [], "GET": []}
    with omiq.Client(url, token=token) as client, PoolManager(blocksize=len(_PIECE)) as http:
        dataset_id = client.datasets.create(display_name="Speed").id
        spec = FileSpec(display_name="a", file_name="a", content_type="application/octet-stream", dataset_id=dataset_id)
        for _ in range(runs):
            registered = client.files.register(dataset_id, files=[spec])
            file_id = registered.files[0].id
            speeds["PUT"].append(_speed(size, _sent, http, registered.signed_urls[0]))
            speeds["GET"].append(_speed(size, _fetched, http, client.files.download_url(dataset_id, file_id)))
            client.files.delete(dataset_id, file_id)
    return speeds


def _speed(size: int, move: Callable[[PoolManager, str, int], None], http: PoolManager, url: str) -> float:
    began = time.perf_counter()
    move(http, url, size)
    return size * len(_PIECE) / 1e6 / (time.perf_counter() - began)


def _sent(http: PoolManager, url: str, size: int) -> None:
    headers = {"Content-Length": str(size * len(_PIECE))}
    answer = http.request("PUT", url, body=repeat(_PIECE, size), headers=headers, retries=False)
    assert answer.status == 200, answer.status


def _fetched(http: PoolManager, url: str, size: int) -> None:
    answer = http.request("GET", url, preload_content=False, retries=False)
    assert sum(map(len, answer.stream(len(_PIECE)))) == size * len(_PIECE)
    answer.release_conn()


if __name__ == "__main__":
    main()
