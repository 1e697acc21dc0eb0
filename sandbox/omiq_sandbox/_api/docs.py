"""The catalog as a page to read: Redoc, from the files that fastapi-offline ships, so that nothing is fetched elsewhere."""

from __future__ import annotations

import json
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from .._sandbox import Sandbox

_HEADERS = {
    "Content-Security-Policy": (  # Redoc writes its own styles, and searches in a worker
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src blob:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    def page(request: Request) -> Response:
        return HTMLResponse(files(__package__).joinpath("pages/docs.html").read_text("utf-8"), headers=_HEADERS)

    def document(request: Request) -> Response:
        """Answer the catalog with this sandbox as its server."""
        catalog = json.loads(files("omiq_sandbox").joinpath("openapi.json").read_bytes())
        return JSONResponse(catalog | {"servers": [{"url": sandbox.api_url, "description": "This sandbox."}]})

    return [
        Route("/docs", page),
        Route("/openapi.json", document),
        Mount("/docs/static", StaticFiles(packages=[("fastapi_offline", "static")])),
    ]
