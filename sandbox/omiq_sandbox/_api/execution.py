"""What happens to a call once its operation is known: sign-in, contract, handler, contract again."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from .._faults import LongOperation
from .._log import NUMBER
from .._refusals import Refusal
from .._sandbox import Sandbox
from .._state import long_operations
from .._state.people import User
from . import parameters
from .bodies import Body
from .calls import HANDLERS, Call, LongWork
from .contract import Operation

_INTERNAL_ERROR = "Something went wrong in the sandbox; its log says what"
_MOST_PROBLEMS = 5
_logger = logging.getLogger(__name__)


class Execution:
    """One call of one operation. With `long`, its answer comes by a long operation."""

    def __init__(
        self, sandbox: Sandbox, operation: Operation, request: Request, body: Body, long: LongOperation | None
    ) -> None:
        self._sandbox = sandbox
        self._operation = operation
        self._request = request
        self._body = body
        self._long = long if operation.may_take_long else None

    def response(self) -> Response:
        """Carry the call out. This blocks: call it in a worker thread."""
        try:
            return Response(_dumped(self._answer()), media_type="application/json")
        except Refusal as refusal:
            return refused(refusal)
        except Exception:
            _logger.exception("%s failed", self._operation.id)
            return PlainTextResponse(_INTERNAL_ERROR, 500)

    def _answer(self) -> dict[str, Any]:
        user = None if self._operation.signs_in else self._user()
        call = self._call(user)
        if self._long is not None:
            return self._begin(call.user, self._work_of_fault(call, self._long), self._long.polls)
        answer = self._handled(call)
        if isinstance(answer, LongWork):
            return self._begin(call.user, answer.work)
        return self._checked(answer)

    def _user(self) -> User:
        scheme, _, token = self._request.headers.get("authorization", "").partition(" ")
        with self._sandbox.store.transaction() as db:
            user = self._sandbox.tokens.user_of(
                db, token.strip() if scheme.lower() == "bearer" else None, self._sandbox.clock.now()
            )
        self._sandbox.log.tell(self._request.scope[NUMBER], user_id=user.id)
        return user

    def _call(self, user: User | None) -> Call[Any]:
        operation = self._operation
        path = parameters.of_path(operation, self._request.path_params)
        query = parameters.of_query(operation, self._request.query_params)
        raw = None if operation.body is None else self._body.value
        body = None if operation.body is None else _read(operation.body, raw)
        return Call(self._sandbox, user, path, query, body, raw)

    def _handled(self, call: Call[Any]) -> dict[str, Any] | LongWork:
        if (handler := HANDLERS.get(self._operation.id)) is None:
            raise Refusal(501, f"The sandbox does not know yet what {self._operation.id} does")
        try:
            return handler(call)
        except OverflowError as error:
            if "SQLite" not in str(error):
                raise
            raise Refusal(404, "There is nothing with so great an id") from None

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        try:
            self._operation.answer.model_validate(answer)
        except ValidationError as error:
            raise AssertionError("\n".join(_problems("answer", error))) from None
        return answer

    def _begin(self, user: User, work: Callable[[], dict[str, Any]], empty_polls: int = 0) -> dict[str, Any]:
        with self._sandbox.store.transaction() as db:
            id_ = long_operations.begin(db, user.id, self._sandbox.clock.now(), empty_polls=empty_polls)
        self._sandbox.jobs.submit(self._finish, id_, work)
        return {"longOpId": id_}

    def _finish(self, id_: str, work: Callable[[], dict[str, Any]]) -> None:
        try:
            answer = self._checked(work())
        except Refusal as refusal:
            answer = {"error": refusal.words}
        except Exception:
            _logger.exception("%s failed in the background", self._operation.id)
            answer = {"error": _INTERNAL_ERROR}
        with self._sandbox.store.transaction() as db:
            long_operations.end(db, id_, answer, self._sandbox.clock.now())

    def _work_of_fault(self, call: Call[Any], fault: LongOperation) -> Callable[[], dict[str, Any]]:
        def work() -> dict[str, Any]:
            if fault.error is not None:
                raise Refusal(500, fault.error)
            answer = self._handled(call)
            return answer.work() if isinstance(answer, LongWork) else answer

        return work


def refused(refusal: Refusal) -> Response:
    """Return the answer that tells of a refusal."""
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
    return PlainTextResponse(refusal.words, refusal.status, headers)


def _read(model: type[BaseModel], raw: Any) -> BaseModel:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise Refusal(400, "\n".join(_problems("body", error)[:_MOST_PROBLEMS])) from None


def _problems(what: str, error: ValidationError) -> list[str]:
    """Say what is wrong in which places, but not which values stand there."""
    return [
        f"{'.'.join(map(str, (what, *problem['loc'])))}: {problem['msg']}"
        for problem in error.errors(include_input=False, include_url=False)
    ]


def _dumped(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
