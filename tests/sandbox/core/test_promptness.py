"""Answers on a connection that stays open."""

from __future__ import annotations

import time
from statistics import median

import httpx

import omiq_sandbox


def test_answer_does_not_wait_for_an_acknowledgement(sandbox: omiq_sandbox.Server) -> None:
    """The body follows the header at once: held back until the client acknowledges the header, it takes 40 ms."""

    def seconds() -> float:
        began = time.perf_counter()
        client.get(f"{sandbox.url}/datasets")
        return time.perf_counter() - began

    with httpx.Client() as client:
        assert median(seconds() for _ in range(20)) < 0.03
