"""A client that reads and does not write: a write is shown as the request that would be sent."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from omiq_generated.types import Call

from .. import Client, RawArguments
from .._exchange import Order
from .._json import encode
from .._options import Options
from .._orders import order_of
from .._tokens import redact
from ._failures import WouldSend

if TYPE_CHECKING:
    from ._run import Run

T = TypeVar("T")
HIDDEN = "***"
_LONGEST_REDACTED = 20_000  # letters; `redact` leaves out what comes after them


class DryClient(Client):
    """A client that carries reads out, and raises WouldSend in place of a write."""

    def execute(self, call: Call[T], /) -> T:
        """Carry a read out; raise WouldSend for a write."""
        self._refuse_a_write(call)
        return super().execute(call)

    def _value(self, call: Call[T], options: Options, operation: int | str | None) -> T:
        self._refuse_a_write(call)
        return super()._value(call, options, operation)

    def request(self, method: str, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Carry a raw read out; raise WouldSend for a write."""
        self._refuse_a_write(self._raw_call(method, path, arguments))
        return super().request(method, path, **arguments)

    def unsent(self, call: Call[Any]) -> WouldSend:
        """Return what ends the command with this call shown, and not sent."""
        return WouldSend(call, self.api_url, self._session.identity.secrets)

    def _refuse_a_write(self, call: Call[T]) -> None:
        if call.operation.retry != "safe":
            raise self.unsent(call)


def show(unsent: WouldSend, run: Run) -> None:
    """Print a request that was not sent: as it would be on the wire and as a command of curl, or as JSON."""
    order = _redacted(order_of(unsent.call, unsent.api_url), unsent.secrets)
    body = _text(order.content)
    signed = unsent.call.operation.authenticated
    headers = {"authorization": f"Bearer {HIDDEN}", **order.headers} if signed else order.headers
    curl = _curl(order, run.signing if signed else None)
    if run.form in ("json", "jsonl"):
        request = {"method": order.method, "url": order.url, "headers": headers, "body": body, "curl": curl}
        sys.stdout.write(encode(request).decode() + "\n")
        return
    lines = [f"{order.method} {order.url}", *(f"{name}: {value}" for name, value in headers.items())]
    sys.stdout.write("\n".join([*lines, *(["", body] if body else [])]) + "\n")
    sys.stdout.write(f"\n{curl}\n")


def _redacted(order: Order, secrets: tuple[str, ...]) -> Order:
    def clean(text: str) -> str:
        if len(text) <= _LONGEST_REDACTED:
            return redact(text, secrets)
        for secret in secrets:
            text = text.replace(secret, HIDDEN)
        return text

    headers = {name: clean(value) for name, value in order.headers.items()}
    content = order.content
    if content is not None and _is_text(content):
        content = clean(content.decode()).encode()
    scheme, mark, place = order.url.partition("://")  # a whole URL would lose its query
    return order._replace(url=scheme + mark + clean(place), headers=headers, content=content)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _text(content: bytes | None) -> str:
    if content is None or _is_text(content):
        return (content or b"").decode()
    return f"<{len(content)} bytes>"


def _curl(order: Order, signing: str | None) -> str:
    words = ["curl", "--head" if order.method == "HEAD" else f"-X {order.method}"]
    if signing is not None:
        words.append(f'-H "Authorization: Bearer $({signing})"')
    words += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in order.headers.items()]
    if order.content:
        as_text = _is_text(order.content)
        words.append(f"--data-raw {shlex.quote(_text(order.content))}" if as_text else "--data-binary @FILE")
    return " ".join([*words, shlex.quote(order.url)])
