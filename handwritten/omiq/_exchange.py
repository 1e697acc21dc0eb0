"""One request: sent, judged, and tried again as its retry class allows."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final, NamedTuple

from omiq_generated.types import Retry

from ._clock import Clock, ServerTime, parse_http_date
from ._errors import CallError, ConnectionFailed, LoginSuperseded, OutcomeUnknown, PermissionDenied, TimedOut
from ._options import Options
from ._refusals import refusal
from ._steps import Failure, Flow, Kind, Request, Response, Send, Sleep

_log = logging.getLogger("omiq")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
_LONGEST_WAIT = 86_400.0  # seconds: neither sockets nor clocks take an infinite time

REPEATED: Final[dict[Retry, frozenset[Kind]]] = {
    "safe": frozenset({"not_sent", "broken", "busy", "limited", "failed"}),
    "idempotent": frozenset({"not_sent", "broken", "busy", "limited", "failed"}),
    "never": frozenset({"not_sent", "busy"}),
}
UNCLEAR: Final[frozenset[Kind]] = frozenset({"broken", "failed"})


class Order(NamedTuple):
    """A request to be made. `path` is shown in messages; `url` is where it goes."""

    method: str
    path: str
    url: str
    headers: dict[str, str]
    content: bytes | None
    retry: Retry
    look_up: str = ""
    stream: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def __repr__(self) -> str:
        return f"<Order {self.name}>"


class Effort:
    """What one call has cost so far, and what it may still cost."""

    def __init__(self, clock: Clock, options: Options) -> None:
        self.clock = clock
        self.options = options
        self.began = clock.monotonic()
        self.give_up_at = self.began + options.deadline
        self.attempts = 0
        self.unclear = False

    def seconds(self) -> float:
        return self.clock.monotonic() - self.began

    def left(self) -> float:
        return self.give_up_at - self.clock.monotonic()

    def anew(self, *, retries: int | None = None) -> Effort:
        """Return an effort that counts from nothing, ends when this one does, and may have fewer retries."""
        options = self.options._replace(deadline=max(self.left(), 0.001))
        return Effort(self.clock, options if retries is None else options._replace(retries=retries))


class Miss(NamedTuple):
    """A try that did not succeed. `pause` is the least time, in seconds, that the server asks for."""

    kind: Kind
    error: CallError
    pause: float


def exchange(order: Order, effort: Effort, server_time: ServerTime, secrets: tuple[str, ...]) -> Flow[Response]:
    """Send a request until it succeeds (a status of 200 to 299); raise the CallError of the last try otherwise."""
    attempt = 0
    while True:
        attempt += 1
        outcome = yield from _tried(order, attempt, effort, server_time, secrets)
        if isinstance(outcome, Response):
            return outcome
        kind, error, pause = outcome
        if effort.options.on_slowed is not None and (error.status in (429, 503) or isinstance(error, TimedOut)):
            effort.options.on_slowed()
        effort.unclear = effort.unclear or kind in UNCLEAR
        pause = max(pause, pause_after(attempt, effort.clock))
        if kind not in REPEATED[order.retry] or attempt > effort.options.retries or pause >= effort.left():
            raise _final(order, kind, error, effort)
        _log.warning("%s: %s; trying again in %.1f s (attempt %d)", order.name, kind, pause, attempt)
        yield Sleep(pause)


def _tried(
    order: Order, attempt: int, effort: Effort, server_time: ServerTime, secrets: tuple[str, ...]
) -> Flow[Response | Miss]:
    began = effort.clock.monotonic()
    effort.attempts += 1
    try:
        response: Response = yield Send(_request(order, effort))
    except Failure as failure:
        _log_try(order, failure.kind, effort.clock.monotonic() - began, attempt)
        return Miss(failure.kind, _connection_error(order, attempt, failure), 0.0)
    _log_try(order, response.status, effort.clock.monotonic() - began, attempt)
    server_time.observe(response.headers.get("date"))
    if 200 <= response.status < 300:
        return response
    error = refusal(response, order.name, attempt, secrets)
    pause = retry_after(response.headers, server_time)
    kind = "refused" if isinstance(error, LoginSuperseded | PermissionDenied) else kind_of(response.status, pause)
    return Miss(kind, error, pause or 0.0)


def kind_of(status: int, pause: float | None) -> Kind:
    """Say what a status that is no success, and the pause that the server asks for, mean for trying again."""
    if status in (429, 503) and pause is not None:
        return "busy"
    if status == 429:
        return "limited"
    return "failed" if status == 408 or status >= 500 else "refused"


def pause_after(attempt: int, clock: Clock) -> float:
    """Return the seconds to wait after a try that failed: exponential, with full jitter."""
    return clock.random() * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** (attempt - 1))


def _request(order: Order, effort: Effort) -> Request:
    timeout = max(0.001, min(effort.options.timeout, effort.left(), _LONGEST_WAIT))
    return Request(order.method, order.url, order.headers, order.content, timeout, effort.give_up_at, order.stream)


def _connection_error(order: Order, attempt: int, failure: Failure) -> CallError:
    kind = TimedOut if failure.timed_out else ConnectionFailed
    error = kind(failure.words, request=order.name, attempts=attempt)
    error.__cause__ = failure
    return error


def _final(order: Order, kind: Kind, error: CallError, effort: Effort) -> CallError:
    if order.retry == "never" and kind in UNCLEAR:
        return outcome_unknown(order, error)
    if effort.unclear and kind == "refused" and order.retry == "idempotent":
        error.advice += " An earlier attempt of this call may have been carried out; this is the answer to its repeat."
    return error


def outcome_unknown(order: Order, error: CallError) -> OutcomeUnknown:
    """Return the error of a write that may or may not have been carried out; `error` becomes its cause."""
    unknown = OutcomeUnknown(
        f"nobody can tell whether the server carried this out ({error.words or error.status})",
        request=order.name,
        status=error.status,
        advice=order.look_up,
        attempts=error.attempts,
    )
    unknown.__cause__ = error
    return unknown


def retry_after(headers: Mapping[str, str], server_time: ServerTime) -> float | None:
    """Return the seconds to wait that an answer asks for, None where it does not, or not in a form that is known."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_WAIT)
    moment = parse_http_date(text) if text else None
    return None if moment is None else min(max(0.0, moment - server_time.now()), _LONGEST_WAIT)


def _log_try(order: Order, outcome: int | str, seconds: float, attempt: int) -> None:
    _log.debug("%s: %s in %.3f s (attempt %d)", order.name, outcome, seconds, attempt)
