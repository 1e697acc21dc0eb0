"""Transfers of datasets and workflows to other OMIQ servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import list_transfers as _list_transfers

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.transfer import Transfer


class Transfers:
    """Transfers of datasets and workflows to other OMIQ servers."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def list(self, datasetid: int) -> builtins.list[Transfer]:
        """List the transfers of a dataset to other OMIQ servers.

        `GET /crosstenant/listtransfers`, observed (pkg-1.10.3, help-sharing).

        Args:
            datasetid: Id of the dataset.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_transfers.call(datasetid))


class AsyncTransfers:
    """Transfers of datasets and workflows to other OMIQ servers."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def list(self, datasetid: int) -> builtins.list[Transfer]:
        """List the transfers of a dataset to other OMIQ servers.

        `GET /crosstenant/listtransfers`, observed (pkg-1.10.3, help-sharing).

        Args:
            datasetid: Id of the dataset.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_transfers.call(datasetid))
