"""GET and HEAD of a blob: whole or a range, conditional, with its digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .._connection import connection_of
from .._refusals import Refusal, not_found
from .._sandbox import Sandbox
from .._state import digests
from . import fields
from .ranges import Span, Unsatisfiable, asked_span

_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Blob:
    file: BufferedReader
    size: int
    kept_at: float
    sha256: bytes

    @property
    def tag(self) -> str:
        return fields.entity_tag(self.sha256)


async def download(sandbox: Sandbox, request: Request, name: str, file_name: str | None) -> Response:
    """Answer a request for a blob. Raise a Refusal 404 where there is none, 412 where a condition does not hold."""
    blob = await run_in_threadpool(_open, sandbox, name)
    try:
        return _response(blob, request, file_name)
    except BaseException:
        blob.file.close()
        raise


def _open(sandbox: Sandbox, name: str) -> _Blob:
    try:
        file = sandbox.blobs.path(name).open("rb")
    except (ValueError, FileNotFoundError):
        raise not_found("object", name) from None
    try:
        status = os.fstat(file.fileno())
        return _Blob(file, status.st_size, status.st_mtime, _digest(sandbox, name, file))
    except BaseException:
        file.close()
        raise


def _digest(sandbox: Sandbox, name: str, file: BufferedReader) -> bytes:
    """Return the SHA-256 that was taken at the upload, or take it now, once: an export was not uploaded."""
    with sandbox.store.transaction() as db:
        known = digests.digest_of(db, name)
    if known is not None:
        return known
    sha256 = hashlib.file_digest(file, "sha256").digest()
    with sandbox.store.transaction() as db:
        digests.remember(db, name, sha256)
    return sha256


def _response(blob: _Blob, request: Request, file_name: str | None) -> Response:
    asked = request.headers
    common = {"Accept-Ranges": "bytes", "ETag": blob.tag, "Last-Modified": fields.http_date(blob.kept_at)}
    if "if-match" in asked and not fields.names(asked["if-match"], blob.tag, weak=False):
        raise Refusal(412, "The object is not the one asked for")
    if "if-none-match" in asked and fields.names(asked["if-none-match"], blob.tag, weak=True):
        return _Part(blob, Span(0, 0), 304, common)
    common |= {"Content-Type": "application/octet-stream", "Repr-Digest": fields.digest_field(blob.sha256)}
    if file_name is not None:
        common["Content-Disposition"] = fields.content_disposition(file_name)
    try:
        span = _span(blob, request)
    except Unsatisfiable:
        return _Part(blob, Span(0, 0), 416, {"Content-Range": f"bytes */{blob.size}", "Content-Length": "0"})
    if span is None:
        return _Part(blob, Span(0, blob.size), 200, {**common, "Content-Length": str(blob.size)})
    common["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{blob.size}"
    return _Part(blob, span, 206, {**common, "Content-Length": str(span.end - span.start)})


def _span(blob: _Blob, request: Request) -> Span | None:
    asked = request.headers
    if request.method != "GET" or "range" not in asked or asked.get("if-range", blob.tag) != blob.tag:
        return None
    return asked_span(asked["range"], blob.size)


class _Part(Response):
    """Send a part of a blob, with no more of it in memory than a piece, and close its file."""

    def __init__(self, blob: _Blob, span: Span, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(None, status, {**headers})
        self._blob = blob
        self._span = span

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection, file = connection_of(scope), self._blob.file
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            left = 0 if scope["method"] == "HEAD" else self._span.end - self._span.start
            file.seek(self._span.start)
            while left and not connection.lost:
                piece = await run_in_threadpool(file.read, min(left, _PIECE))
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            file.close()
