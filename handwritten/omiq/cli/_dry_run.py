"""A client that reads and does not write: a write is shown as the request that would be sent."""

from __future__ import annotations

import shlex
import sys
from typing import TypeVar

from omiq_generated.types import Call

from .. import Client
from .._exchange import Order
from .._json import encode
from .._orders import order_of
from ._failures import WouldSend

T = TypeVar("T")
HIDDEN = "***"


class DryClient(Client):
    """A client that carries reads out, and raises WouldSend in place of a write."""

    def execute(self, call: Call[T], /) -> T:
        """Carry a read out; raise WouldSend for a write."""
        if call.operation.retry != "safe":
            raise WouldSend(call, self.api_url)
        return super().execute(call)


def show(unsent: WouldSend, form: str | None) -> None:
    """Print a request that was not sent: as it would be on the wire and as a command of curl, or as JSON."""
    order = order_of(unsent.call, unsent.api_url)
    body = (order.content or b"").decode("utf-8", "replace")
    headers = {"authorization": f"Bearer {HIDDEN}", **order.headers}
    if form in ("json", "jsonl"):
        request = {
            "method": order.method,
            "url": order.url,
            "headers": headers,
            "body": body,
            "curl": _curl(order, body),
        }
        sys.stdout.write(encode(request).decode() + "\n")
        return
    lines = [f"{order.method} {order.url}", *(f"{name}: {value}" for name, value in headers.items())]
    sys.stdout.write("\n".join([*lines, *(["", body] if body else [])]) + "\n")
    sys.stdout.write(f"\n{_curl(order, body)}\n")


def _curl(order: Order, body: str) -> str:
    signed = '-H "Authorization: Bearer $(omiq auth token)"'
    headers = " ".join(f"-H {shlex.quote(f'{name}: {value}')}" for name, value in order.headers.items())
    data = f" --data-raw {shlex.quote(body)}" if body else ""
    return f"curl -X {order.method} {signed} {headers}{data} {shlex.quote(order.url)}"
