"""PUT of a file's bytes: hashed and written as they come, and kept only when all of them came."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .._log import NUMBER
from .._refusals import Refusal
from .._sandbox import Sandbox
from .._state import digests
from . import fields
from .parts import Part


class Uploads(Protocol):
    """Who is told of uploads, in worker threads."""

    def began(self, file_id: int) -> None:
        """Take note that bytes are coming, or raise a Refusal."""

    def broke_off(self, file_id: int) -> None:
        """Take note that no bytes were kept."""

    def ended(self, file_id: int, blob: str, size: int) -> None:
        """Take the blob over, or raise a Refusal."""


async def upload(sandbox: Sandbox, uploads: Uploads, request: Request, file_id: int) -> Response:
    """Take a file's bytes. Raise a Refusal 411 without a length, 400 where a digest is malformed or differs."""
    if "content-length" not in request.headers:
        raise Refusal(411, "Content-Length is required")
    expected = _expected_digests(request)
    await run_in_threadpool(uploads.began, file_id)
    try:
        part = await _received(request, sandbox.blobs.new_path(), expected)
        sandbox.log.tell(request.scope[NUMBER], body_sha256=part.sha256.hex())
        blob = await run_in_threadpool(sandbox.blobs.keep, part.path)
    except BaseException:
        await run_in_threadpool(uploads.broke_off, file_id)
        raise
    await run_in_threadpool(uploads.ended, file_id, blob, part.size)
    await run_in_threadpool(_remember, sandbox, blob, part.sha256)
    return Response(headers={"ETag": fields.entity_tag(part.sha256)})


def _expected_digests(request: Request) -> Mapping[str, bytes]:
    try:
        given = fields.digests_of(request.headers["content-digest"]) if "content-digest" in request.headers else {}
    except ValueError as error:
        raise Refusal(400, str(error)) from None
    return {name: digest for name, digest in given.items() if name in fields.ALGORITHMS}


def _remember(sandbox: Sandbox, blob: str, sha256: bytes) -> None:
    with sandbox.store.transaction() as db:
        digests.remember(db, blob, sha256)


async def _received(request: Request, path: Path, expected: Mapping[str, bytes]) -> Part:
    """Write the body to a file, or raise and leave no file."""
    part = await run_in_threadpool(Part, path, expected)
    try:
        async for piece in request.stream():
            await part.put(piece)
        await part.end()
        if any(part.digest(name) != digest for name, digest in expected.items()):
            raise Refusal(400, "The body does not have its Content-Digest")
    except ClientDisconnect:
        await part.give_up()
        raise Refusal(400, "The body ended early") from None
    except BaseException:
        await part.give_up()
        raise
    return part
