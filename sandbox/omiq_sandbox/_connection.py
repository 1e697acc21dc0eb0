"""The connection that a request came by, as far as a fault has to do with it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Final, Protocol, cast

EXTENSION: Final = "omiq_sandbox.connection"
"""Where the ASGI scope's `extensions` hold the connection."""


class Connection(Protocol):
    @property
    def lost(self) -> bool:
        """Tell whether nothing that is sent can arrive any more."""
        ...

    def cut(self, *, reset: bool) -> None:
        """Close the connection after what was sent: orderly (FIN), or with what is not sent yet thrown away (RST)."""

    async def pause(self, seconds: float) -> None:
        """Wait, but no longer than the connection lasts."""


def connection_of(scope: MutableMapping[str, Any]) -> Connection:
    """Return the connection of a request that `HttpProtocol` took."""
    return cast(Connection, scope["extensions"][EXTENSION])
