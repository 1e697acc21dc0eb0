"""Large answers, read piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from ._errors import ConnectionFailed, TimedOut
from ._http import translated
from ._steps import Failure, Response


class Stream:
    """An answer whose body is read as it comes. Leave its `with` block, or close it, to free the connection."""

    def __init__(self, request: str, response: Response, timeout: float) -> None:
        self._request = request
        self._timeout = timeout
        self._answer: Any = response.body
        self.status = response.status
        self.headers = response.headers

    def iter_bytes(self, size: int | None = None) -> Iterator[bytes]:
        """Yield the body in pieces of `size` bytes, or as they come; raise ConnectionFailed where it breaks off."""
        with _reported(self._request, self._timeout):
            yield from self._answer.iter_bytes(size)

    def close(self) -> None:
        self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class AsyncStream:
    """An answer whose body is read as it comes. Leave its `async with` block, or close it, to free the connection."""

    def __init__(self, request: str, response: Response, timeout: float) -> None:
        self._request = request
        self._timeout = timeout
        self._answer: Any = response.body
        self.status = response.status
        self.headers = response.headers

    async def iter_bytes(self, size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the body in pieces of `size` bytes, or as they come; raise ConnectionFailed where it breaks off."""
        with _reported(self._request, self._timeout):
            async for piece in self._answer.aiter_bytes(size):
                yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()


@contextmanager
def _reported(request: str, timeout: float) -> Generator[None]:
    try:
        with translated(timeout):
            yield
    except Failure as failure:
        kind = TimedOut if failure.timed_out else ConnectionFailed
        raise kind(failure.words, request=request) from failure
