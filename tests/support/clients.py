"""Client and AsyncClient as one, so that a test is written once and runs for both."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

from anyio.from_thread import BlockingPortal

import omiq


def client_on(portal: BlockingPortal | None, *arguments: Any, **options: Any) -> omiq.Client:
    """Return a Client, or where there is a portal an AsyncClient that can be used like one.

    What the AsyncClient's methods return is awaited in the portal's event loop; `close` and `with` close it there.
    """
    if portal is None:
        return omiq.Client(*arguments, **options)
    return cast("omiq.Client", Blocking(omiq.AsyncClient(*arguments, **options), portal))


class Blocking:
    """An object of the async client whose coroutines are run to their end as they are called."""

    def __init__(self, inner: Any, portal: BlockingPortal) -> None:
        self._inner = inner
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        return self._outer(getattr(self._inner, "aclose" if name == "close" else name))

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._outer(self._inner(*map(_bare, arguments), **named))

    def __enter__(self) -> Any:
        self._portal.call(self._inner.__aenter__)
        return self

    def __exit__(self, *error: Any) -> None:
        self._portal.call(self._inner.__aexit__, *error)

    def __repr__(self) -> str:
        return repr(self._inner)

    def _outer(self, value: Any) -> Any:
        if inspect.isawaitable(value):
            return self._outer(self._portal.call(_awaited, value))
        if isinstance(value, AsyncIterator):
            return self._pieces(value)
        is_async = type(value).__name__.startswith("Async") or inspect.ismethod(value)
        return Blocking(value, self._portal) if is_async else value

    def _pieces(self, values: AsyncIterator[Any]) -> Iterator[Any]:
        while (piece := self._portal.call(anext, values, None)) is not None:
            yield piece


async def _awaited(value: Any) -> Any:
    return await value


def _bare(value: Any) -> Any:
    return value._inner if isinstance(value, Blocking) else value
