"""What carries out calls: the package that brings HTTP implements one of these."""

from typing import Protocol, TypeVar

from .types import Call

T = TypeVar("T")


class Executor(Protocol):
    """Sends calls and reads their answers."""

    def execute(self, call: Call[T], /) -> T:
        """Send a call and return what its answer reads as."""
        ...


class AsyncExecutor(Protocol):
    """Sends calls and reads their answers, without blocking."""

    async def execute(self, call: Call[T], /) -> T:
        """Send a call and return what its answer reads as."""
        ...
