"""Raw calls: of any endpoint, in the catalog or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from ._calls import RawArguments

if TYPE_CHECKING:
    from ._client import AsyncClient, Client
    from ._streams import AsyncStream, Stream


class Raw:
    """Calls of any endpoint, documented or not, with the client's sign-in, retries, long operations and errors.

    `omiq.RawArguments` tells what they take beside the path, which is below the API's URL. The value is the answer's
    JSON as it came, or bytes where it is not JSON, or None where it is empty; a long operation is waited for.
    """

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `GET path`."""
        return self._client.request("GET", path, **arguments)

    def post(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `POST path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return self._client.request("POST", path, **arguments)

    def put(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `PUT path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return self._client.request("PUT", path, **arguments)

    def patch(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `PATCH path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return self._client.request("PATCH", path, **arguments)

    def delete(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `DELETE path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return self._client.request("DELETE", path, **arguments)

    def stream(self, method: str, path: str, **arguments: Unpack[RawArguments]) -> Stream:
        """Send a request and return its answer with the body unread, for answers too large for memory.

        The deadline ends where the body begins: only `timeout` holds for its pieces. Long operations are not followed,
        and `envelope` and `model` have no meaning here.
        """
        return self._client._stream(method, path, arguments)


class AsyncRaw:
    """Calls of any endpoint, documented or not, with the client's sign-in, retries, long operations and errors.

    `omiq.RawArguments` tells what they take beside the path, which is below the API's URL. The value is the answer's
    JSON as it came, or bytes where it is not JSON, or None where it is empty; a long operation is waited for.
    """

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def get(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `GET path`."""
        return await self._client.request("GET", path, **arguments)

    async def post(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `POST path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return await self._client.request("POST", path, **arguments)

    async def put(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `PUT path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return await self._client.request("PUT", path, **arguments)

    async def patch(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `PATCH path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return await self._client.request("PATCH", path, **arguments)

    async def delete(self, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send `DELETE path`. Not repeated unless `retry` allows it; raise OutcomeUnknown where that leaves a doubt."""
        return await self._client.request("DELETE", path, **arguments)

    async def stream(self, method: str, path: str, **arguments: Unpack[RawArguments]) -> AsyncStream:
        """Send a request and return its answer with the body unread, for answers too large for memory.

        The deadline ends where the body begins: only `timeout` holds for its pieces. Long operations are not followed,
        and `envelope` and `model` have no meaning here.
        """
        return await self._client._stream(method, path, arguments)
