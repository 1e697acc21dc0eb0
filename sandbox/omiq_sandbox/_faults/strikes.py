"""What each kind of fault does to a request, its answer, or the connection, as a layer around an ASGI app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial, singledispatch
from http import HTTPStatus

from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .._connection import connection_of
from .._refusals import HAS_EXPIRED, SUPERSEDED
from . import answers
from .kinds import (
    Cut,
    Drip,
    FailedPoll,
    Fault,
    Html,
    IgnoreRange,
    Latency,
    MissingMember,
    NullObject,
    ShortBody,
    Status,
    Superseded,
    TokenExpired,
    UnknownValue,
    UrlExpired,
)

_UNAUTHORIZED = {"WWW-Authenticate": "Bearer"}
_PAGE = "<!doctype html><html lang=en><title>Please wait</title><p>This page is no answer of the API.</html>"


@singledispatch
def strike(_fault: Fault, app: ASGIApp) -> ASGIApp:
    """Return the app as the fault lets it appear: unchanged, where the fault is carried out elsewhere."""
    return app


@strike.register
def _latency(fault: Latency, app: ASGIApp) -> ASGIApp:
    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        await connection_of(scope).pause(fault.seconds)
        await app(scope, receive, send)

    return late


@strike.register
def _status(fault: Status, app: ASGIApp) -> ASGIApp:
    headers = {} if fault.retry_after is None else {"Retry-After": _retry_after(fault.retry_after, fault)}
    error = PlainTextResponse(fault.words or _words(fault.status), fault.status, headers)
    return error if fault.when == "before" else _in_place_of_its_answer(app, error)


@strike.register
def _failed_poll(fault: FailedPoll, _app: ASGIApp) -> ASGIApp:
    return PlainTextResponse(_words(fault.status), fault.status)


@strike.register
def _token_expired(_fault: TokenExpired, _app: ASGIApp) -> ASGIApp:
    return PlainTextResponse(HAS_EXPIRED, 401, _UNAUTHORIZED)


@strike.register
def _superseded(_fault: Superseded, _app: ASGIApp) -> ASGIApp:
    return PlainTextResponse(SUPERSEDED, 401, _UNAUTHORIZED)


@strike.register
def _html(fault: Html, app: ASGIApp) -> ASGIApp:
    page = HTMLResponse(_PAGE, fault.status)
    return page if fault.when == "before" else _in_place_of_its_answer(app, page)


@strike.register
def _cut(fault: Cut, app: ASGIApp) -> ASGIApp:
    async def cut_off(scope: Scope, receive: Receive, send: Send) -> None:
        connection = connection_of(scope)
        if fault.where == "unanswered":
            await app(scope, receive, _nowhere)
        elif fault.where == "after":
            await app(scope, receive, send)
        connection.cut(reset=fault.reset)

    if fault.where == "middle":
        return _cut_short(app, lambda length: length // 2, reset=fault.reset)
    return cut_off


@strike.register
def _short_body(fault: ShortBody, app: ASGIApp) -> ASGIApp:
    return _cut_short(app, lambda length: max(length - fault.missing, 0), reset=False)


@strike.register
def _drip(fault: Drip, app: ASGIApp) -> ASGIApp:
    async def drip(scope: Scope, receive: Receive, send: Send) -> None:
        connection = connection_of(scope)

        async def send_slowly(message: Message) -> None:
            body = message.get("body", b"")
            while len(body) > fault.bytes and not connection.lost:
                await send({"type": message["type"], "body": body[: fault.bytes], "more_body": True})
                await connection.pause(fault.seconds)
                body = body[fault.bytes :]
            await send({**message, "body": body} if body else message)
            if message.get("more_body", False):
                await connection.pause(fault.seconds)

        await app(scope, receive, send_slowly)

    return drip


@strike.register
def _ignore_range(_fault: IgnoreRange, app: ASGIApp) -> ASGIApp:
    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        await app({**scope, "headers": headers}, receive, send)

    return whole


@strike.register
def _unknown_value(fault: UnknownValue, app: ASGIApp) -> ASGIApp:
    return _rewritten(app, partial(answers.with_value, path=fault.member, value=fault.value))


@strike.register
def _missing_member(fault: MissingMember, app: ASGIApp) -> ASGIApp:
    return _rewritten(app, partial(answers.without, path=fault.member))


@strike.register
def _null_object(fault: NullObject, app: ASGIApp) -> ASGIApp:
    return _rewritten(app, partial(answers.with_value, path=fault.member, value=None))


@strike.register
def _url_expired(_fault: UrlExpired, app: ASGIApp) -> ASGIApp:
    return _rewritten(app, answers.with_expired_urls)


def _in_place_of_its_answer(app: ASGIApp, response: Response) -> ASGIApp:
    async def replaced(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, _nowhere)
        await response(scope, receive, send)

    return replaced


def _cut_short(app: ASGIApp, share: Callable[[int], int], *, reset: bool) -> ASGIApp:
    """Send the share of the body's bytes and close."""

    async def cut_short(scope: Scope, receive: Receive, send: Send) -> None:
        connection = connection_of(scope)
        left = 0

        async def send_share(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.start":
                left = share(answers.content_length(message))
                await send(message)
                return
            piece = message.get("body", b"")[:left]
            left -= len(piece)
            if piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            if left == 0:
                connection.cut(reset=reset)

        await app(scope, receive, send_share)

    return cut_short


def _rewritten(app: ASGIApp, rewrite: Callable[[bytes], bytes]) -> ASGIApp:
    """Rewrite the body of a successful JSON answer."""

    async def rewritten(scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = bytearray()

        async def hold_back(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await send_all(rewrite(bytes(body)) if answers.is_json(start) else bytes(body))

        async def send_all(body: bytes) -> None:
            await send({**start, "headers": answers.with_content_length(start["headers"], len(body))})
            await send({"type": "http.response.body", "body": body})

        await app(scope, receive, hold_back)

    return rewritten


async def _nowhere(_message: Message) -> None:
    """Throw away what an app sends."""


def _retry_after(seconds: int, fault: Status) -> str:
    if fault.retry_after_form == "seconds":
        return str(seconds)
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
