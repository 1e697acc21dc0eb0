"""Long operations that an earlier call has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omiq_generated.api import long_operations as generated
from omiq_generated.types import Call, Operation

from ._calls import reader

if TYPE_CHECKING:
    from ._client import AsyncClient, Client


class LongOperations(generated.LongOperations):
    """Operations on long_operations, and waiting for one."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client

    def wait(self, long_operation_id: int | str, *, envelope: str | None = None, model: type[Any] | None = None) -> Any:
        """Wait for a long operation and return its answer: the JSON, its member `envelope`, viewed as `model`.

        Raise LongOperationFailed where the server says so, LongOperationUnfinished when the deadline is over.
        """
        return self._client._resume(long_operation_id, awaited(envelope, model))


class AsyncLongOperations(generated.AsyncLongOperations):
    """Operations on long_operations, and waiting for one."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client)
        self._client = client

    async def wait(
        self, long_operation_id: int | str, *, envelope: str | None = None, model: type[Any] | None = None
    ) -> Any:
        """Wait for a long operation and return its answer: the JSON, its member `envelope`, viewed as `model`.

        Raise LongOperationFailed where the server says so, LongOperationUnfinished when the deadline is over.
        """
        return await self._client._resume(long_operation_id, awaited(envelope, model))


def awaited(envelope: str | None, model: type[Any] | None) -> Call[Any]:
    """Describe the call whose answer a long operation holds, as far as its answer goes."""
    return Call(Operation(id="", method="", path="", envelope=envelope, retry="safe"), "", reader(model))
