from __future__ import annotations

from ...models.platform_config import PlatformConfig
from ...types import Call
from .. import OPERATIONS

OPERATION = OPERATIONS["getConfig"]


def call() -> Call[PlatformConfig]:
    """Get the server's configuration."""
    return Call(OPERATION, OPERATION.path, PlatformConfig.view)
