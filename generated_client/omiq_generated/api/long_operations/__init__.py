"""Work that the server goes on with after it has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import get_long_operation as _get_long_operation

if TYPE_CHECKING:
    from ...client import AsyncExecutor, Executor
    from ...models.long_operation import LongOperation


class LongOperations:
    """Work that the server goes on with after it has answered."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def get(self, long_op_id: int | str) -> LongOperation:
        """Get the state of a long operation.

        Any call whose answer takes long answers `longOpId` instead; this tells whether its answer is
        there. The client polls by itself; this is one poll.

        `GET /longops/{longOpId}`, observed (pkg-1.10.3).

        Args:
            long_op_id: Id of the long operation.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_long_operation.call(long_op_id))


class AsyncLongOperations:
    """Work that the server goes on with after it has answered."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def get(self, long_op_id: int | str) -> LongOperation:
        """Get the state of a long operation.

        Any call whose answer takes long answers `longOpId` instead; this tells whether its answer is
        there. The client polls by itself; this is one poll.

        `GET /longops/{longOpId}`, observed (pkg-1.10.3).

        Args:
            long_op_id: Id of the long operation.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_long_operation.call(long_op_id))
