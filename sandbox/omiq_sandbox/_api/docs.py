"""The catalog as a page to read: Redoc, from the files that fastapi-offline ships. Nothing is fetched elsewhere."""

from __future__ import annotations

import json
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from .._sandbox import Sandbox

_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"
_NO_LOGO = "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27/%3E"
_HEADERS = {
    "Content-Security-Policy": (  # Redoc writes its own styles, and searches in a worker
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src blob:; form-action 'none'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    def page(request: Request) -> Response:
        return HTMLResponse(files("omiq_sandbox").joinpath("_api/pages/docs.html").read_text("utf-8"), headers=_HEADERS)

    def script(request: Request) -> Response:
        """Answer Redoc, without the one picture that it would fetch from elsewhere."""
        redoc = files("fastapi_offline").joinpath("static/redoc.standalone.js").read_text("utf-8")
        return Response(redoc.replace(_LOGO, _NO_LOGO), media_type="text/javascript")

    def document(request: Request) -> Response:
        """Answer the catalog with this sandbox as its server."""
        catalog = json.loads(files("omiq_sandbox").joinpath("openapi.json").read_bytes())
        return JSONResponse(catalog | {"servers": [{"url": sandbox.api_url, "description": "This sandbox."}]})

    return [
        Route("/docs", page),
        Route("/openapi.json", document),
        Route("/docs/redoc.js", script),
    ]
