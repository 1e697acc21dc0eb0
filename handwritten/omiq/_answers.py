"""The whole answer to a call, and how its value is taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from omiq_generated.types import Call

from ._collector import paused_for
from ._errors import LongOperationFailed, UnexpectedAnswer, UnexpectedShape
from ._json import decode
from ._steps import Response
from ._tokens import redact

T = TypeVar("T")


class Answer(NamedTuple, Generic[T]):
    """A value and the answer that it came in.

    `headers` have names in lower case, `attempts` counts the requests of the call (repeats and polls included),
    `seconds` is the time from the call to its value, `json` the answer's JSON as it came, envelope and all.
    """

    value: T
    status: int
    headers: Mapping[str, str]
    attempts: int
    seconds: float
    json: Any

    def __repr__(self) -> str:
        return f"<Answer {self.status}, {self.attempts} attempts, {self.seconds:.3f} s, {type(self.value).__name__}>"


def json_of(response: Response, request: str, secrets: tuple[str, ...]) -> Any:
    """Return the JSON of an answer; raise UnexpectedAnswer where it holds none."""
    try:
        with paused_for(len(response.content)):
            return decode(response.content)
    except ValueError:
        kind = redact(response.headers.get("content-type", "no content type"), secrets)[:60]
        start = redact(response.content.decode("utf-8", "replace"), secrets)[:60]
        raise UnexpectedAnswer(
            f"the answer is not JSON ({kind}, {len(response.content)} bytes: {' '.join(start.split())!r})",
            request=request,
            status=response.status,
        ) from None


def holds_json(response: Response) -> bool:
    """Say whether an answer of an endpoint that nothing is known of is JSON."""
    kind = response.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def long_operation_id(data: Any, envelope: str | None) -> int | str | None:
    """Return the id of the long operation that an answer announces, if it does (`pkg-1.10.3`)."""
    if not isinstance(data, dict) or (envelope is not None and data.get(envelope) is not None):
        return None
    found = data.get("longOpId")
    is_id = isinstance(found, int | str) and not isinstance(found, bool) and found not in ("", ".", "..")
    return found if is_id else None


def value_of(call: Call[T], data: Any, request: str, response: Response, secrets: tuple[str, ...]) -> T:
    """Take the envelope off and read what is in it."""
    operation = call.operation
    try:
        with paused_for(len(response.content)):
            return call.read(data if operation.envelope is None else _unwrapped(data, operation.envelope, secrets))
    except UnexpectedShape as wrong:
        done = f"The server reports success: look before you repeat the call. {operation.look_up}".rstrip()
        advice = done if operation.retry == "never" else ""
        raise UnexpectedAnswer(str(wrong), request=request, status=response.status, advice=advice) from wrong


def ended(state: Any, operation: int | str, request: str, secrets: tuple[str, ...]) -> Any:
    """Return the answer in the state of a long operation, None while it runs; raise LongOperationFailed."""
    if not isinstance(state, dict):
        raise UnexpectedAnswer(f"the state of long operation {operation} is not a JSON object", request=request)
    value = state.get("val")
    if isinstance(value, dict) and value.get("error") is not None:
        failed = LongOperationFailed(redact(str(value["error"]), secrets), request=request)
        failed.long_operation_id = operation
        raise failed
    return value


def _unwrapped(data: Any, envelope: str, secrets: tuple[str, ...]) -> Any:
    if not isinstance(data, dict):
        raise UnexpectedShape(f"expected a JSON object with {envelope!r}, got {type(data).__name__}")
    if envelope not in data:
        members = redact(", ".join(sorted(data)), secrets)[:200] or "nothing"
        raise UnexpectedShape(f"no {envelope!r} in the answer, which holds {members}")
    return data[envelope]
