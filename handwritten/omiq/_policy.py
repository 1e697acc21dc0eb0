"""What happens to a call, written once and without I/O.

Attach the token, send, try again, sign in again once, follow a long operation, take the envelope off, and turn the
answer into a value or an error. A driver carries out the steps that these flows yield (`_steps`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from omiq_generated.types import Call, as_is, fill

from ._answers import Answer, ended, holds_json, json_of, long_operation_id, value_of
from ._auth import Identity
from ._calls import checked_call
from ._clock import Clock, ServerTime
from ._errors import AuthenticationError, CallError, LongOperationError, LongOperationUnfinished, UnexpectedAnswer
from ._exchange import Effort, Order, exchange, outcome_unknown
from ._observers import Answered, Observer
from ._options import Options, Poll
from ._orders import order_of
from ._steps import Flow, Response, Sleep
from ._tokens import Token

T = TypeVar("T")
_FIRST_POLL, _SHORTEST_POLL, _SLOWEST_POLL, _SLOWER = 0.5, 0.1, 3.5, 1.5


class Session(NamedTuple):
    """What the calls of a client have in common."""

    api_url: str
    identity: Identity
    clock: Clock
    server_time: ServerTime
    observers: tuple[Observer, ...] = ()

    def heard(self, answered: Answered) -> None:
        """Tell the observers of an answer."""
        for observer in self.observers:
            observer.answered(answered)

    def closed(self) -> None:
        """Let the observers keep what they have heard."""
        for observer in self.observers:
            observer.close()

    def token_left(self) -> float | None:
        """Return the seconds until the token ends, None where it renews itself or does not say."""
        expires = self.identity.ends
        return None if expires is None else expires - self.server_time.now()


def perform(call: Call[T], session: Session, options: Options, *, bytes_too: bool = False) -> Flow[Answer[T]]:
    """Carry a call out. With `bytes_too` an answer that is not JSON is the value, as bytes."""
    effort = Effort(session.clock, options)
    order = order_of(checked_call(call, session.api_url), session.api_url)
    try:
        response = yield from _signed(order, call.operation.authenticated, effort, session)
    except CallError as refused:
        if refused.status is not None:
            session.heard(Answered(call, refused.status))
        raise
    if bytes_too and not (response.content and holds_json(response)):
        session.heard(Answered(call, response.status, response))
        return _answer(call.read(response.content or None), response, effort, None)
    try:
        data = json_of(response, order.name, session.identity.secrets)
    except UnexpectedAnswer as unreadable:
        session.heard(Answered(call, response.status, response))
        if bytes_too and "content-type" not in response.headers:
            return _answer(call.read(response.content), response, effort, None)
        if order.retry == "never":
            raise outcome_unknown(order, unreadable) from unreadable
        raise
    operation = long_operation_id(data, call.operation.envelope) if call.operation.authenticated else None
    if operation is not None:
        if options.on_begun is not None:
            options.on_begun(operation)
        response, data = yield from _followed(operation, effort, session)
    session.heard(Answered(call, response.status, response, data, long_operation=operation is not None))
    value = value_of(call, data, order.name, response, session.identity.secrets)
    return _answer(value, response, effort, data)


def resume(operation: int | str, call: Call[T], session: Session, options: Options) -> Flow[Answer[T]]:
    """Wait for a long operation that an earlier call has begun, and read its answer as that of `call`."""
    effort = Effort(session.clock, options)
    response, data = yield from _followed(operation, effort, session)
    session.heard(Answered(call, response.status, response, data, long_operation=True))
    value = value_of(call, data, f"long operation {operation}", response, session.identity.secrets)
    return _answer(value, response, effort, data)


def begun_or_resumed(call: Call[T], session: Session, options: Options, operation: int | str | None) -> Flow[Answer[T]]:
    """Carry a call out, or wait for the long operation that such a call has begun."""
    return perform(call, session, options) if operation is None else resume(operation, call, session, options)


def opened(call: Call[Any], session: Session, options: Options) -> Flow[Response]:
    """Send a call and return its answer with the body unread."""
    effort = Effort(session.clock, options)
    order = order_of(call, session.api_url, stream=True)
    return (yield from _signed(order, call.operation.authenticated, effort, session))


def bearer_token(session: Session, options: Options) -> Flow[Token]:
    """Return a token that signs a call now."""
    return (yield from session.identity.token(Effort(session.clock, options), session.server_time))


def _signed(order: Order, authenticated: bool, effort: Effort, session: Session) -> Flow[Response]:
    identity, time = session.identity, session.server_time
    if not authenticated:
        return (yield from exchange(order, effort, time, identity.secrets))
    token = yield from identity.token(effort, time)
    try:
        return (yield from exchange(_with(order, token.text), effort, time, identity.secrets))
    except AuthenticationError as refused:
        token = yield from identity.replaced(token, refused, effort, time)
    return (yield from exchange(_with(order, token.text), effort, time, identity.secrets))


def _with(order: Order, token: str) -> Order:
    return order._replace(headers={**order.headers, "authorization": f"Bearer {token}"})


def _followed(operation: int | str, effort: Effort, session: Session) -> Flow[tuple[Response, Any]]:
    from omiq_generated.api import OPERATIONS

    poll = OPERATIONS["getLongOperation"]
    order = order_of(Call(poll, fill(poll.path, longOpId=operation), as_is), session.api_url)
    pauses = _pauses(min(effort.options.expected, effort.left() / 2))
    number = 0
    while True:
        number += 1
        data, response = yield from _polled(operation, order, effort, session)
        if data is not None:
            return response, data
        if effort.options.on_poll is not None:
            effort.options.on_poll(Poll(operation, number, effort.seconds()))
        pause = next(pauses)
        if pause >= effort.left():
            raise _unfinished(operation, order, effort, f"it still runs after {effort.seconds():.0f} s")
        yield Sleep(pause)


def _pauses(expected: float) -> Iterator[float]:
    """Yield the seconds between looks, which grow; after the time that it is known to take they are short again."""
    pause = _FIRST_POLL
    if expected > _FIRST_POLL:
        yield expected
        pause = min(_SLOWEST_POLL, max(_SHORTEST_POLL, expected / 16))
    while True:
        yield pause
        pause = min(_SLOWEST_POLL, pause * _SLOWER)


def _polled(operation: int | str, order: Order, effort: Effort, session: Session) -> Flow[tuple[Any, Response]]:
    try:
        response = yield from _signed(order, True, effort, session)
        state = json_of(response, order.name, session.identity.secrets)
        return ended(state, operation, order.name, session.identity.secrets), response
    except LongOperationError:
        raise
    except CallError as failed:
        raise _unfinished(operation, order, effort, failed.words or str(failed.status)) from failed


def _unfinished(operation: int | str, order: Order, effort: Effort, words: str) -> LongOperationUnfinished:
    error = LongOperationUnfinished(
        f"long operation {operation} may still be running: {words}",
        request=order.name,
        attempts=effort.attempts,
        advice=f"`client.long_operations.wait({operation!r})` picks it up again.",
    )
    error.long_operation_id = operation
    return error


def _answer(value: T, response: Response, effort: Effort, data: Any) -> Answer[T]:
    return Answer(value, response.status, response.headers, effort.attempts, effort.seconds(), data)
