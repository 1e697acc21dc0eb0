"""What memory a listing of many files takes: at its peak, and while the files are held.

Each side runs in a fresh process, after a small call has loaded its libraries; tracemalloc counts what is allocated
from then on. Theirs is the plain JSON: requests and json.loads of the same bytes.
"""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable

import requests

from omiq import Client

from .files import listing
from .fresh import in_fresh_process
from .listing_time import bare_session
from .server import serving, token
from .table import Row, Size

GOAL = 1.0
SMALL, LARGE = "/api/datasets/0/files", "/api/datasets/1/files"


def measure(size: Size) -> list[Row]:
    with serving({SMALL: listing(1), LARGE: listing(size.files)}) as url:
        (ours, our_peak), (theirs, their_peak) = (in_fresh_process(side, url) for side in (_ours, _theirs))
    return [
        Row(f"{size.files:,} files held : json.loads", ours, theirs, "MB", GOAL),
        Row(f"{size.files:,} files listed, peak : requests, json.loads", our_peak, their_peak, "MB", GOAL),
    ]


def _ours(url: str) -> tuple[float, float]:
    with Client(url, token=token()) as client:
        return _held_and_peak(client.files.list)


def _theirs(url: str) -> tuple[float, float]:
    with bare_session() as session:
        return _held_and_peak(lambda dataset: _plain(session, f"{url}/api/datasets/{dataset}/files"))


def _plain(session: requests.Session, url: str) -> object:
    return json.loads(session.get(url).content)["files"]


def _held_and_peak(files_of: Callable[[int], object]) -> tuple[float, float]:
    """List the files of dataset 1, and return how many MB they hold, and how many there were at the most."""
    files_of(0)
    gc.collect()
    tracemalloc.start()
    files = files_of(1)
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del files
    return held / 1e6, peak / 1e6
