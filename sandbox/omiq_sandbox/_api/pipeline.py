"""What happens to a request before its operation is known, and around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from .._faults import LongOperation
from .._log import NUMBER
from .._refusals import Refusal
from .._sandbox import Sandbox
from . import bodies
from .contract import Operation
from .execution import Execution, refused

Result = TypeVar("Result")


class Endpoint:
    """ASGI app of one path: all its methods."""

    def __init__(self, sandbox: Sandbox, operations: Sequence[Operation], threads: CapacityLimiter) -> None:
        self._sandbox = sandbox
        self._operations = operations
        self._threads = threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        operations = [operation for operation in self._operations if operation.method == request.method]
        if not operations:
            return await self._no_such_method()(scope, receive, send)
        try:
            body = await bodies.read(request)
        except Refusal as refusal:
            return await refused(refusal)(scope, receive, send)
        operation = await self._in_thread(partial(_meant, operations, body)) if operations[1:] else operations[0]
        self._sandbox.log.tell(scope[NUMBER], operation=operation.id)
        struck = self._sandbox.faults.next(operation.id, operation.name)
        execution = Execution(self._sandbox, operation, request, body, struck.first(LongOperation))

        async def execute(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self._in_thread(execution.response)
            await response(scope, receive, send)

        return await struck.around(execute)(scope, receive, send)

    async def _in_thread(self, function: Callable[[], Result]) -> Result:
        return await to_thread.run_sync(function, limiter=self._threads)

    def _no_such_method(self) -> Response:
        allowed = sorted({operation.method for operation in self._operations})
        return PlainTextResponse("There is no such method here", 405, {"Allow": ", ".join(allowed)})


def _meant(operations: Sequence[Operation], body: bodies.Body) -> Operation:
    """Return which of two operations a body is for: an object with an `id` is saved, not created."""
    try:
        saves = isinstance(body.value, dict) and "id" in body.value
    except Refusal:
        saves = False
    return next(operation for operation in operations if bool(operation.variant) == saves)
