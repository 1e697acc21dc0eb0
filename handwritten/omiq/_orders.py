"""From the description of a call to the request that carries it."""

from __future__ import annotations

from typing import Any

from omiq_generated.types import UNSET, Call

from ._errors import ConfigurationError
from ._exchange import Order
from ._json import encode
from ._urls import request_url


def order_of(call: Call[Any], api_url: str, *, stream: bool = False) -> Order:
    """Return the request for a call; raise ConfigurationError where its body cannot be written as JSON."""
    operation = call.operation
    headers = {"accept": "application/json", **{name.lower(): value for name, value in call.headers.items()}}
    content = call.content
    if call.json is not UNSET:
        headers.setdefault("content-type", "application/json")
        try:
            content = encode(call.json)
        except (ValueError, TypeError) as wrong:
            raise ConfigurationError(f"{operation.method} {call.path}: the body: {wrong}") from None
    url = request_url(api_url, call.path, call.query)
    return Order(
        operation.method, call.path.partition("?")[0], url, headers, content, operation.retry, operation.look_up, stream
    )
