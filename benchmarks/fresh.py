"""Work in fresh processes, where nothing that is measured beside it leaves its traces."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def fresh_process() -> ProcessPoolExecutor:
    """Return a process that does what is submitted to it, one thing after the other."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def in_fresh_process(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function returns that is called in a process of its own."""
    with fresh_process() as process:
        return process.submit(work, *args, **kwargs).result()
