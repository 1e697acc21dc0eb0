"""A local server that behaves as OMIQ is known to: `with omiq_sandbox.run() as server: …`.

It needs `pip install "omiq-client[sandbox]"`. On the command line: `omiq-sandbox serve`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._options import Options, Seed

if TYPE_CHECKING:
    from ._sandbox import CannotStart
    from ._server import Server

__all__ = ["CannotStart", "Options", "Server", "run"]


def run(*, seed: Seed = "demo", data: str | os.PathLike[str] | None = None, **options: Any) -> Server:
    """Return a server to be used in a `with` block, which starts and stops it; it serves in a thread of its own.

    Args:
        seed: What a new sandbox holds: accounts alone (`empty`), or a group, a dataset and a workflow too (`demo`).
        data: Folder that keeps everything; without it nothing outlives the server.
        **options: Other options of `Options`.
    """
    from ._server import Server

    return Server(Options(seed=seed, data=None if data is None else Path(data), **options))


def __getattr__(name: str) -> Any:
    if name == "Server":
        from ._server import Server

        return Server
    if name == "CannotStart":
        from ._sandbox import CannotStart

        return CannotStart
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
