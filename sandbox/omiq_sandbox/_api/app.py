"""The API origin: the catalog's operations below `/api`, and what stands beside them."""

from __future__ import annotations

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.routing import Route

from .._sandbox import Sandbox
from . import control, docs, gui, invented
from . import operations as _handlers  # noqa: F401 - fills HANDLERS
from .contract import Operation, operations
from .pipeline import Endpoint

_THREADS = 40


def api_app(sandbox: Sandbox) -> Starlette:
    """Return the ASGI app."""
    served = [*operations(), *invented.OPERATIONS]
    app = Starlette(
        routes=[
            *_routes(sandbox, served),
            *control.control_routes(sandbox),
            *docs.routes(sandbox),
            *gui.routes(sandbox),
        ]
    )
    app.router.redirect_slashes = False
    return app


def _routes(sandbox: Sandbox, served: list[Operation]) -> list[Route]:
    threads = CapacityLimiter(_THREADS)
    paths = dict.fromkeys(operation.path for operation in served)
    return [
        Route(f"/api{path}", Endpoint(sandbox, [each for each in served if each.path == path], threads))
        for path in paths
    ]
