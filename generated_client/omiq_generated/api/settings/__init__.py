"""The settings of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import get_config as _get_config

if TYPE_CHECKING:
    from ...client import AsyncExecutor, Executor
    from ...models.platform_config import PlatformConfig


class Settings:
    """The settings of the server."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def get(self) -> PlatformConfig:
        """Get the server's configuration.

        `GET /settings/config`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_config.call())


class AsyncSettings:
    """The settings of the server."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def get(self) -> PlatformConfig:
        """Get the server's configuration.

        `GET /settings/config`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_config.call())
