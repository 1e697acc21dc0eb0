"""What a test tells the sandbox, and reads of it: `/sandbox/…`, beside the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from .._faults import BadFaults
from .._refusals import Refusal
from .._sandbox import Sandbox
from . import bodies

Positive: TypeAlias = Annotated[float, Field(gt=0, le=10**9)]
_PATIENCE = 60.0  # seconds


class Advance(BaseModel, extra="forbid", strict=True):
    """How many seconds the clock is put forward."""

    advance: Positive


class Changes(BaseModel, extra="forbid", strict=True):
    """The options that may change while the sandbox runs. Those that are not sent stay."""

    token_lifetime: Positive = 1
    one_login: bool = False
    long_export_events: Annotated[int, Field(ge=0)] = 0
    signed_url_lifetime: Positive = 1


Body = TypeVar("Body", bound=BaseModel)


def control_routes(sandbox: Sandbox) -> list[BaseRoute]:
    """Return the routes of the control endpoints."""
    control = _Control(sandbox)
    return [
        Route("/sandbox/faults", _told(control.list_faults), methods=["GET"]),
        Route("/sandbox/faults", _told(control.set_faults), methods=["PUT"]),
        Route("/sandbox/faults", _told(control.add_faults), methods=["POST"]),
        Route("/sandbox/faults", _told(control.clear_faults), methods=["DELETE"]),
        Route("/sandbox/log", _told(control.list_requests), methods=["GET"]),
        Route("/sandbox/log", _told(control.clear_log), methods=["DELETE"]),
        Route("/sandbox/clock", _told(control.advance), methods=["POST"]),
        Route("/sandbox/idle", _told(control.wait_idle), methods=["GET"]),
        Route("/sandbox/options", _told(control.change_options), methods=["PATCH"]),
    ]


class _Control:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def list_faults(self, _request: Request) -> dict[str, Any]:
        """Tell which faults are set, and how often each of them matched and struck."""
        return {"faults": self._sandbox.faults.report()}

    async def set_faults(self, request: Request) -> dict[str, Any]:
        """Set the faults of a list in place of all others."""
        self._sandbox.faults.set(*await _faults(request))
        return {"faults": self._sandbox.faults.report()}

    async def add_faults(self, request: Request) -> dict[str, Any]:
        """Set one fault, or those of a list, beside the others."""
        self._sandbox.faults.add(*await _faults(request))
        return {"faults": self._sandbox.faults.report()}

    async def clear_faults(self, _request: Request) -> dict[str, Any]:
        self._sandbox.faults.clear()
        return {"faults": []}

    async def list_requests(self, _request: Request) -> dict[str, Any]:
        """Tell which requests came to either origin."""
        return {"requests": [request.as_json() for request in self._sandbox.log.requests()]}

    async def clear_log(self, _request: Request) -> dict[str, Any]:
        self._sandbox.log.clear()
        return {"requests": []}

    async def advance(self, request: Request) -> dict[str, Any]:
        """Put the clock forward, and tell what it shows (Unix seconds)."""
        self._sandbox.clock.advance((await _body(request, Advance)).advance)
        return {"now": self._sandbox.clock.now()}

    async def wait_idle(self, _request: Request) -> dict[str, Any]:
        """Wait until nothing is done in the background any more. Refuse (503) after a minute."""
        if not await run_in_threadpool(self._sandbox.jobs.wait_idle, _PATIENCE):
            raise Refusal(503, f"The sandbox still works after {_PATIENCE:g} s")
        return {"idle": True}

    async def change_options(self, request: Request) -> dict[str, Any]:
        """Change the options that were sent, and tell all that may be changed."""
        changes = await _body(request, Changes)
        self._sandbox.change_options(**changes.model_dump(exclude_unset=True))
        options = asdict(self._sandbox.options)
        return {"options": {name: options[name] for name in Changes.model_fields}}


def _told(answer: Callable[[Request], Awaitable[dict[str, Any]]]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that answers JSON, or tells in plain text what is wrong."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except BadFaults as wrong:
            return PlainTextResponse(str(wrong), 400)
        except Refusal as refusal:
            return PlainTextResponse(refusal.words, refusal.status)

    return endpoint


async def _faults(request: Request) -> list[Any]:
    faults = (await bodies.read(request)).value
    return faults if isinstance(faults, list) else [faults]


async def _body(request: Request, model: type[Body]) -> Body:
    try:
        return model.model_validate((await bodies.read(request)).value)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        words = "\n".join(f"{'.'.join(map(str, ('body', *each['loc'])))}: {each['msg']}" for each in problems)
        raise Refusal(400, words) from None
