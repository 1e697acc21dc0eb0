"""How long it takes to list many files and sum every size, against requests and json.loads on the same server.

By turns, but each side in a process of its own: what one allocates and frees would slow the other down.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from statistics import median
from time import perf_counter

import requests

from omiq import Client

from .files import listing
from .fresh import fresh_process
from .server import serving, token
from .table import Row, Size

GOAL = 0.7
PATH = "/api/datasets/1/files"


def measure(size: Size) -> list[Row]:
    with serving({PATH: listing(size.files)}) as url, fresh_process() as ours, fresh_process() as theirs:
        assert ours.submit(_ours, url).result() == theirs.submit(_theirs, url).result()
        runs = [
            (ours.submit(_seconds, _ours, url).result(), theirs.submit(_seconds, _theirs, url).result())
            for _ in range(size.runs)
        ]
    our, their = (median(times) * 1000 for times in zip(*runs, strict=True))
    return [Row(f"{size.files:,} files listed, sizes summed : requests, json.loads", our, their, "ms", GOAL)]


def bare_session() -> requests.Session:
    """Return a session of requests that sends the token and asks the environment nothing."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {token()}"
    return session


def _ours(url: str) -> int:
    return sum(file.size or 0 for file in _client(url).files.list(1))


def _theirs(url: str) -> int:
    files = json.loads(_session().get(url + PATH).content)["files"]
    return sum(file.get("size") or 0 for file in files)


def _seconds(work: Callable[[str], int], url: str) -> float:
    began = perf_counter()
    work(url)
    return perf_counter() - began


@cache
def _client(url: str) -> Client:
    return Client(url, token=token())


@cache
def _session() -> requests.Session:
    return bare_session()
