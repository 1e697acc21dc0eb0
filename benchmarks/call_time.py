"""What a small typed call costs, sync and async, against bare httpx that asks the same server for the same answer.

Both sides keep one connection, send the same token, and take the same member out of the JSON, in blocks by turns.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from statistics import median
from time import perf_counter
from typing import Any

import httpx

from omiq import AsyncClient, Client

from .server import serving, token
from .table import Row, Size

GOAL = 1.2
BLOCK = 20
PATH = "/api/datasets/1"
ANSWER = json.dumps({"dataset": {"id": 1, "displayName": "Panel 1", "metadata": {"site": "A"}}}).encode()


def measure(size: Size) -> list[Row]:
    with serving({PATH: ANSWER}) as url:
        return [
            Row("typed call : httpx", *_sync(url, size.blocks), "us", GOAL),
            Row("typed call, async : httpx", *asyncio.run(_async(url, size.blocks)), "us", GOAL),
        ]


def _sync(url: str, blocks: int) -> tuple[float, float]:
    with Client(url, token=token()) as client, httpx.Client(**_bare()) as http:

        def ours() -> object:
            return client.datasets.get(1).id

        def theirs() -> object:
            return http.get(url + PATH).json()["dataset"]["id"]

        assert ours() == theirs()
        times = [(_block(ours), _block(theirs)) for _ in range(blocks)]
    return _medians(times)


async def _async(url: str, blocks: int) -> tuple[float, float]:
    async with AsyncClient(url, token=token()) as client, httpx.AsyncClient(**_bare()) as http:

        async def ours() -> object:
            return (await client.datasets.get(1)).id

        async def theirs() -> object:
            return (await http.get(url + PATH)).json()["dataset"]["id"]

        assert await ours() == await theirs()
        times = [(await _async_block(ours), await _async_block(theirs)) for _ in range(blocks)]
    return _medians(times)


def _bare() -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {token()}"}, "trust_env": False}


def _block(call: Callable[[], object]) -> float:
    began = perf_counter()
    for _ in range(BLOCK):
        call()
    return (perf_counter() - began) / BLOCK


async def _async_block(call: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    for _ in range(BLOCK):
        await call()
    return (perf_counter() - began) / BLOCK


def _medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the median seconds of both sides as microseconds."""
    ours, theirs = zip(*times, strict=True)
    return median(ours) * 1e6, median(theirs) * 1e6
