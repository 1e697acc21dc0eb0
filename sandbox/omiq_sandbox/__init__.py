"""A local server that behaves as OMIQ is known to: `with omiq_sandbox.run() as server: …`.

It needs `pip install "omiq-client[sandbox]"`. On the command line: `omiq-sandbox serve`.
`help(omiq_sandbox.Server)` tells what a running one offers, `help(omiq_sandbox.Options)` what it can be told.
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

    Raises:
        ImportError: The extra `sandbox` is not installed.
        TypeError: There is no such option.
        CannotStart: On entering: a port, the folder or the faults file cannot be used.
    """
    server: type[Server] = __getattr__("Server")
    return server(Options(seed=seed, data=None if data is None else Path(data), **options))


def __getattr__(name: str) -> Any:
    if name not in ("CannotStart", "Server"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from ._sandbox import CannotStart
        from ._server import Server
    except ImportError as missing:
        raise ImportError(f"The sandbox needs `pip install 'omiq-client[sandbox]'`: {missing}") from missing
    return CannotStart if name == "CannotStart" else Server
