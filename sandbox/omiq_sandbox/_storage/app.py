"""The storage origin: where signed URLs lead."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from .._refusals import Refusal
from .._sandbox import Sandbox
from .._state import digests
from .downloads import download
from .signatures import Method
from .uploads import Uploads, upload

_UPLOAD = re.compile(r"/(uploads/(\d{1,18}))", re.ASCII)
_BLOB = re.compile(r"/(blobs/([^/]+))")


class Storage:
    """ASGI app: `PUT /uploads/<file id>`, `GET` and `HEAD` of `/blobs/<name>`, each by a signed URL only."""

    def __init__(self, sandbox: Sandbox, uploads: Uploads) -> None:
        self._sandbox = sandbox
        self._uploads = uploads
        with sandbox.store.transaction() as db:
            digests.forget_gone(db, sandbox.blobs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = "storage.put" if scope["method"] == "PUT" else "storage.get"
        struck = self._sandbox.faults.next(operation)
        await struck.around(self._serve)(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._response(Request(scope, receive))
        except Refusal as refusal:
            response = PlainTextResponse(refusal.words, refusal.status)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        path = request.url.path
        if "authorization" in request.headers:
            raise Refusal(400, "Only one auth mechanism allowed")
        if match := _UPLOAD.fullmatch(path):
            if request.method != "PUT":
                return _wrong_method("PUT")
            self._check(request, "PUT", match[1])
            return await upload(self._sandbox, self._uploads, request, int(match[2]))
        if match := _BLOB.fullmatch(path):
            if request.method not in {"GET", "HEAD"}:
                return _wrong_method("GET, HEAD")
            file_name = self._check(request, "GET", match[1])
            return await download(self._sandbox, request, match[2], file_name)
        raise Refusal(404, "There is nothing here")

    def _check(self, request: Request, method: Method, object_name: str) -> str | None:
        return self._sandbox.signatures.check(method, object_name, request.query_params, self._sandbox.clock.now())


def _wrong_method(allowed: str) -> Response:
    return PlainTextResponse("No such method here", 405, {"Allow": allowed})
